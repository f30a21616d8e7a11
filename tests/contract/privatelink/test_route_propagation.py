"""Routes that a VPN gateway propagates into route tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.account import Account
from tests.support.refusal import refusal, refusal_code
from tests.support.until import until

OFFICE = "192.168.0.0/16"


@dataclass
class Hub:
    """A VPC with a route table, and a VPN gateway that is attached to it."""

    account: Account
    vpc: str
    table: str
    gateway: str

    @property
    def pair(self) -> dict[str, Any]:
        return {"RouteTableId": self.table, "GatewayId": self.gateway}

    def described(self) -> dict[str, Any]:
        return dict(self.account.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"][0])

    def propagated(self) -> list[str]:
        return [
            each["DestinationCidrBlock"]
            for each in self.described()["Routes"]
            if each["Origin"] == "EnableVgwRoutePropagation"
        ]

    def connection(self) -> str:
        ec2 = self.account.ec2
        device = ec2.create_customer_gateway(Type="ipsec.1", IpAddress="198.51.100.7")["CustomerGateway"]
        return ec2.create_vpn_connection(
            Type="ipsec.1",
            CustomerGatewayId=device["CustomerGatewayId"],
            VpnGatewayId=self.gateway,
            Options={"StaticRoutesOnly": True},
        )["VpnConnection"]["VpnConnectionId"]


@pytest.fixture
def hub(mine: Account) -> Hub:
    vpc = mine.vpc()
    gateway = mine.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    mine.ec2.attach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)
    return Hub(mine, vpc, mine.route_table(vpc), gateway)


def test_static_routes_reach_the_table(hub: Hub) -> None:
    ec2, connection = hub.account.ec2, hub.connection()
    ec2.enable_vgw_route_propagation(**hub.pair)
    assert hub.described()["PropagatingVgws"] == [{"GatewayId": hub.gateway}]
    ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=OFFICE)
    until(hub.propagated, lambda found: found == [OFFICE])
    (route,) = (each for each in hub.described()["Routes"] if each["DestinationCidrBlock"] == OFFICE)
    assert (route["GatewayId"], route["State"]) == (hub.gateway, "active")

    ec2.delete_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=OFFICE)
    until(hub.propagated, lambda found: found == [])


def test_route_of_the_table_wins(hub: Hub) -> None:
    ec2, connection = hub.account.ec2, hub.connection()
    ec2.enable_vgw_route_propagation(**hub.pair)
    for cidr in (OFFICE, "10.0.0.0/16", "172.16.0.0/12"):
        ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=cidr)
    ec2.create_route(RouteTableId=hub.table, DestinationCidrBlock=OFFICE, GatewayId=hub.gateway)
    until(hub.propagated, lambda found: found == ["172.16.0.0/12"])


def test_propagation_is_disabled(hub: Hub) -> None:
    ec2 = hub.account.ec2
    ec2.enable_vgw_route_propagation(**hub.pair)
    ec2.enable_vgw_route_propagation(**hub.pair)
    ec2.disable_vgw_route_propagation(**hub.pair)
    ec2.disable_vgw_route_propagation(**hub.pair)
    assert hub.described()["PropagatingVgws"] == []


def test_propagation_ends_with_the_attachment(hub: Hub) -> None:
    ec2 = hub.account.ec2
    ec2.enable_vgw_route_propagation(**hub.pair)
    ec2.detach_vpn_gateway(VpcId=hub.vpc, VpnGatewayId=hub.gateway)
    until(lambda: hub.described()["PropagatingVgws"], lambda found: found == [])


def test_only_the_attached_gateway_propagates(hub: Hub) -> None:
    ec2 = hub.account.ec2
    other = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    enable = ec2.enable_vgw_route_propagation
    assert refusal(enable, RouteTableId=hub.table, GatewayId=other) == (
        "Gateway.NotAttached",
        f"resource {other} is not attached to network {hub.vpc}",
    )
    table = hub.account.route_table(hub.account.vpc())
    assert refusal_code(enable, RouteTableId=table, GatewayId=hub.gateway) == "Gateway.NotAttached"
    assert refusal_code(enable, RouteTableId=hub.table, GatewayId="vgw-1") == "InvalidVpnGatewayID.NotFound"
    assert refusal_code(enable, RouteTableId="rtb-1", GatewayId=other) == "InvalidRouteTableID.NotFound"
    assert refusal_code(enable, **hub.pair, DryRun=True) == "DryRunOperation"
