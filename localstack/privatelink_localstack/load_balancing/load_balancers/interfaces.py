"""The network interfaces of a load balancer: one in each zone that is enabled for it.

Those of network load balancers are of type `network_load_balancer` and described as `ELB net/<name>/<id>`. Terraform's
AWS provider waits until no interface with that description is left.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from ipaddress import IPv6Network

from privatelink_localstack.kernel.addresses import RESERVED_FIRST, RESERVED_LAST, check_address, free_address
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import NewInterface, Subnet
from privatelink_localstack.load_balancing.errors import resource_in_use, validation_error
from privatelink_localstack.load_balancing.load_balancers.model import EnabledZone, LoadBalancer, SubnetMapping
from privatelink_localstack.load_balancing.load_balancers.placement import (
    AUTO_ASSIGNED,
    PREFIX_LENGTH,
    check_mapping,
)
from privatelink_localstack.load_balancing.names import LoadBalancerType, interface_description
from privatelink_localstack.load_balancing.network import ElbNetwork

INTERFACE_TYPES: dict[LoadBalancerType, str] = {
    "application": "interface",
    "network": "network_load_balancer",
    "gateway": "gateway_load_balancer",
}

REQUESTER = "amazon-elb"
MIN_FREE_ADDRESSES = 8
"""Addresses that must be free in each subnet of a new load balancer."""

type Placement = tuple[Subnet, SubnetMapping]
"""A subnet, and what a request chooses there."""


@dataclass(frozen=True, slots=True)
class _PlannedInterface:
    """A network interface that nothing speaks against."""

    subnet: Subnet
    mapping: SubnetMapping
    ipv4: str
    ipv6: str | None
    public_address: str | None


def enable_zones(
    network: ElbNetwork, load_balancer: LoadBalancer, placements: Sequence[Placement]
) -> tuple[EnabledZone, ...]:
    """Create a load balancer's interfaces, all or none, and return their zones by name."""
    for subnet, mapping in placements:
        check_mapping(load_balancer, mapping, subnet)
    planned = [_plan(network, load_balancer, subnet, mapping) for subnet, mapping in placements]
    allocations = [mapping.allocation_id for _, mapping in placements if mapping.allocation_id]
    for allocation_id in allocations:
        if allocations.count(allocation_id) > 1:
            raise _address_in_use(allocation_id)
    return _by_name(_create(network, load_balancer, interface) for interface in planned)


def replace_zones(
    network: ElbNetwork, load_balancer: LoadBalancer, placements: Sequence[Placement]
) -> tuple[EnabledZone, ...]:
    """Enable other zones for a load balancer. Zones that the request leaves as they are keep their interfaces.

    Parameters:
        load_balancer: With its zones so far, and with all other settings as they are to be.
    """
    wanted = {subnet.id: (subnet, mapping) for subnet, mapping in placements}
    kept = [
        zone
        for zone in load_balancer.zones
        if zone.subnet.id in wanted and _is_satisfied(wanted[zone.subnet.id][1], zone)
    ]
    kept_subnets = {zone.subnet.id for zone in kept}
    added = enable_zones(
        network, load_balancer, [placement for placement in placements if placement[0].id not in kept_subnets]
    )
    remove_interfaces(network, (zone for zone in load_balancer.zones if zone not in kept))
    updated = update_interfaces(
        network, load_balancer, [_with_placement(zone, *wanted[zone.subnet.id]) for zone in kept]
    )
    return _by_name((*updated, *added))


def update_interfaces(
    network: ElbNetwork, load_balancer: LoadBalancer, zones: Sequence[EnabledZone]
) -> tuple[EnabledZone, ...]:
    """Give interfaces the load balancer's security groups and address families, and return their zones."""
    updated = []
    for zone in zones:
        ipv6 = (zone.ipv6_address or _free_ipv6(zone.subnet)) if load_balancer.is_dual_stack else None
        network.change_interface(
            zone.interface_id, ipv4=zone.private_address, ipv6=ipv6, groups=load_balancer.security_groups
        )
        prefix = _source_nat_prefix(load_balancer, zone.subnet, zone.mapping, zone.source_nat_prefix)
        updated.append(replace(zone, ipv6_address=ipv6, source_nat_prefix=prefix))
    return tuple(updated)


def remove_interfaces(network: ElbNetwork, zones: Iterable[EnabledZone]) -> None:
    """Remove the interfaces of zones. Their addresses are free again."""
    for zone in zones:
        network.disassociate_addresses(zone.interface_id)
        network.remove_interface(zone.interface_id)


def _plan(
    network: ElbNetwork, load_balancer: LoadBalancer, subnet: Subnet, mapping: SubnetMapping
) -> _PlannedInterface:
    """Find an interface's addresses. Reject those that are not free."""
    if subnet.ipv4 is None:
        raise AwsError("InvalidSubnet", f"The subnet '{subnet.id}' has no IPv4 addresses")
    taken = network.addresses(subnet.id)
    usable = subnet.ipv4.num_addresses - RESERVED_FIRST - RESERVED_LAST
    free = usable - sum("." in address for address in taken)
    # An internal load balancer with a chosen address can be in a subnet that is nearly full.
    if free < MIN_FREE_ADDRESSES and not (mapping.private_address and load_balancer.internal):
        raise AwsError(
            "InvalidSubnet",
            f"Not enough IP space available in {subnet.id}. "
            f"ELB requires at least {MIN_FREE_ADDRESSES} free IP addresses in each subnet.",
        )
    try:
        ipv4 = (
            check_address(mapping.private_address, subnet.ipv4, taken, subnet.id)
            if mapping.private_address
            else free_address(subnet.ipv4, taken, subnet.id)
        )
        ipv6 = _ipv6(subnet, mapping, taken) if load_balancer.is_dual_stack else None
    except AwsError as error:
        # The words are EC2's, the code is Elastic Load Balancing's.
        raise validation_error(error.message) from error
    return _PlannedInterface(subnet, mapping, ipv4, ipv6, _public_address(network, mapping.allocation_id))


def _create(network: ElbNetwork, load_balancer: LoadBalancer, planned: _PlannedInterface) -> EnabledZone:
    interface_id = network.add_interface(
        NewInterface(
            subnet_id=planned.subnet.id,
            type=INTERFACE_TYPES[load_balancer.type],
            description=interface_description(load_balancer.arn),
            ipv4=planned.ipv4,
            ipv6=planned.ipv6,
            groups=load_balancer.security_groups,
            requester=REQUESTER,
        )
    )
    if planned.mapping.allocation_id:
        network.associate_address(planned.mapping.allocation_id, interface_id)
    return EnabledZone(
        subnet=planned.subnet,
        private_address=planned.ipv4,
        interface_id=interface_id,
        mapping=planned.mapping,
        public_address=planned.public_address,
        ipv6_address=planned.ipv6,
        source_nat_prefix=_source_nat_prefix(load_balancer, planned.subnet, planned.mapping, None),
    )


def _ipv6(subnet: Subnet, mapping: SubnetMapping, taken: AbstractSet[str]) -> str:
    if mapping.ipv6_address is None or subnet.ipv6 is None:
        return _free_ipv6(subnet)
    return check_address(mapping.ipv6_address, subnet.ipv6, taken, subnet.id)


def _free_ipv6(subnet: Subnet) -> str:
    """Return a random IPv6 address of a subnet. Of 2**63, two are never the same."""
    network = subnet.ipv6 or IPv6Network("::/64")
    return str(network.network_address + RESERVED_FIRST + secrets.randbits(128 - network.prefixlen - 1))


def _public_address(network: ElbNetwork, allocation_id: str | None) -> str | None:
    """Return an Elastic IP address. Reject unknown and associated ones."""
    if allocation_id is None:
        return None
    address = network.elastic_address(allocation_id)
    if address is None:
        # Source of the message: deployments (`errors`).
        raise AwsError("AllocationIdNotFound", f"The allocation ID '{allocation_id}' does not exist")
    if address.is_associated:
        raise _address_in_use(allocation_id)
    return address.public_ip


def _address_in_use(allocation_id: str) -> AwsError:
    return resource_in_use(f"The allocation IDs '{allocation_id}' are not available for use")


def _source_nat_prefix(
    load_balancer: LoadBalancer, subnet: Subnet, mapping: SubnetMapping, current: str | None
) -> str | None:
    """Return a zone's prefix for source NAT: the request's, else the current one, else a random one of the subnet."""
    if load_balancer.source_nat_prefix == "off" or subnet.ipv6 is None:
        return None
    if mapping.source_nat_prefix not in {None, AUTO_ASSIGNED}:
        return mapping.source_nat_prefix
    number = secrets.randbits(PREFIX_LENGTH - subnet.ipv6.prefixlen)
    return current or f"{subnet.ipv6.network_address + (number << (128 - PREFIX_LENGTH))}/{PREFIX_LENGTH}"


def _is_satisfied(mapping: SubnetMapping, zone: EnabledZone) -> bool:
    """Return whether a zone has every address that a request chooses."""
    return (
        mapping.allocation_id in {None, zone.mapping.allocation_id}
        and mapping.private_address in {None, zone.private_address}
        and mapping.ipv6_address in {None, zone.ipv6_address}
    )


def _with_placement(zone: EnabledZone, subnet: Subnet, mapping: SubnetMapping) -> EnabledZone:
    """Return a zone with its subnet's current ranges, and with the request's choices added to the earlier ones."""
    chosen = SubnetMapping(
        subnet.id,
        mapping.allocation_id or zone.mapping.allocation_id,
        mapping.private_address or zone.mapping.private_address,
        mapping.ipv6_address or zone.mapping.ipv6_address,
        mapping.source_nat_prefix or zone.mapping.source_nat_prefix,
    )
    return replace(zone, subnet=subnet, mapping=chosen)


def _by_name(zones: Iterable[EnabledZone]) -> tuple[EnabledZone, ...]:
    return tuple(sorted(zones, key=lambda zone: zone.subnet.zone))
