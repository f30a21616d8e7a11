"""Links, addresses and routes as messages of rtnetlink(7)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from privatelink_localstack.dataplane.linux.netlink import CREATE, EXCL, Message, attribute, attributes, nested, text

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

LOOPBACK = 1
"""The index of `lo` in every namespace."""
NEWS_OF_LINKS = 1
"""The multicast group that tells when a link changes."""

_NEW_LINK, _DELETE_LINK, _GET_LINK = 16, 17, 18
_NEW_ADDRESS, _DELETE_ADDRESS = 20, 21
_NEW_ROUTE = 24
_LINK = struct.Struct("=BxHiII")
_UP = 1
_OPERATIONAL = 6
_NO_DUPLICATE_DETECTION = 2
_MAIN = 254
FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
EVERYWHERE: Mapping[int, Network] = {4: ip_network("0.0.0.0/0"), 6: ip_network("::/0")}
"""All addresses of IPv4 and of IPv6."""
UNICAST, HERE, BLACKHOLE, THROW = 1, 2, 6, 9
"""Kinds of routes: to a link; to the namespace itself; to nowhere; and back to the tables that follow."""
_SCOPES = {UNICAST: 253, HERE: 254, 0: 255}
"""Of IPv4 alone: what is on the link, what is here, and any, to name a route of any scope."""


def set_up(index: int) -> Message:
    """Return the message that sets a link up."""
    return Message(_NEW_LINK, _LINK.pack(0, 0, index, _UP, _UP))


def ask_link(name: str) -> Message:
    """Return the message that is answered with a link's state, or with an error if there is none of the name."""
    return Message(_GET_LINK, _LINK.pack(0, 0, 0, 0, 0) + text(3, name), acknowledged=False)


def read_link(kind: int, body: bytes) -> tuple[str, int, bool] | None:
    """Return the name, the index and whether packets pass, of a message about a link; None for another message.

    A new pair of veths drops packets until the kernel's own sign, IFLA_OPERSTATE, says up; IFF_RUNNING says so before.
    """
    if kind != _NEW_LINK:
        return None
    found = dict(attributes(body[_LINK.size :]))
    return found[3].rstrip(b"\0").decode(), _LINK.unpack_from(body)[2], found.get(16) == bytes([_OPERATIONAL])


def add_veth(name: str, peer_namespace: int, peer_name: str) -> Message:
    """Return the message that makes a pair of veths, of which one is in the namespace of a descriptor."""
    peer = _LINK.pack(0, 0, 0, 0, 0) + text(3, peer_name) + attribute(28, struct.pack("=I", peer_namespace))
    info = text(1, "veth") + nested(2, attribute(1, peer))
    return Message(_NEW_LINK, _LINK.pack(0, 0, 0, 0, 0) + text(3, name) + nested(18, info), CREATE | EXCL)


def delete_link(index: int) -> Message:
    """Return the message that deletes a link, and its peer with it."""
    return Message(_DELETE_LINK, _LINK.pack(0, 0, index, 0, 0))


def add_address(address: Address, index: int = LOOPBACK) -> Message:
    """Return the message that gives a link an address of its own, without a subnet."""
    return Message(_NEW_ADDRESS, _address(address, index), CREATE | EXCL)


def delete_address(address: Address, index: int = LOOPBACK) -> Message:
    """Return the message that takes an address from a link."""
    return Message(_DELETE_ADDRESS, _address(address, index))


def add_route(network: Network, index: int, gateway: Address | None = None) -> Message:
    """Return the message that adds a route to a link, or through a gateway on it."""
    return Message(_NEW_ROUTE, route_body(network, UNICAST, index, gateway), CREATE | EXCL)


def add_blackhole(network: Network) -> Message:
    """Return the message that makes a network's packets vanish, where without a route the sender would be told."""
    return Message(_NEW_ROUTE, route_body(network, BLACKHOLE), CREATE | EXCL)


def route_body(
    network: Network, kind: int, index: int | None = None, gateway: Address | None = None, table: int = _MAIN
) -> bytes:
    """Return a route's body; of no `kind`, to name any route to the network."""
    protocol, on_link = 4, 4
    scope = 0 if gateway else _SCOPES.get(kind, 0)
    fixed = struct.pack(
        "=BBBBBBBBI",
        *(FAMILY[network.version], network.prefixlen, 0, 0, 0, protocol),
        *(scope if network.version == 4 else 0, kind, on_link if gateway else 0),
    )
    destination = attribute(1, network.network_address.packed) if network.prefixlen else b""
    through = attribute(5, gateway.packed) if gateway else b""
    link = b"" if index is None else attribute(4, struct.pack("=I", index))
    return fixed + destination + link + through + attribute(15, struct.pack("=I", table))


def _address(address: Address, index: int) -> bytes:
    flags = _NO_DUPLICATE_DETECTION if address.version == 6 else 0
    fixed = struct.pack("=BBBBi", FAMILY[address.version], address.max_prefixlen, flags, 0, index)
    local = attribute(2, address.packed) if address.version == 4 else b""
    return fixed + local + attribute(1, address.packed)
