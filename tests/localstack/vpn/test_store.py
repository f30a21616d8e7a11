"""What time brings to gateways, attachments, connections and static routes."""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.on_premises.sites import Site, Sites
from privatelink_localstack.vpn import gateways, routes
from privatelink_localstack.vpn.model import Connection, Options, StaticRoute, VpnGateway
from privatelink_localstack.vpn.store import VpnStore
from tests.support.refusal import refusal_code

DURATIONS = {"vpn.pending": 10.0, "vpn.deleting": 20.0, "vpn.deleted": 100.0}
STATIC = Connection("vpn-1", "cgw-1", Options(static_only=True), (), changed=0, gateway_id="vgw-1", state="available")


def test_gateway_is_pending_then_available() -> None:
    store = VpnStore()
    store.put(VpnGateway("vgw-1", 64512), DURATIONS, now=0)
    store.settle(DURATIONS, now=9)
    assert store.gateways["vgw-1"].state == "pending"
    store.settle(DURATIONS, now=10)
    assert store.gateways["vgw-1"].state == "available"


def test_deleted_gateway_is_listed_and_then_gone() -> None:
    store = VpnStore()
    store.put(VpnGateway("vgw-1", 64512, state="deleting"), DURATIONS, now=0)
    store.settle(DURATIONS, now=119)
    assert store.gateways["vgw-1"].state == "deleted"
    store.settle(DURATIONS, now=120)
    assert (store.gateways, store.ended) == ({}, ["vgw-1"])


def test_detached_gateway_propagates_no_more() -> None:
    store = VpnStore()
    gateway = gateways.attach(VpnGateway("vgw-1", 64512, state="available"), "vpc-1", ())
    store.put(gateway, DURATIONS, now=0)
    store.propagations = {("rtb-1", "vgw-1"), ("rtb-1", "vgw-2")}
    store.settle(DURATIONS, now=10)
    store.put(gateways.detach(store.gateways["vgw-1"], "vpc-1"), DURATIONS, now=10)
    store.settle(DURATIONS, now=30)
    assert store.gateways["vgw-1"].attachment == "detached"
    assert store.propagations == {("rtb-1", "vgw-2")}


def test_static_routes_have_their_own_states() -> None:
    store = VpnStore()
    store.put(routes.add(STATIC, "192.168.0.0/16", quota=100), DURATIONS, now=0)
    store.put(routes.add(store.connections["vpn-1"], "172.16.0.0/12", quota=100), DURATIONS, now=5)
    store.settle(DURATIONS, now=15)
    assert routes.propagated("vgw-1", store.connections.values(), Sites()) == ["172.16.0.0/12", "192.168.0.0/16"]
    store.put(routes.remove(store.connections["vpn-1"], "192.168.0.0/16"), DURATIONS, now=20)
    assert routes.propagated("vgw-1", store.connections.values(), Sites()) == ["172.16.0.0/12"]
    store.settle(DURATIONS, now=200)
    assert [each.cidr for each in store.connections["vpn-1"].routes] == ["172.16.0.0/12"]


def test_static_routes_have_a_quota() -> None:
    connection = routes.add(STATIC, "192.168.0.0/16", quota=1)
    assert refusal_code(routes.add, connection, "192.168.0.1/16", 1) is None
    assert refusal_code(routes.add, connection, "172.16.0.0/12", 1) == "RouteLimitExceeded"


def test_only_live_connections_of_the_gateway_propagate() -> None:
    connection = replace(STATIC, routes=(StaticRoute("192.168.0.0/16", state="available"),))
    assert routes.propagated("vgw-1", [connection], Sites()) == ["192.168.0.0/16"]
    assert routes.propagated("vgw-2", [connection], Sites()) == []
    assert routes.propagated("vgw-1", [replace(connection, state="deleting")], Sites()) == []


def test_bgp_propagates_what_is_announced_while_the_link_is_up() -> None:
    connection, sites = replace(STATIC, options=Options(static_only=False)), Sites()
    assert routes.propagated("vgw-1", [connection], sites) == []
    office = Site("office", (connection.customer_gateway_id,), ("192.168.0.0/16", "fd00::/48"))
    sites.put(office)
    assert routes.propagated("vgw-1", [connection], sites) == ["192.168.0.0/16"]
    sites.put(replace(office, is_up=False))
    assert routes.propagated("vgw-1", [connection], sites) == []
