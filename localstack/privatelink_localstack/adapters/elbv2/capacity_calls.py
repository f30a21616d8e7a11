"""The calls about capacity reservations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from privatelink_localstack.adapters.elbv2.call import Answer, Call
from privatelink_localstack.adapters.elbv2.store import change
from privatelink_localstack.load_balancing.errors import conflict
from privatelink_localstack.load_balancing.load_balancers import capacity
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer


def describe(call: Call) -> Answer:
    """DescribeCapacityReservation."""
    return _show(call.store.load_balancer(call.request["LoadBalancerArn"]))


def modify(call: Call) -> Answer:
    """ModifyCapacityReservation."""
    found = call.store.load_balancer(call.request["LoadBalancerArn"])
    if found.type == "gateway":
        raise conflict("Capacity reservation is not supported for load balancers of type 'gateway'")
    reservation = capacity.modify(
        found.reservation,
        units=(call.request.get("MinimumLoadBalancerCapacity") or {}).get("CapacityUnits"),
        reset=bool(call.request.get("ResetCapacityReservation")),
        now=datetime.now(UTC),
    )
    return _show(change(found, reservation=reservation))


def _show(found: LoadBalancer) -> Answer:
    reservation = found.reservation
    shown: dict[str, Any] = {
        "DecreaseRequestsRemaining": reservation.remaining(datetime.now(UTC).date()),
        "CapacityReservationState": [
            {
                "State": {"Code": "provisioned"},
                "AvailabilityZone": zone.subnet.zone,
                "EffectiveCapacityUnits": reservation.units / len(found.zones),
            }
            for zone in found.zones
            if reservation.units is not None
        ],
    }
    if reservation.modified is not None:
        shown["LastModifiedTime"] = reservation.modified
    if reservation.units is not None:
        shown["MinimumLoadBalancerCapacity"] = {"CapacityUnits": reservation.units}
    return shown
