"""The data plane: the state that is pushed, and the namespaces, relay, resolvers and health checks that follow it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from privatelink_localstack.dataplane.base import BasePlane
from privatelink_localstack.dataplane.certificates import Contexts
from privatelink_localstack.dataplane.choosing import keeps_clients, subjects
from privatelink_localstack.dataplane.dialling import Dialler, View
from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace, listen, receive
from privatelink_localstack.dataplane.protocol import Connect, Entered, Listen
from privatelink_localstack.dataplane.relay.checks import Subject
from privatelink_localstack.dataplane.relay.connections import Relay
from privatelink_localstack.dataplane.relay.datagrams import Datagrams
from privatelink_localstack.dataplane.relay.sockets import bound, reach
from privatelink_localstack.dataplane.relay.traffic import Traffic, Way, add
from privatelink_localstack.dataplane.resolvers import Resolvers, descriptors
from privatelink_localstack.dataplane.spaces import Spaces
from privatelink_localstack.dataplane.state import setup
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.limits import Limit
from privatelink_localstack.dataplane.state.model import TCP, UDP, Interface, State
from privatelink_localstack.dataplane.state.reach import resolver_of
from privatelink_localstack.dataplane.state.setup import Changes, Planner
from privatelink_localstack.dataplane.state.targets import TargetKey, deregistered
from privatelink_localstack.dataplane.state.wire import WireError
from privatelink_localstack.dataplane.transit import Transit

_OF_NAMESPACE, _OF_LIFELINE = 3, 2
"""Descriptors that a namespace and a workload's lifeline hold."""
_SPARE = 256
"""Descriptors that a state must leave for connections."""


class Plane(BasePlane):
    """The data plane in namespaces.

    Parameters:
        descriptors: how many this process may have open.
        user_namespace: the descriptor of its own user namespace, if it has one.
    """

    def __init__(self, descriptors: int, contexts: Contexts, user_namespace: int | None = None) -> None:
        super().__init__(contexts)
        self._descriptors = descriptors
        self._user_namespace = user_namespace
        self._maker = Maker()
        self._changer = ThreadPoolExecutor(1, thread_name_prefix="changes")
        self._dialler = Dialler(self._maker, self._terminator, self._edge)
        self._datagrams = Datagrams(self._dialler.dial_datagrams, self._flowing.set)
        self._begin()
        self._relay = Relay(self._dialler.dial, partial(_set_soon, self._flowing, asyncio.get_running_loop()))

    def _begin(self) -> None:
        """Hold nothing."""
        self._planner = Planner()
        self._entered = set[str]()
        self._spaces = Spaces(self._maker)
        super()._begin()
        self._transit = Transit(self._maker)
        self._resolvers = Resolvers(self._maker, self._spaces, self._answer)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """None."""
        return ()

    async def close(self) -> None:
        """Remove everything and end the threads."""
        await self.reset()
        await asyncio.to_thread(self._relay.close)
        await self._terminator.close()
        self._contexts.close()
        self._changer.shutdown()
        self._maker.close()

    async def _counted(self) -> Mapping[Way, Traffic]:
        return add(await asyncio.to_thread(self._relay.traffic), self._datagrams.traffic)

    async def connect(self, request: Connect) -> socket.socket:
        """Return a connected socket of an interface: see `BasePlane.connect`."""
        interface, namespace = self._find(request.interface)
        host = await self._resolvers.find(interface, namespace, request.host)
        source, address = self._ends(interface, host)
        kind = socket.SOCK_DGRAM if request.datagrams else socket.SOCK_STREAM
        connection = await asyncio.to_thread(self._maker.run, namespace, partial(bound, source, kind))
        try:
            async with asyncio.timeout(request.timeout):
                await reach(connection, (str(address), request.port))
        except TimeoutError as error:
            connection.close()
            raise TimeoutError(errno.ETIMEDOUT, f"{address}:{request.port} does not answer") from error
        except OSError:
            connection.close()
            raise
        return connection

    async def listen(self, request: Listen) -> socket.socket:
        """Return a socket that listens on an interface: see `BasePlane.listen`."""
        interface, namespace = self._find(request.interface)
        is_new = not interface.workload and not self._tenants[interface.id] and not request.loopback
        if is_new and keeps_clients(self._state, interface):
            await self._give_namespace(interface.id)
            interface, namespace = self._find(request.interface)
        address = ("127.0.0.1" if request.loopback else str(interface.addresses[0]), request.port)
        opening = partial(receive if request.datagrams else listen, address)
        made = await asyncio.to_thread(self._maker.run, namespace, opening)
        self._move_in(interface)
        return made

    async def enter(self, key: str) -> tuple[Entered, list[int]]:
        """Return the address of an interface's resolver, and the descriptors that `enter` needs.

        Raises:
            OSError: as of `push`.
        """
        interface = self._where_programs_are(key)
        if not interface.workload:
            await self._give_namespace(key)
        self._move_in(interface)
        space = self._spaces.vpcs[interface.vpc]
        workload = space.workloads[key]
        own = [] if self._user_namespace is None else [self._user_namespace]
        resolver = resolver_of(self._state.vpcs[interface.vpc], interface)
        return Entered(str(resolver)), [workload.namespace.descriptor, workload.lifeline[0], *own]

    async def _give_namespace(self, key: str) -> None:
        """Make an interface a workload's, which it stays: each costs a namespace, and few are ever used.

        Raises:
            OSError: as of `push`.
        """
        async with self._turn:
            self._entered.add(key)
            await self._change(self._state)

    async def _follow(self, state: State) -> None:
        changes = self._planner.follow(setup.with_workloads(state, self._entered))
        self._refuse_too_much()
        ended = deregistered(self._state, self._planner.state)
        self._look(self._planner.state)
        self._datagrams.shut(changes.remove_doors)
        self._resolvers.close_what_goes(self._state)
        datagram_doors = await asyncio.get_running_loop().run_in_executor(self._changer, self._apply, changes)
        await self._resolvers.open_what_comes(self._state)
        await self._datagrams.open(datagram_doors)
        self._checks.follow(subjects(self._balancing))
        self._cut(ended)

    def _look(self, state: State) -> None:
        super()._look(state)
        self._dialler.view = View(state, self._balancing, self._spaces, self._checks)

    async def _connect_for_check(self, subject: Subject, port: int) -> socket.socket:
        return await self._dialler.connect_for_check(subject, port)

    def _cut(self, targets: Collection[TargetKey]) -> None:
        """End the connections and flows to targets."""
        if targets:
            self._relay.drop(targets)
            self._datagrams.drop(targets)

    def _refuse_too_much(self) -> None:
        """Refuse a state whose sockets alone need more descriptors than this process may have."""
        state, needs = self._planner.state, self._planner.setup
        of_vpcs = (len(state.vpcs) + len(state.hubs)) * _OF_NAMESPACE + descriptors(state)
        needed = of_vpcs + needs.workloads * (_OF_NAMESPACE + _OF_LIFELINE) + needs.doors + _SPARE
        if needed > self._descriptors:
            message = (
                f"the state needs {needed} descriptors of {self._descriptors}; raise the limit: ulimit -Hn {needed}"
            )
            raise OSError(errno.EMFILE, message)

    def _apply(self, changes: Changes) -> list[tuple[Door, socket.socket]]:
        """Change the kernel's side, and return the new sockets for UDP, which the main thread serves."""
        self._relay.shut(changes.remove_doors)
        self._transit.remove(changes.roads, self._spaces.namespaces)
        for gone in changes.remove_vpcs:
            self._relay.call(partial(self._dialler.supply.forget, self._spaces.remove(gone)))
        for vpc in changes.add_vpcs:
            self._spaces.add(vpc)
        self._transit.add(changes.roads, self._spaces.namespaces)
        datagram_doors = list[tuple[Door, socket.socket]]()
        for change in changes.inside:
            doors = self._spaces.change(change)
            self._relay.open(each for each in doors if each[0].protocol == TCP)
            datagram_doors.extend(each for each in doors if each[0].protocol == UDP)
        return datagram_doors

    async def _clear(self) -> None:
        self._checks.follow(frozenset())
        self._resolvers.close()
        self._datagrams.clear()
        self._contexts.forget()
        spaces, transit = self._spaces, self._transit
        self._begin()
        await asyncio.get_running_loop().run_in_executor(self._changer, self._empty, spaces, transit)

    def _empty(self, spaces: Spaces, transit: Transit) -> None:
        """End what there was, connections first."""
        self._relay.clear()
        transit.clear()
        for vpc in list(spaces.vpcs):
            self._relay.call(partial(self._dialler.supply.forget, spaces.remove(vpc)))

    def _find(self, key: str) -> tuple[Interface, Namespace]:
        interface = self._interface(key)
        namespace = self._spaces.of(interface)
        if namespace is None:
            raise WireError(f"interface {key!r} does not exist")
        return interface, namespace


def _set_soon(event: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    """Set an event from another thread; wake the loop only if need be, as this happens for each connection."""
    if not event.is_set():
        loop.call_soon_threadsafe(event.set)
