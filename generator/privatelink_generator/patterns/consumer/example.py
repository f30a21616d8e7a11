"""The networks of the example: around fixed addresses, and apart from one another."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, ip_network
from typing import TYPE_CHECKING

from privatelink_generator.aws.networks import VPC_PREFIXES

if TYPE_CHECKING:
    from privatelink_generator.patterns.security_group import Client

type Fixed = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Fixed addresses by endpoint, zone and family."""


def subnets(zones: Iterable[str], fixed: Fixed) -> dict[str, str]:
    """Return IPv4 subnets by zone, around the fixed addresses if there are any."""
    zones = list(zones)
    found = _around(zones, fixed) or dict(zip(zones, IPv4Network("10.0.0.0/16").subnets(new_prefix=24), strict=False))
    return {zone: str(network) for zone, network in found.items()}


def surrounding(cidrs: Iterable[str]) -> list[str]:
    """Return the /16 CIDRs around subnets."""
    return list(dict.fromkeys(str(ip_network(each).supernet(new_prefix=16)) for each in cidrs))


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


def _around(zones: Collection[str], fixed: Fixed) -> dict[str, IPv4Network]:
    """Return subnets around the fixed addresses: /24, or smaller if the addresses of two zones are close."""
    for prefix in range(24, 28):
        found = {zone: network for zone in zones if (network := _network(zone, fixed, prefix))}
        if not any(one.overlaps(other) for one, other in itertools.combinations(found.values(), 2)):
            return found
    return {zone: network for zone in zones if (network := _network(zone, fixed, 28))}


def _network(zone: str, fixed: Fixed, prefix: int) -> IPv4Network | None:
    addresses = [by_zone[zone]["ipv4"] for by_zone in fixed.values() if "ipv4" in by_zone.get(zone, {})]
    if not addresses:
        return None
    network = IPv4Network(f"{addresses[0]}/{prefix}", strict=False)
    while not all(IPv4Address(each) in network for each in addresses) and network.prefixlen > 16:
        network = network.supernet()
    return network


def _is_apart(cidr: str, taken: Collection[str]) -> bool:
    """Return whether a VPC can have a CIDR and be peered with VPCs of others."""
    network = IPv4Network(cidr)
    shortest, longest = VPC_PREFIXES
    is_vpc = shortest <= network.prefixlen <= longest and network.is_private
    return is_vpc and not any(network.overlaps(IPv4Network(each)) for each in taken)
