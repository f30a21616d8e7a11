"""The data plane: the state that is pushed, and the namespaces, relay, resolvers and health checks that follow it."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path

from privatelink_localstack.dataplane.certificates import Contexts
from privatelink_localstack.dataplane.dialling import Dialler, View
from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace, listen, receive
from privatelink_localstack.dataplane.protocol import (
    Connect,
    Counted,
    GetOrigin,
    GetTrace,
    Listen,
    Origin,
    Push,
    TargetHealth,
)
from privatelink_localstack.dataplane.relay.checks import Checks
from privatelink_localstack.dataplane.relay.connections import Relay
from privatelink_localstack.dataplane.relay.datagrams import Datagrams
from privatelink_localstack.dataplane.relay.edge import Edge
from privatelink_localstack.dataplane.relay.sockets import bound
from privatelink_localstack.dataplane.relay.terminator import Terminator
from privatelink_localstack.dataplane.relay.traffic import Traffic, Way, add, by_owner
from privatelink_localstack.dataplane.resolver import PORT, Resolver
from privatelink_localstack.dataplane.spaces import Spaces
from privatelink_localstack.dataplane.state import names, setup
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.guests import Guests, Place, Visitor
from privatelink_localstack.dataplane.state.model import TCP, UDP, Address, Interface, SecurityGroup, State, Target
from privatelink_localstack.dataplane.state.names import Answer, Kind, Reply
from privatelink_localstack.dataplane.state.setup import Changes, Planner
from privatelink_localstack.dataplane.state.targets import Balancing, TargetKey, deregistered, key_of
from privatelink_localstack.dataplane.state.trace import Trace, trace
from privatelink_localstack.dataplane.state.wire import WireError
from privatelink_localstack.dataplane.transit import Transit

_OF_NAMESPACE, _OF_RESOLVER, _OF_LIFELINE = 3, 4, 2
"""Descriptors that a namespace, a resolver and a workload's lifeline hold."""
_SPARE = 256
"""Descriptors that a state must leave for connections."""


@dataclass(frozen=True, slots=True)
class _Made:
    """New sockets that the main thread serves: of resolvers, for UDP and TCP, and of doors for UDP."""

    resolvers: dict[str, tuple[list[socket.socket], list[socket.socket]]] = field(default_factory=dict)
    datagram_doors: list[tuple[Door, socket.socket]] = field(default_factory=list)


class Plane:
    """The data plane of one process, whose asyncio loop runs in the main thread.

    Parameters:
        descriptors: how many this process may have open.
        contexts: the TLS of its servers.
        user_namespace: the descriptor of its own user namespace, if it has one.
    """

    def __init__(self, descriptors: int, contexts: Contexts, user_namespace: int | None = None) -> None:
        self._descriptors = descriptors
        self._contexts = contexts
        self._user_namespace = user_namespace
        self._maker = Maker()
        self._changer = ThreadPoolExecutor(1, thread_name_prefix="changes")
        self._turn = asyncio.Lock()
        self._terminator = Terminator(contexts)
        self._edge = Edge(self._terminator)
        self._dialler = Dialler(self._maker, self._terminator, self._edge)
        self._checks = Checks(self._dialler.open_for_check, self._cut_unhealthy)
        self._flowing = asyncio.Event()
        self._datagrams = Datagrams(self._dialler.dial_datagrams, self._flowing.set)
        self._begin()
        notice = partial(asyncio.get_running_loop().call_soon_threadsafe, self._flowing.set)
        self._relay = Relay(self._dialler.dial, notice)

    def _begin(self) -> None:
        """Hold nothing."""
        self._planner = Planner()
        self._guests = Guests()
        self._tenants = Counter[str]()
        self._entered = set[str]()
        self._spaces = Spaces(self._maker)
        self._look(State())
        self._transit = Transit(self._maker)
        self._resolvers: dict[str, Resolver] = {}

    async def push(self, push: Push) -> None:
        """Follow a new state; return when it is in force.

        Raises:
            OSError: the kernel refused, or there are too few descriptors. The plane is empty after any exception, and
                needs a whole state: half of one would let through what nobody allowed.
        """
        async with self._turn:
            before = self._guests.without(self._planner.state)
            state = push.put if push.whole else setup.merge(before, push.put, push.remove)
            await self._change(self._guests.within(state))

    async def attach(self, place: Place) -> Interface:
        """Return the interface at a place, which is in force: a new guest, or one that has the address already.

        Raises:
            GuestError: there is no such VPC, or no free address.
            OSError: as of `push`.
        """
        async with self._turn:
            own = self._guests.attach(self._planner.state, place)
            await self._change(self._guests.within(self._planner.state))
            return own

    async def visit(self, service: str, pace: float) -> Visitor:
        """Return a new consumer of a service, which is in force.

        Raises:
            GuestError: there is no such service.
            OSError: as of `push`.
        """
        async with self._turn:
            visitor = self._guests.visit(self._planner.state, service, pace)
            await self._change(self._guests.within(self._planner.state))
            return visitor

    async def reject(self, endpoint: str) -> None:
        """Reject the connection of a visitor.

        Raises:
            GuestError: the endpoint is no visitor's.
        """
        async with self._turn:
            self._guests.close(endpoint)
            await self._change(self._guests.within(self._planner.state))

    async def dismiss(self, guests: Sequence[str]) -> None:
        """Remove guests, and what a client has listened on or entered: each is named as often as it was."""
        self._tenants = +(self._tenants - Counter(guests))
        async with self._turn:
            before = self._guests.without(self._planner.state)
            if self._guests.remove(guests):
                await self._change(self._guests.within(before))

    async def reset(self) -> None:
        """Remove everything."""
        async with self._turn:
            await self._clear()

    async def close(self) -> None:
        """Remove everything and end the threads."""
        await self.reset()
        await asyncio.to_thread(self._relay.close)
        await self._terminator.close()
        self._contexts.close()
        self._changer.shutdown()
        self._maker.close()

    async def traffic(self) -> Mapping[str, Traffic]:
        """Return what went through each endpoint, connections and flows of datagrams together."""
        return by_owner(await self._counted())

    async def flow(self) -> None:
        """Wait until something flows that `counts` has not seen end."""
        await self._flowing.wait()

    async def counts(self) -> list[Counted]:
        """Return what went through each interface."""
        self._flowing.clear()
        counted = await self._counted()
        if any(each.active for each in counted.values()):
            self._flowing.set()
        return [Counted(*way, traffic) for way, traffic in counted.items()]

    async def _counted(self) -> Mapping[Way, Traffic]:
        return add(await asyncio.to_thread(self._relay.traffic), self._datagrams.traffic)

    def health(self) -> list[TargetHealth]:
        """Return the health of all targets that are checked."""
        tenanted = (self._dialler.view.state.interfaces.get(each) for each in self._tenants)
        places = {(each.vpc, address) for each in tenanted if each for address in each.addresses}
        found = self._checks.healths.items()
        return [TargetHealth(*key, own, self._is_inhabited(*key, places)) for key, own in found]

    def _is_inhabited(self, key: str, target: Target, places: Collection[tuple[str, Address]]) -> bool:
        """Return whether a target is at one of the places, by VPC and address; one outside its VPC may be in any."""
        group = self._dialler.view.state.target_groups.get(key)
        return group is not None and any(target.address == address and vpc == group.vpc for vpc, address in places)

    def _move_in(self, interface: Interface) -> None:
        """Note that a client's program may be behind an interface from now on."""
        self._tenants[interface.id] += 1
        self._checks.begin_anew(interface.vpc, interface.addresses)

    def origin(self, request: GetOrigin) -> Origin | None:
        """Return where an open connection to LocalStack comes from; None if it is none of the plane's."""
        return self._edge.origin(request.address, request.port)

    async def authority(self) -> Path:
        """Return the file of the certificate that clients must trust.

        Raises:
            OSError: it can't be written.
        """
        return await asyncio.to_thread(self._contexts.authority)

    def trace(self, request: GetTrace) -> Trace:
        """Return the way of a connection from an interface."""
        interface, _ = self._find(request.interface)
        ask = partial(self._answer, interface.vpc)
        return trace(self._dialler.view.state, self._checks.healths, interface, request.host, request.port, ask)

    def records(self) -> State:
        """Return the records that people know, without what names, ports and the rules of groups follow from."""
        state = self._dialler.view.state
        vpcs = {key: replace(own, names=()) for key, own in state.vpcs.items()}
        groups = {key: SecurityGroup(key) for key in state.groups}
        return State(vpcs, state.subnets, state.interfaces, groups, endpoints=state.endpoints, services=state.services)

    async def connect(self, request: Connect) -> socket.socket:
        """Return a connected socket of an interface.

        Raises:
            OSError: the connection is refused or times out.
            socket.gaierror: the resolver does not know the name.
        """
        interface, namespace = self._find(request.interface)
        address = self._resolve(interface, request.host)
        source = next((each for each in interface.addresses if each.version == address.version), None)
        if source is None:
            raise OSError(errno.ENETUNREACH, f"{interface.id} has no address of IPv{address.version}")
        kind = socket.SOCK_DGRAM if request.datagrams else socket.SOCK_STREAM
        connection = await asyncio.to_thread(self._maker.run, namespace, partial(bound, source, kind))
        try:
            async with asyncio.timeout(request.timeout):
                await _reach(connection, (str(address), request.port))
        except TimeoutError as error:
            connection.close()
            raise TimeoutError(errno.ETIMEDOUT, f"{address}:{request.port} does not answer") from error
        except OSError:
            connection.close()
            raise
        return connection

    async def listen(self, request: Listen) -> socket.socket:
        """Return a socket that listens on an interface.

        Raises:
            OSError: the port is taken.
        """
        interface, namespace = self._find(request.interface)
        address = ("127.0.0.1" if request.loopback else str(interface.addresses[0]), request.port)
        opening = partial(receive if request.datagrams else listen, address)
        made = await asyncio.to_thread(self._maker.run, namespace, opening)
        self._move_in(interface)
        return made

    async def enter(self, key: str) -> tuple[str, list[int]]:
        """Return the address of an interface's resolver, and the descriptors that `enter` needs, which stay ours.

        The interface becomes a workload's, and stays so: only interfaces that somebody enters cost a namespace.

        Raises:
            OSError: as of `push`.
        """
        interface, _ = self._find(key)
        if not interface.workload:
            if setup.has_no_programs(self._dialler.view.state, key):
                raise WireError(f"interface {key!r} is an endpoint's or a load balancer's: no program runs behind it")
            async with self._turn:
                self._entered.add(key)
                await self._change(self._planner.state)
        self._move_in(interface)
        space = self._spaces.vpcs[interface.vpc]
        workload = space.workloads[key]
        own = [] if self._user_namespace is None else [self._user_namespace]
        return str((space.resolvers or (space.gateway,))[0]), [
            workload.namespace.descriptor,
            workload.lifeline[0],
            *own,
        ]

    async def _change(self, state: State) -> None:
        """Follow a state, with workloads where somebody has entered; hold nothing after any exception."""
        try:
            await self._follow(setup.with_workloads(state, self._entered))
        except Exception:
            await self._clear()
            raise

    async def _follow(self, state: State) -> None:
        changes = self._planner.follow(state)
        self._refuse_too_much()
        ended = deregistered(self._dialler.view.state, self._planner.state)
        self._look(self._planner.state)
        self._datagrams.shut(changes.remove_doors)
        for vpc in changes.remove_vpcs:
            self._resolvers.pop(vpc).close()
        made = await asyncio.get_running_loop().run_in_executor(self._changer, self._apply, changes)
        for vpc, sockets in made.resolvers.items():
            self._resolvers[vpc] = Resolver(partial(self._answer, vpc))
            await self._resolvers[vpc].start(*sockets)
        await self._datagrams.open(made.datagram_doors)
        self._checks.follow(self._dialler.subjects())
        self._cut(ended)

    def _look(self, state: State) -> None:
        self._dialler.view = View(state, Balancing(state), self._spaces, self._checks)

    def _cut(self, targets: Collection[TargetKey]) -> None:
        """End the connections and flows to targets."""
        if targets:
            self._relay.drop(targets)
            self._datagrams.drop(targets)

    def _cut_unhealthy(self, key: str, target: Target) -> None:
        group = self._dialler.view.state.target_groups.get(key)
        if group and group.cuts_unhealthy:
            self._cut([key_of(group, target)])

    def _refuse_too_much(self) -> None:
        """Refuse a state whose sockets alone need more descriptors than this process may have."""
        state, doors = self._planner.state, self._planner.doors
        workloads = sum(each.workload for each in state.interfaces.values())
        of_vpcs = len(state.vpcs) * (_OF_NAMESPACE + _OF_RESOLVER) + len(state.hubs) * _OF_NAMESPACE
        needed = of_vpcs + workloads * (_OF_NAMESPACE + _OF_LIFELINE) + doors + _SPARE
        if needed > self._descriptors:
            message = (
                f"the state needs {needed} descriptors of {self._descriptors}; raise the limit: ulimit -Hn {needed}"
            )
            raise OSError(errno.EMFILE, message)

    def _apply(self, changes: Changes) -> _Made:
        """Change the kernel's side, and return the new sockets of the main thread's."""
        self._relay.shut(changes.remove_doors)
        self._transit.remove(changes.roads, self._spaces.namespaces)
        for gone in changes.remove_vpcs:
            self._relay.call(partial(self._dialler.supply.forget, self._spaces.remove(gone)))
        made = _Made()
        for vpc in changes.add_vpcs:
            space = self._spaces.add(vpc)
            made.resolvers[vpc.id] = self._maker.run(space.namespace, partial(_resolver_sockets, space.resolvers))
        self._transit.add(changes.roads, self._spaces.namespaces)
        for change in changes.inside:
            doors = self._spaces.change(change)
            self._relay.open(each for each in doors if each[0].protocol == TCP)
            made.datagram_doors.extend(each for each in doors if each[0].protocol == UDP)
        return made

    async def _clear(self) -> None:
        self._checks.follow(frozenset())
        for resolver in self._resolvers.values():
            resolver.close()
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
        interface = self._dialler.view.state.interfaces.get(key)
        namespace = self._spaces.of(interface) if interface else None
        if interface is None or namespace is None:
            raise WireError(f"interface {key!r} does not exist")
        return interface, namespace

    def _resolve(self, interface: Interface, host: str) -> Address:
        try:
            return ip_address(host)
        except ValueError:
            pass
        for kind in (Kind.A, Kind.AAAA):
            records = self._answer(interface.vpc, host, kind).records
            if found := next((each for each in records if each.kind is kind), None):
                return ip_address(found.value)
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known in {interface.vpc}")

    def _answer(self, vpc: str, name: str, kind: Kind) -> Answer:
        state = self._dialler.view.state
        record = state.vpcs.get(vpc)
        return names.answer(record, name, kind, state.public_names) if record else Answer(Reply.REFUSED)


async def _reach(connection: socket.socket, address: tuple[str, int]) -> None:
    """Connect; hear nothing for ever where no route leads. The kernel would tell a program of the VPC's namespace."""
    try:
        await asyncio.get_running_loop().sock_connect(connection, address)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        await asyncio.get_running_loop().create_future()


def _resolver_sockets(addresses: tuple[Address, ...]) -> tuple[list[socket.socket], list[socket.socket]]:
    places = [(str(each), PORT) for each in addresses]
    return [receive(each) for each in places], [listen(each) for each in places]
