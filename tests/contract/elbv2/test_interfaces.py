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
    found = elb.interfaces(arn)
    assert [each["AvailabilityZone"] for each in found] == ["us-east-1a", "us-east-1b"]
    assert [
        (each["InterfaceType"], each["RequesterManaged"], each["Status"], each["Attachment"]["InstanceOwnerId"])
        for each in found
    ] == [("network_load_balancer", True, "in-use", "amazon-aws")] * 2
    assert all(re.fullmatch(r"ELB net/blue/[0-9a-f]{16}", each["Description"]) for each in found)


def test_interfaces_have_the_first_free_addresses(elb: ElbAccount) -> None:
    """AWS: the first four addresses of a subnet are reserved."""
    first, second = elb.load_balancer(), elb.load_balancer()
    assert [
        [each["PrivateIpAddress"] for each in elb.interfaces(made["LoadBalancerArn"])] for made in (first, second)
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
    assert refusal(elb.ec2.delete_subnet, SubnetId=elb.subnets[0])[0] == "DependencyViolation"
    assert refusal(elb.ec2.delete_security_group, GroupId=group)[0] == "DependencyViolation"
    elb.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    elb.ec2.delete_subnet(SubnetId=elb.subnets[0])
    elb.ec2.delete_security_group(GroupId=group)


def test_private_address_is_chosen_by_the_request(elb: ElbAccount) -> None:
    """AWS: for internal load balancers, one per subnet, from its range; only chosen addresses are shown."""
    mapping = {"SubnetId": elb.subnets[0], "PrivateIPv4Address": "10.0.0.77"}
    made = elb.load_balancer(SubnetMappings=[mapping])
    assert made["AvailabilityZones"][0]["LoadBalancerAddresses"] == [{"PrivateIPv4Address": "10.0.0.77"}]
    assert [each["PrivateIpAddress"] for each in elb.interfaces(made["LoadBalancerArn"])] == ["10.0.0.77"]
    for address in ("10.0.0.77", "10.0.0.3", "10.0.0.255", "10.0.1.9"):
        taken = {**mapping, "PrivateIPv4Address": address}
        assert refusal(elb.load_balancer, SubnetMappings=[taken])[0] == "ValidationError"


def test_elastic_address_is_chosen_by_the_request(elb: ElbAccount) -> None:
    """AWS: for internet-facing load balancers, one per subnet."""
    address = elb.ec2.allocate_address(Domain="vpc")
    mapping = {"SubnetId": elb.subnets[0], "AllocationId": address["AllocationId"]}
    made = elb.load_balancer(Scheme="internet-facing", SubnetMappings=[mapping])
    assert [{"IpAddress": address["PublicIp"], "AllocationId": address["AllocationId"]}] == made["AvailabilityZones"][
        0
    ]["LoadBalancerAddresses"]
    assert refusal(elb.load_balancer, Scheme="internet-facing", SubnetMappings=[mapping])[0] == "ResourceInUse"
    missing = {**mapping, "AllocationId": "eipalloc-00000000"}
    assert refusal(elb.load_balancer, Scheme="internet-facing", SubnetMappings=[missing])[0] == "AllocationIdNotFound"
    elb.elbv2.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    elb.load_balancer(Scheme="internet-facing", SubnetMappings=[mapping])


def test_rejected_load_balancer_leaves_nothing(elb: ElbAccount) -> None:
    mappings = [
        {"SubnetId": elb.subnets[0]},
        {"SubnetId": elb.subnets[1], "PrivateIPv4Address": "10.0.1.2"},
    ]
    assert refusal(elb.load_balancer, SubnetMappings=mappings)[0] == "ValidationError"
    assert elb.ec2.describe_network_interfaces()["NetworkInterfaces"] == []


def test_concurrent_load_balancers_have_different_addresses(elb: ElbAccount) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: elb.load_balancer(Name=f"many-{number}"), range(16)))
    assert len({each["LoadBalancerArn"] for each in made}) == 16
    found = elb.ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert len({each["PrivateIpAddress"] for each in found}) == 32


def test_ipv6_address_is_used_once(elb: ElbAccount) -> None:
    address = elb.add_ipv6_to_subnets()[0].replace("/64", "99")
    mapping = [{"SubnetId": elb.subnets[0], "IPv6Address": address}]
    made = elb.load_balancer_arn(SubnetMappings=mapping, IpAddressType="dualstack")
    found = [each["Ipv6Addresses"] for each in elb.interfaces(made)]
    assert [[each["Ipv6Address"] for each in addresses] for addresses in found] == [[address]]
    code, _ = refusal(elb.load_balancer, SubnetMappings=mapping, IpAddressType="dualstack")
    assert (code, len(elb.elbv2.describe_load_balancers()["LoadBalancers"])) == ("ValidationError", 1)


def test_chosen_private_address_is_accepted_in_a_nearly_full_subnet(elb: ElbAccount) -> None:
    """NLB user guide: 8 free addresses, for internal ones only where AWS selects the address."""
    small = elb.ec2.create_subnet(VpcId=elb.vpc, CidrBlock="10.0.9.0/28", AvailabilityZone="us-east-1a")
    subnet = small["Subnet"]["SubnetId"]
    for _ in range(4):
        elb.load_balancer(Subnets=[subnet])
    assert refusal(elb.load_balancer, Subnets=[subnet])[0] == "InvalidSubnet"
    chosen = [{"SubnetId": subnet, "PrivateIPv4Address": "10.0.9.14"}]
    made = elb.load_balancer_arn(SubnetMappings=chosen)
    assert [each["PrivateIpAddress"] for each in elb.interfaces(made)] == ["10.0.9.14"]
