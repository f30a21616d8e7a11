"""SetSubnets, SetSecurityGroups, SetIpAddressType."""

from __future__ import annotations

from ipaddress import IPv6Network
from typing import TYPE_CHECKING, Final

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import SetSubnetsInputTypeDef

ENFORCE: Final = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"


def test_load_balancer_without_security_groups_never_gets_one(elb: ElbAccount) -> None:
    """AWS: a network load balancer that was created without security groups can never have any."""
    load_balancer = elb.load_balancer()
    assert (load_balancer["SecurityGroups"], ENFORCE in load_balancer) == ([], False)
    assert refusal(
        elb.elbv2.set_security_groups,
        LoadBalancerArn=load_balancer["LoadBalancerArn"],
        SecurityGroups=[elb.security_group()],
    ) == (
        "InvalidConfigurationRequest",
        "You cannot set security groups on a Network Load Balancer which was created without any security groups.",
    )


def test_security_groups_are_replaced_on_the_interfaces_too(elb: ElbAccount) -> None:
    first, second = elb.security_group(), elb.security_group()
    arn = elb.load_balancer_arn(SecurityGroups=[first])
    response = elb.elbv2.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[second])
    assert (response["SecurityGroupIds"], response[ENFORCE]) == ([second], "on")
    assert elb.describe(arn)["SecurityGroups"] == [second]
    assert [[group["GroupId"] for group in each["Groups"]] for each in elb.interfaces(arn)] == [[second]] * 2
    call = elb.elbv2.set_security_groups
    assert refusal(call, LoadBalancerArn=arn, SecurityGroups=[]).code == "InvalidConfigurationRequest"
    assert refusal(call, LoadBalancerArn=arn, SecurityGroups=["sg-00000000"]).code == "InvalidSecurityGroup"


def test_security_group_rules_apply_to_privatelink_traffic_by_default(elb: ElbAccount) -> None:
    """AWS: EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic is on by default."""
    group = elb.security_group()
    load_balancer = elb.load_balancer(SecurityGroups=[group])
    arn = load_balancer["LoadBalancerArn"]
    elb.elbv2.set_security_groups(
        LoadBalancerArn=arn, SecurityGroups=[group], EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic="off"
    )
    off = elb.describe(arn)[ENFORCE]
    elb.elbv2.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[group])
    assert (load_balancer[ENFORCE], off, elb.describe(arn)[ENFORCE]) == ("on", "off", "off")


def test_set_subnets_keeps_the_interfaces_of_subnets_that_stay(elb: ElbAccount) -> None:
    """AWS: the specified subnets replace the previously enabled subnets."""
    arn = elb.load_balancer_arn()
    before = [each["NetworkInterfaceId"] for each in elb.interfaces(arn)]
    response = elb.elbv2.set_subnets(LoadBalancerArn=arn, Subnets=list(elb.subnets[1:]))
    after = elb.interfaces(arn)
    assert [each["ZoneName"] for each in response["AvailabilityZones"]] == ["us-east-1b", "us-east-1c"]
    assert [each["AvailabilityZone"] for each in after] == ["us-east-1b", "us-east-1c"]
    assert after[0]["NetworkInterfaceId"] == before[1]
    assert elb.describe(arn)["AvailabilityZones"] == response["AvailabilityZones"]


def test_set_subnets_rejects_another_vpc(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()
    subnet = elb.subnet(0, vpc=elb.other_vpc())
    call = elb.elbv2.set_subnets
    assert refusal(call, LoadBalancerArn=arn, Subnets=[subnet]).code == "InvalidSubnet"
    assert len(elb.interfaces(arn)) == 2


def test_dual_stack_needs_ipv6_subnets_and_adds_addresses(elb: ElbAccount) -> None:
    elb.add_ipv6_to_subnets()
    arn = elb.load_balancer_arn(Subnets=[elb.subnets[0]])
    other = elb.load_balancer_arn(Subnets=[elb.subnets[2]])
    call = elb.elbv2.set_ip_address_type
    assert refusal(call, LoadBalancerArn=other, IpAddressType="dualstack").code == "InvalidSubnet"
    assert call(LoadBalancerArn=arn, IpAddressType="dualstack")["IpAddressType"] == "dualstack"
    assert [len(each["Ipv6Addresses"]) for each in elb.interfaces(arn)] == [1]
    call(LoadBalancerArn=arn, IpAddressType="ipv4")
    assert [each["Ipv6Addresses"] for each in elb.interfaces(arn)] == [[]]


def test_dual_stack_udp_needs_source_nat_prefixes_and_ipv6_targets(elb: ElbAccount) -> None:
    """AWS: no UDP on a dual-stack load balancer without an IPv6 prefix for source NAT, nor to an IPv4 target group."""
    elb.add_ipv6_to_subnets()
    subnet = elb.subnets[0]
    arn = elb.load_balancer_arn(Subnets=[subnet])
    listener = elb.listener(arn, elb.target_group(Protocol="UDP"), Protocol="UDP")["ListenerArn"]
    prefix: SetSubnetsInputTypeDef = {
        "LoadBalancerArn": arn,
        "Subnets": [subnet],
        "IpAddressType": "dualstack",
        "EnablePrefixForIpv6SourceNat": "on",
    }
    call = elb.elbv2.set_ip_address_type
    assert refusal(call, LoadBalancerArn=arn, IpAddressType="dualstack").code == "InvalidConfigurationRequest"
    assert refusal(elb.elbv2.set_subnets, **prefix).code == "InvalidConfigurationRequest"
    elb.elbv2.delete_listener(ListenerArn=listener)
    elb.elbv2.set_subnets(**prefix)
    group = elb.target_group(Protocol="UDP", IpAddressType="ipv6")
    assert elb.listener(arn, group, Protocol="UDP")["Protocol"] == "UDP"


def test_source_nat_prefix_is_chosen_or_assigned(elb: ElbAccount) -> None:
    """AWS: for each subnet a /80 of its range, or auto_assigned; for dual-stack load balancers."""
    block = elb.add_ipv6_to_subnets()[0]
    chosen = block.replace("::/64", ":1::/80")
    mapping = {"SubnetId": elb.subnets[0], "SourceNatIpv6Prefix": chosen}
    settings = {"EnablePrefixForIpv6SourceNat": "on", "IpAddressType": "dualstack"}
    zone = elb.load_balancer(SubnetMappings=[mapping], **settings)["AvailabilityZones"][0]
    assert zone["SourceNatIpv6Prefixes"] == [chosen]
    assigned = elb.load_balancer(Subnets=[elb.subnets[0]], **settings)["AvailabilityZones"][0]["SourceNatIpv6Prefixes"]
    assert IPv6Network(assigned[0]).subnet_of(IPv6Network(block))
    mapping["SourceNatIpv6Prefix"] = block
    assert refusal(elb.load_balancer, SubnetMappings=[mapping], **settings).code == "ValidationError"
    assert refusal(elb.load_balancer, EnablePrefixForIpv6SourceNat="on").code == "InvalidConfigurationRequest"


def test_load_balancer_with_ipv6_targets_stays_dual_stack(elb: ElbAccount) -> None:
    elb.add_ipv6_to_subnets()
    arn = elb.load_balancer_arn(IpAddressType="dualstack")
    elb.listener(arn, elb.target_group(IpAddressType="ipv6"))
    call = elb.elbv2.set_ip_address_type
    assert refusal(call, LoadBalancerArn=arn, IpAddressType="ipv4").code == "InvalidConfigurationRequest"
    assert elb.describe(arn)["IpAddressType"] == "dualstack"


def test_set_subnets_exchanges_a_subnet_of_a_zone_in_two_steps(elb: ElbAccount) -> None:
    """NLB user guide: the removal of the existing subnet must be completed first, then the new one can be added."""
    arn = elb.load_balancer_arn()
    other = elb.subnet(9)
    first, second = elb.subnets[:2]
    call = elb.elbv2.set_subnets
    assert refusal(call, LoadBalancerArn=arn, Subnets=[other, second]).code == "InvalidConfigurationRequest"
    assert [each["SubnetId"] for each in elb.interfaces(arn)] == [first, second]
    call(LoadBalancerArn=arn, Subnets=[second])
    call(LoadBalancerArn=arn, Subnets=[other, second])
    assert [each["SubnetId"] for each in elb.interfaces(arn)] == [other, second]


def test_set_subnets_keeps_subnets_while_endpoints_are_connected(elb: ElbAccount) -> None:
    """NLB user guide: you can't remove a subnet if the load balancer has an active VPC endpoint association."""
    arn, ec2 = elb.load_balancer_arn(), elb.ec2
    service = ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[arn], AcceptanceRequired=False)[
        "ServiceConfiguration"
    ]
    call = elb.elbv2.set_subnets
    single: SetSubnetsInputTypeDef = {"LoadBalancerArn": arn, "Subnets": [elb.subnets[0]]}
    elb.elbv2.set_subnets(LoadBalancerArn=arn, Subnets=list(elb.subnets))
    endpoint = ec2.create_vpc_endpoint(
        VpcEndpointType="Interface",
        VpcId=elb.vpc,
        ServiceName=service["ServiceName"],
        SubnetIds=[elb.subnets[0]],
    )["VpcEndpoint"]["VpcEndpointId"]
    assert refusal(call, **single).code == "ResourceInUse"
    assert len(elb.interfaces(arn)) == 3
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    assert [each["SubnetId"] for each in call(**single)["AvailabilityZones"]] == single["Subnets"]
