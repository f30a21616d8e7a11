"""SetSubnets, SetSecurityGroups, SetIpAddressType."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Network
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


def test_dual_stack_needs_ipv6_subnets_and_gives_the_interfaces_addresses(place: Any, refusal: Refusal) -> None:
    place.dual_stack_subnets()
    arn = place.load_balancer(Subnets=[place.subnets[0]])["LoadBalancerArn"]
    other = place.load_balancer(Subnets=[place.subnets[2]])["LoadBalancerArn"]
    call = place.elbv2.set_ip_address_type
    assert refusal(call, LoadBalancerArn=other, IpAddressType="dualstack")[0] == "InvalidSubnet"
    assert call(LoadBalancerArn=arn, IpAddressType="dualstack")["IpAddressType"] == "dualstack"
    assert [len(each["Ipv6Addresses"]) for each in place.interfaces(arn)] == [1]
    call(LoadBalancerArn=arn, IpAddressType="ipv4")
    assert [each["Ipv6Addresses"] for each in place.interfaces(arn)] == [[]]


def test_datagrams_need_a_prefix_and_ipv6_targets_in_dual_stack(place: Any, refusal: Refusal) -> None:
    """AWS: no UDP on a dual-stack load balancer without an IPv6 prefix for source NAT, nor to an IPv4 target group."""
    place.dual_stack_subnets()
    subnet = place.subnets[0]
    arn = place.load_balancer(Subnets=[subnet])["LoadBalancerArn"]
    listener = place.listener(arn, place.target_group(Protocol="UDP"), Protocol="UDP")["ListenerArn"]
    prefix = {
        "LoadBalancerArn": arn,
        "Subnets": [subnet],
        "IpAddressType": "dualstack",
        "EnablePrefixForIpv6SourceNat": "on",
    }
    call = place.elbv2.set_ip_address_type
    assert refusal(call, LoadBalancerArn=arn, IpAddressType="dualstack")[0] == "InvalidConfigurationRequest"
    assert refusal(place.elbv2.set_subnets, **prefix)[0] == "InvalidConfigurationRequest"
    place.elbv2.delete_listener(ListenerArn=listener)
    place.elbv2.set_subnets(**prefix)
    group = place.target_group(Protocol="UDP", IpAddressType="ipv6")
    assert place.listener(arn, group, Protocol="UDP")["Protocol"] == "UDP"


def test_prefixes_for_source_nat(place: Any, refusal: Refusal) -> None:
    """AWS: for each subnet a /80 of its range, or auto_assigned; for dual-stack load balancers."""
    block = place.dual_stack_subnets()[0]
    chosen = block.replace("::/64", ":1::/80")
    mapping = {"SubnetId": place.subnets[0], "SourceNatIpv6Prefix": chosen}
    settings = {"EnablePrefixForIpv6SourceNat": "on", "IpAddressType": "dualstack"}
    zone = place.load_balancer(SubnetMappings=[mapping], **settings)["AvailabilityZones"][0]
    assert zone["SourceNatIpv6Prefixes"] == [chosen]
    given = place.load_balancer(Subnets=[place.subnets[0]], **settings)["AvailabilityZones"][0]["SourceNatIpv6Prefixes"]
    assert IPv6Network(given[0]).subnet_of(IPv6Network(block))
    mapping["SourceNatIpv6Prefix"] = block
    assert refusal(place.load_balancer, SubnetMappings=[mapping], **settings)[0] == "ValidationError"
    assert refusal(place.load_balancer, EnablePrefixForIpv6SourceNat="on")[0] == "InvalidConfigurationRequest"


def test_a_load_balancer_with_ipv6_targets_stays_dual_stack(place: Any, refusal: Refusal) -> None:
    place.dual_stack_subnets()
    arn = place.load_balancer(IpAddressType="dualstack")["LoadBalancerArn"]
    place.listener(arn, place.target_group(IpAddressType="ipv6"))
    call = place.elbv2.set_ip_address_type
    assert refusal(call, LoadBalancerArn=arn, IpAddressType="ipv4")[0] == "InvalidConfigurationRequest"
    assert describe(place, arn)["IpAddressType"] == "dualstack"


def test_another_subnet_of_a_zone_takes_two_steps(place: Any, refusal: Refusal) -> None:
    """NLB user guide: the removal of the existing subnet must be completed first, then the new one can be added."""
    arn = place.load_balancer()["LoadBalancerArn"]
    made = place.ec2.create_subnet(VpcId=place.vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1a")
    first, second = place.subnets[:2]
    other = made["Subnet"]["SubnetId"]
    call = place.elbv2.set_subnets
    assert refusal(call, LoadBalancerArn=arn, Subnets=[other, second])[0] == "InvalidConfigurationRequest"
    assert [each["SubnetId"] for each in place.interfaces(arn)] == [first, second]
    call(LoadBalancerArn=arn, Subnets=[second])
    call(LoadBalancerArn=arn, Subnets=[other, second])
    assert [each["SubnetId"] for each in place.interfaces(arn)] == [other, second]


def test_subnets_stay_while_endpoints_are_connected(place: Any, refusal: Refusal) -> None:
    """NLB user guide: you can't remove a subnet if the load balancer has an active VPC endpoint association."""
    arn, ec2 = place.load_balancer()["LoadBalancerArn"], place.ec2
    service = ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[arn], AcceptanceRequired=False)[
        "ServiceConfiguration"
    ]
    call, single = place.elbv2.set_subnets, {"LoadBalancerArn": arn, "Subnets": [place.subnets[0]]}
    place.elbv2.set_subnets(LoadBalancerArn=arn, Subnets=list(place.subnets))
    endpoint = ec2.create_vpc_endpoint(
        VpcEndpointType="Interface",
        VpcId=place.vpc,
        ServiceName=service["ServiceName"],
        SubnetIds=[place.subnets[0]],
    )["VpcEndpoint"]["VpcEndpointId"]
    assert refusal(call, **single)[0] == "InvalidConfigurationRequest"
    assert len(place.interfaces(arn)) == 3
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    assert [each["SubnetId"] for each in call(**single)["AvailabilityZones"]] == single["Subnets"]
