"""VPCs with one network interface each, between which packets may flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.echo import echo, read, serving
from tests.support.until import until

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.client import Client
    from tests.support.account import Account

PORT, BRIEF = 5432, 0.5


@dataclass(frozen=True, slots=True)
class Side:
    """A VPC with one network interface, in a group that lets other networks in on one port.

    Parameters:
        table: ID of the main route table.
    """

    account: Account
    vpc: str
    subnet: str
    table: str
    group: str
    interface: str
    address: str


def side(account: Account, block: str, admitted: str = "10.0.0.0/8") -> Side:
    """Make a VPC: `side(account, "10.1")`."""
    ec2 = account.ec2
    vpc = ec2.create_vpc(CidrBlock=f"{block}.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=f"{block}.1.0/24")["Subnet"]["SubnetId"]
    group = account.group(vpc, "peers")
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": PORT, "ToPort": PORT, "IpRanges": [{"CidrIp": admitted}]}],
    )
    own = ec2.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    table, interface = tables[0]["RouteTableId"], own["NetworkInterfaceId"]
    return Side(account, vpc, subnet, table, group, interface, own["PrivateIpAddress"])


def reaches(plane: Client, source: str, interface: str, address: str) -> bool:
    """Return whether a program behind an interface answers one behind another, which connects to its address."""
    with serving(plane.listen(interface, PORT), echo):
        try:
            with plane.connect(source, address, PORT, BRIEF) as connection:
                connection.sendall(b"hello")
                return bool(read(connection, 1))
        except TimeoutError:
            return False


def until_reached(plane: Client, source: str, interface: str, address: str) -> None:
    """Wait until a program is reached."""
    until(lambda: reaches(plane, source, interface, address), lambda reached: reached)
