"""The data plane without namespaces: the state that is pushed decides each connection when it is made."""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
import socket
from collections.abc import Callable, Collection, Mapping
from functools import partial

from dnslib import DNSRecord

from privatelink_localstack.dataplane.base import BasePlane
from privatelink_localstack.dataplane.certificates import Contexts
from privatelink_localstack.dataplane.choosing import (
    choose,
    choose_for_request,
    header,
    idle_timeout,
    subjects,
    web_listener,
)
from privatelink_localstack.dataplane.protocol import Connect, Entered, Listen
from privatelink_localstack.dataplane.proxies import lookup
from privatelink_localstack.dataplane.proxies.programs import Programs, listener, pair
from privatelink_localstack.dataplane.proxies.proxy import Proxy
from privatelink_localstack.dataplane.proxies.relay import Relay, Route
from privatelink_localstack.dataplane.relay.checks import Subject
from privatelink_localstack.dataplane.relay.dialled import Dialled
from privatelink_localstack.dataplane.relay.terminator import Upstream
from privatelink_localstack.dataplane.relay.traffic import Traffic
from privatelink_localstack.dataplane.relay.traffic import Way as Counter
from privatelink_localstack.dataplane.resolver import PORT, Resolver
from privatelink_localstack.dataplane.state import reach, setup
from privatelink_localstack.dataplane.state.doors import Door, Entrance, entrances
from privatelink_localstack.dataplane.state.limits import Limit
from privatelink_localstack.dataplane.state.model import TCP, Address, Interface, State, Vpc
from privatelink_localstack.dataplane.state.names import Answer, Kind
from privatelink_localstack.dataplane.state.reach import Connection, Outcome, interface_of
from privatelink_localstack.dataplane.state.targets import Flow, TargetKey, Way, deregistered
from privatelink_localstack.dataplane.state.trace import with_nowhere

_FOR_EVER = 1e9
"""Seconds that a connection between two interfaces may be idle."""


class ProxyPlane(BasePlane):
    """The data plane by proxies."""

    def __init__(self, contexts: Contexts) -> None:
        super().__init__(contexts)
        self._relay = Relay(self._flowing.set)
        self._token = secrets.token_urlsafe(16)
        self._begin()

    def _begin(self) -> None:
        """Hold nothing."""
        self._programs = Programs()
        self._entrances: Mapping[str, Entrance] = {}
        self._doors: Mapping[tuple[str, Address, int], Door] = {}
        self._proxies: dict[str, Proxy] = {}
        self._lifelines: dict[str, tuple[int, int]] = {}
        self._questions = set[asyncio.Task[None]]()
        super()._begin()

    @property
    def limits(self) -> tuple[Limit, ...]:
        """All."""
        return tuple(Limit)

    async def close(self) -> None:
        """Remove everything."""
        await self.reset()
        await self._terminator.close()
        self._contexts.close()

    async def connect(self, request: Connect) -> socket.socket:
        """Return a connected socket of an interface: see `BasePlane.connect`."""
        _refuse_datagrams(is_wanted=request.datagrams)
        interface = self._interface(request.interface)
        try:
            async with asyncio.timeout(request.timeout):
                begin = await self._open(interface, request.host, request.port)
        except TimeoutError as error:
            raise TimeoutError(errno.ETIMEDOUT, f"{request.host}:{request.port} does not answer") from error
        near, far = await pair()
        begin(far, b"")
        return near

    async def listen(self, request: Listen) -> socket.socket:
        """Return a socket that listens on an interface: see `BasePlane.listen`."""
        _refuse_datagrams(is_wanted=request.datagrams)
        interface = self._interface(request.interface)
        place = (interface.vpc, interface.addresses[0], request.port)
        if not request.loopback and place in self._doors:
            raise OSError(errno.EADDRINUSE, f"an endpoint or a load balancer answers on {place[1]}:{request.port}")
        made = listener(request.port) if request.loopback else self._programs.listen(place)
        self._move_in(interface)
        return made

    async def enter(self, key: str) -> tuple[Entered, list[int]]:
        """Return the proxy of an interface's programs, and the end of the pipe that ends with the interface."""
        interface = self._where_programs_are(key)
        if interface.vpc not in self._proxies:
            who = partial(self._who, interface.vpc)
            self._proxies[interface.vpc] = Proxy(self._token, who, self._open)
        if key not in self._lifelines:
            self._lifelines[key] = os.pipe()
        self._move_in(interface)
        return Entered(proxy=self._proxies[interface.vpc].url(interface)), [self._lifelines[key][0]]

    def _who(self, vpc: str, address: Address) -> Interface | None:
        return interface_of(self._state, vpc, address)

    async def _follow(self, state: State) -> None:
        before, doors = self._state, self._doors
        self._look(setup.replace(before, state))
        touched = before.interfaces.keys() | self._state.interfaces.keys()
        self._entrances = entrances(self._state, self._entrances, touched)
        self._doors = {
            (each.interface.vpc, door.address, door.port): door
            for each in self._entrances.values()
            for door in each.doors
            if door.protocol == TCP
        }
        for vpc in before.vpcs.keys() & self._proxies.keys() - self._state.vpcs.keys():
            await self._proxies.pop(vpc).close()
        gone = before.interfaces.keys() - self._state.interfaces.keys()
        for key in gone & self._lifelines.keys():
            _close(self._lifelines.pop(key))
        await self._relay.shut(frozenset(doors.values()) - frozenset(self._doors.values()), gone)
        self._checks.follow(subjects(self._balancing))
        self._cut(deregistered(before, self._state))

    async def _clear(self) -> None:
        self._checks.follow(frozenset())
        await self._relay.clear()
        for question in self._questions:
            question.cancel()
        for proxy in self._proxies.values():
            await proxy.close()
        for lifeline in self._lifelines.values():
            _close(lifeline)
        self._contexts.forget()
        self._begin()

    async def _counted(self) -> Mapping[Counter, Traffic]:
        return self._relay.traffic

    def _cut(self, targets: Collection[TargetKey]) -> None:
        """End the connections to targets."""
        self._relay.drop(targets)

    async def _open(self, interface: Interface, host: str, port: int) -> Callable[[socket.socket, bytes], None]:
        """Return what relays a client's connection, once somebody answers; nobody does where a packet is dropped.

        Raises:
            OSError: no program listens there.
            socket.gaierror: the resolver does not know the name.
        """
        source, address = self._ends(interface, host)
        vpc = self._state.vpcs[interface.vpc]
        if port == PORT and address in reach.resolvers(vpc):
            return partial(self._resolve_for, vpc, inbound=False)
        there = await self._arrived(interface, Connection(address, port))
        if port == PORT and (vpc_there := lookup.inbound_at(self._state, there)):
            return partial(self._resolve_for, vpc_there, inbound=True)
        door = self._doors.get((there.vpc, address, port))
        if door is None:
            route = await self._direct(interface, there, address, port)
        else:
            route = Route(door, frozenset((interface.id,)), partial(self._dial, door))
        return partial(self._relayed, route, (str(source), (str(address), port)))

    def _relayed(self, route: Route, ends: tuple[str, tuple[str, int]], client: socket.socket, early: bytes) -> None:
        """Relay a client, whose own port is that of its connection to the machine."""
        source, destination = ends
        self._relay.begin(client, ((source, client.getpeername()[1]), destination), route, early)

    def _resolve_for(self, vpc: Vpc, client: socket.socket, _: bytes, *, inbound: bool) -> None:
        def ask(name: str, kind: Kind, _client: str) -> Answer:
            return lookup.answer(self._state, vpc, name, kind, inbound=inbound)

        resolver = Resolver(ask, _send_on)
        task = asyncio.create_task(resolver.serve(client))
        self._questions.add(task)
        task.add_done_callback(self._questions.discard)

    def _learned(self, interface: Interface, name: str, kind: Kind) -> Answer:
        return lookup.look_up(self._state, interface, name, kind)

    async def _arrived(self, interface: Interface, connection: Connection) -> Interface:
        """Return the interface at which a connection arrives; wait for ever where nobody answers."""
        known = with_nowhere(self._state, interface)
        outcome = reach.judge(known, interface, connection)
        there = reach.arrival(known, interface, connection.address) if outcome is Outcome.ALLOWED else None
        return there or await asyncio.get_running_loop().create_future()

    async def _direct(self, interface: Interface, there: Interface, address: Address, port: int) -> Route:
        """Return the way to a program behind another interface; an endpoint is silent but at its doors."""
        if there.id in self._entrances:
            await asyncio.get_running_loop().create_future()
        far = await self._programs.connect((there.vpc, address, port))

        async def dial(_: Flow) -> Dialled:
            return Dialled(far, b"", _FOR_EVER)

        return Route(None, frozenset((interface.id, there.id)), dial)

    async def _dial(self, door: Door, flow: Flow) -> Dialled | None:
        """Connect to what is behind a door: a target, or LocalStack."""
        state = self._state
        if own := state.aws_endpoints.get(door.owner):
            (client, _), _ = flow
            is_secure = door.port in own.ports
            far = self._edge.dial(own, flow) if is_secure else await self._edge.connect(own, client, secure=False)
            return Dialled(far, b"", own.idle_timeout)
        if (listener := web_listener(state, self._balancing, door)) is not None:
            from privatelink_localstack.dataplane.relay import http

            return http.begin(self._terminator, listener, flow[0], partial(self._dial_for_request, door, flow))
        way = choose(state, self._balancing, self._checks.healths, door, flow)
        if way is None:
            return None
        connect = partial(self._connect_target, way, header(way, flow, door))
        if way.listener.tls is None:
            far = await connect()
        else:
            far = self._terminator.begin(way.listener.tls, Upstream(connect, way.group.tls))
        return Dialled(far, b"", idle_timeout(state, way, door), way.key)

    async def _dial_for_request(
        self, door: Door, flow: Flow, weights: Mapping[str, int], number: int
    ) -> tuple[socket.socket, bool] | None:
        """Return a socket that is connected to a target for one request, and whether it gets TLS."""
        request = (flow, number)
        way = choose_for_request(self._state, self._balancing, self._checks.healths, door, weights, request)
        return None if way is None else (await self._connect_target(way, b""), way.group.tls)

    async def _connect_target(self, way: Way, greeting: bytes) -> socket.socket:
        """Return a socket that is connected to a target, which has got its header."""
        connection = await self._reach(way.group.vpc, way.source, way.target.address, way.target.port)
        await asyncio.get_running_loop().sock_sendall(connection, greeting)
        return connection

    async def _connect_for_check(self, subject: Subject, port: int) -> socket.socket:
        return await self._reach(subject.vpc, subject.source, subject.target.address, port)

    async def _reach(self, vpc: str, source: Address, address: Address, port: int) -> socket.socket:
        """Return a socket that is connected from a load balancer's node to a target."""
        node = interface_of(self._state, vpc, source)
        if node is None:
            raise ConnectionRefusedError(errno.ECONNREFUSED, f"nobody has {source} in {vpc}")
        there = await self._arrived(node, Connection(address, port))
        door = self._doors.get((there.vpc, address, port))
        if door is None:
            return await self._programs.connect((there.vpc, address, port))
        dialled = await self._dial(door, ((str(source), 0), (str(address), port)))
        if dialled is None:
            raise ConnectionResetError(errno.ECONNRESET, f"nobody is behind {address}")
        return dialled.socket


async def _send_on(_question: DNSRecord, _answer: Answer) -> None:
    """Tell that nobody answers: whom the plane knows `lookup` has asked."""


def _refuse_datagrams(*, is_wanted: bool) -> None:
    if is_wanted:
        raise OSError(errno.EPROTONOSUPPORT, "UDP needs namespaces, which this machine refuses")


def _close(lifeline: tuple[int, int]) -> None:
    for each in lifeline:
        os.close(each)
