"""Handlers of capacity reservations. Each is named after its operation."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.elbv2 import responses
from privatelink_localstack.adapters.elbv2.context import context_of
from privatelink_localstack.load_balancing.load_balancers.describe import get_load_balancer
from privatelink_localstack.load_balancing.load_balancers.modify import (
    modify_capacity_reservation as modify_reservation,
)


def describe_capacity_reservation(call: Call) -> Response:
    """Show a load balancer's capacity reservation."""
    context = context_of(call)
    load_balancer = get_load_balancer(context.store, call.request["LoadBalancerArn"])
    return responses.capacity_reservation(load_balancer, context.now.date())


def modify_capacity_reservation(call: Call) -> Response:
    """Change or reset a load balancer's capacity reservation."""
    context = context_of(call)
    changed = modify_reservation(
        context,
        call.request["LoadBalancerArn"],
        units=(call.request.get("MinimumLoadBalancerCapacity") or {}).get("CapacityUnits"),
        reset=bool(call.request.get("ResetCapacityReservation")),
    )
    return responses.capacity_reservation(changed, context.now.date())
