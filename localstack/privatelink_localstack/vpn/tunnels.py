"""Addresses and keys of new tunnels.

AWS's sides have addresses that no network uses: of 198.18.0.0/15, for benchmarks (RFC 2544), and of 2001:db8::/32, for
documentation (RFC 3849).
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any

from privatelink_localstack.vpn import tunnel_options
from privatelink_localstack.vpn.errors import combination, invalid
from privatelink_localstack.vpn.model import DELETED, Connection, Options, Tunnel

COUNT = 2
"""Tunnels of a connection."""

_PUBLIC = IPv4Network("198.18.0.0/15")
_PUBLIC_IPV6 = IPv6Network("2001:db8::/32")
_KEY_SIGNS = string.ascii_letters + string.digits + "._"
_KEY_LENGTH = 32


def new(
    given: Sequence[Mapping[str, Any]],
    options: Options,
    *,
    neighbours: Iterable[Connection],
    taken: Collection[str],
    blocks: Sequence[str],
    has_address: bool,
) -> tuple[Tunnel, ...]:
    """Return the tunnels of a new connection.

    Parameters:
        given: `TunnelOptions` of the request, of two tunnels at most.
        neighbours: connections of the same target: no CIDR block inside a tunnel is used twice among them.
        taken: addresses outside the tunnels of all connections.
        blocks: CIDR blocks of the transit gateway, for private addresses outside the tunnels.
        has_address: whether the customer gateway has an address.

    Raises:
        AwsError: an option is not allowed, or a CIDR block is used twice (words inferred).
    """
    if len(given) > COUNT:
        raise invalid("TunnelOptions", len(given), f"A VPN connection has {COUNT} tunnels.")
    used = {
        block for each in neighbours if each.state != DELETED for tunnel in each.tunnels for block in _blocks(tunnel)
    }
    outside = set(taken)
    tunnels: list[Tunnel] = []
    for wanted in (*given, *({} for _ in range(COUNT - len(given)))):
        read = tunnel_options.read(wanted, options.ip_version, has_address=has_address)
        inside, inside_ipv6 = tunnel_options.read_inside(wanted, options.ip_version)
        check_unused(inside, inside_ipv6, used)
        reserved = {
            block for each in given for block in (each.get("TunnelInsideCidr"), each.get("TunnelInsideIpv6Cidr"))
        }
        if inside is None and options.ip_version == "ipv4":
            inside = _free_block(used | reserved)
        if inside_ipv6 is None and options.ip_version == "ipv6":
            inside_ipv6 = _free_block_ipv6()
        address = _outside(options, outside, blocks)
        tunnels.append(Tunnel(address, wanted.get("PreSharedKey") or new_key(), inside, inside_ipv6, read))
        outside.add(address)
        used.update(_blocks(tunnels[-1]))
    return tuple(tunnels)


def check_unused(inside: str | None, inside_ipv6: str | None, used: Collection[str]) -> None:
    """Reject a CIDR block inside a tunnel that another tunnel uses (EC2 API reference; the words are inferred)."""
    for name, block in (("TunnelInsideCidr", inside), ("TunnelInsideIpv6Cidr", inside_ipv6)):
        if block is not None and block in used:
            raise invalid(name, block, "The CIDR block is already in use.")


def modify(connection: Connection, outside: str, given: Mapping[str, Any], *, has_address: bool) -> tuple[Tunnel, ...]:
    """Return the tunnels of a connection after a change of one's options. What the request does not give stays.

    Parameters:
        outside: address of AWS's side, which names the tunnel.
        has_address: whether the customer gateway has an address.

    Raises:
        AwsError: the connection has no such tunnel, or an option is not allowed.
    """
    found = of_address(connection, outside)
    merged = {
        **tunnel_options.as_given(found.options),
        **{name: value for name, value in given.items() if value is not None},
    }
    read = tunnel_options.read(merged, connection.options.ip_version, has_address=has_address)
    inside, inside_ipv6 = tunnel_options.read_inside(given, connection.options.ip_version)
    others = {block for each in connection.tunnels if each != found for block in _blocks(each)}
    check_unused(inside, inside_ipv6, others)
    changed = replace(
        found,
        key=given.get("PreSharedKey") or found.key,
        inside=inside or found.inside,
        inside_ipv6=inside_ipv6 or found.inside_ipv6,
        options=read,
    )
    return tuple(changed if each == found else each for each in connection.tunnels)


def of_address(connection: Connection, outside: str) -> Tunnel:
    """Return the tunnel of a connection by the address of AWS's side.

    Raises:
        AwsError: the connection has none. The words are inferred.
    """
    for tunnel in connection.tunnels:
        if tunnel.outside == outside:
            return tunnel
    raise invalid("VpnTunnelOutsideIpAddress", outside, f"It is no tunnel of the vpnConnection '{connection.id}'.")


def new_key() -> str:
    """Return a new pre-shared key, which does not start with zero."""
    first = secrets.choice(string.ascii_letters)
    return first + "".join(secrets.choice(_KEY_SIGNS) for _ in range(_KEY_LENGTH - 1))


def _blocks(tunnel: Tunnel) -> list[str]:
    return [block for block in (tunnel.inside, tunnel.inside_ipv6) if block is not None]


def _free_block(used: Collection[str | None]) -> str:
    """Return a block that is neither reserved nor used, any of the 16,377 that there are."""
    while True:
        start = secrets.randbelow(tunnel_options.INSIDE.num_addresses // 4) * 4
        block = IPv4Network((tunnel_options.INSIDE.network_address + start, 30))
        if block not in tunnel_options.RESERVED and str(block) not in used:
            return str(block)


def _free_block_ipv6() -> str:
    start = int(tunnel_options.INSIDE_IPV6.network_address) + (secrets.randbits(118) << 2)
    return str(IPv6Network((start, 126)))


def _outside(options: Options, taken: Collection[str], blocks: Sequence[str]) -> str:
    """Return a new address of AWS's side.

    Raises:
        AwsError: private addresses are wanted, and the transit gateway has no CIDR block for them.
    """
    if options.outside == "Ipv6":
        return str(IPv6Address(int(_PUBLIC_IPV6.network_address) + 1 + secrets.randbits(96) % ((1 << 96) - 2)))
    pool = _PUBLIC
    if options.outside == "PrivateIpv4":
        pools = [IPv4Network(each) for each in blocks if ":" not in each]
        if not pools:
            raise combination("A private IP VPN connection requires a transit gateway with an IPv4 CIDR block.")
        pool = pools[0]
    while True:
        address = str(IPv4Address(int(pool.network_address) + 1 + secrets.randbelow(pool.num_addresses - 2)))
        if address not in taken:
            return address
