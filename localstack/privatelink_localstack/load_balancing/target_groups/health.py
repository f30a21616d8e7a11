"""The health of targets, as DescribeTargetHealth gives it.

No packet ever flows here, so that no health check ever fails by itself: a target that gets traffic is healthy at once,
unless a fault that was set on purpose says otherwise. The other states are AWS's: `unused` with its reasons, and
`draining` for as long as the group's deregistration delay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from privatelink_localstack.load_balancing.target_groups.attributes import DELAY
from privatelink_localstack.load_balancing.target_groups.health_fault import HealthFault, striking
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import EVERYWHERE, Target


@dataclass(frozen=True, slots=True)
class Drained:
    """A target that was deregistered.

    Parameters:
        target: as it was.
        since: UTC.
    """

    target: Target
    since: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """How a target group is used.

    Parameters:
        used: a load balancer forwards to it.
        zones: names of the Availability Zones of those load balancers.
        stopped: ids of instances that do not run.
        reserved: addresses of those load balancers, which can't be their own targets.
        faults: that were set on purpose, of any targets.
    """

    used: bool
    zones: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    reserved: frozenset[str] = frozenset()
    faults: Sequence[HealthFault] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """A target's health.

    Parameters:
        target: with the port that it gets traffic on.
        state: of the API.
        reason: of the API; None for a healthy one.
        description: for people; None for a healthy one.
    """

    target: Target
    state: str
    reason: str | None = None
    description: str | None = None


def describe(
    group: TargetGroup,
    asked: Sequence[Target],
    registered: Mapping[tuple[str, int | None], Target],
    drained: Mapping[tuple[str, int | None], Drained],
    use: Use,
    now: datetime,
) -> list[Health]:
    """Give the health of targets: of those asked for, one each; else of all that are registered or draining.

    Parameters:
        group: of the targets.
        asked: with the group's port where none was given; empty for all.
        registered: by key.
        drained: what was deregistered, by key.
        use: of the group.
        now: UTC.
    """
    delay = timedelta(seconds=int(group.attributes.get(DELAY, "0")))
    draining = {
        key: each.target
        for key, each in drained.items()
        if use.used and now - each.since < delay and key not in registered
    }
    shown = asked or [*registered.values(), *draining.values()]
    return [_health(group, each, registered, draining, use) for each in shown]


def _health(
    group: TargetGroup,
    asked: Target,
    registered: Mapping[tuple[str, int | None], Target],
    draining: Mapping[tuple[str, int | None], Target],
    use: Use,
) -> Health:
    if asked.key in draining:
        return Health(
            draining[asked.key],
            "draining",
            "Target.DeregistrationInProgress",
            "Target deregistration is in progress",
        )
    target = registered.get(asked.key)
    if target is None:
        return Health(asked, "unused", "Target.NotRegistered", "Target is not registered to the target group")
    reason = _unused(target, use)
    if reason is not None:
        return Health(target, "unused", *reason)
    if not group.health_check.enabled:
        return Health(
            target, "unavailable", "Target.HealthCheckDisabled", "Health checks are disabled for the target group"
        )
    fault = striking(use.faults, group.arn, target)
    return Health(target, fault.state, fault.reason, fault.description) if fault else Health(target, "healthy")


def _unused(target: Target, use: Use) -> tuple[str, str] | None:
    """Give reason and description where a registered target gets no traffic; None where it does."""
    if target.id in use.stopped:
        return "Target.InvalidState", "Target is in the stopped state"
    if not use.used:
        return "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"
    if target.zone not in {None, EVERYWHERE, *use.zones}:
        return (
            "Target.NotInUse",
            "Target is in an Availability Zone that is not enabled for the load balancer",
        )
    if target.id in use.reserved:
        return "Target.IpUnusable", "The target IP address is reserved for use by a load balancer"
    return None
