"""Permissions as blocks that do not overlap, which is how a packet filter's intervals want them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from privatelink_localstack.dataplane.state.model import Address, Network

type Interval = tuple[int, int]
"""The lowest and the highest value."""


@dataclass(frozen=True, slots=True)
class Block:
    """Flows that are alike: from each source to each destination, with each protocol and each destination port."""

    version: int
    source: Interval
    destination: Interval
    protocols: Interval
    ports: Interval


@dataclass(frozen=True, slots=True)
class Elements:
    """The sets of a packet filter.

    Parameters:
        exempt: addresses that neither groups nor network ACLs guard: the router's and the resolver's.
        open: addresses that no group guards, of load balancers without groups.
        guarded: addresses of interfaces with groups.
        egress, ingress: flows that the groups of their source, and of their destination, let through.
        denied_out, denied_in: flows that the network ACL of their source's subnet, and of their destination's, denies.
    """

    exempt: frozenset[Address] = frozenset()
    open: frozenset[Address] = frozenset()
    guarded: frozenset[Address] = frozenset()
    egress: frozenset[Block] = frozenset()
    ingress: frozenset[Block] = frozenset()
    denied_out: frozenset[Block] = frozenset()
    denied_in: frozenset[Block] = frozenset()

    def __or__(self, other: Elements) -> Elements:
        return Elements(*(getattr(self, name) | getattr(other, name) for name in Elements.__slots__))

    def __sub__(self, other: Elements) -> Elements:
        return Elements(*(getattr(self, name) - getattr(other, name) for name in Elements.__slots__))


@dataclass(frozen=True, slots=True)
class Grant:
    """What one permission grants, its peers resolved to networks."""

    protocols: Interval
    ports: Interval
    peers: tuple[Network, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    protocols: Interval
    ports: Interval
    peers: tuple[Interval, ...]


def to(address: Address, grants: tuple[Grant, ...]) -> frozenset[Block]:
    """Return the flows that grants let through to an address."""
    own = _of(address)
    return frozenset(
        Block(address.version, peer, own, piece.protocols, piece.ports)
        for piece in _pieces(address.version, grants)
        for peer in piece.peers
    )


def from_(address: Address, grants: tuple[Grant, ...]) -> frozenset[Block]:
    """Return the flows that grants let through from an address."""
    own = _of(address)
    return frozenset(
        Block(address.version, own, peer, piece.protocols, piece.ports)
        for piece in _pieces(address.version, grants)
        for peer in piece.peers
    )


def only(grants: tuple[Grant, ...], ports: Iterable[tuple[int, int]]) -> tuple[Grant, ...]:
    """Return what is left of grants for some ports alone, each with its IP protocol number."""
    return tuple(
        Grant((protocol, protocol), (port, port), grant.peers)
        for protocol, port in ports
        for grant in grants
        if covers(grant.protocols, (protocol, protocol)) and covers(grant.ports, (port, port))
    )


@lru_cache(maxsize=4096)
def _pieces(version: int, grants: tuple[Grant, ...]) -> tuple[_Piece, ...]:
    """Cut grants where one of them begins or ends, and join neighbours that are alike.

    Thousands of endpoints share a few groups: hence the cache.
    """
    found: list[_Piece] = []
    for protocols in cuts([each.protocols for each in grants]):
        within = [each for each in grants if covers(each.protocols, protocols)]
        pieces = [
            _Piece(protocols, ports, peers)
            for ports in cuts([each.ports for each in within])
            if (peers := _peers(version, (each for each in within if covers(each.ports, ports))))
        ]
        found += _join_ports(pieces)
    return tuple(found)


def cuts(intervals: Sequence[Interval]) -> Iterator[Interval]:
    """Yield the pieces of intervals between all their edges."""
    edges = sorted({low for low, _ in intervals} | {high + 1 for _, high in intervals})
    for low, after in pairwise(edges):
        yield low, after - 1


def covers(outer: Interval, inner: Interval) -> bool:
    """Return whether an interval has the whole of another."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return intervals that neither overlap nor touch."""
    found: list[Interval] = []
    for low, high in sorted(intervals):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def interval(network: Network) -> Interval:
    """Return the lowest and the highest address of a network."""
    return int(network.network_address), int(network.broadcast_address)


def _peers(version: int, grants: Iterable[Grant]) -> tuple[Interval, ...]:
    return merged(interval(peer) for grant in grants for peer in grant.peers if peer.version == version)


def _join_ports(pieces: Iterable[_Piece]) -> list[_Piece]:
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.peers == piece.peers and last.ports[1] + 1 == piece.ports[0]:
            joined[-1] = _Piece(piece.protocols, (last.ports[0], piece.ports[1]), piece.peers)
        else:
            joined.append(piece)
    return joined


def _of(address: Address) -> Interval:
    return int(address), int(address)
