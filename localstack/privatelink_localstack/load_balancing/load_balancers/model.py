"""Load balancers: what one is, and which subnets, groups and address types AWS lets it have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, Literal

from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.errors import conflict, invalid, invalid_subnet, not_in
from privatelink_localstack.load_balancing.load_balancers.capacity import Reservation
from privatelink_localstack.load_balancing.names import KINDS, LoadBalancerType

AUTO_ASSIGNED = "auto_assigned"
PREFIX_LENGTH = 80
"""Of the prefixes for source NAT."""

type Switch = Literal["on", "off"]

ADDRESS_TYPES: dict[LoadBalancerType, tuple[str, ...]] = {
    "application": ("ipv4", "dualstack", "dualstack-without-public-ipv4"),
    "network": ("ipv4", "dualstack"),
    "gateway": ("ipv4", "dualstack"),
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A subnet that a call asks for.

    Parameters:
        subnet: its id.
        allocation: of an Elastic IP address, for an internet-facing load balancer.
        private_address: IPv4, for an internal one.
        ipv6_address: for a dual-stack one.
        source_nat_prefix: for UDP over IPv6: a /80 of the subnet's range, or `auto_assigned`.
    """

    subnet: str
    allocation: str | None = None
    private_address: str | None = None
    ipv6_address: str | None = None
    source_nat_prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a load balancer stands, in one Availability Zone.

    Parameters:
        subnet: there.
        private_address: IPv4, of its network interface.
        interface: its network interface, `eni-…`.
        mapped: as it was asked for.
        public_address: of the Elastic IP address, if one was asked for.
        ipv6_address: of its network interface, if it is dual-stack.
        source_nat_prefix: a /80 of the subnet's range, if the load balancer uses such for source NAT.
    """

    subnet: Subnet
    private_address: str
    interface: str
    mapped: Mapped
    public_address: str | None = None
    ipv6_address: str | None = None
    source_nat_prefix: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Of its network interface, of both families."""
        return tuple(each for each in (self.private_address, self.ipv6_address) if each is not None)


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """A load balancer.

    Parameters:
        arn: whole.
        name: within account and Region.
        type: of it.
        account: 12 digits.
        region: where it is.
        vpc: where its subnets are.
        internal: its scheme; a gateway load balancer has none, and is none.
        dns_name: of it; a gateway load balancer's is not shown.
        created: UTC.
        zones: at least one, by name of the Availability Zone.
        security_groups: ids. A network load balancer that is made without any never gets one.
        address_type: ipv4 or dualstack.
        source_nat_prefix: whether UDP uses IPv6 prefixes for source NAT.
        enforce_private_link: whether its groups judge what comes through PrivateLink.
        attributes: by key.
        reservation: of capacity.
    """

    arn: str
    name: str
    type: LoadBalancerType
    account: str
    region: str
    vpc: str
    internal: bool
    dns_name: str
    created: datetime
    zones: tuple[Zone, ...]
    security_groups: tuple[str, ...] = ()
    address_type: str = "ipv4"
    source_nat_prefix: Switch = "off"
    enforce_private_link: Switch = "on"
    attributes: Mapping[str, str] = field(default_factory=dict)
    reservation: Reservation = field(default_factory=Reservation)


def read_mappings(request: Mapping[str, Any]) -> list[Mapped]:
    """Read the subnets that a call asks for, as ids or as mappings.

    Raises:
        AwsError: there are none, or both.
    """
    subnets, mappings = request.get("Subnets") or [], request.get("SubnetMappings") or []
    if bool(subnets) == bool(mappings):
        raise invalid("You must specify either subnets or subnet mappings")
    return [Mapped(each) for each in subnets] + [
        Mapped(
            each["SubnetId"],
            each.get("AllocationId") or None,
            each.get("PrivateIPv4Address") or None,
            each.get("IPv6Address") or None,
            each.get("SourceNatIpv6Prefix") or None,
        )
        for each in mappings
    ]


def check_subnets(kind: LoadBalancerType, subnets: Sequence[Subnet]) -> None:
    """Check the subnets of a load balancer: one per Availability Zone, all in one VPC.

    Raises:
        AwsError: they are not.
    """
    if len({subnet.zone_id for subnet in subnets}) < len(subnets):
        raise conflict("A load balancer cannot be attached to multiple subnets in the same Availability Zone")
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise conflict("All subnets must belong to the same VPC")
    if kind == "application" and len(subnets) < 2:
        raise invalid("At least two subnets in two different Availability Zones must be specified")


def check_mapping(kind: LoadBalancerType, mapped: Mapped, subnet: Subnet, *, internal: bool, dual_stack: bool) -> None:
    """Check the addresses that a call chooses in a subnet.

    Raises:
        AwsError: they can't be had there.
    """
    chosen = mapped.allocation or mapped.private_address or mapped.ipv6_address
    if chosen and kind != "network":
        raise conflict(f"Addresses cannot be specified for load balancers with type '{kind}'")
    if mapped.allocation and internal:
        raise conflict("Elastic IP addresses cannot be specified for internal load balancers")
    if mapped.private_address:
        if not internal:
            raise conflict("Private IPv4 addresses can be specified for internal load balancers only")
        if not _is_within(mapped.private_address, subnet.ipv4):
            raise invalid(f"The private IPv4 address '{mapped.private_address}' is not within the subnet '{subnet.id}'")
    if mapped.ipv6_address:
        if not dual_stack:
            raise conflict("IPv6 addresses can be specified for dualstack load balancers only")
        if not _is_within(mapped.ipv6_address, subnet.ipv6):
            raise invalid(f"The IPv6 address '{mapped.ipv6_address}' is not within the subnet '{subnet.id}'")
    if mapped.source_nat_prefix not in {None, AUTO_ASSIGNED} and not _is_prefix(mapped.source_nat_prefix, subnet.ipv6):
        raise invalid(
            f"The IPv6 prefix '{mapped.source_nat_prefix}' must be '{AUTO_ASSIGNED}', or a /80 of the range of the "
            f"subnet '{subnet.id}'"
        )


def check_source_nat(load_balancer: LoadBalancer, mappings: Sequence[Mapped]) -> None:
    """Check that a load balancer can use IPv6 prefixes for source NAT, if it is to.

    Raises:
        AwsError: it is not a dual-stack network load balancer; or a prefix is named, and it uses none.
    """
    named = any(mapped.source_nat_prefix for mapped in mappings)
    if load_balancer.source_nat_prefix == "off":
        if named:
            raise conflict("A source NAT IPv6 prefix needs EnablePrefixForIpv6SourceNat to be on")
        return
    if load_balancer.type != "network" or load_balancer.address_type == "ipv4":
        raise conflict("IPv6 prefixes for source NAT are for dualstack load balancers with type 'network' only")


def check_address_type(kind: LoadBalancerType, address_type: str, subnets: Sequence[Subnet]) -> None:
    """Check that a load balancer can have an address type.

    Raises:
        AwsError: its type does not know it, or a subnet has no IPv6 addresses.
    """
    if address_type not in ADDRESS_TYPES[kind]:
        raise not_in(address_type, "ipAddressType", ADDRESS_TYPES[kind])
    without = [subnet.id for subnet in subnets if subnet.ipv6 is None]
    if address_type != "ipv4" and without:
        raise invalid_subnet(
            f"You must specify subnets with an associated IPv6 CIDR block. Without: {', '.join(without)}"
        )


def check_replaced(load_balancer: LoadBalancer, subnets: Sequence[Subnet], *, has_endpoints: bool) -> None:
    """Check subnets that are to replace a load balancer's. NLB user guide, "Update the Availability Zones".

    Parameters:
        load_balancer: as it is.
        subnets: that it is to have.
        has_endpoints: VPC endpoints are connected to it, through a service of PrivateLink.

    Raises:
        AwsError: they are in another VPC; a gateway load balancer would lose one; or a network load balancer would
            lose one while it has endpoints, or change one for another of the same zone in one step.
    """
    if any(subnet.vpc_id != load_balancer.vpc for subnet in subnets):
        raise invalid_subnet(f"All subnets must belong to the load balancer's VPC '{load_balancer.vpc}'")
    kept = {subnet.id for subnet in subnets}
    lost = {zone.subnet.zone: zone.subnet.id for zone in load_balancer.zones if zone.subnet.id not in kept}
    if load_balancer.type == "gateway" and lost:
        raise conflict(f"You must include all subnets that were enabled previously. Missing: {_listed(lost.values())}")
    if load_balancer.type != "network":
        return
    if lost and has_endpoints:
        raise conflict(
            f"Subnets cannot be removed from a load balancer that VPC endpoints are connected to. Missing: "
            f"{_listed(lost.values())}"
        )
    changed = [subnet.id for subnet in subnets if subnet.zone in lost]
    if changed:
        raise conflict(
            "Another subnet of an Availability Zone can be added only after the one that is there was removed. Too "
            f"early: {_listed(changed)}"
        )


def check_new_groups(load_balancer: LoadBalancer, groups: Sequence[str], enforce: str | None) -> None:
    """Check security groups that are to replace a load balancer's.

    Parameters:
        load_balancer: as it is.
        groups: ids.
        enforce: whether they are to judge what comes through PrivateLink; None where the call does not say.

    Raises:
        AwsError: it can't have any, or must have one.
    """
    if load_balancer.type == "gateway":
        raise conflict("SetSecurityGroups is not supported for load balancers of type 'gateway'")
    if load_balancer.type == "network" and not load_balancer.security_groups:
        if groups or enforce:
            raise conflict(
                "You cannot set security groups on a Network Load Balancer which was created without any security "
                "groups."
            )
        return
    if not groups:
        raise conflict(f"A load balancer with type '{load_balancer.type}' must keep at least one security group")
    if enforce and load_balancer.type != "network":
        raise conflict("Security group rules on PrivateLink traffic belong to load balancers with type 'network' only")


def read_switch(value: str | None, name: str, default: Switch) -> Switch:
    """Read what is on or off.

    Raises:
        AwsError: it is neither.
    """
    match value:
        case None | "":
            return default
        case "on" | "off" as switch:
            return switch
    raise not_in(value, name, ("on", "off"))


def read_type(value: str | None) -> LoadBalancerType:
    """Read a load balancer's type; the default is `application`.

    Raises:
        AwsError: there is no such type.
    """
    match value or "application":
        case "application" | "network" | "gateway" as kind:
            return kind
    raise not_in(value, "type", KINDS)


def _listed(subnets: Iterable[str]) -> str:
    return ", ".join(sorted(subnets))


def _is_prefix(prefix: str | None, network: IPv6Network | None) -> bool:
    try:
        given = IPv6Network(prefix or "")
    except ValueError:
        return False
    return network is not None and given.prefixlen == PREFIX_LENGTH and given.subnet_of(network)


def _is_within(address: str, network: IPv4Network | IPv6Network | None) -> bool:
    try:
        return network is not None and ip_address(address) in network
    except ValueError:
        return False
