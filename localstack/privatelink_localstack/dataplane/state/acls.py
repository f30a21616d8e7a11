"""Network ACLs as flows that are denied.

Source: VPC guide, "Network ACLs": rules in the order of their numbers, the first that matches decides, and what none
matches is denied. They are stateless, and see only what crosses the edge of a subnet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from privatelink_localstack.dataplane.state.flows import Block, Elements, Interval, covers, cuts, interval, merged
from privatelink_localstack.dataplane.state.model import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    TCP,
    UDP,
    AclEntry,
    Address,
    Network,
    NetworkAcl,
    Subnet,
)

_EVERYTHING = {4: (0, (1 << 32) - 1), 6: (0, (1 << 128) - 1)}


@dataclass(frozen=True, slots=True)
class SubnetSetup:
    """A subnet and its network ACL, with the flows that it denies."""

    subnet: Subnet
    acl: NetworkAcl | None
    elements: Elements = field(default_factory=Elements)


def setup(subnet: Subnet, acl: NetworkAcl | None) -> SubnetSetup:
    """Return a subnet's setup. A subnet of an unknown network ACL lets everything through."""
    if acl is None:
        return SubnetSetup(subnet, acl)
    out = (
        Block(version, own, peer, protocols, ports)
        for version, own, peer, protocols, ports in _denied(subnet.cidrs, acl.egress)
    )
    in_ = (
        Block(version, peer, own, protocols, ports)
        for version, own, peer, protocols, ports in _denied(subnet.cidrs, acl.ingress)
    )
    return SubnetSetup(subnet, acl, Elements(denied_out=frozenset(out), denied_in=frozenset(in_)))


def allows(entries: Iterable[AclEntry], peer: Address, protocol: int, ports: Interval) -> bool:
    """Return whether rules let a peer through at every one of some ports."""
    return not any(
        low <= int(peer) <= high
        for protocols, denied in _cells(tuple(entries))
        if covers(protocols, (protocol, protocol)) and denied[0] <= ports[1] and ports[0] <= denied[1]
        for low, high in _peers(peer.version, tuple(entries), protocols, denied)
    )


def _denied(
    cidrs: Sequence[Network], entries: tuple[AclEntry, ...]
) -> Iterator[tuple[int, Interval, Interval, Interval, Interval]]:
    """Yield the IP version, a block of the subnet, of its peers, of protocols and of ports, disjoint."""
    for version in _EVERYTHING:
        own = [interval(each) for each in cidrs if each.version == version]
        for protocols, ports in _cells(entries) if own else ():
            peers = _peers(version, entries, protocols, ports)
            for inside in own:
                peers = _without(peers, inside)
            for inside in own:
                yield from ((version, inside, peer, protocols, ports) for peer in peers)


@lru_cache(maxsize=1024)
def _cells(entries: tuple[AclEntry, ...]) -> tuple[tuple[Interval, Interval], ...]:
    """Return blocks of protocols and ports, within each of which the rules do not change."""
    found = list[tuple[Interval, Interval]]()
    for protocols in cuts([ALL_PROTOCOLS, (TCP, TCP), (UDP, UDP), *(each.protocols for each in entries)]):
        within = [each.ports for each in entries if covers(each.protocols, protocols)]
        found += ((protocols, ports) for ports in cuts([ALL_PORTS, *within]))
    return tuple(found)


@lru_cache(maxsize=4096)
def _peers(version: int, entries: tuple[AclEntry, ...], protocols: Interval, ports: Interval) -> tuple[Interval, ...]:
    """Return the peers that are denied in a cell."""
    undecided: tuple[Interval, ...] = (_EVERYTHING[version],)
    denied = list[Interval]()
    for entry in sorted(entries, key=lambda each: each.number):
        if entry.cidr.version == version and covers(entry.protocols, protocols) and covers(entry.ports, ports):
            peers = interval(entry.cidr)
            if not entry.allow:
                denied += _within(undecided, peers)
            undecided = _without(undecided, peers)
    return merged((*denied, *undecided))


def _within(intervals: Iterable[Interval], limit: Interval) -> Iterator[Interval]:
    for low, high in intervals:
        if low <= limit[1] and limit[0] <= high:
            yield max(low, limit[0]), min(high, limit[1])


def _without(intervals: Iterable[Interval], hole: Interval) -> tuple[Interval, ...]:
    left = list[Interval]()
    for low, high in intervals:
        pieces = ((low, min(high, hole[0] - 1)), (max(low, hole[1] + 1), high))
        left += (each for each in pieces if each[0] <= each[1])
    return tuple(left)
