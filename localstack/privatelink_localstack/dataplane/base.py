"""What every kind of the data plane shares: the state, guests, names and health. Sockets are a kind's own."""

from __future__ import annotations

import asyncio
import errno
import socket
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from random import random

from privatelink_localstack.dataplane.certificates import Contexts
from privatelink_localstack.dataplane.protocol import (
    Connect,
    Counted,
    Entered,
    GetOrigin,
    GetTrace,
    Listen,
    Origin,
    Push,
    TargetHealth,
)
from privatelink_localstack.dataplane.relay.checks import Checks, Subject
from privatelink_localstack.dataplane.relay.edge import Edge
from privatelink_localstack.dataplane.relay.terminator import Terminator
from privatelink_localstack.dataplane.relay.traffic import Traffic, Way, by_owner
from privatelink_localstack.dataplane.state import affinity, asking, names, setup
from privatelink_localstack.dataplane.state.guests import Guests, Place, Visitor
from privatelink_localstack.dataplane.state.limits import Limit
from privatelink_localstack.dataplane.state.model import (
    Address,
    AwsEndpoint,
    Certificate,
    Interface,
    SecurityGroup,
    State,
    Target,
    TargetGroup,
    Tls,
)
from privatelink_localstack.dataplane.state.names import Answer, Kind, Reply, kinds
from privatelink_localstack.dataplane.state.reach import arrivals
from privatelink_localstack.dataplane.state.targets import Balancing, TargetKey, key_of
from privatelink_localstack.dataplane.state.trace import Trace, trace
from privatelink_localstack.dataplane.state.wire import WireError


class BasePlane(ABC):
    """The data plane of one process, whose asyncio loop runs in the main thread.

    Parameters:
        contexts: the TLS of its servers.
    """

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        self._turn = asyncio.Lock()
        self._terminator = Terminator(contexts)
        self._edge = Edge(self._terminator)
        self._checks = Checks(self._connect_for_check, self._cut_unhealthy)
        self._flowing = asyncio.Event()

    def _begin(self) -> None:
        """Hold nothing."""
        self._guests = Guests()
        self._tenants = Counter[str]()
        self._look(State())

    @property
    @abstractmethod
    def limits(self) -> tuple[Limit, ...]:
        """What its connections don't show."""

    @abstractmethod
    async def close(self) -> None:
        """Remove everything and end the threads."""

    @abstractmethod
    async def connect(self, request: Connect) -> socket.socket:
        """Return a connected socket of an interface.

        Raises:
            OSError: the connection is refused or times out.
            socket.gaierror: the resolver does not know the name.
        """

    @abstractmethod
    async def listen(self, request: Listen) -> socket.socket:
        """Return a socket that listens on an interface.

        Raises:
            OSError: the port is taken.
        """

    @abstractmethod
    async def enter(self, key: str) -> tuple[Entered, list[int]]:
        """Return how commands get behind an interface, and the descriptors that `enter` needs, which stay ours.

        Raises:
            OSError: as of `push`.
        """

    @abstractmethod
    async def _follow(self, state: State) -> None:
        """Follow a new state."""

    @abstractmethod
    async def _clear(self) -> None:
        """Remove everything; hold nothing."""

    @abstractmethod
    async def _counted(self) -> Mapping[Way, Traffic]:
        """Return what went through each interface."""

    @abstractmethod
    async def _connect_for_check(self, subject: Subject, port: int) -> socket.socket:
        """Return a socket that is connected to a target, as its load balancer connects it."""

    @abstractmethod
    def _cut(self, targets: Collection[TargetKey]) -> None:
        """End the connections and flows to targets."""

    async def push(self, push: Push) -> None:
        """Follow a new state; return when it is in force.

        Raises:
            OSError: the kernel refused, or there are too few descriptors. The plane is empty after any exception, and
                needs a whole state: half of one would let through what nobody allowed.
        """
        async with self._turn:
            before = self._guests.without(self._state)
            state = push.put if push.whole else setup.merge(before, push.put, push.remove)
            await self._change(self._guests.within(state))

    async def attach(self, place: Place) -> Interface:
        """Return the interface at a place, which is in force: a new guest, or one that has the address already.

        Raises:
            GuestError: there is no such VPC, or no free address.
            OSError: as of `push`.
        """
        async with self._turn:
            own = self._guests.attach(self._state, place)
            await self._change(self._guests.within(self._state))
            return own

    async def visit(self, service: str, pace: float) -> Visitor:
        """Return a new consumer of a service, which is in force.

        Raises:
            GuestError: there is no such service.
            OSError: as of `push`.
        """
        async with self._turn:
            visitor = self._guests.visit(self._state, service, pace)
            await self._change(self._guests.within(self._state))
            return visitor

    async def reject(self, endpoint: str) -> None:
        """Reject the connection of a visitor.

        Raises:
            GuestError: the endpoint is no visitor's.
        """
        async with self._turn:
            self._guests.close(endpoint)
            await self._change(self._guests.within(self._state))

    async def dismiss(self, guests: Sequence[str]) -> None:
        """Remove guests, and what a client has listened on or entered: each is named as often as it was."""
        self._tenants = +(self._tenants - Counter(guests))
        async with self._turn:
            before = self._guests.without(self._state)
            if self._guests.remove(guests):
                await self._change(self._guests.within(before))

    async def reset(self) -> None:
        """Remove everything."""
        async with self._turn:
            await self._clear()

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

    def health(self) -> list[TargetHealth]:
        """Return the health of all targets that are checked."""
        tenanted = (self._state.interfaces.get(each) for each in self._tenants)
        places = {(each.vpc, address) for each in tenanted if each for address in each.addresses}
        found = self._checks.healths.items()
        return [TargetHealth(*key, own, self._is_inhabited(*key, places)) for key, own in found]

    def _is_inhabited(self, key: str, target: Target, places: Collection[tuple[str, Address]]) -> bool:
        """Return whether a target is at one of the places, by VPC and address; outside its VPC: where routes lead."""
        group = self._state.target_groups.get(key)
        at = {vpc for vpc, address in places if address == target.address}
        if group is None or not at:
            return False
        return group.vpc in at or (target.zone is None and not at.isdisjoint(self._beyond(group, target)))

    def _beyond(self, group: TargetGroup, target: Target) -> frozenset[str]:
        """Return the networks in which a target outside its VPC may be."""
        return arrivals(self._state, group.vpc, target.address)

    def _move_in(self, interface: Interface) -> None:
        """Note that a client's program may be behind an interface from now on."""
        self._tenants[interface.id] += 1
        outside = {
            group.vpc
            for group in self._state.target_groups.values()
            for target in group.targets
            if target.zone is None and target.address in interface.addresses
            if interface.vpc in self._beyond(group, target)
        }
        for vpc in {interface.vpc, *outside}:
            self._checks.begin_anew(vpc, interface.addresses)

    def origin(self, request: GetOrigin) -> Origin | None:
        """Return where an open connection to LocalStack comes from; None if it is none of the plane's."""
        return self._edge.origin(request.address, request.port)

    async def authority(self) -> Path:
        """Return the file of the certificate that clients must trust.

        Raises:
            OSError: it can't be written.
        """
        return await asyncio.to_thread(self._contexts.authority)

    async def trace(self, request: GetTrace) -> Trace:
        """Return the way of a connection from an interface, by the state that is in force."""
        async with self._turn:
            interface = self._interface(request.interface)
            ask = partial(asking.ask, self._state, interface)
            return trace(self._state, self._checks.healths, interface, request.host, request.port, ask)

    def records(self) -> State:
        """Return the records that people know, without what names, ports and the rules of groups follow from."""
        state = self._state
        vpcs = {key: replace(own, names=()) for key, own in state.vpcs.items()}
        groups = {key: SecurityGroup(key) for key in state.groups}
        return State(
            vpcs,
            state.subnets,
            state.interfaces,
            groups,
            endpoints=state.endpoints,
            services=state.services,
            aws_endpoints={key: _known(own) for key, own in state.aws_endpoints.items()},
        )

    async def _change(self, state: State) -> None:
        """Follow a state; hold nothing after any exception."""
        try:
            await self._follow(state)
        except Exception:
            await self._clear()
            raise

    def _cut_unhealthy(self, key: str, target: Target) -> None:
        group = self._state.target_groups.get(key)
        if group and group.cuts_unhealthy:
            self._cut([key_of(group, target)])

    def _look(self, state: State) -> None:
        """Put a state in place."""
        self._state, self._balancing = state, Balancing(state)

    def _interface(self, key: str) -> Interface:
        interface = self._state.interfaces.get(key)
        if interface is None or interface.vpc not in self._state.vpcs:
            raise WireError(f"interface {key!r} does not exist")
        return interface

    def _where_programs_are(self, key: str) -> Interface:
        """Return an interface behind which programs may run."""
        interface = self._interface(key)
        if not interface.workload and setup.has_no_programs(self._state, key):
            raise WireError(f"interface {key!r} is an endpoint's or a load balancer's: no program runs behind it")
        return interface

    def _ends(self, interface: Interface, host: str) -> tuple[Address, Address]:
        """Return the addresses of a connection from an interface, its own first.

        Raises:
            OSError: it has none of the other's version.
            socket.gaierror: the resolver does not know the name.
        """
        address = self._resolve(interface, host)
        source = next((each for each in interface.addresses if each.version == address.version), None)
        if source is None:
            raise OSError(errno.ENETUNREACH, f"{interface.id} has no address of IPv{address.version}")
        return source, address

    def _resolve(self, interface: Interface, host: str) -> Address:
        try:
            return ip_address(host)
        except ValueError:
            pass
        for kind in kinds(interface.addresses):
            records = self._learned(interface, host, kind).records
            if found := next((each for each in records if each.kind is kind), None):
                return ip_address(found.value)
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known in {interface.vpc}")

    def _learned(self, interface: Interface, name: str, kind: Kind) -> Answer:
        """Return what a program behind an interface learns of a name from the resolver of its VPC."""
        return self._answer(interface.vpc, False, name, kind, str(interface.addresses[0]))  # noqa: FBT003 - own programs

    def _answer(self, vpc: str, inbound: bool, name: str, kind: Kind, client: str) -> Answer:  # noqa: FBT001 - by position
        """Return what a VPC's resolver answers a client, in the VPC itself or asking an inbound endpoint."""
        state = self._state
        record = state.vpcs.get(vpc)
        if record is None:
            return Answer(Reply.REFUSED)
        public = affinity.public_names(state, vpc, None if inbound else ip_address(client), random())  # noqa: S311 - a share
        return names.answer(record, name, kind, public, inbound=inbound)


def _known(endpoint: AwsEndpoint) -> AwsEndpoint:
    """Return an endpoint with one name of its certificates, which is the service's, and nothing else of them."""
    names = tuple(name for own in endpoint.tls.certificates for name in own.names)[:1]
    return replace(endpoint, tls=Tls((Certificate(names),)))
