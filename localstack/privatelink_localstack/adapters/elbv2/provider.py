"""elbv2 as LocalStack serves it: each operation of the API goes to its handler, to moto, or is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from botocore.validate import ParamValidator
from localstack.aws.api import CommonServiceException, RequestContext
from localstack.aws.spec import load_service
from localstack.services.moto import call_moto
from localstack.services.plugins import ServiceLifecycleHook
from localstack.state import StateVisitor
from moto.elbv2.models import elbv2_backends

from privatelink_localstack.adapters.elbv2 import (
    account_calls,
    capacity_calls,
    interfaces,
    listener_calls,
    load_balancer_calls,
    tag_calls,
    target_calls,
    target_group_calls,
)
from privatelink_localstack.adapters.elbv2.call import Answer, Call, Handler
from privatelink_localstack.adapters.elbv2.store import LOCK
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.faults import THROTTLED
from privatelink_localstack.load_balancing.errors import invalid, unsupported
from privatelink_localstack.load_balancing.target_groups.health_fault import health_faults
from privatelink_localstack.wiring import plane

SERVICE = "elbv2"

HANDLERS: dict[str, Handler] = {
    "CreateLoadBalancer": load_balancer_calls.create,
    "DescribeLoadBalancers": load_balancer_calls.describe,
    "DeleteLoadBalancer": load_balancer_calls.delete,
    "DescribeLoadBalancerAttributes": load_balancer_calls.describe_attributes,
    "ModifyLoadBalancerAttributes": load_balancer_calls.modify_attributes,
    "SetSubnets": load_balancer_calls.set_subnets,
    "SetSecurityGroups": load_balancer_calls.set_security_groups,
    "SetIpAddressType": load_balancer_calls.set_ip_address_type,
    "DescribeCapacityReservation": capacity_calls.describe,
    "ModifyCapacityReservation": capacity_calls.modify,
    "CreateListener": listener_calls.create,
    "DescribeListeners": listener_calls.describe,
    "ModifyListener": listener_calls.modify,
    "DeleteListener": listener_calls.delete,
    "DescribeListenerAttributes": listener_calls.describe_attributes,
    "ModifyListenerAttributes": listener_calls.modify_attributes,
    "AddListenerCertificates": listener_calls.add_certificates,
    "RemoveListenerCertificates": listener_calls.remove_certificates,
    "DescribeListenerCertificates": listener_calls.describe_certificates,
    "CreateRule": listener_calls.create_rule,
    "DescribeAccountLimits": account_calls.describe_limits,
    "DescribeSSLPolicies": account_calls.describe_policies,
    "CreateTargetGroup": target_group_calls.create,
    "DescribeTargetGroups": target_group_calls.describe,
    "ModifyTargetGroup": target_group_calls.modify,
    "DeleteTargetGroup": target_group_calls.delete,
    "DescribeTargetGroupAttributes": target_group_calls.describe_attributes,
    "ModifyTargetGroupAttributes": target_group_calls.modify_attributes,
    "RegisterTargets": target_calls.register,
    "DeregisterTargets": target_calls.deregister,
    "DescribeTargetHealth": target_calls.describe,
    "AddTags": tag_calls.add,
    "RemoveTags": tag_calls.remove,
    "DescribeTags": tag_calls.describe,
}

MOTO = frozenset(
    {
        "DeleteRule",
        "DescribeRules",
        "ModifyRule",
        "SetRulePriorities",
    }
)
"""What moto answers."""


class Elbv2Provider(ServiceLifecycleHook):  # type: ignore[misc]
    """What LocalStack must know of the service: its name, and where its state is."""

    service = SERVICE

    def accept_state_visitor(self, visitor: StateVisitor) -> None:
        """Show the state, for LocalStack to reset."""
        visitor.visit(elbv2_backends)

    def on_before_state_reset(self) -> None:
        """Remove what is not in elbv2's own state: load balancers' interfaces, and faults of targets' health."""
        health_faults().clear()
        with LOCK:
            interfaces.remove_all()


def dispatch_table(_provider: Elbv2Provider) -> dict[str, Callable[[RequestContext, Any], Answer]]:
    """What answers each operation of the API. An operation that is not here is refused with a 4xx."""
    return {name: partial(_answer, _handler(name)) for name in load_service(SERVICE).operation_names}


def _handler(operation: str) -> Handler:
    if operation in MOTO:
        return lambda call: call.moto()
    return HANDLERS.get(operation) or partial(_refuse, operation)


def _refuse(operation: str, _call: Call) -> Answer:
    raise unsupported(operation)


def _answer(handler: Handler, context: RequestContext, request: Any) -> Answer:
    """Answer a call, once it has met the faults that are set, and let LocalStack tell errors as AWS does."""
    call = Call(context.account_id, context.region, _given(context, request), partial(call_moto, context))
    operation = str(context.operation.name)
    try:
        _check_form(context, call.request)
        with LOCK:
            _strike(operation, call.account)
            return handler(call)
    except AwsError as error:
        raise _told(error) from error
    except NotImplementedError as error:
        raise _told(unsupported(operation)) from error


def _strike(operation: str, account: str) -> None:
    """Let a call fail, if a fault waits for it. Throttling is told in the words of this API, which are not EC2's."""
    try:
        plane().faults.strike(operation, account)
    except AwsError as error:
        throttled, _, _ = THROTTLED
        raise (AwsError("Throttling", "Rate exceeded") if error.code == throttled else error) from error


def _given(context: RequestContext, request: Any) -> dict[str, Any]:
    """What a request gives. LocalStack puts None where something that is required is missing, or is an empty list."""
    members = context.operation.input_shape.members
    empty: dict[str, Any] = {
        key: [] for key, value in (request or {}).items() if value is None and members[key].type_name == "list"
    }
    return {key: value for key, value in (request or {}).items() if value is not None} | empty


def _check_form(context: RequestContext, request: Any) -> None:
    """Check that a request has what its operation requires. AWS's SDKs look before they call, others may not.

    Raises:
        AwsError: it has not.
    """
    report = ParamValidator().validate(request, context.operation.input_shape)
    if report.has_errors():
        raise invalid(" ".join(report.generate_report().split()))


def _told(error: AwsError) -> CommonServiceException:
    return CommonServiceException(error.code, error.message, status_code=error.status, sender_fault=error.status < 500)
