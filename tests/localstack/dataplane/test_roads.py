"""Ways between networks: what is judged, and what packets do."""

from __future__ import annotations

import socket
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state import roads
from privatelink_localstack.dataplane.state.model import LOCAL, Route, State
from privatelink_localstack.dataplane.state.reach import Connection, Outcome, judge
from privatelink_localstack.dataplane.state.roads import RoadChanges
from tests.support.echo import echo, read, serving
from tests.support.networks import (
    FAR_CLIENT,
    HOME,
    HOST,
    SPOKE_CLIENT,
    by_peering,
    by_transit_gateway,
    by_vpn_gateway,
    networks,
    peered,
    routed,
)
from tests.support.plane import ENI_ADDRESS, PORT, TARGET_PORT, changed, link

PATIENCE, SILENCE = 60.0, 0.3


def _without_return() -> State:
    return routed(peered(networks()), "spoke", HOME="pcx-1")


def _without_peering() -> State:
    return replace(by_peering(), links={})


def _through_a_third() -> State:
    state = peered(by_peering(), "pcx-2", ("spoke", "far"))
    state = routed(routed(state, "far", HOME="pcx-2"), "spoke", FAR="pcx-2")
    return routed(state, "consumer", FAR="pcx-1")


def _through_a_black_hole() -> State:
    holes = (Route(HOME, "tgw-attach-home"), Route(ip_network("10.0.1.0/24"), "tgw-attach-gone"))
    return by_transit_gateway(spokes=holes)


CASES = [
    pytest.param(networks, SPOKE_CLIENT, Outcome.NO_ROUTE, id="nothing joins them"),
    pytest.param(by_peering, SPOKE_CLIENT, Outcome.ALLOWED, id="peering"),
    pytest.param(_without_return, SPOKE_CLIENT, Outcome.NO_ROUTE_BACK, id="no route back"),
    pytest.param(_without_peering, SPOKE_CLIENT, Outcome.NO_ROUTE, id="peering deleted"),
    pytest.param(_through_a_third, FAR_CLIENT, Outcome.NO_ROUTE, id="peering is not transitive"),
    pytest.param(by_transit_gateway, SPOKE_CLIENT, Outcome.ALLOWED, id="transit gateway"),
    pytest.param(_through_a_black_hole, SPOKE_CLIENT, Outcome.NO_ROUTE, id="black hole"),
    pytest.param(lambda: by_transit_gateway(spokes=()), SPOKE_CLIENT, Outcome.NO_ROUTE, id="empty route table"),
    pytest.param(by_transit_gateway, HOST, Outcome.ALLOWED, id="VPN to a transit gateway"),
    pytest.param(by_vpn_gateway, HOST, Outcome.ALLOWED, id="VPN to a VPN gateway"),
]


@pytest.mark.parametrize(("make", "source", "expected"), CASES)
def test_outcome_follows_the_routes_of_both_sides(make: object, source: str, expected: Outcome) -> None:
    state = make()  # type: ignore[operator]

    assert judge(state, state.interfaces[source], Connection(ENI_ADDRESS, PORT)) is expected


@pytest.mark.process
@pytest.mark.parametrize(("make", "source", "expected"), CASES)
def test_packets_go_as_judged(plane: Client, make: object, source: str, expected: Outcome) -> None:
    plane.push(make(), whole=True)  # type: ignore[operator]

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        if expected is Outcome.ALLOWED:
            with plane.connect(source, str(ENI_ADDRESS), PORT, PATIENCE) as client:
                assert _answer(client).endswith(b"hello")
            return
        with pytest.raises(TimeoutError):
            plane.connect(source, str(ENI_ADDRESS), PORT, SILENCE)


@pytest.mark.process
def test_peering_that_goes_silences_connections_and_one_that_comes_carries_them(plane: Client) -> None:
    plane.push(by_peering(), whole=True)

    with (
        serving(plane.listen("eni-target", TARGET_PORT), echo),
        plane.connect(SPOKE_CLIENT, str(ENI_ADDRESS), PORT, PATIENCE) as client,
    ):
        _answer(client)
        plane.push(State(), ["pcx-1"])
        client.settimeout(SILENCE)
        client.sendall(b"still")
        with pytest.raises(TimeoutError):
            client.recv(1)
        plane.push(by_peering())
        client.settimeout(PATIENCE)
        assert read(client, 5) == b"still"


@pytest.mark.process
def test_vpc_that_goes_takes_its_links_along(plane: Client) -> None:
    plane.push(by_transit_gateway(), whole=True)

    plane.push(State(), ["spoke", "tgw-1"])
    plane.push(by_transit_gateway(), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        for source in (SPOKE_CLIENT, HOST):
            with plane.connect(source, str(ENI_ADDRESS), PORT, PATIENCE) as client:
                assert _answer(client).endswith(b"hello")


@pytest.mark.process
def test_resolver_of_a_peered_vpc_is_silent(plane: Client) -> None:
    plane.push(by_peering(), whole=True)

    with pytest.raises(TimeoutError):
        plane.connect(SPOKE_CLIENT, "10.0.0.2", 53, SILENCE)


def test_overlapping_networks_never_meet() -> None:
    state = peered(link(), ends=("consumer", "provider"))
    subnet = replace(state.subnets["provider-a"], routes=(Route(HOME, "pcx-1"), Route(HOME, LOCAL)), cidrs=(HOME,))
    state = changed(state, "subnets", **{subnet.id: subnet})

    lane = roads.setup(state).lanes[subnet.id]

    assert roads.Roads(state).destination(subnet, ip_address("10.0.1.20")) == "provider"
    assert lane.ways == {(HOME, LOCAL)}


def test_networks_without_links_need_nothing() -> None:
    assert roads.changes(roads.setup(link()), roads.setup(networks())) == RoadChanges()


def test_subnet_whose_routes_lead_nowhere_needs_no_route_table() -> None:
    assert set(roads.setup(peered(networks())).lanes) == set()


def test_links_go_before_what_they_join_and_come_after() -> None:
    changes = roads.changes(roads.setup(by_peering()), roads.setup(by_vpn_gateway()))

    assert (changes.remove_links, changes.add_hubs, [key for key, _ in changes.add_links]) == (
        ("pcx-1",),
        ("vgw-1",),
        ["vgw-attach", "vpn-1"],
    )


def test_link_with_another_end_is_laid_anew_with_the_route_tables_that_name_it() -> None:
    before = roads.setup(by_peering())
    (key, ends), lanes = next(iter(before.links.items())), before.lanes
    naming = [name for name, lane in lanes.items() if key in lane.named]
    after = replace(before, links={**before.links, key: (ends[0], "another")})

    changes = roads.changes(before, after)

    assert (changes.remove_links, changes.add_links) == ((key,), ((key, (ends[0], "another")),))
    assert naming
    assert [each for name in sorted(naming) for each in ((name, lanes[name], None), (name, None, lanes[name]))] == list(
        changes.lanes
    )


def _answer(connection: socket.socket) -> bytes:
    connection.settimeout(PATIENCE)
    connection.sendall(b"hello")
    return read(connection, 14)
