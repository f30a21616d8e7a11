"""Links between networks, and route tables for some packets, as messages of rtnetlink(7)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from privatelink_localstack.dataplane.linux.links import (
    BLACKHOLE,
    EVERYWHERE,
    FAMILY,
    HERE,
    LOOPBACK,
    THROW,
    UNICAST,
    Network,
    route_body,
)
from privatelink_localstack.dataplane.linux.netlink import CREATE, EXCL, REPLACE, Message, attribute, text

_NEW_LINK = 16
_NEW_ROUTE, _DELETE_ROUTE = 24, 25
_NEW_RULE, _DELETE_RULE = 32, 33
_LINK = struct.Struct("=BxHiII")
_NO_ARP = 0x80
_HARDWARE = bytes.fromhex("020000000001")
_BEFORE_MAIN = 1000
"""The priority of a rule, which the router's own table has after it."""

LINK_GROUP = 1
"""The group of links between networks, by which a packet filter knows them."""
CLIENT_MARK, ANSWER_MARK = 1, 2
"""The marks of packets that a load balancer sends in a client's place, and of the answers to them. There are two, as
what is sent must not be routed as its answers are."""
_ANSWERS = 100
"""The route table for answers."""


def take_answers() -> Iterator[Message]:
    """Yield the messages by which a namespace takes answers for itself, whatever their address."""
    for version, everywhere in EVERYWHERE.items():
        yield Message(_NEW_ROUTE, route_body(everywhere, HERE, LOOPBACK, table=_ANSWERS), CREATE | EXCL)
        yield Message(_NEW_RULE, _rule(version, _ANSWERS, mark=ANSWER_MARK), CREATE | EXCL)


def unite(index: int) -> Message:
    """Return the message that makes a link's end take every packet that is sent at the other.

    Both ends have one hardware address, and nobody asks for it: a link that joins networks has no addresses.
    """
    body = _LINK.pack(0, 0, index, _NO_ARP, _NO_ARP) + attribute(1, _HARDWARE) + attribute(27, _u32(LINK_GROUP))
    return Message(_NEW_LINK, body)


def add_rule(version: int, table: int, *, source: Network | None = None, link: str | None = None) -> Message:
    """Return the message that gives packets from a network, or over a link, a route table."""
    return Message(_NEW_RULE, _rule(version, table, source=source, link=link), CREATE | EXCL)


def delete_rule(version: int, table: int, *, source: Network | None = None, link: str | None = None) -> Message:
    """Return the message that takes back `add_rule`."""
    return Message(_DELETE_RULE, _rule(version, table, source=source, link=link))


def put_route(table: int, network: Network, index: int | None, *, is_local: bool = False) -> Message:
    """Return the message that puts a route into a table, in place of any to the same network.

    Parameters:
        index: of a link; None for packets that vanish.
        is_local: whether the router's own table decides instead.
    """
    kind = THROW if is_local else BLACKHOLE if index is None else UNICAST
    return Message(_NEW_ROUTE, route_body(network, kind, index, table=table), CREATE | REPLACE)


def delete_route(table: int, network: Network) -> Message:
    """Return the message that deletes a route from a table."""
    return Message(_DELETE_ROUTE, route_body(network, 0, table=table))


def _rule(
    version: int, table: int, *, source: Network | None = None, link: str | None = None, mark: int | None = None
) -> bytes:
    to_table = 1
    length = source.prefixlen if source else 0
    fixed = struct.pack("=BBBBBBBBI", FAMILY[version], 0, length, 0, 0, 0, 0, to_table, 0)
    of = (attribute(2, source.network_address.packed) if length else b"") if source else b""
    over = text(3, link) if link else b""
    marked = b"" if mark is None else attribute(10, _u32(mark))
    return fixed + of + over + marked + attribute(6, _u32(_BEFORE_MAIN)) + attribute(15, _u32(table))


def _u32(value: int) -> bytes:
    return struct.pack("=I", value)
