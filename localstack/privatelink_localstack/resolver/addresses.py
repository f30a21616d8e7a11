"""Addresses of Resolver endpoints in the subnets of a VPC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from privatelink_localstack.kernel.addresses import Taken, check_address, free_address
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network, Subnet
from privatelink_localstack.resolver.errors import invalid_parameter, invalid_request
from privatelink_localstack.resolver.model import IPV4, IPV6, AddressChoice

MIN_ADDRESSES = 2
"""Two addresses may be in one zone, and in one subnet: AWS only recommends two zones (hashicorp/terraform-provider-aws
#28233; Route 53 guide, "Values that you specify when you create or edit inbound endpoints")."""


def find_subnets(network: Network, choices: Sequence[AddressChoice], vpc_id: str | None = None) -> list[Subnet]:
    """Return the subnets of choices.

    Parameters:
        vpc_id: where the subnets must be; None for the VPC of the first one.

    Raises:
        AwsError: a subnet is unknown, or in another VPC.
    """
    subnets = []
    for choice in choices:
        subnet = network.subnet(choice.subnet_id)
        if subnet is None:
            raise invalid_parameter(f'The subnet ID "{choice.subnet_id}" does not exist')
        vpc_id = vpc_id or subnet.vpc_id
        if subnet.vpc_id != vpc_id:
            raise invalid_request(f'The subnet "{subnet.id}" is not in the VPC "{vpc_id}" of the other IP addresses')
        subnets.append(subnet)
    return subnets


def choose(
    network: Network, choices: Sequence[AddressChoice], subnets: Sequence[Subnet], endpoint_type: str
) -> list[AddressChoice]:
    """Return the choices with an address of each family of the endpoint: the chosen one, or a free one.

    Raises:
        AwsError: an address is not in its subnet, reserved or in use; the subnet is full, or has no block of the
            family; a choice has an address of a family that the endpoint lacks.
    """
    for choice in choices:
        if (choice.ipv6 and endpoint_type == IPV4) or (choice.ipv4 and endpoint_type == IPV6):
            address = choice.ipv6 if endpoint_type == IPV4 else choice.ipv4
            raise invalid_parameter(f'IP address "{address}" does not fit the resolver endpoint type {endpoint_type}')
    taken: dict[str, set[str]] = defaultdict(set)
    # Chosen addresses first, so that no free one takes their place.
    checked = [
        AddressChoice(
            subnet.id,
            _check(network, choice.ipv4, subnet, taken[subnet.id]),
            _check(network, choice.ipv6, subnet, taken[subnet.id]),
        )
        for choice, subnet in zip(choices, subnets, strict=True)
    ]
    return [
        AddressChoice(
            subnet.id,
            None if endpoint_type == IPV6 else choice.ipv4 or _free(network, subnet, taken[subnet.id], ipv6=False),
            None if endpoint_type == IPV4 else choice.ipv6 or _free(network, subnet, taken[subnet.id], ipv6=True),
        )
        for choice, subnet in zip(checked, subnets, strict=True)
    ]


def _check(network: Network, address: str | None, subnet: Subnet, taken: set[str]) -> str | None:
    """Return a chosen address in AWS's form, and add it to the taken ones."""
    if address is None:
        return None
    block = subnet.ipv6 if ":" in address else subnet.ipv4
    outside = invalid_request(
        f'[RSLVR-00405] IP address "{address}" is either not in subnet "{subnet.id}" CIDR range or is reserved'
    )
    if block is None:
        raise outside
    try:
        checked = check_address(address, block, Taken(network.addresses(subnet.id), taken), subnet.id)
    except AwsError as error:
        if error.code != "InvalidIPAddress.InUse":
            raise outside from None
        raise AwsError(
            "ResourceExistsException", f'The IP address "{address}" in subnet "{subnet.id}" is already in use'
        ) from None
    taken.add(checked)
    return checked


def _free(network: Network, subnet: Subnet, taken: set[str], *, ipv6: bool) -> str:
    block = subnet.ipv6 if ipv6 else subnet.ipv4
    if block is None:
        raise invalid_request(f'The subnet "{subnet.id}" has no {"IPv6" if ipv6 else "IPv4"} CIDR block')
    try:
        address = free_address(block, Taken(network.addresses(subnet.id), taken), subnet.id)
    except AwsError:
        raise invalid_request(f'There are not enough free IP addresses in subnet "{subnet.id}"') from None
    taken.add(address)
    return address
