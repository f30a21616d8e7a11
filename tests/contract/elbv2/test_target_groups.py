"""CreateTargetGroup, DescribeTargetGroups, ModifyTargetGroup, DeleteTargetGroup, and their attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refusal = Callable[..., tuple[str, str]]

ZONES = {
    "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
    "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
}

TCP = {
    **ZONES,
    "deregistration_delay.timeout_seconds": "300",
    "deregistration_delay.connection_termination.enabled": "false",
    "preserve_client_ip.enabled": "false",
    "proxy_protocol_v2.enabled": "false",
    "stickiness.enabled": "false",
    "stickiness.type": "source_ip",
    "target_health_state.unhealthy.connection_termination.enabled": "true",
    "target_health_state.unhealthy.draining_interval_seconds": "0",
}


def attributes(place: Any, arn: str) -> dict[str, str]:
    found = place.elbv2.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    return {each["Key"]: each["Value"] for each in found}


def modify(place: Any, arn: str, **changes: str) -> Any:
    given = [{"Key": key.replace("__", "."), "Value": value} for key, value in changes.items()]
    return place.elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=given)


def describe(place: Any, arn: str) -> Any:
    return place.elbv2.describe_target_groups(TargetGroupArns=[arn])["TargetGroups"][0]


def test_what_one_of_addresses_over_tcp_starts_with(place: Any) -> None:
    arn = place.target_group(Name="erp", Port=8443)
    assert describe(place, arn) == {
        "TargetGroupArn": arn,
        "TargetGroupName": "erp",
        "Protocol": "TCP",
        "Port": 8443,
        "VpcId": place.vpc,
        "HealthCheckProtocol": "TCP",
        "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": True,
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 10,
        "HealthyThresholdCount": 5,
        "UnhealthyThresholdCount": 2,
        "LoadBalancerArns": [],
        "TargetType": "ip",
        "IpAddressType": "ipv4",
    }
    assert attributes(place, arn) == TCP


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"TargetType": "instance"}, {**TCP, "preserve_client_ip.enabled": "true"}),
        (
            {"Protocol": "UDP"},
            {
                **TCP,
                "preserve_client_ip.enabled": "true",
                "deregistration_delay.connection_termination.enabled": "true",
                "target_health_state.unhealthy.connection_termination.enabled": "false",
            },
        ),
        (
            {"TargetType": "alb"},
            {
                **ZONES,
                "deregistration_delay.timeout_seconds": "300",
                "preserve_client_ip.enabled": "true",
                "stickiness.enabled": "false",
                "stickiness.type": "source_ip",
            },
        ),
    ],
)
def test_attributes_depend_on_the_kind(place: Any, settings: dict[str, str], expected: dict[str, str]) -> None:
    """AWS: client addresses are kept but for addresses over TCP and TLS; datagrams end with deregistration."""
    assert attributes(place, place.target_group(**settings)) == expected


def test_what_is_changed_is_kept(place: Any) -> None:
    arn = place.target_group()
    modify(
        place,
        arn,
        proxy_protocol_v2__enabled="true",
        preserve_client_ip__enabled="true",
        deregistration_delay__timeout_seconds="0",
        stickiness__enabled="true",
    )
    assert attributes(place, arn) == {
        **TCP,
        "proxy_protocol_v2.enabled": "true",
        "preserve_client_ip.enabled": "true",
        "deregistration_delay.timeout_seconds": "0",
        "stickiness.enabled": "true",
    }


@pytest.mark.parametrize(
    ("protocol", "key", "value", "code"),
    [
        ("TCP", "no.such", "x", "ValidationError"),
        ("TCP", "deregistration_delay.timeout_seconds", "3601", "ValidationError"),
        ("TCP", "slow_start.duration_seconds", "30", "InvalidConfigurationRequest"),
        ("TCP", "stickiness.type", "lb_cookie", "InvalidConfigurationRequest"),
        ("TLS", "stickiness.enabled", "true", "InvalidConfigurationRequest"),
        ("UDP", "preserve_client_ip.enabled", "false", "InvalidConfigurationRequest"),
    ],
)
def test_what_attributes_do_not_take(
    place: Any, refusal: Refusal, protocol: str, key: str, value: str, code: str
) -> None:
    arn = place.target_group(Protocol=protocol)
    before = attributes(place, arn)
    call = place.elbv2.modify_target_group_attributes
    assert refusal(call, TargetGroupArn=arn, Attributes=[{"Key": key, "Value": value}])[0] == code
    assert attributes(place, arn) == before


def test_the_health_check_is_changed_in_place_and_back(place: Any) -> None:
    arn = place.target_group()
    place.elbv2.modify_target_group(
        TargetGroupArn=arn,
        HealthCheckProtocol="HTTPS",
        HealthCheckPort="8080",
        HealthCheckPath="/health",
        HealthCheckIntervalSeconds=10,
        Matcher={"HttpCode": "200-204"},
    )
    found = describe(place, arn)
    assert [found[f"HealthCheck{key}"] for key in ("Protocol", "Port", "Path", "IntervalSeconds")] == [
        "HTTPS",
        "8080",
        "/health",
        10,
    ]
    assert found["Matcher"] == {"HttpCode": "200-204"}
    place.elbv2.modify_target_group(TargetGroupArn=arn, HealthCheckProtocol="TCP")
    found = describe(place, arn)
    assert ("Matcher" in found, "HealthCheckPath" in found) == (False, False)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"Name": "x--"}, "ValidationError"),
        ({"Protocol": "FTP"}, "ValidationError"),
        ({"VpcId": "vpc-00000000"}, "ValidationError"),
        ({"TargetType": "lambda"}, "ValidationError"),
        ({"TargetType": "alb", "Protocol": "UDP"}, "ValidationError"),
        ({"HealthCheckProtocol": "UDP"}, "ValidationError"),
        ({"HealthCheckIntervalSeconds": 5, "HealthCheckTimeoutSeconds": 6}, "ValidationError"),
        ({"HealthCheckEnabled": False}, "ValidationError"),
        ({"HealthCheckPath": "/"}, "InvalidConfigurationRequest"),
    ],
)
def test_what_aws_refuses(place: Any, refusal: Refusal, settings: dict[str, Any], code: str) -> None:
    assert refusal(place.target_group, **settings)[0] == code
    assert place.elbv2.describe_target_groups()["TargetGroups"] == []


def test_creating_it_again_is_idempotent(place: Any, refusal: Refusal) -> None:
    arn = place.target_group(Name="twice")
    modify(place, arn, proxy_protocol_v2__enabled="true")
    assert place.target_group(Name="twice") == arn
    assert refusal(place.target_group, Name="twice", Port=444) == (
        "DuplicateTargetGroupName",
        "A target group with the same name 'twice' exists, but with different settings",
    )


def test_by_name_by_load_balancer_and_in_pages(place: Any, refusal: Refusal) -> None:
    arns = [place.target_group(Name=name) for name in ("a", "b", "c")]
    balancer = place.load_balancer()["LoadBalancerArn"]
    place.listener(balancer, arns[1])
    call = place.elbv2.describe_target_groups

    def found(**filters: Any) -> list[str]:
        return [each["TargetGroupArn"] for each in call(**filters)["TargetGroups"]]

    assert (found(Names=["c"]), found(LoadBalancerArn=balancer)) == ([arns[2]], [arns[1]])
    first = call(PageSize=2)
    assert found(PageSize=2, Marker=first["NextMarker"]) == [arns[2]]
    assert refusal(call, Names=["nobody"]) == ("TargetGroupNotFound", "One or more target groups not found")
    assert refusal(call, Names=["a"], TargetGroupArns=arns[:1])[0] == "ValidationError"


def test_a_listener_holds_it(place: Any, refusal: Refusal) -> None:
    """AWS, and the Terraform provider waits while it says so."""
    arn, balancer = place.target_group(), place.load_balancer()["LoadBalancerArn"]
    listener = place.listener(balancer, arn)["ListenerArn"]
    assert describe(place, arn)["LoadBalancerArns"] == [balancer]
    assert refusal(place.elbv2.delete_target_group, TargetGroupArn=arn) == (
        "ResourceInUse",
        f"Target group '{arn}' is currently in use by a listener or a rule",
    )
    place.elbv2.delete_listener(ListenerArn=listener)
    place.elbv2.delete_target_group(TargetGroupArn=arn)
    assert place.elbv2.describe_target_groups()["TargetGroups"] == []


def test_deleting_it_twice_succeeds(place: Any, refusal: Refusal) -> None:
    """AWS lists one error of DeleteTargetGroup only: it is in use."""
    group = place.target_group()
    for _ in range(2):
        place.elbv2.delete_target_group(TargetGroupArn=group)
    assert place.elbv2.describe_target_groups()["TargetGroups"] == []
    assert refusal(place.elbv2.delete_target_group, TargetGroupArn="blue") == (
        "ValidationError",
        "'blue' is not a valid target group ARN",
    )


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"ProtocolVersion": "GRPC"}, "ValidationError"),
        ({"TargetType": "alb", "IpAddressType": "ipv6"}, "ValidationError"),
        ({"Protocol": "HTTP", "TargetControlPort": 3000}, "UnsupportedOperation"),
    ],
)
def test_settings_of_other_kinds_are_refused(place: Any, refusal: Refusal, settings: dict[str, Any], code: str) -> None:
    assert refusal(place.target_group, **settings)[0] == code
