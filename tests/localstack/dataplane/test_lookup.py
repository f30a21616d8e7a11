"""Names by proxies: what resolvers would tell each other, without a packet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.proxies.lookup import look_up
from privatelink_localstack.dataplane.state.model import SecurityGroup, State
from privatelink_localstack.dataplane.state.names import Kind, Reply
from privatelink_localstack.resolver.lookup import Source
from tests.support.hybrid import HIDDEN, INBOUND, hybrid
from tests.support.networks import HOST
from tests.support.plane import CLIENT, ENI_ADDRESS, NAME, changed


def _addresses(state: State, asker: str, name: str) -> list[str]:
    found = look_up(state, state.interfaces[asker], name, Kind.A)
    return [each.value for each in found.records if each.kind is Kind.A]


@pytest.mark.parametrize("name", [NAME, HIDDEN])
def test_host_on_premises_asks_the_inbound_endpoint(name: str) -> None:
    assert _addresses(hybrid(), HOST, name) == [str(ENI_ADDRESS)]


def test_name_of_inbound_endpoints_alone_is_unknown_in_the_vpc() -> None:
    state = hybrid()

    assert look_up(state, state.interfaces[CLIENT], HIDDEN, Kind.A).reply is Reply.NO_SUCH_NAME


def test_inbound_endpoint_answers_whom_its_groups_let_in() -> None:
    state = changed(hybrid(), "groups", inbound=SecurityGroup("inbound"))

    assert look_up(state, state.interfaces[HOST], NAME, Kind.A).reply is Reply.REFUSED


def test_rule_to_a_name_server_that_is_a_program_answers_nothing() -> None:
    state = hybrid()

    assert look_up(state, state.interfaces[CLIENT], "db.corp.example.com", Kind.A).reply is Reply.REFUSED


def test_rules_that_send_questions_in_a_circle_end() -> None:
    state = hybrid()
    circle = Source("rule", "rslvr-rr-2", "loop.example.com", targets=(f"{INBOUND}:53",), outbound="rslvr-out")
    own = state.vpcs["consumer"]
    state = changed(state, "vpcs", consumer=replace(own, names=(*own.names, circle)))

    assert _addresses(state, CLIENT, "a.loop.example.com") == []


def test_asker_of_no_vpc_is_refused() -> None:
    state = hybrid()
    stray = replace(state.interfaces[CLIENT], vpc="vpc-none")

    assert look_up(state, stray, NAME, Kind.A).reply is Reply.REFUSED
