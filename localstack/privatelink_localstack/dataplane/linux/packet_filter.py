"""A VPC's packet filter: security groups as sets of nf_tables.

The rules never change; only the elements of sets do, in one transaction a change. Connections that are open stay open
when a rule goes, as AWS's do (VPC guide, "Security group connection tracking"), and what is not allowed is dropped,
never refused.

The kernel's intervals of concatenated values may not overlap: an element inside a wider one is refused. So what is
given here is made disjoint before, in `state.flows`.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import batched

from privatelink_localstack.dataplane.linux import expressions
from privatelink_localstack.dataplane.linux.expressions import Side, Verdict
from privatelink_localstack.dataplane.linux.netlink import APPEND, CREATE, Message, Netlink, attribute, nested, text
from privatelink_localstack.dataplane.state.flows import Block, Elements


class Set(StrEnum):
    """The sets of a VPC, each once for IPv4 and once for IPv6.

    EXEMPT: addresses that nothing guards: the router and the resolver, which network ACLs let through too (VPC guide,
        "Network ACLs").
    OPEN: addresses that no group guards: load balancers without groups.
    GUARDED: addresses of network interfaces with groups.
    EGRESS, INGRESS: flows that the groups of their source and of their destination allow.
    DENIED_OUT, DENIED_IN: flows that the network ACLs of their source and of their destination deny.
    """

    EXEMPT = "exempt"
    OPEN = "open"
    GUARDED = "guarded"
    EGRESS = "egress"
    INGRESS = "ingress"
    DENIED_OUT = "denied_out"
    DENIED_IN = "denied_in"


_ADDRESSES = {Set.EXEMPT, Set.OPEN, Set.GUARDED}
"""The sets whose elements are addresses; those of the others are flows."""
_TABLE = "vpc"
_INET = 1
_SUBSYSTEM = 10
_BEGIN, _END = 16, 17
_NEW_TABLE, _NEW_CHAIN, _NEW_RULE, _NEW_SET, _NEW_ELEMENT, _DELETE_ELEMENT = 0, 3, 6, 9, 12, 14
_INTERVAL, _CONCATENATED = 0x4, 0x80
_HOOKS = {"prerouting": (0, -150), "input": (1, 0), "forward": (2, 0), "output": (3, 0)}
"""The hooks with their priorities; marks are given after connection tracking (-200), before routes are looked up."""
_VERSIONS = (4, 6)
_LENGTH = {4: 4, 6: 16}
_ELEMENTS = 300
"""Elements in one message, whose attributes have a length of 16 bits."""
_MESSAGES = 4
"""Messages of elements in one transaction, which must fit into a socket's buffer of 208 KiB."""


def start(socket_: Netlink) -> None:
    """Make the table with its sets, chains and rules in a new namespace.

    Raises:
        OSError: the kernel has no nf_tables, or lacks a part.
    """
    _transact(socket_, _ruleset())


def change(socket_: Netlink, *, remove: Elements, add: Elements) -> None:
    """Remove and add elements, in one transaction unless there are more than about a thousand.

    Raises:
        OSError: an element to remove is missing, or one to add overlaps.
    """
    messages = (*_element_messages(_DELETE_ELEMENT, remove), *_element_messages(_NEW_ELEMENT, add))
    for some in batched(messages, _MESSAGES):
        _transact(socket_, some)


def _ruleset() -> Iterator[Message]:
    yield _message(_NEW_TABLE, text(1, _TABLE), flags=CREATE)
    sets = ((kind, version) for kind in Set for version in _VERSIONS)
    for number, (kind, version) in enumerate(sets, start=1):
        yield _message(_NEW_SET, *_set(kind, version, number), flags=CREATE)
    for name, (hook, priority) in _HOOKS.items():
        # What the namespace forwards, from one workload to another, nobody has asked for but by a rule.
        policy = Verdict.DROP if name == "forward" else Verdict.ACCEPT
        hooked = nested(4, _number(1, hook), attribute(2, struct.pack("!i", priority)))
        yield _message(
            _NEW_CHAIN, text(1, _TABLE), text(3, name), hooked, _number(5, policy), text(7, "filter"), flags=CREATE
        )
        for rule in _rules(name):
            yield _message(_NEW_RULE, text(1, _TABLE), text(2, name), nested(4, *rule), flags=CREATE | APPEND)


def _rules(chain: str) -> Iterator[list[bytes]]:
    accept, drop = expressions.verdict(Verdict.ACCEPT), expressions.verdict(Verdict.DROP)
    if chain == "prerouting":
        yield [*expressions.is_of_marked_connection(), *expressions.mark_answer()]
        return
    if chain == "output":
        # The router and the endpoints' interfaces are silent, where the kernel would tell that a port is closed.
        yield from ([*expressions.is_unreachable(version), drop] for version in _VERSIONS)
    yield [*expressions.is_neighbour_discovery(), accept]
    for version in _VERSIONS:
        own, flow = expressions.is_version(version), expressions.flow(version)
        is_exempt = [expressions.is_in(f"{Set.EXEMPT}{version}")]
        if chain == "input":  # A VPC's resolver and router answer the VPC alone.
            foreign = expressions.is_between_networks(Side.SOURCE)
            yield [*own, *foreign, expressions.address(version, Side.DESTINATION), *is_exempt, drop]
        for side in Side:
            yield [*own, expressions.address(version, side), *is_exempt, accept]
        for denied in (Set.DENIED_OUT, Set.DENIED_IN):  # Before all that follows: network ACLs know no connections.
            yield [*own, *flow, expressions.is_in(f"{denied}{version}"), drop]
    if chain == "output":  # The relay has judged what it sends in a client's place.
        yield [*expressions.is_marked(), expressions.mark_connection(), accept]
    yield [*expressions.is_established(), accept]
    for version in _VERSIONS:
        own, flow = expressions.is_version(version), expressions.flow(version)
        source, destination = (expressions.address(version, side) for side in Side)
        yield [*own, destination, expressions.is_in(f"{Set.OPEN}{version}"), accept]
        guarded = f"{Set.GUARDED}{version}"
        yield [*own, source, expressions.is_in(guarded), *flow, expressions.is_not_in(f"{Set.EGRESS}{version}"), drop]
        yield [*own, *flow, expressions.is_in(f"{Set.INGRESS}{version}"), accept]
        yield [*own, destination, expressions.is_in(guarded), drop]
    if chain == "forward":
        yield [*expressions.is_between_networks(Side.DESTINATION), accept]


def _set(kind: Set, version: int, number: int) -> list[bytes]:
    length = _LENGTH[version]
    common = [text(1, _TABLE), text(2, f"{kind}{version}"), _number(4, 1), _number(10, number)]
    if kind in _ADDRESSES:
        return [*common, _number(3, 0), _number(5, length)]
    fields = nested(2, *(nested(1, _number(1, each)) for each in (length, length, 1, 2)))
    return [*common, _number(3, _INTERVAL | _CONCATENATED), _number(5, 2 * length + 8), nested(9, fields)]


def _element_messages(kind: int, elements: Elements) -> Iterator[Message]:
    for name in Set:
        of_set = getattr(elements, name)
        if not of_set:
            continue  # As most are in a change.
        for version in _VERSIONS:
            own = [each for each in of_set if each.version == version]
            keys = [_key(1, each.packed) if name in _ADDRESSES else _block(each) for each in own]
            yield from _in_messages(kind, f"{name}{version}", keys)


def _in_messages(kind: int, name: str, keys: Iterable[bytes]) -> Iterator[Message]:
    for some in batched(keys, _ELEMENTS):
        listed = nested(3, *(nested(1, each) for each in some))
        yield _message(kind, text(1, _TABLE), text(2, name), listed, flags=CREATE if kind == _NEW_ELEMENT else 0)


def _block(block: Block) -> bytes:
    """Return the lowest and the highest value of an element."""
    ends = zip(block.source, block.destination, block.protocols, block.ports, strict=True)
    lowest, highest = (_flow(_LENGTH[block.version], *each) for each in ends)
    return _key(1, lowest) + _key(10, highest)


def _flow(length: int, source: int, destination: int, protocol: int, port: int) -> bytes:
    """Return the fields of a flow, each of which fills whole registers."""
    return b"".join(
        (source.to_bytes(length), destination.to_bytes(length), bytes([protocol, 0, 0, 0]), port.to_bytes(2), bytes(2))
    )


def _key(kind: int, value: bytes) -> bytes:
    return nested(kind, attribute(1, value))


def _number(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack("!I", value))


def _message(kind: int, *attributes: bytes, flags: int = 0) -> Message:
    fixed = struct.pack("!BBH", _INET, 0, 0)
    return Message(_SUBSYSTEM << 8 | kind, fixed + b"".join(attributes), flags)


def _transact(socket_: Netlink, messages: Iterable[Message]) -> None:
    edge = struct.pack("!BBH", socket.AF_UNSPEC, 0, _SUBSYSTEM)
    begin, end = (Message(kind, edge, acknowledged=False) for kind in (_BEGIN, _END))
    socket_.transact([begin, *messages, end])
