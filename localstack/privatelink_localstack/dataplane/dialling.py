"""The way of each new connection: which target it goes to, and the socket that it goes by."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from privatelink_localstack.dataplane.choosing import (
    choose,
    choose_for_request,
    header,
    idle_timeout,
    web_listener,
)
from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace
from privatelink_localstack.dataplane.relay.checks import Checks, Subject
from privatelink_localstack.dataplane.relay.dialled import Dialled
from privatelink_localstack.dataplane.relay.edge import Edge
from privatelink_localstack.dataplane.relay.sockets import Supply, bound, in_place_of, reset
from privatelink_localstack.dataplane.relay.terminator import Terminator, Upstream
from privatelink_localstack.dataplane.spaces import Spaces
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.dataplane.state.targets import Balancing, Flow, Way


@dataclass(frozen=True, slots=True)
class View:
    """What connections are dialled by; put in place in one step, as the relay's thread reads it."""

    state: State
    balancing: Balancing
    spaces: Spaces
    checks: Checks


class Dialler:
    """The dialling of connections.

    Attributes:
        view: by what; the plane puts it in place before anything is dialled.
        supply: of sockets for TCP; the relay's thread alone uses it.
    """

    view: View

    def __init__(self, maker: Maker, terminator: Terminator, edge: Edge) -> None:
        self._maker = maker
        self._terminator = terminator
        self._edge = edge
        self.supply = Supply(maker)

    def dial(self, door: Door, flow: Flow) -> Dialled | None:
        """Begin the connection to a target, or to LocalStack. Called in the relay's thread."""
        if own := self.view.state.aws_endpoints.get(door.owner):
            return Dialled(self._edge.dial(own, flow), b"", own.idle_timeout)
        if (listener := web_listener(self.view.state, self.view.balancing, door)) is not None:
            # Here, as few states have such load balancers: the library takes 0.03 s to load.
            from privatelink_localstack.dataplane.relay import http

            return http.begin(self._terminator, listener, flow[0], partial(self._dial_for_request, door, flow))
        chosen = self._choose(door, flow)
        if chosen is None:
            return None
        way, namespace = chosen
        greeting, patience = header(way, flow, door), idle_timeout(self.view.state, way, door)
        if way.listener.tls is not None:
            upstream = Upstream(partial(self._connect, chosen, greeting), way.group.tls)
            return Dialled(self._terminator.begin(way.listener.tls, upstream), b"", patience, way.key)
        if way.client is None:
            connection = self.supply.take(namespace, way.source)
        else:
            connection = self._maker.run(namespace, partial(in_place_of, way.client, socket.SOCK_STREAM))
        code = connection.connect_ex(way.destination)
        if code not in {0, errno.EINPROGRESS}:
            connection.close()
            return None
        return Dialled(connection, greeting, patience, way.key)

    async def _dial_for_request(
        self, door: Door, flow: Flow, weights: Mapping[str, int], number: int
    ) -> tuple[socket.socket, bool] | None:
        """Return a socket that is connected to a target for one request, and whether it gets TLS."""
        view, request = self.view, (flow, number)
        way = choose_for_request(view.state, view.balancing, view.checks.healths, door, weights, request)
        space = view.spaces.vpcs.get(way.group.vpc) if way else None
        if way is None or space is None:
            return None
        return await self._connect((way, space.namespace), b""), way.group.tls

    async def dial_datagrams(self, door: Door, flow: Flow) -> Dialled | None:
        """Return a socket that is connected to a target for UDP."""
        chosen = self._choose(door, flow)
        if chosen is None:
            return None
        way, _ = chosen
        made = await self._open(chosen, socket.SOCK_DGRAM)
        made.connect(way.destination)
        return Dialled(made, b"", idle_timeout(self.view.state, way, door), way.key)

    async def connect_for_check(self, subject: Subject, port: int) -> socket.socket:
        """Return a socket that is connected to a target, from the address of its load balancer's node."""
        space = self.view.spaces.vpcs[subject.vpc]
        connection = await asyncio.to_thread(self._maker.run, space.namespace, partial(bound, subject.source))
        try:
            await asyncio.get_running_loop().sock_connect(connection, (str(subject.target.address), port))
        except BaseException:
            reset(connection)
            raise
        return connection

    def _choose(self, door: Door, flow: Flow) -> tuple[Way, Namespace] | None:
        """Return the way of a new flow, and the namespace that it goes to; None where there is nothing to go to."""
        view = self.view
        way = choose(view.state, view.balancing, view.checks.healths, door, flow)
        space = view.spaces.vpcs.get(way.group.vpc) if way else None
        return (way, space.namespace) if way and space else None

    async def _connect(self, chosen: tuple[Way, Namespace], greeting: bytes) -> socket.socket:
        """Return a socket that is connected to a target, which has got the header."""
        way, _ = chosen
        loop = asyncio.get_running_loop()
        connection = await self._open(chosen, socket.SOCK_STREAM)
        try:
            await loop.sock_connect(connection, way.destination)
            await loop.sock_sendall(connection, greeting)
        except OSError:
            connection.close()
            raise
        return connection

    async def _open(self, chosen: tuple[Way, Namespace], kind: socket.SocketKind) -> socket.socket:
        way, namespace = chosen
        opening = partial(bound, way.source, kind) if way.client is None else partial(in_place_of, way.client, kind)
        return await asyncio.to_thread(self._maker.run, namespace, opening)
