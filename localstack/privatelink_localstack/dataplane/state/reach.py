"""Who reaches whom, by routes and security groups.

Sources: VPC guide, "Security groups" (rules allow, nothing else passes; a rule that names a group means the private
addresses of its members) and "Route priority" (the longest prefix that matches).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_network

from privatelink_localstack.dataplane.state import flows
from privatelink_localstack.dataplane.state.flows import Block, Grant
from privatelink_localstack.dataplane.state.model import (
    ALL_PORTS,
    ALL_PROTOCOLS,
    TCP,
    UDP,
    Address,
    Interface,
    Network,
    Permission,
    State,
    Subnet,
    Vpc,
)


class Outcome(StrEnum):
    """What becomes of the first packet of a connection. All but ALLOWED are silence to the client."""

    ALLOWED = "allowed"
    NO_ROUTE = "no route"
    EGRESS = "not allowed by the source's security groups"
    INGRESS = "not allowed by the destination's security groups"
    NOBODY = "nobody has the address"


@dataclass(frozen=True, slots=True)
class Connection:
    """The destination of a connection, by IP protocol number."""

    address: Address
    port: int
    protocol: int = TCP


class Groups:
    """The security groups of a state, their peers resolved once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._members: Mapping[str, list[Network]] = _members(state.interfaces.values())
        self._grants: dict[tuple[str, bool], tuple[Grant, ...]] = {}

    def ingress(self, groups: Iterable[str]) -> tuple[Grant, ...]:
        """Return what groups let in."""
        return tuple(grant for group in groups for grant in self._of(group, ingress=True))

    def egress(self, groups: Iterable[str]) -> tuple[Grant, ...]:
        """Return what groups let out."""
        return tuple(grant for group in groups for grant in self._of(group, ingress=False))

    def blocks(self, interface: Interface) -> tuple[frozenset[Block], frozenset[Block]]:
        """Return the flows that an interface's groups let out and in."""
        if interface.groups is None:
            return frozenset(), frozenset()
        out, into = self.egress(interface.groups), self.ingress(interface.groups)
        return (
            frozenset().union(*(flows.from_(each, out) for each in interface.addresses)),
            frozenset().union(*(flows.to(each, into) for each in interface.addresses)),
        )

    def _of(self, group: str, *, ingress: bool) -> tuple[Grant, ...]:
        key = (group, ingress)
        if key not in self._grants:
            record = self._state.groups.get(group)
            permissions = () if record is None else record.ingress if ingress else record.egress
            self._grants[key] = tuple(self._grant(each) for each in permissions)
        return self._grants[key]

    def _grant(self, permission: Permission) -> Grant:
        lists = (self._state.prefix_lists.get(each) for each in permission.prefix_lists)
        peers = [
            *permission.cidrs,
            *(cidr for each in lists if each for cidr in each.cidrs),
            *(member for group in permission.groups for member in self._members.get(group, ())),
        ]
        return Grant(permission.protocols, permission.ports, tuple(peers))


def judge(state: State, source: Interface, connection: Connection) -> Outcome:
    """Return what becomes of a connection from an interface to an address of its VPC."""
    subnet = state.subnets.get(source.subnet)
    if subnet is None or next_hop(subnet, connection.address) is None:
        return Outcome.NO_ROUTE
    groups, own = Groups(state), next(each for each in source.addresses if each.version == connection.address.version)
    if source.groups is not None and not lets(groups.egress(source.groups), connection.address, connection):
        return Outcome.EGRESS
    destination = interface_of(state, source.vpc, connection.address)
    if destination is None:
        return Outcome.NOBODY
    if destination.groups is not None and not lets(groups.ingress(destination.groups), own, connection):
        return Outcome.INGRESS
    return Outcome.ALLOWED


def lets(grants: Iterable[Grant], peer: Address, connection: Connection) -> bool:
    """Return whether one of the grants lets a connection with a peer through."""
    port = connection.port if connection.protocol in {TCP, UDP} else 0
    return any(
        grant.protocols[0] <= connection.protocol <= grant.protocols[1]
        and grant.ports[0] <= port <= grant.ports[1]
        and any(peer in network for network in grant.peers)
        for grant in grants
    )


def next_hop(subnet: Subnet, address: Address) -> str | None:
    """Return the target of the most specific route to an address; None without one."""
    matching = [each for each in subnet.routes if address in each.destination]
    return max(matching, key=lambda each: each.destination.prefixlen).target if matching else None


def interface_of(state: State, vpc: str, address: Address) -> Interface | None:
    """Return the interface that has an address in a VPC."""
    own = (each for each in state.interfaces.values() if each.vpc == vpc)
    return next((each for each in own if address in each.addresses), None)


def router(vpc: Vpc) -> Address:
    """Return the address of a VPC's router, the second of its primary block."""
    return vpc.cidrs[0][1]


def resolver(vpc: Vpc) -> Address:
    """Return the address of a VPC's resolver, "VPC+2" (VPC guide, "Amazon DNS server")."""
    return vpc.cidrs[0][2]


def everything(*networks: str) -> Permission:
    """Return the permission of all protocols and ports with networks, such as a new group's egress."""
    return Permission(ALL_PROTOCOLS, ALL_PORTS, tuple(ip_network(each) for each in networks))


def _members(interfaces: Iterable[Interface]) -> Mapping[str, list[Network]]:
    members: dict[str, list[Network]] = defaultdict(list)
    for interface in interfaces:
        for group in interface.groups or ():
            members[group] += [ip_network(each) for each in interface.addresses]
    return members
