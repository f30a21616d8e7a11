"""Where endpoints and load balancers answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from privatelink_localstack.dataplane.state.model import (
    TCP,
    Address,
    AwsEndpoint,
    Endpoint,
    Interface,
    LoadBalancer,
    State,
)
from privatelink_localstack.dataplane.state.targets import Balancing, Port

type Answering = Endpoint | AwsEndpoint | LoadBalancer


@dataclass(frozen=True, slots=True)
class Door:
    """An address and port where an endpoint or a load balancer answers, with TCP or UDP by its number."""

    owner: str
    interface: str
    address: Address
    protocol: int
    port: int

    @property
    def way(self) -> tuple[str, str]:
        """What its connections are counted by."""
        return self.owner, self.interface


@dataclass(frozen=True, slots=True)
class Entrance:
    """An interface with what its doors follow from."""

    own: Answering
    interface: Interface
    ports: tuple[Port, ...]
    doors: tuple[Door, ...]


OF_PORTS = ("services", "balancers", "listeners")
"""The records of a state that the ports of many endpoints follow from."""


def entrances(state: State, before: Mapping[str, Entrance], touched: AbstractSet[str]) -> Mapping[str, Entrance]:
    """Return the interfaces of endpoints and load balancers by ID; what has not changed is the same object.

    Parameters:
        touched: the interfaces that may differ from before, with those of all owners that do.
    """
    found = {**before}
    for key in touched:
        found.pop(key, None)
    balancing = Balancing(state)
    owners: Iterator[Answering] = chain(
        state.endpoints.values(), state.balancers.values(), state.aws_endpoints.values()
    )
    for own in owners:
        if touched.isdisjoint(own.interfaces):
            continue
        ports = _ports(balancing, own)
        for key in own.interfaces:
            interface, old = state.interfaces.get(key), before.get(key)
            if interface is None:
                continue
            if old and old.own is own and old.interface is interface and old.ports == ports:
                found[key] = old
            else:
                found[key] = Entrance(own, interface, ports, _doors(own, interface, ports))
    return found


def _ports(balancing: Balancing, own: Answering) -> tuple[Port, ...]:
    """Return the ports where an endpoint or a load balancer answers."""
    if isinstance(own, LoadBalancer):
        return tuple(sorted(balancing.own_ports(own.id)))
    if not own.open:
        return ()
    if isinstance(own, AwsEndpoint):
        return tuple((TCP, port) for port in sorted((*own.ports, *own.plain_ports)))
    return tuple(balancing.ports(own.service))


def _doors(own: Answering, interface: Interface, ports: tuple[Port, ...]) -> tuple[Door, ...]:
    return tuple(Door(own.id, interface.id, address, *port) for address in interface.addresses for port in ports)
