"""DescribeTargetHealth.

Where a program may be behind a target its health is measured. Elsewhere no health check fails by itself: a target with
traffic is healthy at once. A health fault that a test sets comes before both. The other states are AWS's: `unused` with
its reasons, and `draining` for the deregistration delay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import not_in_enumeration
from privatelink_localstack.load_balancing.target_groups.attributes import DEREGISTRATION_DELAY
from privatelink_localstack.load_balancing.target_groups.describe import get_target_group
from privatelink_localstack.load_balancing.target_groups.health_fault import HealthFault, narrowest_fault
from privatelink_localstack.load_balancing.target_groups.measured import Measured
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import (
    ALL_ZONES,
    DeregisteredTarget,
    Target,
    TargetKey,
    completed,
)

INCLUDABLE = ("AnomalyDetection", "All")
"""Values of the request's `Include`. They add nothing: network load balancers detect no anomalies."""


@dataclass(frozen=True, slots=True)
class TargetGroupUse:
    """What decides on the health of a target group's targets.

    Parameters:
        is_used: Whether a load balancer forwards to the target group.
        zones: Names of the Availability Zones that are enabled for those load balancers.
        stopped_instances: IDs of instances that are not running.
        load_balancer_addresses: Private addresses of those load balancers, which cannot be their own targets.
        faults: All health faults, of any target group.
        measured: What health checks have really found, by target.
    """

    is_used: bool
    zones: frozenset[str] = frozenset()
    stopped_instances: frozenset[str] = frozenset()
    load_balancer_addresses: frozenset[str] = frozenset()
    faults: Sequence[HealthFault] = ()
    measured: Mapping[TargetKey, Measured] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TargetHealth:
    """A target's health: state, reason and description as the API has them. Healthy targets have no reason."""

    target: Target
    state: str
    reason: str | None = None
    description: str | None = None


def describe_target_health(
    context: Context, target_group_arn: str, described: Sequence[Target], include: Sequence[str]
) -> tuple[TargetGroup, list[TargetHealth]]:
    """Return a target group, and the health of some of its targets or of all that are registered or draining."""
    store = context.store
    target_group = get_target_group(store, target_group_arn)
    for value in include:
        if value not in INCLUDABLE:
            raise not_in_enumeration(value, "include.1.member", INCLUDABLE)
    return target_group, target_health(
        target_group,
        [completed(target, target_group) for target in described],
        store.registered(target_group_arn),
        store.deregistered(target_group_arn),
        _use(context, target_group),
        context.timer,
    )


def target_health(
    target_group: TargetGroup,
    described: Sequence[Target],
    registered: Mapping[TargetKey, Target],
    deregistered: Mapping[TargetKey, DeregisteredTarget],
    use: TargetGroupUse,
    timer: float,
) -> list[TargetHealth]:
    """Return the health of the described targets; of all that are registered or draining if none is described.

    Parameters:
        timer: seconds since some moment; see `Emulation`.
    """
    delay = int(target_group.attributes.get(DEREGISTRATION_DELAY, "0"))
    draining = {
        key: each.target
        for key, each in deregistered.items()
        if use.is_used and timer - each.deregistered < delay and key not in registered
    }
    targets = described or [*registered.values(), *draining.values()]
    return [_health(target_group, target, registered, draining, use) for target in targets]


def _use(context: Context, target_group: TargetGroup) -> TargetGroupUse:
    store = context.store
    arns = store.load_balancers_of(target_group.arn)
    zones = [zone for arn in arns if (found := store.find_load_balancer(arn)) for zone in found.zones]
    return TargetGroupUse(
        is_used=any(store.find_load_balancer(arn) for arn in arns),
        zones=frozenset(zone.subnet.zone for zone in zones),
        stopped_instances=_stopped_instances(context, target_group),
        load_balancer_addresses=frozenset(address for zone in zones for address in zone.addresses),
        faults=context.health_faults.all(),
        measured=_measured(context, target_group),
    )


def _measured(context: Context, target_group: TargetGroup) -> Mapping[TargetKey, Measured]:
    found = context.measured(target_group.arn)
    keys = context.store.registered(target_group.arn) if found else ()
    measured = {}
    for target_id, port in keys:
        places = [(each, port) for each in _addresses(context, target_id) if port]
        own = [found[each] for each in places if each in found]
        if own:
            measured[target_id, port] = next((each for each in own if each.state == "healthy"), own[0])
    return measured


def _addresses(context: Context, target_id: str) -> tuple[str, ...]:
    """Return the addresses of a target; a load balancer, which has several, is as healthy as the best of them."""
    balancer = context.store.find_load_balancer(target_id)
    if balancer is not None:
        return tuple(zone.private_address for zone in balancer.zones)
    instance = context.network.instance(target_id) if target_id.startswith("i-") else None
    return (instance.address or "" if instance else target_id,)


def _stopped_instances(context: Context, target_group: TargetGroup) -> frozenset[str]:
    if target_group.target_type != "instance":
        return frozenset()
    instances = {
        target.id: context.network.instance(target.id) for target in context.store.registered(target_group.arn).values()
    }
    return frozenset(
        instance_id for instance_id, instance in instances.items() if instance is None or instance.state != "running"
    )


def _health(
    target_group: TargetGroup,
    described: Target,
    registered: Mapping[TargetKey, Target],
    draining: Mapping[TargetKey, Target],
    use: TargetGroupUse,
) -> TargetHealth:
    if described.key in draining:
        return TargetHealth(
            draining[described.key],
            "draining",
            "Target.DeregistrationInProgress",
            "Target deregistration is in progress",
        )
    target = registered.get(described.key)
    if target is None:
        return TargetHealth(described, "unused", "Target.NotRegistered", "Target is not registered to the target group")
    unused = _reason_for_no_traffic(target, use)
    if unused is not None:
        return TargetHealth(target, "unused", *unused)
    if not target_group.health_check.enabled:
        return TargetHealth(
            target, "unavailable", "Target.HealthCheckDisabled", "Health checks are disabled for the target group"
        )
    fault = narrowest_fault(use.faults, target_group.arn, target)
    found = fault or use.measured.get(target.key) or Measured("healthy")
    return TargetHealth(target, found.state, found.reason, found.description)


def _reason_for_no_traffic(target: Target, use: TargetGroupUse) -> tuple[str, str] | None:
    """Return reason and description for a registered target without traffic; None for one with traffic."""
    if target.id in use.stopped_instances:
        return "Target.InvalidState", "Target is in the stopped state"
    if not use.is_used:
        return "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"
    if target.zone not in {None, ALL_ZONES, *use.zones}:
        return "Target.NotInUse", "Target is in an Availability Zone that is not enabled for the load balancer"
    if target.id in use.load_balancer_addresses:
        return "Target.IpUnusable", "The target IP address is reserved for use by a load balancer"
    return None
