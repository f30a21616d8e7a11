"""What endpoints and load balancers depend on cannot be taken away from them, whichever call came first."""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import Any

import pytest

from tests.support.account import Account, filters
from tests.support.refusal import refusal


def default_vpc(account: Account) -> str:
    """Return the ID of the account's default VPC."""
    return account.ec2.describe_vpcs(Filters=filters({"is-default": "true"}))["Vpcs"][0]["VpcId"]


def attached_gateway(account: Account, vpc: str) -> str:
    """Attach an internet gateway to a VPC and return its ID."""
    gateway = account.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    account.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    return gateway


def test_gateway_endpoint_does_not_replace_a_route_of_the_customer(mine: Account) -> None:
    vpc = mine.vpc()
    table, other, gateway = mine.route_table(vpc), mine.route_table(vpc), attached_gateway(mine, vpc)
    name = filters({"prefix-list-name": "com.amazonaws.us-east-1.s3"})
    prefix_list = mine.ec2.describe_prefix_lists(Filters=name)["PrefixLists"][0]["PrefixListId"]
    mine.ec2.create_route(RouteTableId=table, DestinationPrefixListId=prefix_list, GatewayId=gateway)
    taken = (
        "RouteAlreadyExists",
        f"route table {table} already has a route with destination-prefix-list-id {prefix_list}",
    )
    assert refusal(mine.gateway_endpoint, vpc, RouteTableIds=[table]) == taken
    endpoint = mine.gateway_endpoint(vpc, RouteTableIds=[other])["VpcEndpointId"]
    change: Any = {"VpcEndpointId": endpoint, "AddRouteTableIds": [table]}
    assert refusal(mine.ec2.modify_vpc_endpoint, **change) == taken
    mine.ec2.delete_route(RouteTableId=table, DestinationPrefixListId=prefix_list)
    mine.ec2.modify_vpc_endpoint(**change)
    assert mine.endpoint(endpoint)["RouteTableIds"] == [other, table]


def test_security_group_of_an_endpoint_cannot_be_deleted_by_its_name(mine: Account) -> None:
    vpc = default_vpc(mine)
    subnet = mine.ec2.describe_subnets(Filters=filters({"vpc-id": vpc}))["Subnets"][0]["SubnetId"]
    group = mine.group(vpc, "clients")
    mine.interface_endpoint(vpc, SubnetIds=[subnet], SecurityGroupIds=[group])
    assert refusal(mine.ec2.delete_security_group, GroupName="clients") == (
        "DependencyViolation",
        f"resource {group} has a dependent object",
    )


@pytest.mark.parametrize("with_elastic_address", ["with", "without"])
def test_internet_gateway_of_a_public_load_balancer_cannot_be_detached(
    mine: Account, with_elastic_address: str
) -> None:
    vpc = mine.vpc()
    gateway, subnet = attached_gateway(mine, vpc), mine.subnet(vpc)
    mapping: Any = {"SubnetId": subnet}
    if with_elastic_address == "with":
        mapping["AllocationId"] = mine.ec2.allocate_address(Domain="vpc")["AllocationId"]
    create = mine.elbv2.create_load_balancer
    arn = create(Name="a", Type="network", SubnetMappings=[mapping])["LoadBalancers"][0]["LoadBalancerArn"]
    detach: Any = {"InternetGatewayId": gateway, "VpcId": vpc}
    code, message = refusal(mine.ec2.detach_internet_gateway, **detach)
    assert (code, message.partition(". ")[0]) == (
        "DependencyViolation",
        f"Network {vpc} has some mapped public address(es)",
    )
    mine.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    mine.ec2.detach_internet_gateway(**detach)


def test_internet_gateway_beside_an_internal_load_balancer_can_be_detached(mine: Account) -> None:
    vpc = mine.vpc()
    gateway = attached_gateway(mine, vpc)
    mine.load_balancer(vpc, "a")
    mine.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)


def test_cidr_block_of_an_endpoint_cannot_be_disassociated(mine: Account) -> None:
    ec2, vpc = mine.ec2, mine.vpc()
    associate = ec2.associate_vpc_cidr_block
    second = associate(VpcId=vpc, CidrBlock="10.9.0.0/16")["CidrBlockAssociation"]["AssociationId"]
    unused = associate(VpcId=vpc, CidrBlock="10.8.0.0/16")["CidrBlockAssociation"]["AssociationId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24", AvailabilityZone="us-east-1a")["Subnet"]
    mine.interface_endpoint(vpc, SubnetIds=[subnet["SubnetId"]])
    assert refusal(ec2.disassociate_vpc_cidr_block, AssociationId=second) == (
        "InvalidCidrBlock.InUse",
        f"The vpc {vpc} currently has a subnet within CIDR block 10.9.0.0/16",
    )
    ec2.disassociate_vpc_cidr_block(AssociationId=unused)


def test_ipv6_blocks_of_an_endpoint_cannot_be_disassociated(mine: Account) -> None:
    ec2, vpc = mine.ec2, mine.vpc(AmazonProvidedIpv6CidrBlock=True)
    (block,) = ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"]
    own = str(next(IPv6Network(block["Ipv6CidrBlock"]).subnets(new_prefix=64)))
    subnet = mine.subnet(vpc, Ipv6CidrBlock=own)
    (association,) = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["Ipv6CidrBlockAssociationSet"]
    endpoint = mine.interface_endpoint_id(vpc, SubnetIds=[subnet], IpAddressType="dualstack")
    in_vpc, in_subnet = block["AssociationId"], association["AssociationId"]
    assert refusal(ec2.disassociate_vpc_cidr_block, AssociationId=in_vpc).code == "InvalidCidrBlock.InUse"
    assert refusal(ec2.disassociate_subnet_cidr_block, AssociationId=in_subnet).code == "InvalidCidrBlock.InUse"
    mine.delete(endpoint)
    ec2.disassociate_subnet_cidr_block(AssociationId=in_subnet)
    ec2.disassociate_vpc_cidr_block(AssociationId=in_vpc)
