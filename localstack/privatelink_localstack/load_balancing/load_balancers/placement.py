"""Which subnets, addresses, security groups and address types a load balancer can have.

Source of the messages about zones, address types, security groups of another VPC, chosen addresses and prefixes for
source NAT: deployments (`errors`). Where a rule says nothing, its message is a plain reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from ipaddress import IPv4Network, IPv6Network, ip_address

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network, Subnet
from privatelink_localstack.load_balancing.errors import (
    invalid_configuration,
    not_in_enumeration,
    resource_in_use,
    validation_error,
)
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer, SubnetMapping
from privatelink_localstack.load_balancing.names import LoadBalancerType
from privatelink_localstack.load_balancing.network import ElbNetwork

AUTO_ASSIGNED = "auto_assigned"
PREFIX_LENGTH = 80
"""Of prefixes for source NAT, in bits."""

ADDRESS_TYPES: dict[LoadBalancerType, tuple[str, ...]] = {
    "application": ("ipv4", "dualstack", "dualstack-without-public-ipv4"),
    "network": ("ipv4", "dualstack"),
    "gateway": ("ipv4", "dualstack"),
}


def find_subnets(network: Network, mappings: Iterable[SubnetMapping]) -> list[Subnet]:
    """Return the subnets of mappings, in their order."""
    return [find_subnet(network, mapping.subnet_id) for mapping in mappings]


def find_subnet(network: Network, subnet_id: str) -> Subnet:
    """Return a subnet. Reject unknown IDs."""
    subnet = network.subnet(subnet_id)
    if subnet is None:
        raise AwsError("SubnetNotFound", f"The subnet ID '{subnet_id}' does not exist")
    return subnet


def check_subnets(type_: LoadBalancerType, subnets: Sequence[Subnet]) -> None:
    """Require one subnet per Availability Zone, one VPC, and two zones for application load balancers."""
    if len({subnet.zone_id for subnet in subnets}) < len(subnets):
        raise invalid_configuration(
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
        )
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise invalid_configuration("All subnets must belong to the same VPC")
    if type_ == "application" and len(subnets) < 2:
        raise validation_error("At least two subnets in two different Availability Zones must be specified")


def check_address_type(type_: LoadBalancerType, address_type: str, subnets: Sequence[Subnet]) -> None:
    """Reject address types of other load balancer types, and dual-stack in subnets without IPv6."""
    if address_type not in ADDRESS_TYPES["application"]:
        raise not_in_enumeration(address_type, "ipAddressType", ADDRESS_TYPES["application"])
    if address_type not in ADDRESS_TYPES[type_]:
        raise invalid_configuration(
            f"The specified IP address type is not supported on load balancers with type '{type_}'."
        )
    if address_type != "ipv4" and any(subnet.ipv6 is None for subnet in subnets):
        raise AwsError(
            "InvalidSubnet",
            "You must specify subnets with an associated IPv6 CIDR block.",
        )


def check_internet_gateway(network: ElbNetwork, vpc_id: str) -> None:
    """Reject VPCs without an internet gateway, for internet-facing load balancers."""
    if not network.has_internet_gateway(vpc_id):
        raise AwsError("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


def check_security_groups(network: Network, group_ids: Iterable[str], vpc_id: str) -> None:
    """Reject security groups that are unknown or in another VPC."""
    for group_id in group_ids:
        group = network.group(group_id)
        if group is None:
            raise AwsError("InvalidSecurityGroup", f"Security group '{group_id}' does not exist")
        group_vpc_id, _ = group
        if group_vpc_id != vpc_id:
            raise AwsError("InvalidSecurityGroup", "One or more security groups are invalid")


def check_mapping(load_balancer: LoadBalancer, mapping: SubnetMapping, subnet: Subnet) -> None:
    """Reject addresses outside of the subnet, and those that do not fit the load balancer's type or scheme."""
    _check_type(load_balancer, mapping)
    if mapping.allocation_id and load_balancer.internal:
        raise invalid_configuration("Elastic IP addresses cannot be specified for internal load balancers")
    if mapping.private_address:
        if load_balancer.type != "network" or not load_balancer.internal:
            raise invalid_configuration(
                "You can only specify private IPv4 addresses for Network Load Balancers with scheme 'internal'."
            )
        if not _is_within(mapping.private_address, subnet.ipv4):
            raise validation_error(
                f"The private IPv4 address '{mapping.private_address}' is not within the subnet '{subnet.id}'"
            )
    if mapping.ipv6_address:
        if not load_balancer.is_dual_stack:
            raise invalid_configuration("IPv6 addresses can be specified for dualstack load balancers only")
        if not _is_within(mapping.ipv6_address, subnet.ipv6):
            raise validation_error(
                f"IPv6 address {mapping.ipv6_address} does not belong to the cidr block associated with the subnet"
            )
    prefix = mapping.source_nat_prefix
    if prefix is not None and prefix != AUTO_ASSIGNED and not _is_source_nat_prefix(prefix, subnet.ipv6):
        raise validation_error(
            f"The IPv6 prefix '{prefix}' must be '{AUTO_ASSIGNED}', or a /80 of the range of the subnet '{subnet.id}'"
        )


def _check_type(load_balancer: LoadBalancer, mapping: SubnetMapping) -> None:
    if mapping.allocation_id and load_balancer.type != "network":
        raise invalid_configuration(
            f"Elastic IPs are not supported for load balancers with type '{load_balancer.type}'"
        )
    if mapping.ipv6_address and load_balancer.type != "network":
        raise invalid_configuration(
            f"IPv6 addresses cannot be specified for load balancers with type '{load_balancer.type}'"
        )


def check_source_nat(load_balancer: LoadBalancer, mappings: Sequence[SubnetMapping]) -> None:
    """Reject prefixes for source NAT where they are off, and anywhere but on dual-stack network load balancers."""
    if load_balancer.source_nat_prefix == "off":
        if any(mapping.source_nat_prefix for mapping in mappings):
            raise invalid_configuration(
                "'EnablePrefixForIpv6SourceNat' must be set to 'on', before 'SourceNatIpv6Prefix' can be specified."
            )
        return
    if load_balancer.type != "network":
        raise invalid_configuration(
            "'EnablePrefixForIpv6SourceNat' can only be specified for LoadBalancer type 'network'."
        )
    if not load_balancer.is_dual_stack:
        raise invalid_configuration(
            "'EnablePrefixForIpv6SourceNat' can only be specified when using IpAddressType 'dualstack'."
        )


def check_new_subnets(load_balancer: LoadBalancer, subnets: Sequence[Subnet], *, has_endpoints: bool) -> None:
    """Reject subnets that cannot replace a load balancer's.

    They are in another VPC; a gateway load balancer would lose one; a network load balancer would lose one while
    endpoints connect to it, or exchange one for another in the same zone. NLB user guide, "Update the Availability
    Zones".

    Parameters:
        has_endpoints: Whether endpoints connect to the load balancer.
    """
    if any(subnet.vpc_id != load_balancer.vpc_id for subnet in subnets):
        raise AwsError("InvalidSubnet", f"All subnets must belong to the load balancer's VPC '{load_balancer.vpc_id}'")
    kept = {subnet.id for subnet in subnets}
    removed = {zone.subnet.zone: zone.subnet.id for zone in load_balancer.zones if zone.subnet.id not in kept}
    if load_balancer.type == "gateway" and removed:
        raise invalid_configuration(
            f"You must include all subnets that were enabled previously. Missing: {_listed(removed.values())}"
        )
    if load_balancer.type != "network":
        return
    if removed and has_endpoints:
        # Source of code and message: public logs, without the ARN.
        raise resource_in_use(
            f"Subnets cannot be removed from load balancer '{load_balancer.arn}' because the load balancer is "
            "currently associated with another service"
        )
    exchanged = [subnet.id for subnet in subnets if subnet.zone in removed]
    if exchanged:
        raise invalid_configuration(
            "Another subnet of an Availability Zone can be added only after the one that is there was removed. Too "
            f"early: {_listed(exchanged)}"
        )


def check_zones_across_regions(subnets: Sequence[Subnet], beside: AbstractSet[str] | None) -> None:
    """Reject subnets that leave a service with several Regions in one zone.

    Source: PrivateLink guide, "Cross-Region access". The words are inferred.

    Parameters:
        beside: zone IDs of the service's other load balancers; None if there is no such service.
    """
    if beside is not None and len(beside | {subnet.zone_id for subnet in subnets}) < 2:
        raise invalid_configuration(
            "Subnets cannot be removed because a VPC endpoint service with several supported Regions needs two "
            "Availability Zones"
        )


def check_new_security_groups(
    load_balancer: LoadBalancer, group_ids: Sequence[str], enforce_private_link: str | None
) -> None:
    """Reject security groups that cannot replace a load balancer's.

    Source of the message about new groups: public logs; of those about PrivateLink traffic: deployments (`errors`).
    """
    if load_balancer.type == "gateway":
        raise invalid_configuration("SetSecurityGroups is not supported for load balancers of type 'gateway'")
    if load_balancer.type == "network" and not load_balancer.security_groups:
        if enforce_private_link and not group_ids:
            raise invalid_configuration(
                "One or more security groups must be specified when using "
                "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
            )
        if group_ids:
            raise invalid_configuration(
                "You cannot set security groups on a Network Load Balancer which was created without any security "
                "groups."
            )
        return
    if not group_ids:
        raise invalid_configuration(
            f"A load balancer with type '{load_balancer.type}' must keep at least one security group"
        )
    if enforce_private_link and load_balancer.type != "network":
        raise invalid_configuration(
            "This security group setting for PrivateLink traffic is only available for Network Load Balancers with "
            "security groups"
        )


def _listed(subnet_ids: Iterable[str]) -> str:
    return ", ".join(sorted(subnet_ids))


def _is_source_nat_prefix(text: str, network: IPv6Network | None) -> bool:
    try:
        prefix = IPv6Network(text)
    except ValueError:
        return False
    return network is not None and prefix.prefixlen == PREFIX_LENGTH and prefix.subnet_of(network)


def _is_within(address: str, network: IPv4Network | IPv6Network | None) -> bool:
    try:
        return network is not None and ip_address(address) in network
    except ValueError:
        return False
