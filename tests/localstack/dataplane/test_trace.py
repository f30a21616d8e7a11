"""Traces: the hops of a connection that nobody makes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from ipaddress import ip_network

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state import names
from privatelink_localstack.dataplane.state.asking import ask
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.model import SecurityGroup, State
from privatelink_localstack.dataplane.state.trace import Hop, Step, Trace, trace
from tests.support.hybrid import hybrid
from tests.support.networks import HOST, SPOKE_CLIENT, by_peering
from tests.support.plane import CLIENT, ENI, ENI_ADDRESS, NAME, NODE_ADDRESS, PORT, STRANGER, changed, link

WHOLE = [
    Step.NAME,
    Step.ROUTE,
    Step.EGRESS,
    Step.INTERFACE,
    Step.INGRESS,
    Step.ACL,
    Step.ENDPOINT,
    Step.SERVICE,
    Step.BALANCER,
    Step.TARGET,
]


def _trace(state: State, source: str = CLIENT, host: str = NAME, port: int = PORT) -> Trace:
    interface = state.interfaces[source]
    return trace(state, {}, interface, host, port, partial(names.answer, state.vpcs[interface.vpc]))


def test_connection_that_arrives_has_every_hop() -> None:
    found = _trace(link())

    assert [each.step for each in found.hops] == WHOLE
    assert (found.stopped, found.hops[0].note) == (None, str(ENI_ADDRESS))
    assert [(each.balancer, each.node, each.health) for each in found.ways] == [("nlb", NODE_ADDRESS, "initial")]


def test_group_that_does_not_allow_is_the_last_hop() -> None:
    found = _trace(link(), source=STRANGER)

    assert found.stopped == Hop(Step.INGRESS, "endpoint", "not allowed by the destination's security groups")
    assert found.hops[-1] == found.stopped


@pytest.mark.parametrize(
    ("host", "reason"),
    [("unknown.example.com", "nothing in consumer knows it")],
)
def test_unknown_name_ends_at_once(host: str, reason: str) -> None:
    assert _trace(link(), host=host).hops == (Hop(Step.NAME, host, reason),)


def test_address_of_nobody_is_told() -> None:
    assert _trace(link(), host="10.0.1.99").stopped == Hop(Step.INTERFACE, "10.0.1.99", "nobody has the address")


def test_port_without_listener_is_told_with_those_that_have_one() -> None:
    state = link()
    group = replace(state.groups["endpoint"], ingress=(replace(state.groups["endpoint"].ingress[0], ports=(1, 9999)),))

    stopped = _trace(changed(state, "groups", endpoint=group), port=80).stopped

    assert stopped == Hop(Step.SERVICE, "service", "it has no listener on 80; its ports: 443")


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ("pendingAcceptance", "its connection waits for the service's owner to accept it"),
        ("rejected", "its connection is rejected by the service's owner"),
        ("failed", "its connection is not available: failed"),
    ],
)
@pytest.mark.parametrize("groups", [("endpoint",), ()])
def test_closed_connection_ends_at_the_endpoint_with_its_state(own: str, reason: str, groups: tuple[str, ...]) -> None:
    state = link()
    closed = changed(state, "endpoints", **{"vpce-1": replace(state.endpoints["vpce-1"], state=own)})
    # The control plane takes the groups from the interfaces of a connection that is not available.
    silent = changed(closed, "interfaces", **{ENI: replace(state.interfaces[ENI], groups=groups)})

    assert _trace(silent).stopped == Hop(Step.ENDPOINT, "vpce-1", reason)


def test_service_without_targets_ends_at_the_load_balancer() -> None:
    state = link()
    stopped = _trace(changed(state, "target_groups", group=replace(state.target_groups["group"], targets=()))).stopped

    assert stopped is not None
    assert (stopped.step, stopped.stops) == (Step.BALANCER, "no target, or its security groups stop it")


@pytest.mark.process
def test_guest_beside_the_subnets_is_traced_by_the_plane(plane: Client) -> None:
    plane.push(link(), whole=True)
    inside = plane.attach(Place("consumer", groups=("clients",)))
    outside = plane.attach(Place("consumer", network=ip_network("198.51.100.0/24")))

    assert plane.trace(inside.id, NAME, PORT).stopped is None
    stopped = plane.trace(outside.id, NAME, PORT).stopped
    assert stopped is not None
    assert stopped.step is Step.INGRESS


@pytest.mark.process
def test_lookup_asks_the_resolver(plane: Client) -> None:
    plane.push(link(), whole=True)

    assert plane.lookup(CLIENT, NAME) == frozenset({str(ENI_ADDRESS)})
    assert plane.lookup(CLIENT, NAME, "AAAA") == frozenset()
    assert plane.lookup(CLIENT, "unknown.example.com") is None


@pytest.mark.process
def test_records_tell_what_people_choose_from(plane: Client) -> None:
    plane.push(link(), whole=True)

    found = plane.records()
    assert found.interfaces[ENI].addresses == (ENI_ADDRESS,)
    assert (sorted(found.vpcs), sorted(found.endpoints)) == (["consumer", "provider"], ["vpce-1"])
    assert sorted(found.groups) == sorted(link().groups)


def test_connection_to_another_network_is_traced_to_its_end() -> None:
    found = _trace(by_peering(), source=SPOKE_CLIENT, host=str(ENI_ADDRESS))

    assert [each.step for each in found.hops] == WHOLE[1:]
    assert found.stopped is None


def test_client_on_premises_asks_the_inbound_endpoint_that_it_reaches() -> None:
    found = _from_premises(hybrid())

    assert (found.stopped, found.hops[0]) == (None, Hop(Step.NAME, NAME, note=str(ENI_ADDRESS)))


def test_client_on_premises_that_the_inbound_endpoint_does_not_admit_knows_no_name() -> None:
    found = _from_premises(changed(hybrid(), "groups", inbound=SecurityGroup("inbound")))

    reason = "10.0.1.53: not allowed by the destination's security groups"
    assert found.hops == (Hop(Step.NAME, NAME, f"no name server answers ({reason})"),)


def _from_premises(state: State) -> Trace:
    interface = state.interfaces[HOST]
    return trace(state, {}, interface, NAME, PORT, partial(ask, state, interface))
