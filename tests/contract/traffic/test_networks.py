"""Traffic between VPCs that are peered or attached to a transit gateway, and network ACLs, by calls of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_localstack.dataplane.client import Client
from tests.support import traffic
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.echo import echo, read, serving
from tests.support.namespaces import need_namespaces
from tests.support.until import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_localstack.runtime.instance import Instance

PORT, BRIEF = 5432, 0.5


@dataclass(frozen=True, slots=True)
class Side:
    """A VPC with one network interface, in a group that lets the other side in."""

    account: Account
    vpc: str
    subnet: str
    table: str
    interface: str
    address: str


@pytest.fixture
def sides(own_localstack: Instance) -> Iterator[tuple[Side, Side]]:
    """Two VPCs that nothing joins."""
    need_namespaces()
    with temporary_accounts(own_localstack.endpoint) as fresh:
        account = Account(own_localstack.endpoint, fresh())
        yield _side(account, "10.1"), _side(account, "10.2")
        account.http("POST", "reset")


@pytest.fixture
def plane(own_localstack: Instance, sides: tuple[Side, Side]) -> Iterator[Client]:
    """A connection to the data plane, with the VPCs in force."""
    assert sides
    with traffic.plane(own_localstack.endpoint) as client:
        yield client


def _side(account: Account, block: str) -> Side:
    ec2 = account.ec2
    vpc = ec2.create_vpc(CidrBlock=f"{block}.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"{block}.1.0/24")["Subnet"]["SubnetId"]
    group = account.group(vpc, "peers")
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": PORT, "ToPort": PORT, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
    )
    own = ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    return Side(account, vpc, subnet, tables[0]["RouteTableId"], own["NetworkInterfaceId"], own["PrivateIpAddress"])


def _reaches(plane: Client, near: Side, far: Side) -> bool:
    with serving(plane.listen(far.interface, PORT), echo):
        try:
            with plane.connect(near.interface, far.address, PORT, BRIEF) as connection:
                connection.sendall(b"hello")
                return bool(read(connection, 1))
        except TimeoutError:
            return False


def _await(plane: Client, near: Side, far: Side) -> None:
    until(lambda: _reaches(plane, near, far), lambda reached: reached)


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


def test_transit_gateway_carries_by_its_route_table(sides: tuple[Side, Side], plane: Client) -> None:
    near, far = sides
    ec2 = near.account.ec2
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    until(
        lambda: ec2.describe_transit_gateways(TransitGatewayIds=[gateway])["TransitGateways"][0]["State"],
        lambda found: found == "available",
    )
    for side in sides:
        ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=side.vpc, SubnetIds=[side.subnet])
    until(
        lambda: {each["State"] for each in ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]},
        lambda found: found == {"available"},
    )
    for side, other in ((near, "10.2.0.0/16"), (far, "10.1.0.0/16")):
        ec2.create_route(RouteTableId=side.table, DestinationCidrBlock=other, TransitGatewayId=gateway)
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
