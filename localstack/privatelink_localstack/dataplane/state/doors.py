"""Where endpoints and load balancers answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


def entrances(state: State, before: Mapping[str, Entrance]) -> Mapping[str, Entrance]:
    """Return the interfaces of endpoints and load balancers by ID; what has not changed is the same object."""
    found: dict[str, Entrance] = {}
    for endpoint, ports in _ports(state):
        for key in endpoint.interfaces:
            interface, old = state.interfaces.get(key), before.get(key)
            if interface is None:
                continue
            if old and old.own is endpoint and old.interface is interface and old.ports == ports:
                found[key] = old
            else:
                found[key] = Entrance(endpoint, interface, ports, _doors(endpoint, interface, ports))
    return found


def _ports(state: State) -> Iterator[tuple[Answering, tuple[Port, ...]]]:
    """Yield each endpoint and load balancer with the ports where it answers."""
    balancing = Balancing(state)
    services = {key: tuple(sorted(balancing.ports(key))) for key in state.services}
    for endpoint in state.endpoints.values():
        yield endpoint, services.get(endpoint.service, ()) if endpoint.open else ()
    for balancer in state.balancers.values():
        yield balancer, tuple(sorted(balancing.own_ports(balancer.id)))
    for own in state.aws_endpoints.values():
        yield own, tuple((TCP, port) for port in sorted((*own.ports, *own.plain_ports))) if own.open else ()


def _doors(own: Answering, interface: Interface, ports: tuple[Port, ...]) -> tuple[Door, ...]:
    return tuple(Door(own.id, interface.id, address, *port) for address in interface.addresses for port in ports)
