"""Traffic between VPCs and networks on premises, by VPN connections and Direct Connect, by calls of the API."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_localstack.dataplane.state.guests import Place
from tests.support import traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.namespaces import need_namespaces
from tests.support.premises import OFFICE, customer_gateway, vpn_gateway
from tests.support.sides import Side, reaches, side, until_reached
from tests.support.until import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture
def home(own_localstack: Instance) -> Iterator[Side]:
    """A VPC whose interface lets the office in, and that nothing joins to it."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        account = Account(own_localstack.endpoint, fresh())
        yield side(account, "10.1", OFFICE)
        account.http("POST", "reset")


@pytest.fixture
def plane(own_localstack: Instance, home: Side) -> Iterator[Client]:
    """A connection to the data plane, with the VPC in force."""
    assert home.vpc
    with traffic.plane(own_localstack.endpoint) as client:
        yield client


def _connection(home: Side, *, static: bool, **target: Any) -> str:
    made: Any = home.account.ec2.create_vpn_connection(
        Type="ipsec.1", Options={"StaticRoutesOnly": static}, CustomerGatewayId=customer_gateway(home.account), **target
    )
    key: str = made["VpnConnection"]["VpnConnectionId"]
    until(lambda: _described(home, key)["State"], lambda found: found == "available")
    return key


def _described(home: Side, connection: str) -> Any:
    return home.account.ec2.describe_vpn_connections(VpnConnectionIds=[connection])["VpnConnections"][0]


def _put(home: Side, name: str, **body: Any) -> None:
    home.account.http("PUT", f"on-premises/{name}", body)


def _host(home: Side, plane: Client, network: str) -> str:
    """Return a host's interface on premises, once the network is in force."""
    traffic.in_force(home.account.url)
    return plane.attach(Place(network, network=ip_network("192.168.0.10/32"))).id


def test_vpn_with_static_routes_carries_until_it_is_deleted(home: Side, plane: Client) -> None:
    ec2 = home.account.ec2
    connection = _connection(home, static=True, VpnGatewayId=vpn_gateway(home))
    ec2.create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=OFFICE)
    device = _described(home, connection)["CustomerGatewayId"]
    until(lambda: _described(home, connection)["Routes"][0]["State"], lambda found: found == "available")
    host = _host(home, plane, device)

    until_reached(plane, host, home.interface, home.address)
    until_reached(plane, home.interface, host, "192.168.0.10")
    assert {each["Status"] for each in _described(home, connection)["VgwTelemetry"]} == {"UP"}

    ec2.delete_vpn_connection(VpnConnectionId=connection)

    assert not reaches(plane, host, home.interface, home.address)


def test_vpn_with_bgp_carries_what_is_announced_while_it_is_up(home: Side, plane: Client) -> None:
    connection = _connection(home, static=False, VpnGatewayId=vpn_gateway(home))
    device = _described(home, connection)["CustomerGatewayId"]
    _put(home, "office", gateways=[device], cidrs=[OFFICE])
    host = _host(home, plane, "office")

    until_reached(plane, host, home.interface, home.address)
    (table,) = home.account.ec2.describe_route_tables(RouteTableIds=[home.table])["RouteTables"]
    assert OFFICE in {each["DestinationCidrBlock"] for each in table["Routes"]}

    _put(home, "office", gateways=[device], cidrs=[OFFICE], up=False)

    assert not reaches(plane, host, home.interface, home.address)
    assert {each["Status"] for each in _described(home, connection)["VgwTelemetry"]} == {"DOWN"}


def _transit_gateway(home: Side) -> str:
    ec2 = home.account.ec2
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    until(
        lambda: ec2.describe_transit_gateways(TransitGatewayIds=[gateway])["TransitGateways"][0]["State"],
        lambda found: found == "available",
    )
    ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=home.vpc, SubnetIds=[home.subnet])
    _await_attachments(home)
    ec2.create_route(RouteTableId=home.table, DestinationCidrBlock=OFFICE, TransitGatewayId=gateway)
    return gateway


def _await_attachments(home: Side) -> None:
    described = home.account.ec2.describe_transit_gateway_attachments
    until(
        lambda: {each["State"] for each in described()["TransitGatewayAttachments"]},
        lambda found: found == {"available"},
    )


def test_vpn_on_a_transit_gateway_carries_by_its_route_tables(home: Side, plane: Client) -> None:
    ec2 = home.account.ec2
    gateway = _transit_gateway(home)
    connection = _connection(home, static=True, TransitGatewayId=gateway)
    _await_attachments(home)
    (table,) = ec2.describe_transit_gateway_route_tables(Filters=[{"Name": "transit-gateway-id", "Values": [gateway]}])[
        "TransitGatewayRouteTables"
    ]
    (attachment,) = ec2.describe_transit_gateway_attachments(Filters=[{"Name": "resource-id", "Values": [connection]}])[
        "TransitGatewayAttachments"
    ]
    ec2.create_transit_gateway_route(
        TransitGatewayRouteTableId=table["TransitGatewayRouteTableId"],
        DestinationCidrBlock=OFFICE,
        TransitGatewayAttachmentId=attachment["TransitGatewayAttachmentId"],
    )
    host = _host(home, plane, _described(home, connection)["CustomerGatewayId"])

    until_reached(plane, host, home.interface, home.address)

    ec2.delete_transit_gateway_route(
        TransitGatewayRouteTableId=table["TransitGatewayRouteTableId"], DestinationCidrBlock=OFFICE
    )
    _put(home, "office", gateways=[_described(home, connection)["CustomerGatewayId"]], cidrs=[OFFICE])
    host = _host(home, plane, "office")

    assert not reaches(plane, host, home.interface, home.address)


@pytest.mark.parametrize("by", ["VPN gateway", "transit gateway"])
def test_direct_connect_carries_by_allowed_prefixes(home: Side, plane: Client, by: str) -> None:
    direct_connect = home.account.client("directconnect")
    inside = vpn_gateway(home) if by == "VPN gateway" else _transit_gateway(home)
    if by == "VPN gateway":
        until(
            lambda: home.account.ec2.describe_vpn_gateways(VpnGatewayIds=[inside])["VpnGateways"][0],
            lambda found: found["VpcAttachments"][0]["State"] == "attached",
        )
    gateway = direct_connect.create_direct_connect_gateway(directConnectGatewayName="carrier", amazonSideAsn=64700)[
        "directConnectGateway"
    ]["directConnectGatewayId"]
    association = direct_connect.create_direct_connect_gateway_association(
        directConnectGatewayId=gateway,
        gatewayId=inside,
        addAllowedPrefixesToDirectConnectGateway=[{"cidr": "10.1.0.0/16"}],
    )["directConnectGatewayAssociation"]["associationId"]
    _put(home, "office", gateways=[gateway], cidrs=[OFFICE])
    host = _host(home, plane, "office")

    until_reached(plane, host, home.interface, home.address)
    until_reached(plane, home.interface, host, "192.168.0.10")

    direct_connect.delete_direct_connect_gateway_association(associationId=association)

    assert not reaches(plane, host, home.interface, home.address)


def test_networks_on_premises_are_described_by_their_gateways(home: Side) -> None:
    connection = _connection(home, static=False, VpnGatewayId=vpn_gateway(home))
    device = _described(home, connection)["CustomerGatewayId"]

    shown = home.account.http("PUT", "on-premises/office", {"gateways": [device], "cidrs": [OFFICE]})

    assert shown["on_premises"] == [
        {
            "name": "office",
            "gateways": [device],
            "cidrs": [OFFICE],
            "name_servers": None,
            "up": True,
            "connections": [connection],
        }
    ]
    assert home.account.http("DELETE", "on-premises/office")["on_premises"] == []
