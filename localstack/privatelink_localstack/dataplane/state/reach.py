"""Who reaches whom, by routes and security groups.

Source: VPC guide, "Security groups" (rules allow, nothing else passes; a rule that names a group means the private
addresses of its members).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network

from privatelink_localstack.dataplane.state import acls
from privatelink_localstack.dataplane.state.flows import Grant
from privatelink_localstack.dataplane.state.model import (
    EPHEMERAL,
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
from privatelink_localstack.dataplane.state.roads import Roads


class Outcome(StrEnum):
    """What becomes of the first packet of a connection. All but ALLOWED are silence to the client."""

    ALLOWED = "allowed"
    NO_ROUTE = "no route"
    NO_ROUTE_BACK = "no route back"
    EGRESS = "not allowed by the source's security groups"
    INGRESS = "not allowed by the destination's security groups"
    ACL_OUT = "not allowed by the network ACL of the source's subnet"
    ACL_IN = "not allowed by the network ACL of the destination's subnet"
    ACL_ANSWER = "the answer is not allowed by the network ACL of a subnet"
    NOBODY = "nobody has the address"


@dataclass(frozen=True, slots=True)
class Connection:
    """The destination of a connection, by IP protocol number."""

    address: Address
    port: int
    protocol: int = TCP


@dataclass(frozen=True, slots=True)
class Grants:
    """What some security groups let out and in together."""

    egress: tuple[Grant, ...]
    ingress: tuple[Grant, ...]


class Groups:
    """The security groups of a state, their peers resolved once.

    Parameters:
        previous: of the state before. What is equal in both is the same object, so that "unchanged" is told by `is`.
    """

    def __init__(self, state: State, previous: Groups | None = None) -> None:
        self._state = state
        self._previous = previous.known if previous else {}
        self._members: Mapping[str, list[Network]] | None = None
        self._grants: dict[tuple[str, ...], Grants] = {}

    @property
    def are_known(self) -> bool:
        """Whether all that was resolved in the state before lets through the same in this one."""
        return all(self.grants(key) is own for key, own in self._previous.items())

    @property
    def known(self) -> Mapping[tuple[str, ...], Grants]:
        """What has been resolved, by groups."""
        return self._grants

    def grants(self, groups: tuple[str, ...]) -> Grants:
        """Return what groups let through."""
        known = self._grants.get(groups)
        if known is None:
            records = [each for key in groups if (each := self._state.groups.get(key))]
            found, before = (
                Grants(
                    tuple(self._grant(rule) for each in records for rule in each.egress),
                    tuple(self._grant(rule) for each in records for rule in each.ingress),
                ),
                self._previous.get(groups),
            )
            known = self._grants[groups] = before if before is not None and before == found else found
        return known

    def _grant(self, permission: Permission) -> Grant:
        lists = (self._state.prefix_lists.get(each) for each in permission.prefix_lists)
        peers = [
            *permission.cidrs,
            *(cidr for each in lists if each for cidr in each.cidrs),
            *(member for group in permission.groups for member in self._members_of(group)),
        ]
        return Grant(permission.protocols, permission.ports, tuple(peers))

    def _members_of(self, group: str) -> Sequence[Network]:
        if self._members is None:
            self._members = _members(self._state.interfaces.values())
        return self._members.get(group, ())


def judge(state: State, source: Interface, connection: Connection) -> Outcome:
    """Return what becomes of a connection from an interface to an address, in its VPC or another network."""
    subnet = state.subnets.get(source.subnet)
    own = next((each for each in source.addresses if each.version == connection.address.version), None)
    roads = Roads(state)
    network = roads.destination(subnet, connection.address) if subnet and own else None
    if subnet is None or own is None or network is None:
        return Outcome.NO_ROUTE
    groups = Groups(state)
    if source.groups is not None and not lets(groups.grants(source.groups).egress, connection.address, connection):
        return Outcome.EGRESS
    destination = interface_of(state, network, connection.address)
    if destination is None:
        return Outcome.NOBODY
    if destination.groups is not None and not lets(groups.grants(destination.groups).ingress, own, connection):
        return Outcome.INGRESS
    far = state.subnets.get(destination.subnet)
    if network != source.vpc and (far is None or roads.destination(far, own) != source.vpc):
        return Outcome.NO_ROUTE_BACK
    return _judge_acls(state, subnet, own, far, connection)


def arrival(state: State, source: Interface, address: Address) -> Interface | None:
    """Return the interface in whose network a packet to its address arrives; None where nobody has the address."""
    subnet = state.subnets.get(source.subnet)
    network = Roads(state).destination(subnet, address) if subnet else None
    return interface_of(state, network, address) if network else None


def arrivals(state: State, vpc: str, address: Address) -> frozenset[str]:
    """Return the networks in which packets to an address arrive, from the subnets of a VPC."""
    roads = Roads(state)
    found = (roads.destination(each, address) for each in state.subnets.values() if each.vpc == vpc)
    return frozenset(filter(None, found))


def _judge_acls(state: State, near: Subnet, own: Address, far: Subnet | None, connection: Connection) -> Outcome:
    """Return the outcome by network ACLs, which see what crosses the edge of a subnet, and know no answers."""
    if far is near:
        return Outcome.ALLOWED
    there = (connection.address, connection.protocol, (connection.port, connection.port))
    here = (own, *there[1:])
    ends = (state.acls.get(near.acl or ""), state.acls.get(far.acl or "") if far else None)
    if ends[0] and not acls.allows(ends[0].egress, *there):
        return Outcome.ACL_OUT
    if ends[1] and not acls.allows(ends[1].ingress, *here):
        return Outcome.ACL_IN
    answers = (own, connection.protocol, EPHEMERAL), (connection.address, connection.protocol, EPHEMERAL)
    if ends[1] and not acls.allows(ends[1].egress, *answers[0]):
        return Outcome.ACL_ANSWER
    if ends[0] and not acls.allows(ends[0].ingress, *answers[1]):
        return Outcome.ACL_ANSWER
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


def interface_of(state: State, vpc: str, address: Address) -> Interface | None:
    """Return the interface that has an address in a VPC."""
    own = (each for each in state.interfaces.values() if each.vpc == vpc)
    return next((each for each in own if address in each.addresses), None)


LINK_LOCAL_RESOLVER = IPv4Address("169.254.169.253")
LOCAL_RESOLVER_V6 = IPv6Address("fd00:ec2::253")
"""Where programs reach the resolver in every VPC (VPC guide, "Amazon DNS server")."""
_ROUTER_ON_PREMISES = IPv4Address("169.254.169.252")
"""The gateway of workloads on premises, where every address may be a host's."""


def gateway(vpc: Vpc) -> Address:
    """Return the address of the router of a network's workloads for IPv4."""
    return _ROUTER_ON_PREMISES if vpc.on_premises else router(vpc)


def resolvers(vpc: Vpc) -> tuple[Address, ...]:
    """Return where a network's own resolver answers. On premises it knows the internet's names."""
    if vpc.on_premises:
        return (LINK_LOCAL_RESOLVER,)
    return resolver(vpc), LINK_LOCAL_RESOLVER, LOCAL_RESOLVER_V6


def resolver_of(vpc: Vpc, interface: Interface) -> Address:
    """Return whom programs behind an interface ask for names: the first that one of its addresses reaches."""
    servers = (*vpc.name_servers, *resolvers(vpc))
    versions = {each.version for each in interface.addresses}
    return next((each for each in servers if each.version in versions), servers[0])


def router(vpc: Vpc) -> Address:
    """Return the address of a VPC's router, the second of its primary block."""
    return vpc.cidrs[0][1]


def resolver(vpc: Vpc) -> Address:
    """Return the address of a VPC's resolver, "VPC+2" (VPC guide, "Amazon DNS server")."""
    return vpc.cidrs[0][2]


def _members(interfaces: Iterable[Interface]) -> Mapping[str, list[Network]]:
    members: dict[str, list[Network]] = defaultdict(list)
    for interface in interfaces:
        for group in interface.groups or ():
            members[group] += map(_host, interface.addresses)
    return members


@lru_cache(maxsize=1 << 16)
def _host(address: Address) -> Network:
    return ip_network(address)
