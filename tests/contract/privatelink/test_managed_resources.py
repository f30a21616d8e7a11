"""What AWS manages for endpoints and load balancers is not for its owner to change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.support.account import Account, filters
from tests.support.accounts import temporary_accounts
from tests.support.refusal import Refusal, refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import NetworkInterfaceTypeDef

    from privatelink_localstack.runtime.instance import Instance

NO_ACCESS = Refusal("AuthFailure", "You do not have permission to access the specified resource.")


class World(NamedTuple):
    """An endpoint's and an internet-facing load balancer's interfaces, and what they could be changed with."""

    account: Account
    group: str
    instance: str
    managed: list[str]
    attachment: str
    own: str
    allocation: str
    public_ip: str
    association: str
    table: str


@pytest.fixture(scope="module")
def world(localstack: Instance) -> Iterator[World]:
    with temporary_accounts(localstack.endpoint) as fresh:
        yield build(Account(localstack.endpoint, fresh(), "us-east-1"))


def build(account: Account) -> World:
    """Create the world."""
    ec2, vpc = account.ec2, account.vpc()
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    subnet = account.subnet(vpc)
    endpoint = account.interface_endpoint(vpc, SubnetIds=[subnet])
    address = ec2.allocate_address(Domain="vpc")
    mappings: Any = [{"SubnetId": subnet, "AllocationId": address["AllocationId"]}]
    create = account.elbv2.create_load_balancer
    create(Name="public", Type="network", Scheme="internet-facing", SubnetMappings=mappings)
    (described,) = ec2.describe_addresses()["Addresses"]
    managed = [*endpoint["NetworkInterfaceIds"], described["NetworkInterfaceId"]]
    image = ec2.describe_images()["Images"][0]["ImageId"]
    instance = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]
    interfaces = ec2.describe_network_interfaces(NetworkInterfaceIds=managed)["NetworkInterfaces"]
    return World(
        account=account,
        group=account.group(vpc, "other"),
        instance=instance["InstanceId"],
        managed=managed,
        attachment=interfaces[0]["Attachment"]["AttachmentId"],
        own=ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"],
        allocation=address["AllocationId"],
        public_ip=address["PublicIp"],
        association=described["AssociationId"],
        table=account.route_table(vpc),
    )


def snapshot(world: World) -> list[NetworkInterfaceTypeDef]:
    """Describe the managed interfaces."""
    return world.account.ec2.describe_network_interfaces(NetworkInterfaceIds=world.managed)["NetworkInterfaces"]


CHANGES: dict[str, dict[str, Any]] = {
    "modify_network_interface_attribute groups": {"Groups": ["{group}"]},
    "modify_network_interface_attribute description": {"Description": {"Value": "mine"}},
    "modify_network_interface_attribute source": {"SourceDestCheck": {"Value": False}},
    "reset_network_interface_attribute": {"SourceDestCheck": ""},
    "attach_network_interface": {"InstanceId": "{instance}", "DeviceIndex": 1},
    "assign_private_ip_addresses": {"SecondaryPrivateIpAddressCount": 1},
    "unassign_private_ip_addresses": {"PrivateIpAddresses": ["10.0.0.4"]},
    "assign_ipv6_addresses": {"Ipv6AddressCount": 1},
    "unassign_ipv6_addresses": {"Ipv6Addresses": ["2001:db8::1"]},
    "create_network_interface_permission": {"Permission": "INSTANCE-ATTACH", "AwsAccountId": "111122223333"},
    "associate_address": {"AllocationId": "{allocation}"},
    "create_route": {"RouteTableId": "{table}", "DestinationCidrBlock": "0.0.0.0/0"},
    "replace_route": {"RouteTableId": "{table}", "DestinationCidrBlock": "0.0.0.0/0"},
}
"""Changes of an interface by a boto3 method and a word that tells them apart."""


def fill(value: Any, world: World) -> Any:
    """Return a value with the world's IDs."""
    if isinstance(value, str):
        return value.format(**world._asdict())
    if isinstance(value, list):
        return [fill(each, world) for each in value]
    return {key: fill(each, world) for key, each in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("change", CHANGES)
def test_managed_interface_cannot_be_changed(world: World, change: str) -> None:
    method = getattr(world.account.ec2, change.split()[0])
    before = snapshot(world)
    parameters = fill(CHANGES[change], world)
    answers = [refusal(method, NetworkInterfaceId=each, **parameters) for each in world.managed]
    assert answers == [NO_ACCESS] * 2
    assert snapshot(world) == before


def test_managed_interface_cannot_be_detached_launched_or_deleted(world: World) -> None:
    ec2 = world.account.ec2
    before = snapshot(world)
    launch: Any = {"NetworkInterfaces": [{"NetworkInterfaceId": world.managed[0], "DeviceIndex": 0}]}
    assert refusal(ec2.run_instances, ImageId="ami-1", MinCount=1, MaxCount=1, **launch) == NO_ACCESS
    assert refusal(ec2.detach_network_interface, AttachmentId=world.attachment, Force=True) == (
        "OperationNotPermitted",
        "You are not allowed to manage 'ela-attach' attachments.",
    )
    assert refusal(ec2.delete_network_interface, NetworkInterfaceId=world.managed[1]) == (
        "InvalidParameterValue",
        f"Network interface '{world.managed[1]}' is currently in use.",
    )
    assert snapshot(world) == before


def test_managed_interface_can_be_tagged(world: World) -> None:
    ec2 = world.account.ec2
    ec2.create_tags(Resources=world.managed, Tags=[{"Key": "team", "Value": "blue"}])
    tagged = [each["TagSet"] for each in snapshot(world)]
    ec2.delete_tags(Resources=world.managed, Tags=[{"Key": "team"}])
    assert tagged == [[{"Key": "team", "Value": "blue"}]] * 2
    assert [each["TagSet"] for each in snapshot(world)] == [[], []]


def test_elastic_address_of_a_load_balancer_stays(world: World) -> None:
    ec2, subnet = world.account.ec2, snapshot(world)[0]["SubnetId"]
    before = ec2.describe_addresses()["Addresses"]
    taken = Refusal(
        "Resource.AlreadyAssociated",
        f"resource {world.allocation} is already associated with associate-id {world.association}",
    )
    in_use = Refusal("InvalidIPAddress.InUse", f"Address {world.public_ip} is in use.")
    associate, allocation = ec2.associate_address, world.allocation
    assert [
        refusal(ec2.disassociate_address, AssociationId=world.association),
        refusal(ec2.disassociate_address, PublicIp=world.public_ip),
        refusal(ec2.release_address, AllocationId=allocation),
        refusal(ec2.release_address, PublicIp=world.public_ip),
        refusal(associate, AllocationId=allocation, InstanceId=world.instance),
        refusal(associate, AllocationId=allocation, NetworkInterfaceId=world.own),
        refusal(associate, AllocationId=allocation, NetworkInterfaceId=world.own, AllowReassociation=True),
    ] == [NO_ACCESS, NO_ACCESS, in_use, in_use, taken, taken, NO_ACCESS]
    assert refusal(ec2.create_nat_gateway, SubnetId=subnet, AllocationId=allocation) == (
        "Resource.AlreadyAssociated",
        f"Elastic IP address [{allocation}] is already associated",
    )
    assert ec2.describe_addresses()["Addresses"] == before


def test_own_interface_and_address_can_be_changed(world: World) -> None:
    ec2 = world.account.ec2
    ec2.modify_network_interface_attribute(NetworkInterfaceId=world.own, Groups=[world.group])
    ec2.assign_private_ip_addresses(NetworkInterfaceId=world.own, SecondaryPrivateIpAddressCount=1)
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    association = ec2.associate_address(AllocationId=allocation, NetworkInterfaceId=world.own)["AssociationId"]
    ec2.disassociate_address(AssociationId=association)
    ec2.release_address(AllocationId=allocation)
    attachment = ec2.attach_network_interface(NetworkInterfaceId=world.own, InstanceId=world.instance, DeviceIndex=1)[
        "AttachmentId"
    ]
    ec2.detach_network_interface(AttachmentId=attachment)
    (own,) = ec2.describe_network_interfaces(NetworkInterfaceIds=[world.own])["NetworkInterfaces"]
    assert ([each["GroupId"] for each in own["Groups"]], len(own["PrivateIpAddresses"])) == ([world.group], 2)


def test_route_of_a_gateway_endpoint_stays(mine: Account) -> None:
    ec2, vpc = mine.ec2, mine.vpc()
    table, gateway = mine.route_table(vpc), ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    endpoint = mine.gateway_endpoint(vpc, RouteTableIds=[table])["VpcEndpointId"]
    (prefix_list,) = ec2.describe_prefix_lists(Filters=filters({"prefix-list-name": "com.amazonaws.us-east-1.s3"}))[
        "PrefixLists"
    ]
    destination = prefix_list["PrefixListId"]
    where: Any = {"RouteTableId": table, "DestinationPrefixListId": destination}
    before = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    no_endpoint = Refusal(
        "InvalidParameterValue", "Cannot create or replace a prefix list route targeting a VPC Endpoint."
    )
    assert [
        refusal(ec2.create_route, **where, GatewayId=gateway),
        refusal(ec2.create_route, **where, GatewayId=endpoint),
        refusal(ec2.create_route, **where, VpcEndpointId=endpoint),
        refusal(ec2.replace_route, **where, GatewayId=gateway),
        refusal(ec2.delete_route, **where),
        refusal(ec2.delete_route, RouteTableId=table, DestinationCidrBlock="10.0.0.0/16"),
    ] == [
        ("RouteAlreadyExists", f"The route identified by {destination} already exists."),
        no_endpoint,
        no_endpoint,
        no_endpoint,
        ("InvalidParameterValue", f"cannot remove VPC endpoint route {destination} in route table {table}"),
        ("InvalidParameterValue", f"cannot remove local route 10.0.0.0/16 in route table {table}"),
    ]
    assert ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"] == before


def test_own_route_from_a_prefix_list_of_aws_is_made_and_deleted(mine: Account) -> None:
    ec2, vpc = mine.ec2, mine.vpc()
    table, gateway = mine.route_table(vpc), ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    destination = ec2.describe_prefix_lists()["PrefixLists"][0]["PrefixListId"]
    where: Any = {"RouteTableId": table, "DestinationPrefixListId": destination}
    ec2.create_route(**where, GatewayId=gateway)
    ec2.replace_route(**where, GatewayId=gateway)
    ec2.delete_route(**where)
    (described,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    assert [each.get("DestinationPrefixListId") for each in described["Routes"]] == [None]


def test_prefix_lists_of_aws_are_listed_and_cannot_be_changed(mine: Account) -> None:
    ec2 = mine.ec2
    name = f"com.amazonaws.{mine.region}.s3"
    (prefix_list,) = ec2.describe_managed_prefix_lists(Filters=filters({"prefix-list-name": name}))["PrefixLists"]
    prefix_list_id = prefix_list["PrefixListId"]
    entries = ec2.get_managed_prefix_list_entries(PrefixListId=prefix_list_id)["Entries"]
    named = {each["PrefixListName"] for each in ec2.describe_managed_prefix_lists()["PrefixLists"]}
    assert (prefix_list["OwnerId"], prefix_list["PrefixListArn"]) == (
        "AWS",
        f"arn:aws:ec2:{mine.region}:aws:prefix-list/{prefix_list_id}",
    )
    assert {name, f"com.amazonaws.{mine.region}.dynamodb", f"com.amazonaws.{mine.region}.s3express"} <= named
    assert entries
    more: Any = {"AddEntries": [{"Cidr": "192.0.2.0/24"}], "CurrentVersion": 1}
    for operation, options in (
        (ec2.modify_managed_prefix_list, more),
        (ec2.restore_managed_prefix_list_version, {"PreviousVersion": 1, "CurrentVersion": 2}),
        (ec2.delete_managed_prefix_list, {}),
    ):
        assert refusal(operation, PrefixListId=prefix_list_id, **options).code == "UnauthorizedOperation"
        assert refusal(operation, PrefixListId="pl-0", **options).code == "InvalidPrefixListID.NotFound"
    assert ec2.get_managed_prefix_list_entries(PrefixListId=prefix_list_id)["Entries"] == entries


def test_own_prefix_list_can_be_changed(mine: Account) -> None:
    ec2 = mine.ec2
    created = ec2.create_managed_prefix_list(PrefixListName="own", MaxEntries=2, AddressFamily="IPv4")["PrefixList"]
    own = created["PrefixListId"]
    ec2.modify_managed_prefix_list(PrefixListId=own, CurrentVersion=1, AddEntries=[{"Cidr": "192.0.2.0/24"}])
    entries = ec2.get_managed_prefix_list_entries(PrefixListId=own)["Entries"]
    ec2.delete_managed_prefix_list(PrefixListId=own)
    assert [each["Cidr"] for each in entries] == ["192.0.2.0/24"]


@pytest.mark.parametrize("cidr", ["", "192.0.2.0/33", "everywhere"])
def test_entry_of_a_prefix_list_is_a_cidr_block(mine: Account, cidr: str) -> None:
    ec2, entries = mine.ec2, [{"Cidr": "192.0.2.0/24"}, {"Cidr": cidr}]
    options: Any = {"PrefixListName": "own", "MaxEntries": 2, "AddressFamily": "IPv4"}
    own = ec2.create_managed_prefix_list(**options)["PrefixList"]["PrefixListId"]
    for refused in (
        refusal(ec2.create_managed_prefix_list, **options, Entries=entries),
        refusal(ec2.modify_managed_prefix_list, PrefixListId=own, CurrentVersion=1, AddEntries=entries),
    ):
        assert (refused.code, cidr in refused.message) == ("InvalidParameterValue", True)
    assert ec2.get_managed_prefix_list_entries(PrefixListId=own)["Entries"] == []
    ec2.delete_managed_prefix_list(PrefixListId=own)
