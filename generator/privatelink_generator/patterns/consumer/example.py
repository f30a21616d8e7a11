"""The networks of the example: around fixed addresses, and apart from one another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from privatelink_generator.aws.networks import VPC_PREFIXES, subnets_around

if TYPE_CHECKING:
    from privatelink_generator.patterns.security_group import Client

_PREFIX = 24


def subnets(zones: Iterable[str], addresses: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return IPv4 subnets by zone, around the fixed addresses of the zones if there are any."""
    around = subnets_around(addresses, _PREFIX) if addresses else None
    found = around or dict(zip(zones, IPv4Network("10.0.0.0/16").subnets(new_prefix=_PREFIX), strict=False))
    return {zone: str(network) for zone, network in found.items()}


def last_free(cidr: str, taken: Iterable[str]) -> str:
    """Return the last /24 of a CIDR that no subnet overlaps."""
    networks = [IPv4Network(each) for each in taken]
    free = IPv4Network(cidr).subnets(new_prefix=24)
    return str([each for each in free if not any(each.overlaps(network) for network in networks)][-1])


def client_vpcs(clients: Mapping[str, Client], taken: Collection[str]) -> dict[str, str]:
    """Return the CIDRs of clients' VPCs by the client's name: apart from the example's own."""
    return {
        name: next(
            (each for each in client.cidrs if ":" not in each and _is_apart(each, taken)), f"100.64.{number}.0/24"
        )
        for number, (name, client) in enumerate(clients.items())
    }


def _is_apart(cidr: str, taken: Collection[str]) -> bool:
    """Return whether a VPC can have a CIDR and be peered with VPCs of others."""
    network = IPv4Network(cidr)
    shortest, longest = VPC_PREFIXES
    is_vpc = shortest <= network.prefixlen <= longest and network.is_private
    return is_vpc and not any(network.overlaps(IPv4Network(each)) for each in taken)
