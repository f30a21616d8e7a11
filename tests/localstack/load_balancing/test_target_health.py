"""Targets, where they are, and their health."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network

import pytest

from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.target_groups import target as targets
from privatelink_localstack.load_balancing.target_groups.create import new_target_group
from privatelink_localstack.load_balancing.target_groups.health import TargetGroupUse, TargetHealth, target_health
from privatelink_localstack.load_balancing.target_groups.health_check import HealthCheckSettings
from privatelink_localstack.load_balancing.target_groups.health_fault import HealthFault, TargetSelector
from privatelink_localstack.load_balancing.target_groups.model import CreateTargetGroup, TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import DeregisteredTarget, Target
from tests.support.refusal import refusal, refusal_code

GROUP = new_target_group(
    CreateTargetGroup(name="erp", target_type="ip", protocol="TCP", port=443, vpc_id="vpc-1"), "arn"
)
IPV6 = replace(GROUP, address_type="ipv6")
SUBNETS = [
    Subnet("subnet-a", "vpc-1", "us-east-1a", "use1-az1", IPv4Network("10.0.0.0/24"), IPv6Network("fd00::/64")),
    Subnet("subnet-b", "vpc-1", "us-east-1b", "use1-az2", IPv4Network("8.8.8.0/24"), None),
]
ZONES = ["us-east-1a", "us-east-1b"]
NOW = 5_000.0
USED = TargetGroupUse(is_used=True, zones=frozenset({"us-east-1a"}))


def test_target_without_a_port_has_the_target_groups() -> None:
    described = (Target("a", None), Target("b", 1, "all"))
    assert [targets.completed(target, GROUP) for target in described] == [Target("a", 443), Target("b", 1, "all")]


@pytest.mark.parametrize(
    ("address", "zone", "expected"),
    [
        ("10.0.0.9", None, "us-east-1a"),
        ("10.0.0.9", "us-east-1a", "us-east-1a"),
        # A VPC may have public addresses as its own.
        ("8.8.8.8", None, "us-east-1b"),
        ("192.168.1.1", "all", "all"),
        ("100.64.0.1", "us-east-1b", "us-east-1b"),
    ],
)
def test_address_has_the_zone_of_its_subnet_or_request(address: str, zone: str | None, expected: str) -> None:
    assert targets.with_zone(Target(address, 443, zone), GROUP, SUBNETS, ZONES).zone == expected


@pytest.mark.parametrize(
    ("address", "zone"),
    [
        ("10.0.0.9", "all"),
        ("10.0.0.9", "us-east-1b"),
        ("10.0.9.9", None),
        ("10.0.9.9", "eu-west-1a"),
        ("9.9.9.9", "all"),
        ("fd00::1", None),
        ("erp.example.com", "all"),
    ],
)
def test_register_rejects_addresses(address: str, zone: str | None) -> None:
    refused = refusal(targets.with_zone, Target(address, 443, zone), GROUP, SUBNETS, ZONES)
    assert refused.code == "ValidationError"


def test_ipv6_target_group_has_ipv6_addresses_only() -> None:
    assert targets.with_zone(Target("fd00::9", 443), IPV6, SUBNETS, ZONES).zone == "us-east-1a"
    assert targets.with_zone(Target("fd01::9", 443, "all"), IPV6, SUBNETS, ZONES).zone == "all"
    assert refusal(targets.with_zone, Target("10.0.0.9", 443), IPV6, SUBNETS, ZONES) == (
        "ValidationError",
        "The IP address '10.0.0.9' is not a valid IPv6 address",
    )


@pytest.mark.parametrize(
    ("target_type", "zone"), [("instance", "us-east-1a"), ("lambda", "us-east-1a"), ("alb", "all")]
)
def test_zone_is_for_ip_targets_only(target_type: str, zone: str) -> None:
    target = Target("x", 443, zone)
    assert refusal(targets.check_zone, target, replace(GROUP, target_type=target_type)).code == "ValidationError"
    targets.check_zone(target, GROUP)


@pytest.mark.parametrize(
    ("ports", "port", "code"),
    [(None, 443, "InvalidTarget"), ({80}, 443, "InvalidTarget"), ({443}, 444, "ValidationError"), ({443}, 443, None)],
)
def test_application_load_balancer_needs_a_listener_on_the_port(
    ports: set[int] | None, port: int, code: str | None
) -> None:
    target, target_group = Target("alb", port), replace(GROUP, target_type="alb")
    assert refusal_code(targets.check_application_load_balancer, target, target_group, ports) == code


INSIDE = Target("10.0.0.9", 443, "us-east-1a")
ELSEWHERE = Target("10.0.1.9", 443, "us-east-1b")
OUTSIDE = Target("192.168.1.1", 443, "all")


def health(
    *described: Target, registered: tuple[Target, ...], use: TargetGroupUse = USED, ago: int = 0
) -> list[tuple[str, str | None]]:
    """Return state and reason of targets; INSIDE was deregistered some seconds ago, unless it is registered."""
    deregistered = {INSIDE.key: DeregisteredTarget(INSIDE, NOW - ago)}
    by_key = {target.key: target for target in registered}
    return [(each.state, each.reason) for each in target_health(GROUP, described, by_key, deregistered, use, NOW)]


def test_registered_target_is_healthy_or_unused() -> None:
    registered = (INSIDE, ELSEWHERE, OUTSIDE)
    unused = ("unused", "Target.NotInUse")
    assert health(registered=registered) == [("healthy", None), unused, ("healthy", None)]
    assert health(registered=registered, use=TargetGroupUse(is_used=False)) == [unused] * 3
    stopped = replace(USED, stopped_instances=frozenset({INSIDE.id}))
    assert health(registered=(INSIDE,), use=stopped) == [("unused", "Target.InvalidState")]


def test_address_of_the_load_balancer_is_unusable() -> None:
    """AWS: Target.IpUnusable, the target IP address is reserved for use by a load balancer."""
    reserved = replace(USED, load_balancer_addresses=frozenset({INSIDE.id}))
    assert health(registered=(INSIDE, OUTSIDE), use=reserved) == [("unused", "Target.IpUnusable"), ("healthy", None)]


def test_fault_applies_to_targets_with_traffic_only() -> None:
    fault = HealthFault(TargetSelector(target_group="arn"), "unhealthy", "Target.Timeout")
    struck = replace(USED, faults=[fault])
    assert health(registered=(INSIDE, ELSEWHERE), use=struck) == [
        ("unhealthy", "Target.Timeout"),
        ("unused", "Target.NotInUse"),
    ]
    assert health(registered=(), use=struck) == [("draining", "Target.DeregistrationInProgress")]


def test_function_is_unavailable_unless_health_checks_are_on() -> None:
    """AWS: for functions health checks are disabled by default, and health is unavailable then."""
    function = Target("arn:aws:lambda:us-east-1:123456789012:function:f", None)
    described = []
    for settings in (HealthCheckSettings(), HealthCheckSettings(enabled=True)):
        target_group = new_target_group(CreateTargetGroup(name="f", target_type="lambda", health_check=settings), "arn")
        described += target_health(target_group, [], {function.key: function}, {}, USED, NOW)
    assert [(each.state, each.reason) for each in described] == [
        ("unavailable", "Target.HealthCheckDisabled"),
        ("healthy", None),
    ]


def test_draining_lasts_for_the_deregistration_delay() -> None:
    draining = ("draining", "Target.DeregistrationInProgress")
    assert health(registered=(), ago=299) == [draining]
    assert health(registered=(), ago=300) == []
    assert health(registered=(), use=TargetGroupUse(is_used=False)) == []
    assert health(INSIDE, registered=(), ago=300) == [("unused", "Target.NotRegistered")]


def test_described_targets_have_one_result_each() -> None:
    described = [Target("10.0.0.9", 443), Target("10.0.0.9", 444)]
    assert target_health(GROUP, described, {INSIDE.key: INSIDE}, {}, USED, NOW) == [
        TargetHealth(INSIDE, "healthy"),
        TargetHealth(described[1], "unused", "Target.NotRegistered", "Target is not registered to the target group"),
    ]


@pytest.mark.parametrize("address", ["fd00:0:0:0::9", "fd00::9"])
def test_ipv6_target_has_its_short_form(address: str) -> None:
    assert targets.completed(Target(address, 1), IPV6).id == "fd00::9"


QUIC = replace(GROUP, protocol="QUIC")
SERVER_ID = "0x0123456789abcdef"
REGISTERED = replace(INSIDE, quic_server_id=SERVER_ID)


@pytest.mark.parametrize(
    ("target", "target_group", "registered", "code"),
    [
        (REGISTERED, QUIC, [REGISTERED], None),
        (INSIDE, GROUP, [], None),
        (INSIDE, QUIC, [], "ValidationError"),
        (replace(INSIDE, quic_server_id="0x0123456789ABCDEF"), QUIC, [], "ValidationError"),
        (replace(ELSEWHERE, quic_server_id=SERVER_ID), QUIC, [REGISTERED], "ValidationError"),
        (replace(INSIDE, quic_server_id="0x0000000000000000"), QUIC, [REGISTERED], "ValidationError"),
        (REGISTERED, GROUP, [], "ValidationError"),
    ],
)
def test_quic_target_has_a_server_id(
    target: Target, target_group: TargetGroup, registered: list[Target], code: str | None
) -> None:
    """AWS: required for QUIC and TCP_QUIC, 0x and 16 hexadecimal digits, unique, not to be changed."""
    assert refusal_code(targets.check_quic_server_id, target, target_group, registered) == code


@pytest.mark.parametrize("port", [-1, 65536])
def test_target_rejects_ports(port: int) -> None:
    assert refusal(targets.completed, Target("10.0.0.9", port), GROUP).code == "ValidationError"
