"""The choice of targets: for each new connection, and for health checks."""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_localstack.dataplane.relay import proxy_protocol
from privatelink_localstack.dataplane.relay.checks import Subject
from privatelink_localstack.dataplane.state import setup
from privatelink_localstack.dataplane.state.doors import Door
from privatelink_localstack.dataplane.state.model import Interface, Listener, State
from privatelink_localstack.dataplane.state.targets import Balancing, Flow, Healths, Way


def choose(state: State, balancing: Balancing, healths: Healths, door: Door, flow: Flow) -> Way | None:
    """Return the way of a new flow through a door; None where there is nothing to go to."""
    entry = state.interfaces.get(door.interface)
    endpoint, balancer = state.endpoints.get(door.owner), state.balancers.get(door.owner)
    if entry and endpoint:
        return balancing.choose(endpoint, entry, flow, healths, door.protocol)
    if entry and balancer:
        return balancing.choose_directly(balancer, entry, flow, healths, door.protocol)
    return None


def web_listener(state: State, balancing: Balancing, door: Door) -> Listener | None:
    """Return the listener of an application load balancer behind a door; None where there is none."""
    balancer = state.balancers.get(door.owner)
    return balancing.web_listener(balancer, door.port) if balancer else None


def choose_for_request(
    state: State, balancing: Balancing, healths: Healths, door: Door, weights: Mapping[str, int], request: object
) -> Way | None:
    """Return the way of a request through a door to target groups with weights; None where there is no target."""
    entry, listener = state.interfaces.get(door.interface), web_listener(state, balancing, door)
    return balancing.choose_for_request(listener, weights, entry, request, healths) if entry and listener else None


def keeps_clients(state: State, interface: Interface) -> bool:
    """Return whether an interface is a target that sees clients' own addresses: answers must come back by a link.

    A load balancer that is a target does not: it has no programs.
    """
    return not setup.has_no_programs(state, interface.id) and any(
        target.address in interface.addresses
        for group in state.target_groups.values()
        if group.preserve_client and group.vpc == interface.vpc
        for target in group.targets
    )


def idle_timeout(state: State, way: Way, door: Door) -> float:
    """Return the seconds after which a connection through a door is forgotten."""
    endpoint = state.endpoints.get(door.owner)
    return way.listener.idle_timeout / (endpoint.pace if endpoint else 1)


def header(way: Way, flow: Flow, door: Door) -> bytes:
    """Return what a target gets before the client's bytes."""
    return proxy_protocol.header(*flow, door.owner) if way.group.proxy_protocol else b""


def subjects(balancing: Balancing) -> frozenset[Subject]:
    """Return the targets whose health is checked."""
    found = {}
    for node, group in balancing.used_groups():
        for target in group.targets:
            key, source = (group.id, target), node.source(target)
            if source and (key not in found or node.zone == target.zone):
                found[key] = Subject(group.id, target, group.check, group.vpc, source)
    return frozenset(found.values())
