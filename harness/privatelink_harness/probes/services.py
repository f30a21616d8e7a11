"""Probes of endpoint services: a consumer's connections through an endpoint of their own, up to the targets."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from ipaddress import ip_network
from threading import Lock
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.probes.probe import Probe, Shown
from privatelink_harness.probes.prober import Prober, Unprovable
from privatelink_harness.probes.senders import Senders, hides_peers
from privatelink_harness.probes.speech import Speech, spoken
from privatelink_harness.probes.stand_ins import Seen, StandIn, standing_in

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.state.guests import Visitor
    from privatelink_localstack.dataplane.state.trace import Passage

_TCP = frozenset({"TCP", "TCP_UDP"})
"""Protocols of listeners that are probed: a target behind TLS would need a certificate of its own."""
_TRIES = 20
"""Connections for each load balancer, which a hash of the flow spreads."""
_IDLE, _KEEP_ALIVE = 3.0, 1
"""Seconds that a listener's idle time lasts for probes, and between a lively client's keep-alive probes."""
_GLANCE, _IDLE_TRIES = 0.05, 3
"""Seconds between looks at idle connections, and how often they are made at most."""
_DEADLINE = 30.0
"""Seconds until an idle connection must be forgotten, on the busiest machine."""
_BALANCER, _CLIENT = "the load balancer's address", "the client's address"
_ENDPOINT = "the endpoint's ID"


def probes(evidence: Evidence[Any]) -> Sequence[Probe]:
    """Return the probes of an endpoint service."""
    view = View(evidence)
    if not view.ports:
        return []
    first = min(view.ports)
    seen = {str(first): view.seen(first)}
    idle = {"idle": "reset", "with keep-alive": "alive"}
    arrivals = _Arrivals(view)
    return [
        Probe(Property.ARRIVES, {str(port): own for port, own in view.ports.items()}, arrivals.by_balancer),
        Probe(Property.PEER, seen, arrivals.peers),
        Probe(Property.IDLE, idle, arrivals.idle),
    ]


@dataclass(frozen=True, slots=True)
class View:
    """What of a service its probes follow from."""

    evidence: Evidence[Any]

    @property
    def service(self) -> str:
        """Its ID."""
        return str(self.evidence.described["ServiceId"])

    @property
    def balancers(self) -> dict[str, str]:
        """The ARNs of its network load balancers by their names in the spec."""
        spec, names = self.evidence.spec, self.evidence.names
        return {names[arn]: arn for arn in names if names[arn] in spec.service_load_balancers}

    @property
    def ports(self) -> dict[int, frozenset[str]]:
        """The names of load balancers with targets by the ports where they listen, as the spec has them."""
        found = dict[int, frozenset[str]]()
        for name, arn in self.balancers.items():
            for listener in self.evidence.spec.load_balancers[name].listeners.values():
                if listener.protocol in _TCP and self._has_targets(arn):
                    found[listener.port] = found.get(listener.port, frozenset()) | {name}
        return found

    def _has_targets(self, arn: str) -> bool:
        facts = self.evidence.facts
        groups = (key for key, own in facts.target_groups.items() if arn in own.get("LoadBalancerArns", ()))
        return any(facts.health.get(group) for group in groups)

    def tells_endpoint(self, port: int) -> bool:
        """Return whether the targets behind a port get the header of Proxy Protocol."""
        spec = self.evidence.spec
        listeners = [
            own for name in self.ports[port] for own in spec.load_balancers[name].listeners.values() if own.port == port
        ]
        groups = {group for own in listeners for group in own.forward}
        return any(spec.target_groups[each].proxy_protocol_v2 for each in groups)

    def seen(self, port: int) -> frozenset[str]:
        """Return what targets behind a port should see of a consumer."""
        return frozenset({_BALANCER, _ENDPOINT} if self.tells_endpoint(port) else {_BALANCER})

    def ways(self, prober: Prober, visitor: Visitor, port: int) -> Sequence[Passage]:
        """Return the ways of a consumer's connections.

        Raises:
            Unprovable: nothing is there to arrive at.
        """
        trace = prober.client.trace(visitor.client.id, str(visitor.entry.addresses[0]), port)
        if trace.stopped or not trace.ways:
            stopped = trace.stopped
            raise Unprovable(f"{stopped.step} {stopped.subject}: {stopped.stops}" if stopped else "no target is there")
        reasons = [_not_admitted(prober, each) for each in trace.ways]
        if all(reasons):
            raise Unprovable(next(filter(None, reasons)))
        return [way for way, reason in zip(trace.ways, reasons, strict=True) if not reason]

    def idle(self, prober: Prober) -> object:
        """Leave connections through the first port with a target idle.

        Raises:
            Unprovable: no port has a target that a connection can reach.
        """
        reasons = list[str]()
        for port in sorted(self.ports):
            try:
                return self._idle(prober, port)
            except Unprovable as reason:
                reasons.append(str(reason))
        raise Unprovable(reasons[0])

    def _idle(self, prober: Prober, port: int) -> object:
        """Leave one connection idle, and one with keep-alive, for longer than the listener's idle time."""
        timeout = self._timeout(port)
        visitor = prober.visit(self.service, pace=timeout / _IDLE)
        found, ways = dict[str, str](), self.ways(prober, visitor, port)
        speech = spoken(ways)
        with standing_in(prober, ways if speech.needs_stand_ins else ()):
            # A target that becomes unhealthy loses its connections, once, where its group says so: what stands in
            # speaks no HTTP.
            for _ in range(_IDLE_TRIES):
                found = _left_idle(prober, visitor, port, speech)
                if found["with keep-alive"] == "alive":
                    break
        return found

    def _timeout(self, port: int) -> float:
        listeners = (own for each in self.evidence.spec.load_balancers.values() for own in each.listeners.values())
        own = next(each for each in listeners if each.port == port)
        return float(getattr(own, "tcp_idle_timeout_seconds", None) or 350)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What became of connections to a port.

    Parameters:
        client: the consumer's address.
        expected, balancers: the load balancers that have a way to a target, and those that took one.
        seen: the connections as targets see them; None where these don't tell.
    """

    client: str
    expected: frozenset[str]
    balancers: frozenset[str]
    seen: Sequence[Seen] | None


@dataclass(slots=True)
class _Arrivals:
    """Connections to every port of a service, made once for two rows."""

    view: View
    _lock: Lock = field(default_factory=Lock)
    _made: tuple[Mapping[int, _Arrival], list[str]] | None = None

    def by_balancer(self, prober: Prober) -> object:
        """Return the names of the load balancers that connections came through, by port."""
        made, reasons = self._all(prober)
        expected = {str(port): own.expected for port, own in made.items()}
        return Shown(expected, {str(port): own.balancers for port, own in made.items()}, "; ".join(reasons))

    def peers(self, prober: Prober) -> object:
        """Return what targets see of the consumer."""
        made = self._all(prober)[0]
        seen = {port: each for port, own in made.items() if (each := own.seen) is not None}
        if not seen:
            raise Unprovable("the targets are Application Load Balancers, which don't tell whom they see")
        port = min(seen)
        found = {_CLIENT if each.peer == made[port].client else _BALANCER for each in seen[port]}
        told = frozenset(found | {_ENDPOINT for each in seen[port] if each.endpoint})
        shown = frozenset({_ENDPOINT}) if hides_peers(prober) else frozenset({_BALANCER, _CLIENT, _ENDPOINT})
        expected = self.view.seen(port) & shown
        if not expected:
            raise Unprovable("the data plane works by proxies: targets see their address in place of a load balancer's")
        return Shown({str(port): expected}, {str(port): told & shown})

    def idle(self, prober: Prober) -> object:
        """Return what becomes of idle connections; the same targets can be stood in for once at a time."""
        with self._lock:
            return self.view.idle(prober)

    def _all(self, prober: Prober) -> tuple[Mapping[int, _Arrival], list[str]]:
        """Return the arrivals by port, and why there are none at the others.

        Raises:
            Unprovable: no port has a target that a connection can reach.
        """
        with self._lock:
            if self._made is None:
                self._made = self._attempted(prober)
            made, reasons = self._made
        if not made:
            raise Unprovable(reasons[0])
        return made, reasons

    def _attempted(self, prober: Prober) -> tuple[Mapping[int, _Arrival], list[str]]:
        visitor = prober.visit(self.view.service)
        made, reasons = dict[int, _Arrival](), list[str]()
        for port in sorted(self.view.ports):
            try:
                own = made[port] = self._arrive(prober, visitor, port)
            except Unprovable as reason:
                reasons.append(str(reason))
                continue
            missing = self.view.ports[port] - own.expected
            reasons += [f"{name} has no way to a target behind {port}" for name in sorted(missing)]
        return made, reasons

    def _arrive(self, prober: Prober, visitor: Visitor, port: int) -> _Arrival:
        """Connect until every load balancer has sent a connection to one of its targets."""
        ways = self.view.ways(prober, visitor, port)
        names = {arn: name for name, arn in self.view.balancers.items()}
        expected = frozenset(names.get(each.balancer, each.balancer) for each in ways)
        client, speech = str(visitor.client.addresses[0]), spoken(ways)
        if not speech.needs_stand_ins:
            if len(expected) > 1:
                raise Unprovable("several load balancers lead to Application Load Balancers, which don't tell by which")
            answered = _exchange(prober, visitor, port, speech)
            return _Arrival(client, expected, expected if answered else frozenset(), None)
        senders = Senders(ways, names, hides_peers=hides_peers(prober))
        with standing_in(prober, ways) as stand_ins:
            found = frozenset[str]()
            for _ in range(_TRIES * len(expected)):
                if found >= expected:
                    break
                if not _exchange(prober, visitor, port, speech):
                    break
                found = senders.of(stand_ins)
            own = [each for each in _seen(stand_ins.values()) if each.endpoint in {None, visitor.endpoint.id}]
        return _Arrival(client, expected, found, own)


def _seen(stand_ins: Collection[StandIn]) -> list[Seen]:
    return [each for own in stand_ins for each in own.seen]


def _connection(prober: Prober, visitor: Visitor, port: int, speech: Speech) -> socket.socket:
    """Return a connection through a visitor's endpoint that its target has answered."""
    connection = speech.begin(prober.connect(visitor.client.id, str(visitor.entry.addresses[0]), port))
    if _is_alive(connection, speech):
        return connection
    connection.close()
    raise Unprovable("the target does not answer")


def _left_idle(prober: Prober, visitor: Visitor, port: int, speech: Speech) -> dict[str, str]:
    """Return what becomes of a connection that says nothing, and of one with keep-alive, once one is forgotten."""

    def forgotten() -> int:
        return int(prober.client.traffic().get(visitor.endpoint.id, {}).get("forgotten", 0))

    before = forgotten()
    with ExitStack() as stack:
        idle, lively = (stack.enter_context(_connection(prober, visitor, port, speech)) for _ in range(2))
        for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
            lively.setsockopt(socket.IPPROTO_TCP, option, _KEEP_ALIVE)
        lively.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        deadline = time.monotonic() + _DEADLINE
        while forgotten() == before and time.monotonic() < deadline:
            if select.select([lively], [], [], _GLANCE)[0]:
                break  # Its end has come by another way.
        return {"idle": life(idle, speech), "with keep-alive": life(lively, speech)}


def _not_admitted(prober: Prober, way: Passage) -> str:
    """Return why a target does not let its load balancer in, whose groups are its owner's; "" if it does."""
    from privatelink_localstack.dataplane.state.guests import Place

    node = prober.attach(Place(way.vpc, network=ip_network(way.node)))
    stopped = prober.client.trace(node.id, str(way.address), way.port).stopped
    # Nobody is at an address until a probe stands in, and others may make the way out of the VPC.
    if stopped is None or stopped.step == "interface" or (stopped.step == "route" and _is_outside(prober, way)):
        return ""
    return f"from its load balancer to target {way.address}:{way.port}: {stopped.stops}"


def _is_outside(prober: Prober, way: Passage) -> bool:
    """Return whether a target is outside of its load balancer's VPC."""
    own = prober.client.records().vpcs.get(way.vpc)
    return own is not None and not any(way.address in cidr for cidr in own.cidrs)


def _exchange(prober: Prober, visitor: Visitor, port: int, speech: Speech) -> bool:
    """Connect, and return whether a target answers."""
    with prober.connect(visitor.client.id, str(visitor.entry.addresses[0]), port) as plain:
        try:
            with speech.begin(plain) as connection:
                return _is_alive(connection, speech)
        except OSError:
            return False


def _is_alive(connection: socket.socket, speech: Speech) -> bool:
    try:
        return speech.is_answered(connection)
    except OSError:
        return False


def life(connection: socket.socket, speech: Speech) -> str:
    """Return what becomes of a connection when its client speaks: `alive`, `closed`, or an error."""
    try:
        return "alive" if speech.is_answered(connection) else "closed"
    except (ConnectionResetError, BrokenPipeError):
        return "reset"
    except OSError as error:
        return error.strerror or str(error)
