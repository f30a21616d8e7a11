"""Guests: records that are in the plane only, such as the interface of a probe where no instance stands.

The control plane neither pushes nor removes them. They end with the connection that asked for them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from itertools import count

from privatelink_localstack.dataplane.state import setup
from privatelink_localstack.dataplane.state.model import (
    LOCAL,
    Address,
    Endpoint,
    Interface,
    Network,
    Route,
    State,
    Subnet,
    Vpc,
)
from privatelink_localstack.dataplane.state.reach import interface_of

_RESERVED = 4
"""The first addresses of a subnet, which are AWS's (VPC guide, "Subnet CIDR blocks"), as is the last one."""
_ELSEWHERE = ip_network("10.255.0.0/24")
"""The block of a consumer's VPC that is a guest."""


_REJECTED = "rejected"
"""The state of a visitor's endpoint whose connection is closed."""
_NUMBERS = count(1)
"""Of this process: after a reset no ID comes again, which a client from before might remove."""


class GuestError(ValueError):
    """The state has no room for a guest, or not what it wants to visit."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interface shall be.

    Parameters:
        subnet: its ID; "" for the one that has the address, or none: as if it came over another network.
        network: where a free address is taken; None for the first blocks of IPv4 and IPv6 of the subnet, or else of the
            VPC, an address from each. An address that an interface has already, given as a network of its own, means
            this interface.
        groups: None lets everybody in and out.
        workload: whether programs can run behind it.
    """

    vpc: str
    subnet: str = ""
    network: Network | None = None
    groups: tuple[str, ...] | None = None
    workload: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """A consumer of a service that is in the plane only: a VPC with an endpoint, and a client in front of it."""

    endpoint: Endpoint
    entry: Interface
    client: Interface


@dataclass(slots=True)
class Guests:
    """All guests of a plane, by ID."""

    _records: State = field(default_factory=State)

    def within(self, state: State) -> State:
        """Return a state with the guests."""
        return setup.merge(state, self._records, ())

    def without(self, state: State) -> State:
        """Return a state as the control plane pushed it."""
        ids = frozenset(setup.ids(self._records))
        return setup.merge(state, State(), ids) if ids else state

    def attach(self, state: State, place: Place) -> Interface:
        """Return the interface that is at a place: a new guest, or one that has the address already.

        Raises:
            GuestError: the VPC or the subnet does not exist, or its network is full.
        """
        vpc = state.vpcs.get(place.vpc)
        if vpc is None:
            raise GuestError(f"VPC {place.vpc!r} does not exist")
        networks = (place.network,) if place.network else _blocks(state, vpc, place.subnet)
        found = interface_of(state, vpc.id, networks[0][0]) if networks[0].num_addresses == 1 else None
        if found and found.id not in self._records.interfaces:
            return found
        addresses = tuple(_free(state, vpc.id, each) for each in networks)
        subnet = place.subnet or _subnet(state, vpc.id, addresses[0])
        own = Interface(f"guest-{next(_NUMBERS)}", vpc.id, subnet, addresses, place.groups, place.workload)
        self._put(State(interfaces={own.id: own}))
        return own

    def visit(self, state: State, service: str, pace: float) -> Visitor:
        """Return a new consumer of a service, in a VPC of its own, whose connection is available.

        Parameters:
            pace: how much faster than the listeners' time idle connections grow old.

        Raises:
            GuestError: the service does not exist.
        """
        if service not in state.services:
            raise GuestError(f"service {service!r} does not exist")
        vpc, subnet, entry, client, endpoint = (f"guest-{next(_NUMBERS)}" for _ in range(5))
        visitor = Visitor(
            Endpoint(endpoint, vpc, (entry,), service, pace=pace),
            Interface(entry, vpc, subnet, (_ELSEWHERE[10],)),
            Interface(client, vpc, subnet, (_ELSEWHERE[20],)),
        )
        self._put(
            State(
                vpcs={vpc: Vpc(vpc, (_ELSEWHERE,))},
                subnets={subnet: Subnet(subnet, vpc, "", (Route(_ELSEWHERE, LOCAL),))},
                interfaces={each.id: each for each in (visitor.entry, visitor.client)},
                endpoints={endpoint: visitor.endpoint},
            )
        )
        return visitor

    def remove(self, guests: Collection[str]) -> bool:
        """Remove guests; return whether there was one."""
        before = frozenset(setup.ids(self._records))
        gone = before.intersection(guests)
        self._records = setup.merge(self._records, State(), gone)
        return bool(gone)

    def close(self, endpoint: str) -> None:
        """Close a visitor's connection, as an owner that rejects it does.

        Raises:
            GuestError: it is no visitor's.
        """
        own = self._records.endpoints.get(endpoint)
        if own is None:
            raise GuestError(f"endpoint {endpoint!r} is no guest")
        entries = {each: replace(self._records.interfaces[each], groups=()) for each in own.interfaces}
        self._put(State(interfaces=entries, endpoints={endpoint: replace(own, state=_REJECTED)}))

    def _put(self, records: State) -> None:
        self._records = setup.merge(self._records, records, ())


def ids(visitor: Visitor) -> tuple[str, ...]:
    """Return the IDs of a visitor's records."""
    return visitor.endpoint.id, visitor.entry.id, visitor.client.id, visitor.entry.vpc, visitor.entry.subnet


def _blocks(state: State, vpc: Vpc, subnet: str) -> tuple[Network, ...]:
    """Return where a guest's addresses are taken: the first block of each IP version."""
    own = state.subnets.get(subnet)
    if subnet and (own is None or own.vpc != vpc.id):
        raise GuestError(f"subnet {subnet!r} of VPC {vpc.id!r} does not exist")
    cidrs = own.cidrs if own and own.cidrs else vpc.cidrs
    first = {each.version: each for each in reversed(cidrs)}
    return tuple(first[version] for version in sorted(first))


def _subnet(state: State, vpc: str, address: Address) -> str:
    own = (each for each in state.subnets.values() if each.vpc == vpc)
    return next((each.id for each in own if any(address in cidr for cidr in each.cidrs)), "")


def _free(state: State, vpc: str, network: Network) -> Address:
    """Return the last address of a network that nobody in a VPC has: AWS gives the first ones."""
    taken = {address for each in state.interfaces.values() if each.vpc == vpc for address in each.addresses}
    size = network.num_addresses
    numbers = [0] if size == 1 else range(size - 2, _RESERVED - 1, -1)
    found = next((address for number in numbers if (address := network[number]) not in taken), None)
    if found is None:
        raise GuestError(f"{network} of VPC {vpc!r} has no free address")
    return found
