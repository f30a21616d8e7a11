"""Where a load balancer sends a connection.

Sources: Network Load Balancers guide, "Target groups" and "Cross-zone load balancing": a node sends to the targets of
its own zone unless cross-zone is on, by a hash of the flow; where no enabled target is healthy, to all of them
("fail-open"). A deregistered target gets no new connection. With sticky sessions a client's address keeps its target
("Target group attributes"). Of several target groups each gets connections by its weight, also where it has no target.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from itertools import chain

from privatelink_localstack.dataplane.state import spread
from privatelink_localstack.dataplane.state.health import Health, Status
from privatelink_localstack.dataplane.state.model import (
    TCP,
    UDP,
    Address,
    Endpoint,
    Interface,
    Listener,
    LoadBalancer,
    State,
    Target,
    TargetGroup,
)
from privatelink_localstack.dataplane.state.reach import Connection, Groups, interface_of, lets

type Peer = tuple[str, int]
"""An address and a port, as sockets have them."""
type Flow = tuple[Peer, Peer]
"""The client of a connection, and where it connects to."""
type Healths = Mapping[tuple[str, Target], Health]
"""The health of each target, by target group."""

type TargetKey = tuple[str, Address, int]
"""A target: the ID of its group, its address and its port."""
type Routes = Sequence[tuple[int, Sequence[Way]]]
"""The ways to each of some target groups, with the group's weight."""
type Port = tuple[int, int]
"""The number of an IP protocol, and a port."""

_PROTOCOLS = {"TCP": (TCP,), "TLS": (TCP,), "UDP": (UDP,), "TCP_UDP": (TCP, UDP), "HTTP": (TCP,), "HTTPS": (TCP,)}


@dataclass(frozen=True, slots=True)
class Node:
    """A load balancer's node in a zone: the addresses from which it connects to targets."""

    balancer: LoadBalancer
    zone: str | None
    addresses: tuple[Address, ...]

    def source(self, target: Target) -> Address | None:
        """Return the address from which it connects to a target; None if it has none of the target's version."""
        return next((each for each in self.addresses if each.version == target.address.version), None)


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a connection: from an address of a node to a target.

    Parameters:
        client: whom the target sees in place of the node; None for connections of endpoints, always.
        destination: the target as sockets have it.
    """

    source: Address
    listener: Listener
    group: TargetGroup
    target: Target
    client: Peer | None = None
    destination: Peer = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "destination", (str(self.target.address), self.target.port))

    @property
    def key(self) -> TargetKey:
        """What the connection depends on."""
        return key_of(self.group, self.target)


@dataclass(slots=True)
class _Known:
    """What follows from one mapping of healths, found once.

    Attributes:
        routes: of a listener's own target groups, from a zone.
        only: the way that all connections take that come to an endpoint's interface, at a port; None where they spread.
    """

    healths: Healths
    routes: dict[tuple[str, str | None], Routes] = field(default_factory=dict)
    only: dict[tuple[str, str, int, int], Way | None] = field(default_factory=dict)


class Balancing:
    """The load balancers of a state, with what they have been found to judge."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._groups = Groups(state)
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        for listener in state.listeners.values():
            self._listeners[listener.balancer].append(listener)
        self._ports: dict[str, Mapping[Port, tuple[Listener, ...]]] = {}
        self._nodes: dict[str, list[Node]] = {}
        self._guards: dict[str, tuple[str, ...]] = {}
        self._known = _Known({})

    def ports(self, key: str) -> Mapping[Port, tuple[Listener, ...]]:
        """Return the ports of a service in order, with its load balancers' listeners; none for an unknown service."""
        if key not in self._ports:
            self._ports[key] = self._found_ports(key)
        return self._ports[key]

    def _found_ports(self, key: str) -> Mapping[Port, tuple[Listener, ...]]:
        service = self._state.services.get(key)
        found: dict[Port, tuple[Listener, ...]] = {}
        for balancer in service.balancers if service else ():
            for listener in self._listeners.get(balancer, ()):
                if listener.protocol == "TLS" and listener.tls is None:
                    continue
                for protocol in _PROTOCOLS.get(listener.protocol, ()):
                    port = (protocol, listener.port)
                    found[port] = (*found.get(port, ()), listener)
        return dict(sorted(found.items()))

    def own_ports(self, key: str) -> frozenset[Port]:
        """Return the ports of a load balancer."""
        listeners = self._listeners.get(key, ())
        return frozenset((protocol, each.port) for each in listeners for protocol in _PROTOCOLS.get(each.protocol, ()))

    def nodes(self, balancer: LoadBalancer) -> list[Node]:
        """Return a load balancer's nodes, one for each of its interfaces."""
        if balancer.id not in self._nodes:
            interfaces = self._interfaces(balancer)
            self._nodes[balancer.id] = [
                Node(balancer, self._state.zone_of(each), each.addresses) for each in interfaces
            ]
        return self._nodes[balancer.id]

    def choose(
        self, endpoint: Endpoint, entry: Interface, flow: Flow, healths: Healths, protocol: int = TCP
    ) -> Way | None:
        """Return the way of a new connection into an endpoint's interface; None where there is nothing to connect to.

        Parameters:
            entry: the interface, whose zone's node is preferred.
        """
        known, (_, (_, port)) = self._known_of(healths), flow
        key = (endpoint.id, entry.id, port, protocol)
        if key not in known.only:
            known.only[key] = self._only_way(endpoint, self._state.zone_of(entry), (protocol, port), healths)
        if only := known.only[key]:
            return only
        return self._choose(self._listeners_of(endpoint, flow, protocol), self._state.zone_of(entry), flow, healths)

    def ways(
        self, endpoint: Endpoint, entry: Interface, flow: Flow, healths: Healths, protocol: int = TCP
    ) -> list[Way]:
        """Return the ways that a new connection may take."""
        zone = self._state.zone_of(entry)
        return [
            way
            for listener in self._listeners_of(endpoint, flow, protocol)
            for weight, ways in self._known_routes(listener, zone, healths)
            if weight
            for way in ways
        ]

    def choose_directly(
        self, balancer: LoadBalancer, entry: Interface, flow: Flow, healths: Healths, protocol: int = TCP
    ) -> Way | None:
        """Return the way of a new connection to a load balancer's own interface; None where there is none.

        Its security groups have judged the connection already, where it came in.
        """
        (client, _), (_, port) = flow
        own = self._listeners.get(balancer.id, ())
        listeners = [each for each in own if each.port == port and protocol in _PROTOCOLS.get(each.protocol, ())]
        if any(each.rules for each in listeners):
            return None
        way = self._choose(listeners, self._state.zone_of(entry), flow, healths)
        if way is None or not self._keeps_client(way):
            return way
        return replace(way, client=flow[0]) if self._is_let_in(ip_address(client), way, protocol) else None

    def web_listener(self, balancer: LoadBalancer, port: int) -> Listener | None:
        """Return the listener of an application load balancer on a port; None for another load balancer."""
        return next((each for each in self._listeners.get(balancer.id, ()) if each.port == port and each.rules), None)

    def choose_for_request(
        self, listener: Listener, weights: Mapping[str, int], entry: Interface, request: object, healths: Healths
    ) -> Way | None:
        """Return the way of a request to one of some target groups; None where there is no target.

        Parameters:
            entry: the interface where it came in.
            request: what tells it from others.
        """
        _, of_group, of_target = spread.numbers(request)
        ways = spread.by_weight(self._routes(listener, weights, self._state.zone_of(entry), healths), of_group)
        return ways[of_target % len(ways)] if ways else None

    def _listeners_of(self, endpoint: Endpoint, flow: Flow, protocol: int) -> list[Listener]:
        """Return the listeners that take a new connection through an endpoint."""
        _, (_, port) = flow
        return [
            listener
            for listener in self._listeners_at(endpoint, (protocol, port))
            if (balancer := self._state.balancers.get(listener.balancer)) and self._admits(balancer, flow, protocol)
        ]

    def _listeners_at(self, endpoint: Endpoint, port: Port) -> tuple[Listener, ...]:
        return self.ports(endpoint.service).get(port, ()) if endpoint.open else ()

    def _only_way(self, endpoint: Endpoint, zone: str | None, port: Port, healths: Healths) -> Way | None:
        """Return the way of all connections into an endpoint at a port, if there is but one and nobody is refused."""
        listeners = self._listeners_at(endpoint, port)
        balancer = self._state.balancers.get(listeners[0].balancer) if len(listeners) == 1 else None
        if balancer is None or self._judging_groups(balancer):
            return None
        match self._known_routes(listeners[0], zone, healths):
            case [(weight, [way])] if weight:
                return way
        return None

    def _choose(self, listeners: Iterable[Listener], zone: str | None, flow: Flow, healths: Healths) -> Way | None:
        """Return one way, through one of the listeners that have any."""
        routes = [self._known_routes(each, zone, healths) for each in listeners]
        open_ = [each for each in routes if any(ways for _, ways in each)]
        if not open_:
            return None
        of_listener, of_group, of_target = spread.numbers(flow)
        ways = spread.by_weight(open_[of_listener % len(open_)], of_group)
        if not ways:
            return None
        if ways[0].group.sticky:
            return spread.sticky(ways, flow[0][0], lambda way: way.key)
        return ways[of_target % len(ways)]

    def used_groups(self) -> Iterator[tuple[Node, TargetGroup]]:
        """Yield each target group of a listener, with each node that sends to it."""
        for listener in chain.from_iterable(self._listeners.values()):
            balancer = self._state.balancers.get(listener.balancer)
            for group in self._groups_of(listener):
                if balancer:
                    yield from ((node, group) for node in self.nodes(balancer))

    def _keeps_client(self, way: Way) -> bool:
        """Return whether the target sees the client: only one behind a link, whose answers come back here."""
        target = interface_of(self._state, way.group.vpc, way.target.address)
        return way.group.preserve_client and target is not None and target.workload

    def _is_let_in(self, client: Address, way: Way, protocol: int) -> bool:
        """Return whether a target's security groups let in a client whose address is kept.

        A rule may name the client's address or the load balancer's group (Network Load Balancers guide, "Update the
        security groups for your Network Load Balancer").
        """
        target = interface_of(self._state, way.group.vpc, way.target.address)
        if target is None or target.groups is None:
            return True
        ingress = self._groups.grants(target.groups).ingress
        connection = Connection(way.target.address, way.target.port, protocol)
        return any(lets(ingress, each, connection) for each in (client, way.source))

    def _interfaces(self, balancer: LoadBalancer) -> Iterator[Interface]:
        found = (self._state.interfaces.get(each) for each in balancer.interfaces)
        return (each for each in found if each)

    def _groups_of(self, listener: Listener) -> Iterator[TargetGroup]:
        """Yield the target groups that a listener forwards to."""
        of_rules = dict.fromkeys(key for rule in listener.rules for key in rule.weights)
        for key in of_rules or listener.weights or (listener.target_group,):
            if group := self._state.target_groups.get(key):
                yield group

    def _known_routes(self, listener: Listener, zone: str | None, healths: Healths) -> Routes:
        """Return the ways to a listener's own target groups, found once for the same mapping of healths."""
        known, key = self._known_of(healths).routes, (listener.id, zone)
        if key not in known:
            known[key] = self._routes(listener, listener.weights, zone, healths)
        return known[key]

    def _known_of(self, healths: Healths) -> _Known:
        if self._known.healths is not healths:
            self._known = _Known(healths)
        return self._known

    def _routes(self, listener: Listener, weights: Mapping[str, int], zone: str | None, healths: Healths) -> Routes:
        """Return the ways to each of some target groups, or to the listener's only one, with the group's weight.

        They lead through the node of the client's zone, and through all nodes where there is none.
        """
        balancer = self._state.balancers.get(listener.balancer)
        if balancer is None:
            return []
        nodes = self.nodes(balancer)
        own = [each for each in nodes if each.zone == zone] or nodes
        return [
            (
                weights.get(group.id, 1),
                [
                    Way(source, listener, group, target)
                    for node in own
                    for target in targets(balancer, group, node, healths)
                    if (source := node.source(target))
                ],
            )
            for key in weights or (listener.target_group,)
            if (group := self._state.target_groups.get(key))
        ]

    def _admits(self, balancer: LoadBalancer, flow: Flow, protocol: int) -> bool:
        """Return whether the load balancer's own security groups admit a client of an endpoint.

        They see the client's private address (Network Load Balancers guide, "Update the security groups for your
        Network Load Balancer"), which is not one of their VPC: a packet filter there could not tell.
        """
        groups = self._judging_groups(balancer)
        if not groups:
            return True
        (client, _), (_, port) = flow
        address = ip_address(client)
        return lets(self._groups.grants(groups).ingress, address, Connection(address, port, protocol))

    def _judging_groups(self, balancer: LoadBalancer) -> tuple[str, ...]:
        """Return the security groups of a load balancer that judge traffic of endpoints."""
        if not balancer.judges_private_link:
            return ()
        if balancer.id not in self._guards:
            own = (group for interface in self._interfaces(balancer) for group in interface.groups or ())
            self._guards[balancer.id] = tuple(own)
        return self._guards[balancer.id]


def key_of(group: TargetGroup, target: Target) -> TargetKey:
    """Return a target as its connections know it."""
    return group.id, target.address, target.port


def deregistered(before: State, after: State) -> frozenset[TargetKey]:
    """Return the targets whose deregistration delay has ended, of target groups that cut connections then."""
    return frozenset(
        own
        for key, group in after.target_groups.items()
        if group.cuts_deregistered and (old := before.target_groups.get(key)) and old is not group
        for own in {key_of(old, each) for each in old.targets} - {key_of(group, each) for each in group.targets}
    )


def targets(balancer: LoadBalancer, group: TargetGroup, node: Node, healths: Healths) -> list[Target]:
    """Return the targets that a node sends new connections to."""
    crosses = balancer.cross_zone if group.cross_zone is None else group.cross_zone
    enabled = [
        each for each in group.targets if not each.draining and (crosses or each.zone is None or each.zone == node.zone)
    ]
    healthy = [each for each in enabled if healths.get((group.id, each), Health()).status is Status.HEALTHY]
    return healthy or enabled
