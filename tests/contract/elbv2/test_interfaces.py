"""Load balancers' network interfaces, as EC2 shows them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import FilterTypeDef


def test_load_balancer_has_an_interface_in_each_zone(elb: ElbAccount) -> None:
    """AWS: type network_load_balancer, `ELB net/<name>/<id>`, requester-managed, attached by amazon-aws."""
    arn = elb.load_balancer_arn(Name="blue")
    interfaces = elb.interfaces(arn)
    assert [each["AvailabilityZone"] for each in interfaces] == ["us-east-1a", "us-east-1b"]
    assert [
        (each["InterfaceType"], each["RequesterManaged"], each["Status"], each["Attachment"]["InstanceOwnerId"])
        for each in interfaces
    ] == [("network_load_balancer", True, "in-use", "amazon-aws")] * 2
    assert all(re.fullmatch(r"ELB net/blue/[0-9a-f]{16}", each["Description"]) for each in interfaces)


def test_interfaces_have_the_first_free_addresses(elb: ElbAccount) -> None:
    """AWS: the first four addresses of a subnet are reserved."""
    first, second = elb.load_balancer(), elb.load_balancer()
    assert [
        [each["PrivateIpAddress"] for each in elb.interfaces(load_balancer["LoadBalancerArn"])]
        for load_balancer in (first, second)
    ] == [["10.0.0.4", "10.0.1.4"], ["10.0.0.5", "10.0.1.5"]]


def test_interfaces_match_the_filter_of_the_terraform_provider(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()
    filters: list[FilterTypeDef] = [
        {"Name": "attachment.instance-owner-id", "Values": ["amazon-aws"]},
        {"Name": "description", "Values": [f"ELB {arn.partition('loadbalancer/')[2]}"]},
    ]
    assert len(elb.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]) == 2
    elb.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    assert elb.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"] == []


def test_released_address_is_used_again(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()
    elb.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    again = elb.load_balancer_arn()
    assert [each["PrivateIpAddress"] for each in elb.interfaces(again)] == ["10.0.0.4", "10.0.1.4"]


def test_interfaces_keep_subnets_and_security_groups(elb: ElbAccount) -> None:
    """AWS: DependencyViolation until the interface is gone."""
    group = elb.security_group()
    arn = elb.load_balancer_arn(SecurityGroups=[group])
    assert refusal(elb.ec2.delete_subnet, SubnetId=elb.subnets[0]).code == "DependencyViolation"
    assert refusal(elb.ec2.delete_security_group, GroupId=group).code == "DependencyViolation"
    elb.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    elb.ec2.delete_subnet(SubnetId=elb.subnets[0])
    elb.ec2.delete_security_group(GroupId=group)


def test_private_address_is_chosen_by_the_request(elb: ElbAccount) -> None:
    """AWS: for internal load balancers, one per subnet, from its range; only chosen addresses are shown."""
    mapping = {"SubnetId": elb.subnets[0], "PrivateIPv4Address": "10.0.0.77"}
    load_balancer = elb.load_balancer(SubnetMappings=[mapping])
    assert load_balancer["AvailabilityZones"][0]["LoadBalancerAddresses"] == [{"PrivateIPv4Address": "10.0.0.77"}]
    assert [each["PrivateIpAddress"] for each in elb.interfaces(load_balancer["LoadBalancerArn"])] == ["10.0.0.77"]
    for address in ("10.0.0.77", "10.0.0.3", "10.0.0.255", "10.0.1.9"):
        taken = {**mapping, "PrivateIPv4Address": address}
        assert refusal(elb.load_balancer, SubnetMappings=[taken]).code == "ValidationError"


def test_elastic_address_is_chosen_by_the_request(elb: ElbAccount) -> None:
    """AWS: for internet-facing load balancers, one per subnet."""
    address = elb.ec2.allocate_address(Domain="vpc")
    mapping = {"SubnetId": elb.subnets[0], "AllocationId": address["AllocationId"]}
    load_balancer = elb.load_balancer(Scheme="internet-facing", SubnetMappings=[mapping])
    assert [{"IpAddress": address["PublicIp"], "AllocationId": address["AllocationId"]}] == load_balancer[
        "AvailabilityZones"
    ][0]["LoadBalancerAddresses"]
    assert refusal(elb.load_balancer, Scheme="internet-facing", SubnetMappings=[mapping]).code == "ResourceInUse"
    missing = {**mapping, "AllocationId": "eipalloc-00000000"}
    assert refusal(elb.load_balancer, Scheme="internet-facing", SubnetMappings=[missing]).code == "AllocationIdNotFound"
    elb.elbv2.delete_load_balancer(LoadBalancerArn=load_balancer["LoadBalancerArn"])
    elb.load_balancer(Scheme="internet-facing", SubnetMappings=[mapping])


def test_elastic_address_is_used_once_in_a_request(elb: ElbAccount) -> None:
    allocation = elb.ec2.allocate_address(Domain="vpc")["AllocationId"]
    mappings = [{"SubnetId": subnet, "AllocationId": allocation} for subnet in elb.subnets[:2]]
    assert refusal(elb.load_balancer, Scheme="internet-facing", SubnetMappings=mappings).code == "ResourceInUse"
    assert elb.ec2.describe_network_interfaces()["NetworkInterfaces"] == []


def test_rejected_load_balancer_leaves_nothing(elb: ElbAccount) -> None:
    mappings = [
        {"SubnetId": elb.subnets[0]},
        {"SubnetId": elb.subnets[1], "PrivateIPv4Address": "10.0.1.2"},
    ]
    assert refusal(elb.load_balancer, SubnetMappings=mappings).code == "ValidationError"
    assert elb.ec2.describe_network_interfaces()["NetworkInterfaces"] == []


def test_concurrent_load_balancers_have_different_addresses(elb: ElbAccount) -> None:
    with ThreadPoolExecutor(8) as pool:
        load_balancers = list(pool.map(lambda number: elb.load_balancer(Name=f"many-{number}"), range(16)))
    assert len({each["LoadBalancerArn"] for each in load_balancers}) == 16
    described = elb.ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert len({each["PrivateIpAddress"] for each in described}) == 32


def test_ipv6_address_is_used_once(elb: ElbAccount) -> None:
    address = elb.add_ipv6_to_subnets()[0].replace("/64", "99")
    mapping = [{"SubnetId": elb.subnets[0], "IPv6Address": address}]
    arn = elb.load_balancer_arn(SubnetMappings=mapping, IpAddressType="dualstack")
    addresses = [[each["Ipv6Address"] for each in interface["Ipv6Addresses"]] for interface in elb.interfaces(arn)]
    assert addresses == [[address]]
    code, _ = refusal(elb.load_balancer, SubnetMappings=mapping, IpAddressType="dualstack")
    assert (code, len(elb.elbv2.describe_load_balancers()["LoadBalancers"])) == ("ValidationError", 1)


def test_chosen_private_address_is_accepted_in_a_nearly_full_subnet(elb: ElbAccount) -> None:
    """NLB user guide: 8 free addresses, for internal ones only where AWS selects the address."""
    small = elb.ec2.create_subnet(VpcId=elb.vpc, CidrBlock="10.0.9.0/28", AvailabilityZone="us-east-1a")
    subnet = small["Subnet"]["SubnetId"]
    for _ in range(4):
        elb.load_balancer(Subnets=[subnet])
    assert refusal(elb.load_balancer, Subnets=[subnet]).code == "InvalidSubnet"
    chosen = [{"SubnetId": subnet, "PrivateIPv4Address": "10.0.9.14"}]
    arn = elb.load_balancer_arn(SubnetMappings=chosen)
    assert [each["PrivateIpAddress"] for each in elb.interfaces(arn)] == ["10.0.9.14"]
