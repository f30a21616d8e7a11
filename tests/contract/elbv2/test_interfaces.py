"""Load balancers' network interfaces, as EC2 shows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Refusal = Callable[..., tuple[str, str]]


def test_one_in_each_zone_of_the_right_kind(place: Any) -> None:
    """AWS: type network_load_balancer, `ELB net/<name>/<id>`, requester-managed, attached by amazon-aws."""
    arn = place.load_balancer(Name="blue")["LoadBalancerArn"]
    found = place.interfaces(arn)
    assert [each["AvailabilityZone"] for each in found] == ["us-east-1a", "us-east-1b"]
    assert [
        (each["InterfaceType"], each["RequesterManaged"], each["Status"], each["Attachment"]["InstanceOwnerId"])
        for each in found
    ] == [("network_load_balancer", True, "in-use", "amazon-aws")] * 2
    assert all(re.fullmatch(r"ELB net/blue/[0-9a-f]{16}", each["Description"]) for each in found)


def test_their_addresses_are_the_first_free_ones_of_the_subnets(place: Any) -> None:
    """AWS: the first four addresses of a subnet are reserved."""
    first, second = place.load_balancer(), place.load_balancer()
    assert [
        [each["PrivateIpAddress"] for each in place.interfaces(made["LoadBalancerArn"])] for made in (first, second)
    ] == [["10.0.0.4", "10.0.1.4"], ["10.0.0.5", "10.0.1.5"]]


def test_the_filter_that_the_terraform_provider_waits_with(place: Any) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]
    filters = [
        {"Name": "attachment.instance-owner-id", "Values": ["amazon-aws"]},
        {"Name": "description", "Values": [f"ELB {arn.partition('loadbalancer/')[2]}"]},
    ]
    assert len(place.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]) == 2
    place.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    assert place.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"] == []


def test_a_released_address_is_given_again(place: Any) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]
    place.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    again = place.load_balancer()["LoadBalancerArn"]
    assert [each["PrivateIpAddress"] for each in place.interfaces(again)] == ["10.0.0.4", "10.0.1.4"]


def test_they_hold_subnets_and_groups(place: Any, refusal: Refusal) -> None:
    """AWS: DependencyViolation until the interface is gone."""
    group = place.security_group()
    arn = place.load_balancer(SecurityGroups=[group])["LoadBalancerArn"]
    assert refusal(place.ec2.delete_subnet, SubnetId=place.subnets[0])[0] == "DependencyViolation"
    assert refusal(place.ec2.delete_security_group, GroupId=group)[0] == "DependencyViolation"
    place.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    place.ec2.delete_subnet(SubnetId=place.subnets[0])
    place.ec2.delete_security_group(GroupId=group)


def test_a_chosen_private_address(place: Any, refusal: Refusal) -> None:
    """AWS: for internal load balancers, one per subnet, from its range; only chosen addresses are shown."""
    mapping = {"SubnetId": place.subnets[0], "PrivateIPv4Address": "10.0.0.77"}
    made = place.load_balancer(SubnetMappings=[mapping])
    assert made["AvailabilityZones"][0]["LoadBalancerAddresses"] == [{"PrivateIPv4Address": "10.0.0.77"}]
    assert [each["PrivateIpAddress"] for each in place.interfaces(made["LoadBalancerArn"])] == ["10.0.0.77"]
    for address in ("10.0.0.77", "10.0.0.3", "10.0.0.255", "10.0.1.9"):
        taken = {**mapping, "PrivateIPv4Address": address}
        assert refusal(place.load_balancer, SubnetMappings=[taken])[0] == "ValidationError"


def test_an_elastic_address(place: Any, refusal: Refusal) -> None:
    """AWS: for internet-facing load balancers, one per subnet."""
    address = place.ec2.allocate_address(Domain="vpc")
    mapping = {"SubnetId": place.subnets[0], "AllocationId": address["AllocationId"]}
    made = place.load_balancer(Scheme="internet-facing", SubnetMappings=[mapping])
    assert [{"IpAddress": address["PublicIp"], "AllocationId": address["AllocationId"]}] == made["AvailabilityZones"][
        0
    ]["LoadBalancerAddresses"]
    assert refusal(place.load_balancer, Scheme="internet-facing", SubnetMappings=[mapping])[0] == "ResourceInUse"
    missing = {**mapping, "AllocationId": "eipalloc-00000000"}
    assert refusal(place.load_balancer, Scheme="internet-facing", SubnetMappings=[missing])[0] == "AllocationIdNotFound"
    place.elbv2.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    place.load_balancer(Scheme="internet-facing", SubnetMappings=[mapping])


def test_nothing_is_left_of_one_that_was_refused(place: Any, refusal: Refusal) -> None:
    mappings = [
        {"SubnetId": place.subnets[0]},
        {"SubnetId": place.subnets[1], "PrivateIPv4Address": "10.0.1.2"},
    ]
    assert refusal(place.load_balancer, SubnetMappings=mappings)[0] == "ValidationError"
    assert place.ec2.describe_network_interfaces()["NetworkInterfaces"] == []


def test_no_address_is_given_twice_to_many_at_once(place: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: place.load_balancer(Name=f"many-{number}"), range(16)))
    assert len({each["LoadBalancerArn"] for each in made}) == 16
    found = place.ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert len({each["PrivateIpAddress"] for each in found}) == 32


def test_an_ipv6_address_is_given_once(place: Any, refusal: Callable[..., tuple[str, str]]) -> None:
    address = place.dual_stack_subnets()[0].replace("/64", "99")
    mapping = [{"SubnetId": place.subnets[0], "IPv6Address": address}]
    made = place.load_balancer(SubnetMappings=mapping, IpAddressType="dualstack")["LoadBalancerArn"]
    found = [each["Ipv6Addresses"] for each in place.interfaces(made)]
    assert [[each["Ipv6Address"] for each in addresses] for addresses in found] == [[address]]
    code, _ = refusal(place.load_balancer, SubnetMappings=mapping, IpAddressType="dualstack")
    assert (code, len(place.elbv2.describe_load_balancers()["LoadBalancers"])) == ("ValidationError", 1)


def test_a_chosen_address_may_be_one_of_the_last(place: Any, refusal: Callable[..., tuple[str, str]]) -> None:
    """NLB user guide: 8 free addresses, for internal ones only where AWS selects the address."""
    small = place.ec2.create_subnet(VpcId=place.vpc, CidrBlock="10.0.9.0/28", AvailabilityZone="us-east-1a")
    subnet = small["Subnet"]["SubnetId"]
    for _ in range(4):
        place.load_balancer(Subnets=[subnet])
    assert refusal(place.load_balancer, Subnets=[subnet])[0] == "InvalidSubnet"
    chosen = [{"SubnetId": subnet, "PrivateIPv4Address": "10.0.9.14"}]
    made = place.load_balancer(SubnetMappings=chosen)["LoadBalancerArn"]
    assert [each["PrivateIpAddress"] for each in place.interfaces(made)] == ["10.0.9.14"]
