"""Who reaches whom by routes and security groups."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from privatelink_localstack.dataplane.state.model import (
    LOCAL,
    UDP,
    Permission,
    PrefixList,
    Route,
    SecurityGroup,
    State,
    Subnet,
)
from privatelink_localstack.dataplane.state.reach import Connection, Groups, Outcome, judge, resolver, router
from privatelink_localstack.dataplane.state.roads import next_hop
from tests.support.plane import BLOCK, CLIENT, ENI_ADDRESS, PORT, STRANGER, changed, link

HTTPS = Connection(ENI_ADDRESS, PORT)


def _judge(state: State, source: str = CLIENT, connection: Connection = HTTPS) -> Outcome:
    return judge(state, state.interfaces[source], connection)


def test_member_of_the_named_group_is_allowed() -> None:
    assert _judge(link()) is Outcome.ALLOWED


@pytest.mark.parametrize("connection", [Connection(ENI_ADDRESS, 80), Connection(ENI_ADDRESS, PORT, UDP)])
def test_other_ports_and_protocols_are_not_allowed(connection: Connection) -> None:
    assert _judge(link(), connection=connection) is Outcome.INGRESS


def test_stranger_is_not_allowed() -> None:
    assert _judge(link(), STRANGER) is Outcome.INGRESS


def test_source_without_egress_is_not_allowed_out() -> None:
    state = changed(link(), "groups", clients=SecurityGroup("clients"))

    assert _judge(state) is Outcome.EGRESS


def test_address_of_no_interface_belongs_to_nobody() -> None:
    assert _judge(link(), connection=Connection(ip_address("10.0.77.7"), PORT)) is Outcome.NOBODY


def test_address_outside_every_route_has_none() -> None:
    assert _judge(link(), connection=Connection(ip_address("8.8.8.8"), PORT)) is Outcome.NO_ROUTE


def test_address_of_another_version_than_the_source_s_has_no_route() -> None:
    routes = (Route(ip_network("fd00::/8"), LOCAL),)
    state = changed(link(), "subnets", **{"consumer-a": Subnet("consumer-a", "consumer", "a", routes)})

    assert _judge(state, connection=Connection(ip_address("fd00::5"), PORT)) is Outcome.NO_ROUTE


def test_prefix_list_allows_its_networks() -> None:
    group = SecurityGroup("endpoint", (Permission((6, 6), (PORT, PORT), prefix_lists=("pl-1",)),))
    lists = changed(link(), "prefix_lists", **{"pl-1": PrefixList("pl-1", (ip_network("10.0.9.0/24"),))})
    state = changed(lists, "groups", endpoint=group)

    assert (_judge(state, STRANGER), _judge(state)) == (Outcome.ALLOWED, Outcome.INGRESS)


def test_interface_without_groups_lets_everybody_through() -> None:
    state = link()
    state = changed(state, "interfaces", **{"eni-endpoint": replace(state.interfaces["eni-endpoint"], groups=None)})

    assert _judge(state, STRANGER) is Outcome.ALLOWED


def test_pending_endpoint_lets_nobody_through() -> None:
    state = link()
    state = changed(state, "interfaces", **{"eni-endpoint": replace(state.interfaces["eni-endpoint"], groups=())})

    assert _judge(state) is Outcome.INGRESS


def test_most_specific_route_decides() -> None:
    routes = (Route(ip_network("0.0.0.0/0"), "nat-1"), Route(BLOCK, LOCAL), Route(ip_network("10.0.5.0/24"), "pcx-1"))
    found = [next_hop(routes, ip_address(each)) for each in ("10.0.5.1", "10.0.6.1", "8.8.8.8")]

    assert found == ["pcx-1", LOCAL, "nat-1"]


def test_router_and_resolver_are_the_second_and_third_address() -> None:
    vpc = link().vpcs["consumer"]

    assert (str(router(vpc)), str(resolver(vpc))) == ("10.0.0.1", "10.0.0.2")


def test_groups_that_resolve_alike_are_the_same_object() -> None:
    before = Groups(link())
    first = before.grants(("endpoint",))

    assert Groups(link(), before).grants(("endpoint",)) is first
