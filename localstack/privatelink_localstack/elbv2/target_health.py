"""Targets, and their health.

No packet ever flows here, so that no health check ever fails: a target that gets traffic is healthy at once. The other
states are AWS's: `unused` with its reasons, and `draining` for as long as the group's deregistration delay.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from privatelink_localstack.control.network import Subnet
from privatelink_localstack.elbv2.errors import invalid, invalid_target
from privatelink_localstack.elbv2.target_group import TargetGroup
from privatelink_localstack.elbv2.target_group_attributes import DELAY

PRIVATE = tuple(
    ipaddress.ip_network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Where addresses outside of the VPC may be: RFC 1918 and RFC 6598."""

EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class Target:
    """A target, known by its id and its port: an address may stand twice in a group, on two ports.

    Parameters:
        id: of an instance, an IP address, the ARN of a function or of a load balancer.
        port: None for a function.
        zone: name of an Availability Zone, `all`, or None where none was given and none is known.
    """

    id: str
    port: int | None
    zone: str | None = None

    @property
    def key(self) -> tuple[str, int | None]:
        """What it is known by."""
        return self.id, self.port


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
    """

    used: bool
    zones: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()


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


def read_targets(given: Iterable[Mapping[str, Any]], group: TargetGroup) -> list[Target]:
    """Read a call's targets; one without a port has the group's."""
    return [
        Target(each["Id"], None if group.target_type == "lambda" else each.get("Port") or group.port,
               each.get("AvailabilityZone") or None)
        for each in given
    ]  # fmt: skip


def locate(target: Target, group: TargetGroup, subnets: Sequence[Subnet], zones: Collection[str]) -> Target:
    """Give an IP target with its Availability Zone.

    Parameters:
        target: to be registered.
        group: of it.
        subnets: of the group's VPC.
        zones: names of the Region's Availability Zones.

    Raises:
        Elbv2Error: it is no address, or may not be a target, or its zone is missing or wrong.
    """
    address = _address(target.id, group.address_type)
    within = next((subnet for subnet in subnets if _contains(subnet, address)), None)
    if within is not None:
        if target.zone not in {None, within.zone}:
            raise invalid(
                f"The IP address '{target.id}' is within the VPC, and cannot have its Availability Zone overridden to "
                f"'{target.zone}' from '{within.zone}'"
            )
        return replace(target, zone=within.zone)
    if address.version == 4 and not any(address in network for network in PRIVATE):
        raise invalid(f"The IP address '{target.id}' is publicly routable, and cannot be registered")
    if target.zone is None or target.zone not in {EVERYWHERE, *zones}:
        raise invalid(
            "You must specify a valid Availability Zone or select 'all' for all enabled Availability zones, since the "
            f"IP address '{target.id}' is outside the VPC"
        )
    return target


def check_zone(target: Target, group: TargetGroup) -> None:
    """Check that a zone is given only for addresses, and for functions none but `all`.

    Raises:
        Elbv2Error: it is not so.
    """
    allowed = {None, EVERYWHERE} if group.target_type == "lambda" else {None}
    if group.target_type != "ip" and target.zone not in allowed:
        raise invalid(
            f"An Availability Zone cannot be specified for target groups with target type '{group.target_type}'"
        )


def check_application(target: Target, group: TargetGroup, ports: Collection[int] | None) -> None:
    """Check an application load balancer that is to be a target.

    Parameters:
        target: its ARN and port.
        group: of target type alb.
        ports: of its listeners; None where there is no such load balancer in the group's VPC.

    Raises:
        Elbv2Error: it can't be one.
    """
    if ports is None:
        raise invalid_target(
            f"The Application Load Balancer '{target.id}' is not in the target group VPC '{group.vpc}'"
        )
    if target.port != group.port:
        raise invalid(f"Port '{target.port}' must match the port '{group.port}' of the target group")
    if target.port not in ports:
        raise invalid_target(
            f"The Application Load Balancer '{target.id}' must have a listener whose port matches the target group "
            f"port '{group.port}'"
        )


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
    return [_health(each, registered, draining, use) for each in shown]


def _health(
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
    if target.id in use.stopped:
        return Health(target, "unused", "Target.InvalidState", "Target is in the stopped state")
    if not use.used:
        return Health(
            target,
            "unused",
            "Target.NotInUse",
            "Target group is not configured to receive traffic from the load balancer",
        )
    if target.zone not in {None, EVERYWHERE, *use.zones}:
        return Health(
            target,
            "unused",
            "Target.NotInUse",
            "Target is in an Availability Zone that is not enabled for the load balancer",
        )
    return Health(target, "healthy")


def _address(value: str, address_type: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        address = None
    if address is None or f"ipv{address.version}" != address_type:
        raise invalid(f"The IP address '{value}' is not a valid {address_type.replace('ip', 'IP')} address")
    return address


def _contains(subnet: Subnet, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    network = subnet.ipv4 if address.version == 4 else subnet.ipv6
    return network is not None and address in network
