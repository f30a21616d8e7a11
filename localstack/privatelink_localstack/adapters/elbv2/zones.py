"""A load balancer's zones: made, replaced, all or none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.adapters.elbv2.interfaces import Interfaces
from privatelink_localstack.adapters.elbv2.network import Network
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.load_balancers import model
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer, Mapped, Zone


def open_zones(network: Network, found: LoadBalancer, places: Sequence[tuple[Subnet, Mapped]]) -> tuple[Zone, ...]:
    """Make a load balancer's interfaces, all or none; give their zones by name."""
    for subnet, mapped in places:
        model.check_mapping(
            found.type, mapped, subnet, internal=found.internal, dual_stack=found.address_type != "ipv4"
        )
    made = Interfaces(network, found)
    opened: list[Zone] = []
    try:
        for subnet, mapped in places:
            opened.append(made.open(subnet, mapped))
    except AwsError:
        for zone in opened:
            made.close(zone)
        raise
    return tuple(sorted(opened, key=lambda zone: zone.subnet.zone))


def replace_zones(network: Network, found: LoadBalancer, places: Sequence[tuple[Subnet, Mapped]]) -> tuple[Zone, ...]:
    """Give a load balancer other zones; those that stay as they are keep their interfaces."""
    wanted = {subnet.id: (subnet, mapped) for subnet, mapped in places}
    kept = [zone for zone in found.zones if zone.subnet.id in wanted and _stays(zone, wanted[zone.subnet.id][1])]
    here = {zone.subnet.id for zone in kept}
    added = open_zones(network, found, [place for place in places if place[0].id not in here])
    standing = Interfaces(network, found)
    for zone in found.zones:
        if zone not in kept:
            standing.close(zone)
    stayed = standing.settle([_renew(zone, *wanted[zone.subnet.id]) for zone in kept])
    return tuple(sorted([*stayed, *added], key=lambda zone: zone.subnet.zone))


def _stays(zone: Zone, mapped: Mapped) -> bool:
    """Whether a zone has what a call asks for: an address that it does not name may stay."""
    return (
        mapped.allocation in {None, zone.mapped.allocation}
        and mapped.private_address in {None, zone.private_address}
        and mapped.ipv6_address in {None, zone.ipv6_address}
    )


def _renew(zone: Zone, subnet: Subnet, mapped: Mapped) -> Zone:
    """Give a zone that stays, with its subnet as it is now, and with what the call chose besides."""
    chosen = Mapped(
        subnet.id,
        mapped.allocation or zone.mapped.allocation,
        mapped.private_address or zone.mapped.private_address,
        mapped.ipv6_address or zone.mapped.ipv6_address,
        mapped.source_nat_prefix or zone.mapped.source_nat_prefix,
    )
    return replace(zone, subnet=subnet, mapped=chosen)
