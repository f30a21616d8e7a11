"""Expressions of nf_tables, of which rules are made, as attributes of its netlink messages.

Names and numbers are those of `linux/netfilter/nf_tables.h`. A rule's expressions load values into registers of four
bytes, compare them or look them up, and end in a verdict; the first that does not match ends the rule.
"""

from __future__ import annotations

import struct
from enum import IntEnum

from privatelink_localstack.dataplane.linux.netlink import attribute, nested, text
from privatelink_localstack.dataplane.linux.roads import ANSWER_MARK, CLIENT_MARK, LINK_GROUP


class Verdict(IntEnum):
    """What becomes of a packet."""

    DROP = 0
    ACCEPT = 1


class Side(IntEnum):
    """One of a packet's two addresses."""

    SOURCE = 0
    DESTINATION = 1


FIRST = 8
"""The first of the registers of four bytes."""
_NETWORK_HEADER, _TRANSPORT_HEADER = 1, 2
_MARK, _FAMILY, _PROTOCOL = 3, 15, 16
_CONNECTION_MARK = 3
_CLIENT = struct.pack("=I", CLIENT_MARK)
_GROUP = {Side.SOURCE: 21, Side.DESTINATION: 22}
_ESTABLISHED_OR_RELATED = struct.pack("=I", 2 | 4)
_EQUAL, _NOT_EQUAL, _AT_MOST, _AT_LEAST = 0, 1, 3, 5
_ICMP = {4: 1, 6: 58}
_NFPROTO = {4: 2, 6: 10}
_LENGTH = {4: 4, 6: 16}
_OFFSETS = {4: (12, 16), 6: (8, 24)}
_PORT_OFFSET = 2


def is_established() -> list[bytes]:
    """Match packets of connections that have been let through before."""
    return [
        _expression("ct", _number(1, FIRST), _number(2, 0)),
        _expression(
            "bitwise",
            *(_number(1, FIRST), _number(2, FIRST), _number(3, 4)),
            *(nested(4, attribute(1, _ESTABLISHED_OR_RELATED)), nested(5, attribute(1, bytes(4)))),
        ),
        _compare(bytes(4), _NOT_EQUAL),
    ]


def is_version(version: int) -> list[bytes]:
    """Match packets of IPv4 or IPv6."""
    return [_meta(_FAMILY, FIRST), _compare(bytes([_NFPROTO[version]]), _EQUAL)]


def is_between_networks(side: Side) -> list[bytes]:
    """Match packets that came over, or will leave over, a link between networks."""
    return [_meta(_GROUP[side], FIRST), _compare(struct.pack("=I", LINK_GROUP), _EQUAL)]


def is_marked() -> list[bytes]:
    """Match packets of sockets with the clients' mark, and load the mark."""
    return [_meta(_MARK, FIRST), _compare(_CLIENT, _EQUAL)]


def mark_connection() -> bytes:
    """Give the connection the loaded mark."""
    return _expression("ct", _number(4, FIRST), _number(2, _CONNECTION_MARK))


def is_of_marked_connection() -> list[bytes]:
    """Match packets of connections with the clients' mark."""
    return [_expression("ct", _number(1, FIRST), _number(2, _CONNECTION_MARK)), _compare(_CLIENT, _EQUAL)]


def mark_answer() -> list[bytes]:
    """Give the packet the answers' mark."""
    value = _expression("immediate", _number(1, FIRST), nested(2, attribute(1, struct.pack("=I", ANSWER_MARK))))
    return [value, _expression("meta", _number(3, FIRST), _number(2, _MARK))]


def is_neighbour_discovery() -> list[bytes]:
    """Match how hosts find each other with IPv6 (RFC 4861), as they do with ARP below IPv4."""
    return _is_icmp(_ICMP[6], 133, 137)


def is_unreachable(version: int) -> list[bytes]:
    """Match what tells a sender that nobody takes its packet."""
    kind = {4: 3, 6: 1}[version]
    return _is_icmp(_ICMP[version], kind, kind)


def address(version: int, side: Side, register: int = FIRST) -> bytes:
    """Load an address; it fills one register with IPv4, and four with IPv6."""
    return _payload(_NETWORK_HEADER, _OFFSETS[version][side], _LENGTH[version], register)


def flow(version: int) -> list[bytes]:
    """Load source, destination, protocol and destination port, in the order of a set of flows."""
    width = _LENGTH[version] // 4
    return [
        address(version, Side.SOURCE, FIRST),
        address(version, Side.DESTINATION, FIRST + width),
        _meta(_PROTOCOL, FIRST + 2 * width),
        _payload(_TRANSPORT_HEADER, _PORT_OFFSET, 2, FIRST + 2 * width + 1),
    ]


def is_in(set_name: str) -> bytes:
    """Match if the loaded values are in a set."""
    return _expression("lookup", text(1, set_name), _number(2, FIRST))


def is_not_in(set_name: str) -> bytes:
    """Match if the loaded values are not in a set."""
    inverted = 1
    return _expression("lookup", text(1, set_name), _number(2, FIRST), _number(5, inverted))


def verdict(value: Verdict) -> bytes:
    """End the packet's way through the chain."""
    return _expression("immediate", _number(1, 0), nested(2, nested(2, _number(1, value))))


def _is_icmp(protocol: int, first: int, last: int) -> list[bytes]:
    """Match messages of ICMP by their lowest and highest type."""
    return [
        _meta(_PROTOCOL, FIRST),
        _compare(bytes([protocol]), _EQUAL),
        _payload(_TRANSPORT_HEADER, 0, 1, FIRST),
        _compare(bytes([first]), _AT_LEAST),
        _compare(bytes([last]), _AT_MOST),
    ]


def _expression(name: str, *data: bytes) -> bytes:
    return nested(1, text(1, name), nested(2, *data))


def _number(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack("!I", value))


def _meta(key: int, register: int) -> bytes:
    return _expression("meta", _number(1, register), _number(2, key))


def _payload(base: int, offset: int, length: int, register: int) -> bytes:
    return _expression("payload", _number(1, register), _number(2, base), _number(3, offset), _number(4, length))


def _compare(value: bytes, operator: int) -> bytes:
    return _expression("cmp", _number(1, FIRST), _number(2, operator), nested(3, attribute(1, value)))
