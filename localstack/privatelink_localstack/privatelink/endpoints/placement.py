"""Where an endpoint's interfaces go: subnets, addresses and load balancers."""

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
"""Families of the addresses of an interface, by the endpoint's address type."""

INTERFACE_TYPES = {"Interface": "vpc_endpoint", "GatewayLoadBalancer": "gateway_load_balancer_endpoint"}
"""EC2's types of network interface, by the endpoint's type."""

REQUESTER = "727180483921"
"""The account of AWS's that manages the interfaces."""


@dataclass(frozen=True, slots=True)
class Place:
    """An interface to be: its subnet and its addresses."""

    subnet: Subnet
    ipv4: str | None
    ipv6: str | None


def merge_choices(subnet_ids: Iterable[str], configurations: Iterable[SubnetChoice]) -> tuple[SubnetChoice, ...]:
    """Give each subnet that is named once, in order, with the addresses that are wanted there."""
    merged = {subnet_id: SubnetChoice(subnet_id) for subnet_id in subnet_ids}
    for choice in configurations:
        merged[choice.subnet_id] = choice
    return tuple(merged.values())


def find_subnets(network: Network, subnet_ids: Iterable[str], vpc_id: str) -> list[Subnet]:
    """Look subnets up.

    Raises:
        AwsError: one is not there, or not in the VPC.
    """
    found = []
    for subnet_id in subnet_ids:
        subnet = network.subnet(subnet_id)
        if subnet is None or subnet.vpc_id != vpc_id:
            raise errors.no_subnet(subnet_id)
        found.append(subnet)
    return found


def check_groups(network: Network, group_ids: Iterable[str], vpc_id: str) -> None:
    """Refuse security groups that are not there, or not in the VPC.

    Raises:
        AwsError: naming it.
    """
    for group_id in group_ids:
        group = network.group(group_id)
        if group is None or group[0] != vpc_id:
            raise errors.no_group(group_id)


def check_route_tables(network: Network, table_ids: Iterable[str], vpc_id: str) -> None:
    """Refuse route tables that are not there, or not in the VPC.

    Raises:
        AwsError: naming it.
    """
    for table_id in table_ids:
        if network.route_table(table_id) != vpc_id:
            raise errors.no_route_table(table_id)


def check_address_type(address_type: str, service: ServiceView, subnets: Iterable[Subnet] = ()) -> str:
    """Give an endpoint's address type back.

    Raises:
        AwsError: there is no such type, the service or a subnet has no addresses of a family, or IPv6 alone is asked
            for in a subnet that has IPv4 too (PrivateLink guide, "IP address types").
    """
    if address_type not in FAMILIES:
        raise errors.invalid(f"IpAddressType {address_type} is invalid.")
    for family in FAMILIES[address_type]:
        if f"ipv{family}" not in service.address_types:
            raise errors.invalid(f"The service {service.name} does not support IpAddressType {address_type}.")
        for subnet in subnets:
            if _range(subnet, family) is None or (address_type == "ipv6" and subnet.ipv4 is not None):
                raise _no_range(subnet, address_type)
    return address_type


def check_choices(choices: Iterable[SubnetChoice], address_type: str) -> None:
    """Refuse addresses that do not fit the endpoint's: where one is chosen, so is one of each of its families.

    Source: EC2 API reference, "SubnetConfiguration".

    Raises:
        AwsError: there is one of another family, or none of a family.
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
    """Find an interface's addresses in a subnet.

    Parameters:
        own: addresses that the interface has already.

    Raises:
        AwsError: a chosen one can't be had, or there is none left.
    """
    chosen = {4: choice.ipv4, 6: choice.ipv6}
    got: dict[int, str] = {}
    for family in FAMILIES[address_type]:
        found = _range(subnet, family)
        wanted = chosen[family]
        if found is None:
            raise _no_range(subnet, address_type)
        if wanted is not None and wanted in own:
            got[family] = wanted
        elif wanted:
            got[family] = addresses.check_address(wanted, found, network.addresses(subnet.id) - own, subnet.id)
        else:
            got[family] = addresses.free_address(found, network.addresses(subnet.id), subnet.id)
    return Place(subnet, got.get(4), got.get(6))


def check_count(kind: str, subnets: Sequence[object]) -> None:
    """Refuse more than one subnet for a Gateway Load Balancer endpoint.

    Raises:
        AwsError: as said.
    """
    if kind == GATEWAY_LOAD_BALANCER and len(subnets) > 1:
        raise errors.invalid("Only one subnet can be specified for GatewayLoadBalancer VPC Endpoints.")


def stick(load_balancers: Iterable[LoadBalancerView], zone_id: str, earlier: Iterable[Endpoint]) -> str | None:
    """Give the load balancer that a new interface sticks to: of those in its zone, the one with fewest interfaces.

    Where none is in its zone (the consumer is in another Region), any.
    """
    everywhere = list(load_balancers)
    candidates = [each for each in everywhere if zone_id in each.zones] or everywhere
    if not candidates:
        return None
    used = [interface.load_balancer for endpoint in earlier for interface in endpoint.interfaces]
    return min(candidates, key=lambda each: used.count(each.arn)).arn


def _no_range(subnet: Subnet, address_type: str) -> AwsError:
    return errors.invalid(f"The subnet {subnet.id} does not support IpAddressType {address_type}.")


def _range(subnet: Subnet, family: int) -> IPv4Network | IPv6Network | None:
    return subnet.ipv4 if family == 4 else subnet.ipv6
