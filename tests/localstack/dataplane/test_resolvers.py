"""Resolver rules that forward, and inbound endpoints, with name servers and clients on premises over a VPN."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state.model import Permission, SecurityGroup, State
from privatelink_localstack.resolver.lookup import Source
from tests.support.echo import echo, serving
from tests.support.hybrid import CORP, HIDDEN, INBOUND, RULE, hybrid
from tests.support.name_server import name_server
from tests.support.networks import HOST, HOST_ADDRESS
from tests.support.plane import ALL, CLIENT, ENI_ADDRESS, NAME, PORT, TARGET_PORT, changed, interface

PATIENCE = 30.0
ADDRESS = frozenset({str(ENI_ADDRESS)})

pytestmark = pytest.mark.process


def test_client_on_premises_reaches_an_endpoint_by_its_private_name(plane: Client) -> None:
    plane.push(hybrid(), whole=True)

    with (
        serving(plane.listen("eni-target", TARGET_PORT), echo),
        plane.connect(HOST, NAME, PORT, PATIENCE) as connection,
    ):
        assert connection.getpeername() == (str(ENI_ADDRESS), PORT)


def test_inbound_endpoint_answers_over_tcp_what_the_vpc_s_resolver_does_not(plane: Client) -> None:
    plane.push(hybrid(), whole=True)

    assert plane.lookup(HOST, HIDDEN, server=str(INBOUND)) == ADDRESS
    assert plane.lookup(CLIENT, HIDDEN) is None


def test_inbound_endpoint_answers_whom_its_groups_let_in(plane: Client) -> None:
    plane.push(changed(hybrid(), "groups", inbound=SecurityGroup("inbound")), whole=True)

    with pytest.raises(socket.gaierror) as caught:
        plane.connect(HOST, NAME, PORT, PATIENCE)
    assert caught.value.errno == socket.EAI_AGAIN


def test_inbound_endpoint_comes_goes_and_moves(plane: Client) -> None:
    state = hybrid()
    plane.push(replace(state, resolver_endpoints={}), whole=True)
    plane.push(State(resolver_endpoints=state.resolver_endpoints))
    assert plane.lookup(HOST, NAME, server=str(INBOUND)) == ADDRESS

    plane.push(State(interfaces={"eni-in": interface("eni-in", "consumer", "10.0.1.55", "inbound")}))
    assert plane.lookup(HOST, NAME, server="10.0.1.55") == ADDRESS

    plane.push(State(), ["rslvr-in"])
    with pytest.raises(ConnectionRefusedError):
        plane.lookup(HOST, NAME, server="10.0.1.55")


@pytest.mark.parametrize("is_short", [False, True])
def test_rule_forwards_to_a_name_server_on_premises(plane: Client, is_short: bool) -> None:  # noqa: FBT001 - a case
    plane.push(hybrid(), whole=True)

    with name_server(plane, HOST, {CORP: HOST_ADDRESS}, short=is_short) as asked:
        assert plane.lookup(CLIENT, CORP) == frozenset({HOST_ADDRESS})
        assert asked == (["UDP", "TCP"] if is_short else ["UDP"])
        with (
            serving(plane.listen(HOST, PORT), echo),
            plane.connect(CLIENT, CORP, PORT, PATIENCE) as connection,
        ):
            assert connection.getpeername() == (HOST_ADDRESS, PORT)
        assert plane.lookup(CLIENT, "nobody.corp.example.com") is None
        assert plane.lookup(CLIENT, NAME) == ADDRESS


def test_alias_into_a_forwarded_domain_is_followed(plane: Client) -> None:
    state = hybrid()
    vpc = state.vpcs["consumer"]
    zone = Source("zone", "Z1", "apps.example.com", records={"db.apps.example.com": (CORP,)})
    plane.push(changed(state, "vpcs", consumer=replace(vpc, names=(*vpc.names, zone))), whole=True)

    with name_server(plane, HOST, {CORP: HOST_ADDRESS}):
        assert plane.lookup(CLIENT, "db.apps.example.com") == frozenset({HOST_ADDRESS})


def test_next_name_server_is_asked_where_one_is_silent(plane: Client) -> None:
    state = hybrid()
    vpc = state.vpcs["consumer"]
    rule = replace(RULE, targets=("192.168.0.99:53", *RULE.targets))
    plane.push(changed(state, "vpcs", consumer=replace(vpc, names=(rule,))), whole=True)

    with name_server(plane, HOST, {CORP: HOST_ADDRESS}):
        assert plane.lookup(CLIENT, CORP) == frozenset({HOST_ADDRESS})


@pytest.mark.parametrize("lacks", ["rslvr-out", "outbound"])
def test_rule_without_a_way_out_answers_nothing(plane: Client, lacks: str) -> None:
    plane.push(hybrid(), whole=True)
    if lacks == "outbound":
        plane.push(State(groups={lacks: SecurityGroup(lacks)}))
    else:
        plane.push(State(), [lacks])

    with name_server(plane, HOST, {CORP: HOST_ADDRESS}) as asked:
        assert plane.lookup(CLIENT, CORP) == frozenset()
        with pytest.raises(socket.gaierror):
            plane.connect(CLIENT, CORP, PORT, PATIENCE)
        assert asked == []


def test_rules_that_lead_in_a_circle_end(plane: Client) -> None:
    state = hybrid()
    vpc = state.vpcs["consumer"]
    circle = replace(RULE, targets=(f"{INBOUND}:53",))
    groups = SecurityGroup("inbound", (Permission((17, 17), (53, 53), (ALL.cidrs[0],)),))
    state = changed(changed(state, "groups", inbound=groups), "vpcs", consumer=replace(vpc, names=(circle,)))
    plane.push(state, whole=True)

    assert plane.lookup(CLIENT, CORP) == frozenset()
    assert plane.lookup(CLIENT, CORP) == frozenset()
