"""Networks: which ranges AWS keeps for itself, and which overlap."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

type Network = ipaddress.IPv4Network

RESERVED_TUNNELS = tuple(
    ipaddress.IPv4Network(f"169.254.{each}/30") for each in ("0.0", "1.0", "2.0", "3.0", "4.0", "5.0", "169.252")
)
"""Inside CIDRs that no tunnel can have. Site-to-Site VPN guide, "Tunnel options"."""

TUNNELS = ipaddress.IPv4Network("169.254.0.0/16")
"""Where inside CIDRs are. Site-to-Site VPN guide, "Tunnel options"."""

_NOT_ROUTED = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 224.0.0.0/3"
NOT_ROUTED = tuple(map(ipaddress.IPv4Network, _NOT_ROUTED.split()))
"""Ranges that the internet does not route. RFC 6890."""

NEVER_ROUTED = tuple(map(ipaddress.IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3")))
"""Ranges that no route leads to, private or not: this host, loopback, link-local, multicast and reserved. RFC 6890."""

VPC_PREFIXES = (16, 28)
"""The shortest and the longest prefix of a VPC's CIDR block: VPC guide, "VPC CIDR blocks"."""

RESERVED_ASNS = {7224: None, 9059: "eu-west-1", 10124: "ap-northeast-1", 17943: "ap-southeast-1"}
"""ASNs that no customer gateway can have, and the Region they are AWS's in; None: in every one.

Site-to-Site VPN guide, "Customer gateway options".
"""

SMALLEST_SUBNET = 28
"""Length of the smallest subnet's CIDR block. VPC guide, "Subnet CIDR blocks"."""


def is_private_asn(asn: int) -> bool:
    """Tell whether AWS's side of BGP can have the ASN: CreateVpnGateway, `AmazonSideAsn`."""
    return 64512 <= asn <= 65534 or 4_200_000_000 <= asn <= 4_294_967_294


def overlaps(named: Iterable[tuple[str, Network]]) -> Iterator[tuple[str, Network, str, Network]]:
    """Yield every two networks of different names that share addresses."""
    for (one, first), (other, second) in combinations(named, 2):
        if one != other and first.overlaps(second):
            yield one, first, other, second


def subnets_around(addresses: Mapping[str, Sequence[str]], prefix: int = SMALLEST_SUBNET) -> dict[str, Network] | None:
    """Return a subnet around each zone's addresses; None if no subnets can have them, as `without_subnets` says.

    Parameters:
        prefix: the length to start from, for subnets that are no smaller than they must be.
    """
    for length in range(prefix, SMALLEST_SUBNET + 1):
        found = {zone: network for zone, each in addresses.items() if (network := _around(each, length))}
        if len(found) < len(addresses):
            return None
        if not any(first.overlaps(second) for first, second in combinations(found.values(), 2)):
            return found
    return None


def without_subnets(addresses: Mapping[str, Sequence[str]]) -> str | None:
    """Return why no subnets, one a zone, can have the addresses; None if some can, or an address is there twice."""
    every = [address for each in addresses.values() for address in each]
    if len(set(every)) < len(every) or subnets_around(addresses) is not None:
        return None
    for zone, each in addresses.items():
        if _around(each, SMALLEST_SUBNET) is None:
            return f"fixed addresses in {zone} are in no one subnet, which is a /{VPC_PREFIXES[0]} at most; move one"
    return "fixed addresses of two zones are so near that no two subnets, of 16 addresses, part them; move one"


def surrounding(subnets: Iterable[str]) -> list[str]:
    """Return the largest CIDR blocks of a VPC around subnets, each once."""
    blocks = (ipaddress.IPv4Network(each).supernet(new_prefix=VPC_PREFIXES[0]) for each in subnets)
    return list(dict.fromkeys(map(str, blocks)))


def _around(addresses: Sequence[str], length: int) -> Network | None:
    """Return the smallest network of a length or shorter; None if no VPC has such a one."""
    network = ipaddress.IPv4Network(f"{addresses[0]}/{length}", strict=False)
    while not all(ipaddress.IPv4Address(each) in network for each in addresses):
        network = network.supernet()
    return network if network.prefixlen >= VPC_PREFIXES[0] else None
