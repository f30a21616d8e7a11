"""RegisterTargets, DeregisterTargets, DescribeTargetHealth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[..., tuple[str, str]]


def health(place: Any, group: str, *targets: dict[str, Any]) -> list[tuple[str, int, str, str | None]]:
    """Id, port, state and reason."""
    asked = {"Targets": list(targets)} if targets else {}
    found = place.elbv2.describe_target_health(TargetGroupArn=group, **asked)["TargetHealthDescriptions"]
    return [
        (
            each["Target"]["Id"],
            each["Target"]["Port"],
            each["TargetHealth"]["State"],
            each["TargetHealth"].get("Reason"),
        )
        for each in found
    ]


def register(place: Any, group: str, *targets: dict[str, Any]) -> None:
    place.elbv2.register_targets(TargetGroupArn=group, Targets=list(targets))


def use(place: Any, group: str, **settings: Any) -> None:
    """Let a load balancer forward to a group."""
    place.listener(place.load_balancer(**settings)["LoadBalancerArn"], group)


def test_one_address_on_two_ports(place: Any) -> None:
    """AWS: an address may be registered several times, with different ports."""
    group = place.target_group()
    use(place, group)
    register(place, group, {"Id": "10.0.0.9"}, {"Id": "10.0.0.9", "Port": 444})
    assert health(place, group) == [("10.0.0.9", 443, "healthy", None), ("10.0.0.9", 444, "healthy", None)]
    place.elbv2.deregister_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.9", "Port": 444}])
    assert health(place, group)[0] == ("10.0.0.9", 443, "healthy", None)


def test_an_id_without_a_port_means_the_groups_port(place: Any) -> None:
    """The Terraform provider asks so for attachments without a port, and wants exactly one answer."""
    group = place.target_group()
    use(place, group)
    register(place, group, {"Id": "10.0.0.9"}, {"Id": "10.0.0.9", "Port": 444})
    assert health(place, group, {"Id": "10.0.0.9"}) == [("10.0.0.9", 443, "healthy", None)]


def test_a_group_that_nothing_forwards_to_is_not_in_use(place: Any) -> None:
    group = place.target_group()
    register(place, group, {"Id": "10.0.0.9"})
    assert health(place, group) == [("10.0.0.9", 443, "unused", "Target.NotInUse")]


def test_a_target_in_a_zone_without_the_load_balancer_is_not_in_use(place: Any) -> None:
    group = place.target_group()
    use(place, group)
    register(place, group, {"Id": "10.0.2.9"})
    assert health(place, group) == [("10.0.2.9", 443, "unused", "Target.NotInUse")]


def test_a_deregistered_target_drains_for_the_groups_delay(place: Any) -> None:
    """AWS: draining for deregistration_delay.timeout_seconds, then not registered."""
    group, target = place.target_group(), {"Id": "10.0.0.9"}
    use(place, group)
    register(place, group, target)
    place.elbv2.deregister_targets(TargetGroupArn=group, Targets=[target])
    draining = health(place, group)
    assert draining == [("10.0.0.9", 443, "draining", "Target.DeregistrationInProgress")]
    delay = {"Key": "deregistration_delay.timeout_seconds", "Value": "0"}
    place.elbv2.modify_target_group_attributes(TargetGroupArn=group, Attributes=[delay])
    assert health(place, group) == []
    assert health(place, group, target) == [("10.0.0.9", 443, "unused", "Target.NotRegistered")]


def test_deregistering_what_is_not_registered_succeeds(place: Any) -> None:
    """AWS: if the specified target does not exist, the action returns successfully."""
    group = place.target_group()
    place.elbv2.deregister_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}])
    assert health(place, group) == []


def test_addresses_outside_of_the_vpc(place: Any, refusal: Refusal) -> None:
    """AWS: private ones only, and with the zone `all` or one of the Region's."""
    group, call = place.target_group(), place.elbv2.register_targets
    use(place, group)
    register(place, group, {"Id": "192.168.10.4", "AvailabilityZone": "all"})
    assert health(place, group) == [("192.168.10.4", 443, "healthy", None)]
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "192.168.10.5"}]) == (
        "ValidationError",
        (
            "You must specify a valid Availability Zone or select 'all' for all enabled Availability zones, since the "
            "IP address '192.168.10.5' is outside the VPC"
        ),
    )
    public = {"Id": "8.8.8.8", "AvailabilityZone": "all"}
    assert refusal(call, TargetGroupArn=group, Targets=[public])[0] == "ValidationError"


def test_addresses_inside_of_the_vpc_have_the_zone_of_their_subnet(place: Any, refusal: Refusal) -> None:
    group = place.target_group()
    register(place, group, {"Id": "10.0.1.9"})
    found = place.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert found[0]["Target"]["AvailabilityZone"] == "us-east-1b"
    wrong = {"Id": "10.0.1.9", "AvailabilityZone": "all"}
    assert refusal(place.elbv2.register_targets, TargetGroupArn=group, Targets=[wrong]) == (
        "ValidationError",
        (
            "The IP address '10.0.1.9' is within the VPC, and cannot have its Availability Zone overridden to 'all' "
            "from 'us-east-1b'"
        ),
    )


@pytest.mark.parametrize("target", ["i-0123456789abcdef0", "here", "10.0.0.256", "fd00::1"])
def test_what_is_no_address_is_refused(place: Any, refusal: Refusal, target: str) -> None:
    group = place.target_group()
    call = place.elbv2.register_targets
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}, {"Id": target}])[0] == "ValidationError"
    assert health(place, group) == []


def test_instances(place: Any, refusal: Refusal) -> None:
    """AWS: they must run when they are registered; one that is stopped is not used."""
    group = place.target_group(TargetType="instance")
    use(place, group)
    images = place.ec2.describe_images(Owners=["amazon"])["Images"]
    run = place.ec2.run_instances(ImageId=images[0]["ImageId"], MinCount=1, MaxCount=1, SubnetId=place.subnets[0])
    instance = run["Instances"][0]["InstanceId"]
    register(place, group, {"Id": instance})
    running = health(place, group)
    place.ec2.stop_instances(InstanceIds=[instance])
    assert [running, health(place, group)] == [
        [(instance, 443, "healthy", None)],
        [(instance, 443, "unused", "Target.InvalidState")],
    ]
    call = place.elbv2.register_targets
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": instance, "Port": 444}])[0] == "InvalidTarget"
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "i-00000000"}])[0] == "InvalidTarget"
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}])[0] == "ValidationError"


def test_a_group_that_is_not_there(place: Any, refusal: Refusal) -> None:
    group = place.target_group()
    place.elbv2.delete_target_group(TargetGroupArn=group)
    assert refusal(place.elbv2.describe_target_health, TargetGroupArn=group) == (
        "TargetGroupNotFound",
        "One or more target groups not found",
    )


def test_a_load_balancers_own_address(place: Any) -> None:
    """AWS: Target.IpUnusable, the target IP address is reserved for use by a load balancer."""
    group, balancer = place.target_group(), place.load_balancer()["LoadBalancerArn"]
    place.listener(balancer, group)
    own = place.interfaces(balancer)[0]["PrivateIpAddress"]
    register(place, group, {"Id": own})
    assert health(place, group) == [(own, 443, "unused", "Target.IpUnusable")]


def test_ipv6_addresses_however_they_are_written(place: Any) -> None:
    block = place.dual_stack_subnets()[0]
    short, long = block.replace("/64", "9"), block.replace("::/64", ":0:0:0:9")
    group = place.target_group(IpAddressType="ipv6")
    register(place, group, {"Id": long})
    assert health(place, group, {"Id": long}) == [(short, 443, "unused", "Target.NotInUse")]
    register(place, group, {"Id": short})
    assert len(health(place, group)) == 1


def test_quic_targets_have_a_server_id(place: Any, refusal: Refusal) -> None:
    """AWS: QuicServerId is required for QUIC, and can't be used with other protocols."""
    group, target = place.target_group(Protocol="QUIC"), {"Id": "10.0.0.9", "QuicServerId": "0x0123456789abcdef"}
    call = place.elbv2.register_targets
    assert refusal(call, TargetGroupArn=group, Targets=[{"Id": "10.0.0.9"}])[0] == "ValidationError"
    assert refusal(call, TargetGroupArn=place.target_group(), Targets=[target])[0] == "ValidationError"
    register(place, group, target)
    found = place.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert found[0]["Target"]["QuicServerId"] == target["QuicServerId"]


def test_what_is_asked_for_besides(place: Any, refusal: Refusal) -> None:
    group = place.target_group()
    call = place.elbv2.describe_target_health
    assert call(TargetGroupArn=group, Include=["All"])["TargetHealthDescriptions"] == []
    assert refusal(call, TargetGroupArn=group, Include=["Weather"])[0] == "ValidationError"
