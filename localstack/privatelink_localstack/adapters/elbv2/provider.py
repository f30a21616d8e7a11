"""elbv2 as LocalStack serves it: each operation of the API goes to its handler, to moto, or is refused."""

from __future__ import annotations

from functools import partial
from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.spec import load_service
from localstack.services.plugins import ServiceLifecycleHook
from localstack.state import StateVisitor
from moto.elbv2.models import elbv2_backends

from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler, dispatch, parameters
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
from privatelink_localstack.adapters.elbv2.network import remove_all_interfaces
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.load_balancing.errors import not_emulated, validation_error

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
    """Name and state of the service, as LocalStack asks for them."""

    service = SERVICE

    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation

    def accept_state_visitor(self, visitor: StateVisitor) -> None:
        """Show the state, for LocalStack to reset."""
        visitor.visit(elbv2_backends)

    def on_before_state_reset(self) -> None:
        """Remove what is not in elbv2's own state: network interfaces of load balancers, and faults of targets."""
        with self._emulation.locked():
            self._emulation.health_faults.clear()
            remove_all_interfaces()


def dispatch_table(emulation: Emulation, _provider: Elbv2Provider) -> dict[str, ServiceHandler]:
    """Return what answers each operation. An operation that is not here is refused with a 4xx."""
    return {
        operation: dispatch(emulation, operation, partial(_answer, emulation, _handler(operation)))
        for operation in load_service(SERVICE).operation_names
    }


def _handler(operation: str) -> Handler:
    if operation in MOTO:
        return Call.moto
    return HANDLERS.get(operation) or partial(_refuse, operation)


def _refuse(operation: str, _call: Call) -> Response:
    raise not_emulated(operation)


def _answer(emulation: Emulation, handler: Handler, context: RequestContext, request: Any) -> Response:
    given, missing = parameters(context, request or {})
    if missing:
        raise validation_error(missing)
    try:
        return handler(Call(emulation, context, given))
    except NotImplementedError as error:
        raise not_emulated(str(context.operation.name)) from error
