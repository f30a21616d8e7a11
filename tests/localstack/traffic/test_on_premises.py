"""Networks on premises in the data plane's state."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from privatelink_localstack.dataplane.state.model import Hub, Route, State, Vpc
from privatelink_localstack.dataplane.state.roads import Roads
from privatelink_localstack.traffic.facts_on_premises import (
    ConnectionFacts,
    OnPremisesFacts,
    SiteFacts,
    VpnGatewayFacts,
)
from privatelink_localstack.traffic.on_premises import joined

OFFICE, VPC, SPOKE = "192.168.0.0/16", "10.1.0.0/16", "10.2.0.0/16"
SITE = SiteFacts("office", ("cgw-1", "dx-1"), (OFFICE,))
VPN = ConnectionFacts("vpn-1", "cgw-1", "vgw-1", (OFFICE,))
DIRECT = ConnectionFacts("assoc-1", "dx-1", "vgw-1", (OFFICE,), prefixes=("10.0.0.0/8",))
GATEWAY = VpnGatewayFacts("vgw-1", "vpc-1", (VPC,))
HUB = Hub("tgw-1", {"rtb": (Route(ip_network(VPC), "attach-1"), Route(ip_network(OFFICE), "vpn-1"))})


def state(*connections: ConnectionFacts, site: SiteFacts = SITE, inbound: tuple[str, ...] = ()) -> State:
    """Return the office with a VPC behind a VPN gateway, and a transit gateway."""
    hubs = {HUB.id: HUB}
    facts = OnPremisesFacts((site,), (GATEWAY,), connections, inbound)
    found = joined(facts, hubs)
    return replace(found, vpcs={**found.vpcs, "vpc-1": Vpc("vpc-1", (ip_network(VPC),))}, hubs={**hubs, **found.hubs})


def told(found: State) -> dict[str, str]:
    """Return the links that the office's device has routes by."""
    routes = found.subnets["office/hosts"].routes
    return {str(each.destination): each.target for each in routes if each.target != "local"}


def arrives(found: State) -> str | None:
    """Return the network in which a packet from the office to the VPC arrives."""
    return Roads(found).destination(found.subnets["office/hosts"], ip_address("10.1.1.1"))


@pytest.mark.parametrize("connection", [VPN, DIRECT])
def test_connection_leads_to_the_vpc_of_the_gateway(connection: ConnectionFacts) -> None:
    assert arrives(state(connection)) == "vpc-1"


def test_network_without_a_connection_has_no_routes() -> None:
    assert (arrives(state()), told(state())) == (None, {})


def test_network_that_is_down_has_no_routes() -> None:
    down = state(VPN, DIRECT, site=replace(SITE, is_up=False))
    assert (arrives(down), told(down)) == (None, {})


def test_direct_connect_comes_before_vpn_on_both_sides() -> None:
    found = state(VPN, DIRECT)
    assert told(found) == {VPC: "dx-1/office"}
    assert found.hubs["vgw-1"].tables["vgw-1/up"] == (Route(ip_network(OFFICE), "assoc-1"),)


def test_static_vpn_comes_before_bgp() -> None:
    second = replace(VPN, id="vpn-0")
    found = state(second, replace(VPN, is_static=True))
    assert found.hubs["vgw-1"].tables["vgw-1/up"] == (Route(ip_network(OFFICE), "vpn-1"),)


@pytest.mark.parametrize(
    ("prefixes", "expected"), [(("10.1.0.0/16",), {VPC}), (("10.0.0.0/8",), {VPC}), (("10.1.1.0/24",), set())]
)
def test_allowed_prefixes_filter_the_blocks_of_a_vpc(prefixes: tuple[str, ...], expected: set[str]) -> None:
    assert set(told(state(replace(DIRECT, prefixes=prefixes)))) == expected


def test_allowed_prefixes_of_a_transit_gateway_are_told() -> None:
    by_transit = replace(DIRECT, id="attach-2", inside="tgw-1", table="rtb")
    assert told(state(by_transit)) == {"10.0.0.0/8": "dx-1/office"}


def test_vpn_on_a_transit_gateway_tells_the_routes_of_its_table_but_its_own() -> None:
    assert told(state(replace(VPN, inside="tgw-1", table="rtb"))) == {VPC: "vpn-1"}
    assert told(state(replace(VPN, inside="tgw-1", table=None))) == {}


def test_hosts_ask_the_inbound_endpoints_that_they_reach() -> None:
    inbound = ("10.1.0.10", "10.2.0.10")
    assert state(VPN, inbound=inbound).vpcs["office"].name_servers == (ip_address("10.1.0.10"),)
    own = replace(SITE, name_servers=("192.168.0.53",))
    assert state(VPN, site=own, inbound=inbound).vpcs["office"].name_servers == (ip_address("192.168.0.53"),)
