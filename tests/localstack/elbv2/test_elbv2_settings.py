"""SetSubnets, SetSecurityGroups, SetIpAddressType."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Refusal = Callable[..., tuple[str, str]]

ENFORCE = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


def describe(place: Any, arn: str) -> Any:
    return place.elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]


def test_one_made_without_groups_never_gets_one(place: Any, refusal: Refusal) -> None:
    """AWS: a network load balancer that was created without security groups can never have any."""
    made = place.load_balancer()
    assert (made["SecurityGroups"], ENFORCE in made) == ([], False)
    assert refusal(
        place.elbv2.set_security_groups,
        LoadBalancerArn=made["LoadBalancerArn"],
        SecurityGroups=[place.security_group()],
    ) == (
        "InvalidConfigurationRequest",
        "You cannot set security groups on a Network Load Balancer which was created without any security groups.",
    )


def test_groups_are_replaced_on_the_interfaces_too(place: Any, refusal: Refusal) -> None:
    first, second = place.security_group(), place.security_group()
    arn = place.load_balancer(SecurityGroups=[first])["LoadBalancerArn"]
    answer = place.elbv2.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[second])
    assert (answer["SecurityGroupIds"], answer[ENFORCE]) == ([second], "on")
    assert describe(place, arn)["SecurityGroups"] == [second]
    assert [[group["GroupId"] for group in each["Groups"]] for each in place.interfaces(arn)] == [[second]] * 2
    call = place.elbv2.set_security_groups
    assert refusal(call, LoadBalancerArn=arn, SecurityGroups=[])[0] == "InvalidConfigurationRequest"
    assert refusal(call, LoadBalancerArn=arn, SecurityGroups=["sg-00000000"])[0] == "InvalidSecurityGroup"


def test_private_link_traffic_is_judged_unless_that_is_turned_off(place: Any) -> None:
    """AWS: EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic is on by default."""
    group = place.security_group()
    made = place.load_balancer(SecurityGroups=[group])
    arn = made["LoadBalancerArn"]
    place.elbv2.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[group], **{ENFORCE: "off"})
    off = describe(place, arn)[ENFORCE]
    place.elbv2.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[group])
    assert (made[ENFORCE], off, describe(place, arn)[ENFORCE]) == ("on", "off", "off")


def test_subnets_are_replaced_and_what_stays_keeps_its_interface(place: Any) -> None:
    """AWS: the specified subnets replace the previously enabled subnets."""
    arn = place.load_balancer()["LoadBalancerArn"]
    before = [each["NetworkInterfaceId"] for each in place.interfaces(arn)]
    answer = place.elbv2.set_subnets(LoadBalancerArn=arn, Subnets=list(place.subnets[1:]))
    after = place.interfaces(arn)
    assert [each["ZoneName"] for each in answer["AvailabilityZones"]] == ["us-east-1b", "us-east-1c"]
    assert [each["AvailabilityZone"] for each in after] == ["us-east-1b", "us-east-1c"]
    assert after[0]["NetworkInterfaceId"] == before[1]
    assert describe(place, arn)["AvailabilityZones"] == answer["AvailabilityZones"]


def test_a_subnet_of_another_vpc_is_refused(place: Any, refusal: Refusal) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]
    vpc = place.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = place.ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24", AvailabilityZone="us-east-1a")["Subnet"]
    call = place.elbv2.set_subnets
    assert refusal(call, LoadBalancerArn=arn, Subnets=[subnet["SubnetId"]])[0] == "InvalidSubnet"
    assert len(place.interfaces(arn)) == 2


def dual_stack_subnet(place: Any) -> str:
    vpc = place.ec2.associate_vpc_cidr_block(VpcId=place.vpc, AmazonProvidedIpv6CidrBlock=True)
    block = (
        vpc["Ipv6CidrBlockAssociation"].get("Ipv6CidrBlock")
        or place.ec2.describe_vpcs(VpcIds=[place.vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
    )
    place.ec2.associate_subnet_cidr_block(SubnetId=place.subnets[0], Ipv6CidrBlock=block.replace("/56", "/64"))
    return str(place.subnets[0])


def test_dual_stack_needs_ipv6_subnets_and_gives_the_interfaces_addresses(place: Any, refusal: Refusal) -> None:
    arn = place.load_balancer(Subnets=[dual_stack_subnet(place)])["LoadBalancerArn"]
    other = place.load_balancer(Subnets=[place.subnets[1]])["LoadBalancerArn"]
    call = place.elbv2.set_ip_address_type
    assert refusal(call, LoadBalancerArn=other, IpAddressType="dualstack")[0] == "InvalidSubnet"
    assert call(LoadBalancerArn=arn, IpAddressType="dualstack")["IpAddressType"] == "dualstack"
    assert [len(each["Ipv6Addresses"]) for each in place.interfaces(arn)] == [1]
    call(LoadBalancerArn=arn, IpAddressType="ipv4")
    assert [each["Ipv6Addresses"] for each in place.interfaces(arn)] == [[]]


def test_datagrams_and_dual_stack_exclude_each_other(place: Any, refusal: Refusal) -> None:
    """AWS: no UDP in dual-stack mode, unless there is an IPv6 prefix for source NAT."""
    subnet = dual_stack_subnet(place)
    arn = place.load_balancer(Subnets=[subnet])["LoadBalancerArn"]
    group = place.target_group(Protocol="UDP", Port=53)
    place.listener(arn, group, Protocol="UDP", Port=53)
    call = place.elbv2.set_ip_address_type
    assert refusal(call, LoadBalancerArn=arn, IpAddressType="dualstack")[0] == "InvalidConfigurationRequest"
    place.elbv2.set_subnets(
        LoadBalancerArn=arn, Subnets=[subnet], IpAddressType="dualstack", EnablePrefixForIpv6SourceNat="on"
    )
    assert describe(place, arn)["EnablePrefixForIpv6SourceNat"] == "on"
