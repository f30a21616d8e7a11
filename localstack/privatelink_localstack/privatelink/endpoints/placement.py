"""Placement of an endpoint's network interfaces: subnets, addresses and load balancers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from privatelink_localstack.kernel import addresses
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network, Subnet
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints.model import Endpoint, SubnetChoice
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER, ServiceView

FAMILIES = {"ipv4": (4,), "ipv6": (6,), "dualstack": (4, 6)}
"""Address families of an interface by the endpoint's address type."""

INTERFACE_TYPES = {"Interface": "vpc_endpoint", "GatewayLoadBalancer": "gateway_load_balancer_endpoint"}
"""EC2's interface type by endpoint type."""

REQUESTER = "727180483921"
"""AWS's account that manages the interfaces."""


@dataclass(frozen=True, slots=True)
class Place:
    """A planned interface: its subnet and addresses."""

    subnet: Subnet
    ipv4: str | None
    ipv6: str | None


def merge_choices(subnet_ids: Iterable[str], configurations: Iterable[SubnetChoice]) -> tuple[SubnetChoice, ...]:
    """Return the choices of a request, one a subnet and in order, from `SubnetIds` and `SubnetConfigurations`."""
    merged = {subnet_id: SubnetChoice(subnet_id) for subnet_id in subnet_ids}
    for choice in configurations:
        merged[choice.subnet_id] = choice
    return tuple(merged.values())


def find_subnets(network: Network, subnet_ids: Iterable[str], vpc_id: str) -> list[Subnet]:
    """Return the subnets of some IDs.

    Raises:
        AwsError: a subnet is unknown or in another VPC.
    """
    subnets = []
    for subnet_id in subnet_ids:
        subnet = network.subnet(subnet_id)
        if subnet is None or subnet.vpc_id != vpc_id:
            raise errors.no_subnet(subnet_id)
        subnets.append(subnet)
    return subnets


def check_groups(network: Network, group_ids: Iterable[str], vpc_id: str) -> None:
    """Reject security groups that are unknown or in another VPC.

    Raises:
        AwsError: the error names the group.
    """
    for group_id in group_ids:
        group = network.group(group_id)
        if group is None or group[0] != vpc_id:
            raise errors.no_group(group_id)


def check_route_tables(network: Network, table_ids: Iterable[str], vpc_id: str) -> None:
    """Reject route tables that are unknown or in another VPC.

    Raises:
        AwsError: the error names the route table.
    """
    for table_id in table_ids:
        if network.route_table(table_id) != vpc_id:
            raise errors.no_route_table(table_id)


def check_address_type(address_type: str, service: ServiceView, subnets: Iterable[Subnet] = ()) -> str:
    """Return an endpoint's address type, unchanged.

    Raises:
        AwsError: the type is unknown, the service or a subnet lacks one of its families, or the type is `ipv6` and a
            subnet has IPv4 too (PrivateLink guide, "IP address types").
    """
    if address_type not in FAMILIES:
        raise errors.invalid(f"IpAddressType {address_type} is invalid.")
    for family in FAMILIES[address_type]:
        if f"ipv{family}" not in service.address_types:
            raise errors.invalid(f"The service {service.name} does not support IpAddressType {address_type}.")
        for subnet in subnets:
            if _block(subnet, family) is None or (address_type == "ipv6" and subnet.ipv4 is not None):
                raise _no_block(subnet, address_type)
    return address_type


def check_choices(choices: Iterable[SubnetChoice], address_type: str) -> None:
    """Reject chosen addresses of the wrong families: a choice has an address of each family of the endpoint, or none.

    Source: EC2 API reference, "SubnetConfiguration".

    Raises:
        AwsError: an address is of another family, or one is missing.
    """
    families = FAMILIES[address_type]
    for choice in choices:
        chosen = {4: choice.ipv4, 6: choice.ipv6}
        for family, address in chosen.items():
            if address and family not in families:
                raise errors.invalid(
                    f"The address {address} in {choice.subnet_id} is not supported with IpAddressType {address_type}."
                )
        for family in families:
            if any(chosen.values()) and not chosen[family]:
                raise errors.invalid(
                    f"The SubnetConfiguration of {choice.subnet_id} must have an Ipv{family} address, because the "
                    f"IpAddressType is {address_type}."
                )


def plan_place(
    network: Network,
    subnet: Subnet,
    choice: SubnetChoice,
    address_type: str,
    *,
    own: AbstractSet[str] = frozenset(),
) -> Place:
    """Return an interface's place in a subnet: the chosen addresses, or free ones.

    Parameters:
        own: present addresses of the interface, which it may keep.

    Raises:
        AwsError: a chosen address is unavailable, or no address is free.
    """
    chosen = {4: choice.ipv4, 6: choice.ipv6}
    planned: dict[int, str] = {}
    for family in FAMILIES[address_type]:
        block = _block(subnet, family)
        choice_address = chosen[family]
        if block is None:
            raise _no_block(subnet, address_type)
        if choice_address is not None and choice_address in own:
            planned[family] = choice_address
        elif choice_address:
            taken = network.addresses(subnet.id) - own
            planned[family] = addresses.check_address(choice_address, block, taken, subnet.id)
        else:
            planned[family] = addresses.free_address(block, network.addresses(subnet.id), subnet.id)
    return Place(subnet, planned.get(4), planned.get(6))


def check_count(endpoint_type: str, subnets: Sequence[object]) -> None:
    """Reject more than one subnet for a Gateway Load Balancer endpoint."""
    if endpoint_type == GATEWAY_LOAD_BALANCER and len(subnets) > 1:
        raise errors.invalid("Only one subnet can be specified for GatewayLoadBalancer VPC Endpoints.")


def pick_load_balancer(
    load_balancers: Iterable[LoadBalancerView], zone_id: str, endpoints: Iterable[Endpoint]
) -> str | None:
    """Return the ARN of the load balancer for a new interface: in its zone, with the fewest interfaces.

    If none is in the zone, because the consumer is in another Region, all are candidates.

    Parameters:
        endpoints: the service's, whose interfaces count.
    """
    balancers = list(load_balancers)
    candidates = [each for each in balancers if zone_id in each.zones] or balancers
    if not candidates:
        return None
    used = [interface.load_balancer for endpoint in endpoints for interface in endpoint.interfaces]
    return min(candidates, key=lambda each: used.count(each.arn)).arn


def _no_block(subnet: Subnet, address_type: str) -> AwsError:
    return errors.invalid(f"The subnet {subnet.id} does not support IpAddressType {address_type}.")


def _block(subnet: Subnet, family: int) -> IPv4Network | IPv6Network | None:
    return subnet.ipv4 if family == 4 else subnet.ipv6
