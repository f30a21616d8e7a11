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
    capacity,
    listeners,
    load_balancers,
    quotas,
    ssl_policies,
    tags,
    target_groups,
    targets,
)
from privatelink_localstack.adapters.elbv2.call import Call, Handler, Response
from privatelink_localstack.adapters.elbv2.network import remove_all_interfaces
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.faults import THROTTLED
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.load_balancing.errors import not_emulated, validation_error
from privatelink_localstack.load_balancing.target_groups.health_fault import health_faults
from privatelink_localstack.wiring import plane

SERVICE = "elbv2"

HANDLERS: dict[str, Handler] = {
    "CreateLoadBalancer": load_balancers.create_load_balancer,
    "DescribeLoadBalancers": load_balancers.describe_load_balancers,
    "DeleteLoadBalancer": load_balancers.delete_load_balancer,
    "DescribeLoadBalancerAttributes": load_balancers.describe_load_balancer_attributes,
    "ModifyLoadBalancerAttributes": load_balancers.modify_load_balancer_attributes,
    "SetSubnets": load_balancers.set_subnets,
    "SetSecurityGroups": load_balancers.set_security_groups,
    "SetIpAddressType": load_balancers.set_ip_address_type,
    "DescribeCapacityReservation": capacity.describe_capacity_reservation,
    "ModifyCapacityReservation": capacity.modify_capacity_reservation,
    "CreateListener": listeners.create_listener,
    "DescribeListeners": listeners.describe_listeners,
    "ModifyListener": listeners.modify_listener,
    "DeleteListener": listeners.delete_listener,
    "DescribeListenerAttributes": listeners.describe_listener_attributes,
    "ModifyListenerAttributes": listeners.modify_listener_attributes,
    "AddListenerCertificates": listeners.add_listener_certificates,
    "RemoveListenerCertificates": listeners.remove_listener_certificates,
    "DescribeListenerCertificates": listeners.describe_listener_certificates,
    "CreateRule": listeners.create_rule,
    "DescribeAccountLimits": quotas.describe_account_limits,
    "DescribeSSLPolicies": ssl_policies.describe_ssl_policies,
    "CreateTargetGroup": target_groups.create_target_group,
    "DescribeTargetGroups": target_groups.describe_target_groups,
    "ModifyTargetGroup": target_groups.modify_target_group,
    "DeleteTargetGroup": target_groups.delete_target_group,
    "DescribeTargetGroupAttributes": target_groups.describe_target_group_attributes,
    "ModifyTargetGroupAttributes": target_groups.modify_target_group_attributes,
    "RegisterTargets": targets.register_targets,
    "DeregisterTargets": targets.deregister_targets,
    "DescribeTargetHealth": targets.describe_target_health,
    "AddTags": tags.add_tags,
    "RemoveTags": tags.remove_tags,
    "DescribeTags": tags.describe_tags,
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
        with plane().lock:
            remove_all_interfaces()


def dispatch_table(_provider: Elbv2Provider) -> dict[str, Callable[[RequestContext, Any], Response]]:
    """What answers each operation of the API. An operation that is not here is refused with a 4xx."""
    return {name: partial(_answer, _handler(name)) for name in load_service(SERVICE).operation_names}


def _handler(operation: str) -> Handler:
    if operation in MOTO:
        return lambda call: call.moto()
    return HANDLERS.get(operation) or partial(_refuse, operation)


def _refuse(operation: str, _call: Call) -> Response:
    raise not_emulated(operation)


def _answer(handler: Handler, context: RequestContext, request: Any) -> Response:
    """Response a call, once it has met the faults that are set, and let LocalStack tell errors as AWS does."""
    call = Call(Scope(context.account_id, context.region), _given(context, request), partial(call_moto, context))
    operation = str(context.operation.name)
    try:
        _check_form(context, call.request)
        with plane().lock:
            _strike(operation, call.scope.account)
            return handler(call)
    except AwsError as error:
        raise _told(error) from error
    except NotImplementedError as error:
        raise _told(not_emulated(operation)) from error


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
        raise validation_error(" ".join(report.generate_report().split()))


def _told(error: AwsError) -> CommonServiceException:
    return CommonServiceException(error.code, error.message, status_code=error.status, sender_fault=error.status < 500)
