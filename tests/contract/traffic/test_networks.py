"""Traffic between VPCs that are peered or attached to a transit gateway, and network ACLs, by calls of the API."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state import wire
from privatelink_localstack.dataplane.state.guests import Place
from tests.support import traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.namespaces import need_namespaces
from tests.support.sides import Side, reaches, side, until_reached
from tests.support.until import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture
def sides(own_localstack: Instance) -> Iterator[tuple[Side, Side]]:
    """Two VPCs that nothing joins."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        account = Account(own_localstack.endpoint, fresh())
        yield side(account, "10.1"), side(account, "10.2")
        account.http("POST", "reset")


@pytest.fixture
def plane(own_localstack: Instance, sides: tuple[Side, Side]) -> Iterator[Client]:
    """A connection to the data plane, with the VPCs in force."""
    assert sides
    with traffic.plane(own_localstack.endpoint) as client:
        yield client


def _reaches(plane: Client, near: Side, far: Side) -> bool:
    return reaches(plane, near.interface, far.interface, far.address)


def _await(plane: Client, near: Side, far: Side) -> None:
    until_reached(plane, near.interface, far.interface, far.address)


def test_peering_carries_once_both_sides_have_routes(sides: tuple[Side, Side], plane: Client) -> None:
    near, far = sides
    ec2 = near.account.ec2
    made = ec2.create_vpc_peering_connection(VpcId=near.vpc, PeerVpcId=far.vpc)["VpcPeeringConnection"]
    key = made["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=key)
    ec2.create_route(RouteTableId=near.table, DestinationCidrBlock="10.2.0.0/16", VpcPeeringConnectionId=key)

    assert not _reaches(plane, near, far)

    ec2.create_route(RouteTableId=far.table, DestinationCidrBlock="10.1.0.0/16", VpcPeeringConnectionId=key)
    _await(plane, near, far)

    (acl,) = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [far.vpc]}])["NetworkAcls"]
    entry: Any = {"NetworkAclId": acl["NetworkAclId"], "RuleNumber": 50, "Egress": True}
    ec2.create_network_acl_entry(**entry, Protocol="-1", RuleAction="deny", CidrBlock="10.1.0.0/16")

    assert not _reaches(plane, near, far)

    ec2.delete_network_acl_entry(**entry)
    _await(plane, near, far)
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=key)
    until(lambda: _reaches(plane, near, far), lambda reached: not reached)


def test_peered_vpc_without_network_interfaces_is_a_place(sides: tuple[Side, Side], plane: Client) -> None:
    near, far = sides
    ec2 = near.account.ec2
    ec2.delete_network_interface(NetworkInterfaceId=far.interface)
    with pytest.raises(wire.WireError, match="does not exist"):
        plane.attach(Place(far.vpc))

    key = ec2.create_vpc_peering_connection(VpcId=near.vpc, PeerVpcId=far.vpc)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=key["VpcPeeringConnectionId"])

    assert plane.attach(Place(far.vpc, far.subnet)).subnet == far.subnet


def test_subnet_without_ipv4_is_a_place_and_no_other_change_waits_for_it(
    sides: tuple[Side, Side], plane: Client
) -> None:
    near, far = sides
    ec2 = near.account.ec2
    ec2.associate_vpc_cidr_block(VpcId=near.vpc, AmazonProvidedIpv6CidrBlock=True)
    block = near.account.ipv6_block(near.vpc).replace("/56", "/64")
    made = ec2.create_subnet(VpcId=near.vpc, Ipv6Native=True, Ipv6CidrBlock=block)["Subnet"]
    guest = plane.attach(Place(near.vpc, made["SubnetId"]))

    assert (guest.subnet, [each in ip_network(block) for each in guest.addresses]) == (made["SubnetId"], [True])

    later = ec2.create_subnet(VpcId=far.vpc, CidrBlock="10.2.250.0/24")["Subnet"]["SubnetId"]

    assert plane.attach(Place(far.vpc, later)).subnet == later


def test_transit_gateway_carries_by_its_route_table(sides: tuple[Side, Side], plane: Client) -> None:
    near, far = sides
    ec2 = near.account.ec2
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    until(
        lambda: ec2.describe_transit_gateways(TransitGatewayIds=[gateway])["TransitGateways"][0]["State"],
        lambda found: found == "available",
    )
    for own in sides:
        ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=own.vpc, SubnetIds=[own.subnet])
    until(
        lambda: {each["State"] for each in ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]},
        lambda found: found == {"available"},
    )
    for own, other in ((near, "10.2.0.0/16"), (far, "10.1.0.0/16")):
        ec2.create_route(RouteTableId=own.table, DestinationCidrBlock=other, TransitGatewayId=gateway)
    _await(plane, near, far)
    (table,) = ec2.describe_transit_gateway_route_tables(Filters=[{"Name": "transit-gateway-id", "Values": [gateway]}])[
        "TransitGatewayRouteTables"
    ]
    ec2.create_transit_gateway_route(
        TransitGatewayRouteTableId=table["TransitGatewayRouteTableId"],
        DestinationCidrBlock=f"{far.address}/32",
        Blackhole=True,
    )

    assert not _reaches(plane, near, far)
