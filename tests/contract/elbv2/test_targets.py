"""RegisterTargets, DeregisterTargets, DescribeTargetHealth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import TargetDescriptionTypeDef, TargetGroupAttributeTypeDef


def health(elb: ElbAccount, group: str, *targets: TargetDescriptionTypeDef) -> list[tuple[str, int, str, str | None]]:
    """Return ID, port, state and reason of targets; by default of all."""
    described = elb.elbv2.describe_target_health(TargetGroupArn=group, Targets=targets)["TargetHealthDescriptions"]
    return [
        (
            each["Target"]["Id"],
            each["Target"]["Port"],
            each["TargetHealth"]["State"],
            each["TargetHealth"].get("Reason"),
        )
        for each in described
    ]


def forward_to(elb: ElbAccount, group: str, **settings: Any) -> None:
    """Create a load balancer that forwards to a target group."""
    elb.listener(elb.load_balancer_arn(**settings), group)


def test_address_is_registered_on_two_ports(elb: ElbAccount) -> None:
    """AWS: an address may be registered several times, with different ports."""
    group = elb.target_group()
    forward_to(elb, group)
    elb.register(group, {"Id": "10.0.0.9"}, {"Id": "10.0.0.9", "Port": 444})
    assert health(elb, group) == [("10.0.0.9", 443, "healthy", None), ("10.0.0.9", 444, "healthy", None)]
    elb.elbv2.deregister_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.9", "Port": 444}])
    assert health(elb, group)[0] == ("10.0.0.9", 443, "healthy", None)


def test_target_without_a_port_has_the_target_groups(elb: ElbAccount) -> None:
    """Terraform's AWS provider describes so attachments without a port, and wants exactly one result."""
    group = elb.target_group()
    forward_to(elb, group)
    elb.register(group, {"Id": "10.0.0.9"}, {"Id": "10.0.0.9", "Port": 444})
    assert health(elb, group, {"Id": "10.0.0.9"}) == [("10.0.0.9", 443, "healthy", None)]


def test_target_group_without_a_listener_is_unused(elb: ElbAccount) -> None:
    group = elb.target_group()
    elb.register(group, {"Id": "10.0.0.9"})
    assert health(elb, group) == [("10.0.0.9", 443, "unused", "Target.NotInUse")]


def test_target_outside_of_the_enabled_zones_is_unused(elb: ElbAccount) -> None:
    group = elb.target_group()
    forward_to(elb, group)
    elb.register(group, {"Id": "10.0.2.9"})
    assert health(elb, group) == [("10.0.2.9", 443, "unused", "Target.NotInUse")]


def test_deregistered_target_drains_for_the_deregistration_delay(elb: ElbAccount) -> None:
    """AWS: draining for deregistration_delay.timeout_seconds, then not registered."""
    group = elb.target_group()
    target: TargetDescriptionTypeDef = {"Id": "10.0.0.9"}
    forward_to(elb, group)
    elb.register(group, target)
    elb.elbv2.deregister_targets(TargetGroupArn=group, Targets=[target])
    draining = health(elb, group)
    assert draining == [("10.0.0.9", 443, "draining", "Target.DeregistrationInProgress")]
    delay: TargetGroupAttributeTypeDef = {"Key": "deregistration_delay.timeout_seconds", "Value": "0"}
    elb.elbv2.modify_target_group_attributes(TargetGroupArn=group, Attributes=[delay])
    assert health(elb, group) == []
    assert health(elb, group, target) == [("10.0.0.9", 443, "unused", "Target.NotRegistered")]


def test_deregister_accepts_unregistered_targets(elb: ElbAccount) -> None:
    """AWS: if the specified target does not exist, the action returns successfully."""
    group = elb.target_group()
    elb.elbv2.deregister_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}])
    assert health(elb, group) == []


def test_address_outside_of_the_vpc_is_private_and_has_a_zone(elb: ElbAccount) -> None:
    """AWS: private ones only, and with the zone `all` or one of the Region's."""
    group, call = elb.target_group(), elb.elbv2.register_targets
    forward_to(elb, group)
    elb.register(group, {"Id": "192.168.10.4", "AvailabilityZone": "all"})
    assert health(elb, group) == [("192.168.10.4", 443, "healthy", None)]
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "192.168.10.5"}]) == (
        "ValidationError",
        (
            "You must specify a valid Availability Zone or select 'all' for all enabled Availability zones, since the "
            "IP address '192.168.10.5' is outside the VPC"
        ),
    )
    public = {"Id": "8.8.8.8", "AvailabilityZone": "all"}
    assert refusal(call, TargetGroupArn=group, Targets=[public]).code == "ValidationError"


def test_address_inside_of_the_vpc_has_the_zone_of_its_subnet(elb: ElbAccount) -> None:
    group = elb.target_group()
    elb.register(group, {"Id": "10.0.1.9"})
    described = elb.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert described[0]["Target"]["AvailabilityZone"] == "us-east-1b"
    wrong = {"Id": "10.0.1.9", "AvailabilityZone": "all"}
    assert refusal(elb.elbv2.register_targets, TargetGroupArn=group, Targets=[wrong]) == (
        "ValidationError",
        (
            "The IP address '10.0.1.9' is within the VPC, and cannot have its Availability Zone overridden to 'all' "
            "from 'us-east-1b'"
        ),
    )


@pytest.mark.parametrize("target", ["i-0123456789abcdef0", "here", "10.0.0.256", "fd00::1"])
def test_register_rejects_malformed_addresses(elb: ElbAccount, target: str) -> None:
    group = elb.target_group()
    call = elb.elbv2.register_targets
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}, {"Id": target}]).code == "ValidationError"
    assert health(elb, group) == []


def test_instance_is_registered_while_it_runs(elb: ElbAccount) -> None:
    """AWS: they must run when they are registered; one that is stopped is not used."""
    group = elb.target_group(TargetType="instance")
    forward_to(elb, group)
    images = elb.ec2.describe_images(Owners=["amazon"])["Images"]
    run = elb.ec2.run_instances(ImageId=images[0]["ImageId"], MinCount=1, MaxCount=1, SubnetId=elb.subnets[0])
    instance = run["Instances"][0]["InstanceId"]
    elb.register(group, {"Id": instance})
    running = health(elb, group)
    elb.ec2.stop_instances(InstanceIds=[instance])
    assert [running, health(elb, group)] == [
        [(instance, 443, "healthy", None)],
        [(instance, 443, "unused", "Target.InvalidState")],
    ]
    call = elb.elbv2.register_targets
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": instance, "Port": 444}]).code == "InvalidTarget"
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "i-00000000"}]).code == "InvalidTarget"
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}]).code == "ValidationError"


def test_describe_rejects_unknown_target_groups(elb: ElbAccount) -> None:
    group = elb.target_group()
    elb.elbv2.delete_target_group(TargetGroupArn=group)
    assert refusal(elb.elbv2.describe_target_health, TargetGroupArn=group) == (
        "TargetGroupNotFound",
        "One or more target groups not found",
    )


def test_address_of_the_load_balancer_is_unusable(elb: ElbAccount) -> None:
    """AWS: Target.IpUnusable, the target IP address is reserved for use by a load balancer."""
    group, balancer = elb.target_group(), elb.load_balancer_arn()
    elb.listener(balancer, group)
    own = elb.interfaces(balancer)[0]["PrivateIpAddress"]
    elb.register(group, {"Id": own})
    assert health(elb, group) == [(own, 443, "unused", "Target.IpUnusable")]


def test_ipv6_address_is_one_target_in_any_form(elb: ElbAccount) -> None:
    block = elb.add_ipv6_to_subnets()[0]
    short, long = block.replace("/64", "9"), block.replace("::/64", ":0:0:0:9")
    group = elb.target_group(IpAddressType="ipv6")
    elb.register(group, {"Id": long})
    assert health(elb, group, {"Id": long}) == [(short, 443, "unused", "Target.NotInUse")]
    elb.register(group, {"Id": short})
    assert len(health(elb, group)) == 1


def test_quic_target_has_a_server_id(elb: ElbAccount) -> None:
    """AWS: QuicServerId is required for QUIC, and can't be used with other protocols."""
    group = elb.target_group(Protocol="QUIC")
    target: TargetDescriptionTypeDef = {"Id": "10.0.0.9", "QuicServerId": "0x0123456789abcdef"}
    call = elb.elbv2.register_targets
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}]).code == "ValidationError"
    assert refusal(call, TargetGroupArn=elb.target_group(), Targets=[target]).code == "ValidationError"
    elb.register(group, target)
    described = elb.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert described[0]["Target"]["QuicServerId"] == target["QuicServerId"]


def test_describe_rejects_unknown_includes(elb: ElbAccount) -> None:
    group = elb.target_group()
    call = elb.elbv2.describe_target_health
    assert call(TargetGroupArn=group, Include=["All"])["TargetHealthDescriptions"] == []
    assert refusal(call, TargetGroupArn=group, Include=["Weather"]).code == "ValidationError"
