"""The resolvers of a plane in namespaces: each VPC's, inbound endpoints, and what both send on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address

from dnslib import QTYPE, DNSRecord

from privatelink_localstack.dataplane.forwarding import Forwarder, Source
from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace, listen, receive
from privatelink_localstack.dataplane.resolver import PORT, Resolver
from privatelink_localstack.dataplane.spaces import Spaces
from privatelink_localstack.dataplane.state import reach
from privatelink_localstack.dataplane.state.model import Address, Interface, State
from privatelink_localstack.dataplane.state.names import Answer, Kind, Reply, kinds

_PER_ADDRESS = 2
"""Sockets of a resolver at an address: for UDP and for TCP."""

type Ask = Callable[[str, bool, str, Kind, str], Answer]
"""Answers a question of a VPC, from its own programs or by an inbound endpoint, and the address of who asks."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a resolver answers."""

    vpc: str
    addresses: tuple[Address, ...]
    inbound: bool = False


class Resolvers:
    """The resolvers. The main thread's loop alone uses them."""

    def __init__(self, maker: Maker, spaces: Spaces, ask: Ask) -> None:
        self._maker = maker
        self._spaces = spaces
        self._ask = ask
        self._forwarder = Forwarder(maker)
        self._state = State()
        self._open: dict[str, tuple[_Place, Resolver]] = {}

    def close_what_goes(self, state: State) -> None:
        """Close the resolvers that a state no longer has, before their VPCs go."""
        wanted = dict(_places(state))
        for key in [key for key, (place, _) in self._open.items() if wanted.get(key) != place]:
            self._open.pop(key)[1].close()

    async def open_what_comes(self, state: State) -> None:
        """Open the resolvers that a state has, once their addresses are there.

        Raises:
            OSError: there are too few descriptors.
        """
        self._state = state
        for key, place in _places(state):
            if key not in self._open:
                namespace = self._spaces.vpcs[place.vpc].namespace
                sockets = await asyncio.to_thread(self._maker.run, namespace, partial(_sockets, place.addresses))
                own = Resolver(partial(self._ask, place.vpc, place.inbound), self._forward)
                self._open[key] = place, own
                await own.start(*sockets)

    def close(self) -> None:
        """Close all."""
        for _, own in self._open.values():
            own.close()
        self._open.clear()

    async def find(self, interface: Interface, namespace: Namespace, host: str) -> str:
        """Return the address of a name that other resolvers know; what this process knows by itself, as it is.

        Raises:
            socket.gaierror: they do not know it, or do not answer.
        """
        with suppress(ValueError):
            return str(ip_address(host))
        vpc = self._state.vpcs[interface.vpc]
        if vpc.name_servers:
            servers = tuple(f"[{each}]:{PORT}" for each in vpc.name_servers)
            sources = [(namespace, each) for each in interface.addresses]
            return await self._first(interface, host, servers, sources)
        kind = kinds(interface.addresses)[0]
        found = self._ask(vpc.id, False, host, kind, str(interface.addresses[0]))  # noqa: FBT003 - its own programs ask
        if found.reply is not Reply.FORWARD:
            return host
        return await self._first(interface, _wanted(host, found), found.forward, self._sources(found))

    async def _forward(self, question: DNSRecord, answer: Answer) -> DNSRecord | None:
        return await self._forwarder.ask(question, answer.forward, self._sources(answer))

    async def _first(self, asker: Interface, name: str, servers: tuple[str, ...], sources: Sequence[Source]) -> str:
        """Return the first address that name servers know for a name."""
        for kind in kinds(asker.addresses):
            found = await self._forwarder.ask(DNSRecord.question(name, kind), servers, sources)
            if found is None:
                raise socket.gaierror(socket.EAI_AGAIN, f"{', '.join(servers)}: no answer about {name}")
            if values := [str(each.rdata) for each in found.rr if QTYPE.get(each.rtype) == kind]:
                return values[0]
        raise socket.gaierror(socket.EAI_NONAME, f"{', '.join(servers)}: {name} is not known")

    def _sources(self, answer: Answer) -> list[Source]:
        """Return the addresses of the outbound endpoint that an answer names; none if it is gone."""
        endpoint = self._state.resolver_endpoints.get(answer.outbound or "")
        space = self._spaces.vpcs.get(endpoint.vpc) if endpoint else None
        if endpoint is None or space is None:
            return []
        own = (self._state.interfaces.get(each) for each in endpoint.interfaces)
        return [(space.namespace, address) for each in own if each for address in each.addresses]


def descriptors(state: State) -> int:
    """Return how many descriptors the resolvers of a state hold."""
    return sum(_PER_ADDRESS * len(place.addresses) for _, place in _places(state))


def _places(state: State) -> Iterator[tuple[str, _Place]]:
    """Yield where resolvers answer, by the IDs of VPCs and inbound endpoints."""
    for vpc in state.vpcs.values():
        yield vpc.id, _Place(vpc.id, reach.resolvers(vpc))
    for endpoint in state.resolver_endpoints.values():
        own = [state.interfaces.get(each) for each in endpoint.interfaces]
        addresses = tuple(address for each in own if each for address in each.addresses)
        if endpoint.inbound and endpoint.vpc in state.vpcs and addresses:
            yield endpoint.id, _Place(endpoint.vpc, addresses, inbound=True)


def _wanted(name: str, answer: Answer) -> str:
    """Return the name that is asked on: the last alias of a name."""
    return answer.records[-1].value if answer.records else name


def _sockets(addresses: tuple[Address, ...]) -> tuple[list[socket.socket], list[socket.socket]]:
    places = [(str(each), PORT) for each in addresses]
    return [receive(each) for each in places], [listen(each) for each in places]
