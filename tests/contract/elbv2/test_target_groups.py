"""CreateTargetGroup, DescribeTargetGroups, ModifyTargetGroup, DeleteTargetGroup, and their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import TargetGroupAttributeTypeDef

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


def attributes(elb: ElbAccount, arn: str) -> dict[str, str]:
    described = elb.elbv2.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    return {each["Key"]: each["Value"] for each in described}


def modify(elb: ElbAccount, arn: str, **changes: str) -> None:
    members: list[TargetGroupAttributeTypeDef] = [
        {"Key": key.replace("__", "."), "Value": value} for key, value in changes.items()
    ]
    elb.elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=members)


def describe(elb: ElbAccount, arn: str) -> Any:
    return elb.elbv2.describe_target_groups(TargetGroupArns=[arn])["TargetGroups"][0]


def test_target_group_has_defaults(elb: ElbAccount) -> None:
    arn = elb.target_group(Name="erp", Port=8443)
    assert describe(elb, arn) == {
        "TargetGroupArn": arn,
        "TargetGroupName": "erp",
        "Protocol": "TCP",
        "Port": 8443,
        "VpcId": elb.vpc,
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
    assert attributes(elb, arn) == TCP


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
def test_attribute_defaults_depend_on_target_type_and_protocol(
    elb: ElbAccount, settings: dict[str, str], expected: dict[str, str]
) -> None:
    """AWS: client addresses are kept but for addresses over TCP and TLS; datagrams end with deregistration."""
    assert attributes(elb, elb.target_group(**settings)) == expected


def test_modify_keeps_changed_attributes(elb: ElbAccount) -> None:
    arn = elb.target_group()
    modify(
        elb,
        arn,
        proxy_protocol_v2__enabled="true",
        preserve_client_ip__enabled="true",
        deregistration_delay__timeout_seconds="0",
        stickiness__enabled="true",
    )
    assert attributes(elb, arn) == {
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
def test_modify_rejects_attributes(elb: ElbAccount, protocol: str, key: str, value: str, code: str) -> None:
    arn = elb.target_group(Protocol=protocol)
    before = attributes(elb, arn)
    call = elb.elbv2.modify_target_group_attributes
    assert refusal(call, TargetGroupArn=arn, Attributes=[{"Key": key, "Value": value}]).code == code
    assert attributes(elb, arn) == before


def test_modify_changes_the_health_check_and_back(elb: ElbAccount) -> None:
    arn = elb.target_group()
    elb.elbv2.modify_target_group(
        TargetGroupArn=arn,
        HealthCheckProtocol="HTTPS",
        HealthCheckPort="8080",
        HealthCheckPath="/health",
        HealthCheckIntervalSeconds=10,
        Matcher={"HttpCode": "200-204"},
    )
    target_group = describe(elb, arn)
    assert [target_group[f"HealthCheck{key}"] for key in ("Protocol", "Port", "Path", "IntervalSeconds")] == [
        "HTTPS",
        "8080",
        "/health",
        10,
    ]
    assert target_group["Matcher"] == {"HttpCode": "200-204"}
    elb.elbv2.modify_target_group(TargetGroupArn=arn, HealthCheckProtocol="TCP")
    target_group = describe(elb, arn)
    assert ("Matcher" in target_group, "HealthCheckPath" in target_group) == (False, False)


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
def test_create_rejects_settings(elb: ElbAccount, settings: dict[str, Any], code: str) -> None:
    assert refusal(elb.target_group, **settings).code == code
    assert elb.elbv2.describe_target_groups()["TargetGroups"] == []


def test_create_is_idempotent(elb: ElbAccount) -> None:
    arn = elb.target_group(Name="twice")
    modify(elb, arn, proxy_protocol_v2__enabled="true")
    assert elb.target_group(Name="twice") == arn
    assert refusal(elb.target_group, Name="twice", Port=444) == (
        "DuplicateTargetGroupName",
        "A target group with the same name 'twice' exists, but with different settings",
    )


def test_describe_selects_by_name_and_load_balancer_and_returns_pages(elb: ElbAccount) -> None:
    arns = [elb.target_group(Name=name) for name in ("a", "b", "c")]
    load_balancer = elb.load_balancer_arn()
    elb.listener(load_balancer, arns[1])
    call = elb.elbv2.describe_target_groups

    def arns_of(**filters: Any) -> list[str]:
        return [each["TargetGroupArn"] for each in call(**filters)["TargetGroups"]]

    assert (arns_of(Names=["c"]), arns_of(LoadBalancerArn=load_balancer)) == ([arns[2]], [arns[1]])
    first = call(PageSize=2)
    assert arns_of(PageSize=2, Marker=first["NextMarker"]) == [arns[2]]
    assert refusal(call, Names=["nobody"]) == ("TargetGroupNotFound", "One or more target groups not found")
    assert refusal(call, Names=["a"], TargetGroupArns=arns[:1]).code == "ValidationError"


def test_listener_prevents_delete(elb: ElbAccount) -> None:
    """AWS, and Terraform's AWS provider waits while it says so."""
    arn, load_balancer = elb.target_group(), elb.load_balancer_arn()
    listener = elb.listener(load_balancer, arn)["ListenerArn"]
    assert describe(elb, arn)["LoadBalancerArns"] == [load_balancer]
    assert refusal(elb.elbv2.delete_target_group, TargetGroupArn=arn) == (
        "ResourceInUse",
        f"Target group '{arn}' is currently in use by a listener or a rule",
    )
    elb.elbv2.delete_listener(ListenerArn=listener)
    elb.elbv2.delete_target_group(TargetGroupArn=arn)
    assert elb.elbv2.describe_target_groups()["TargetGroups"] == []


def test_delete_twice_succeeds(elb: ElbAccount) -> None:
    """AWS lists one error of DeleteTargetGroup only: it is in use."""
    group = elb.target_group()
    for _ in range(2):
        elb.elbv2.delete_target_group(TargetGroupArn=group)
    assert elb.elbv2.describe_target_groups()["TargetGroups"] == []
    assert refusal(elb.elbv2.delete_target_group, TargetGroupArn="blue") == (
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
def test_create_rejects_settings_of_other_types(elb: ElbAccount, settings: dict[str, Any], code: str) -> None:
    assert refusal(elb.target_group, **settings).code == code
