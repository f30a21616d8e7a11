"""Targets, where they are, and their health."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.load_balancing.target_groups import health as target_health
from privatelink_localstack.load_balancing.target_groups import model, target
from privatelink_localstack.load_balancing.target_groups.health import Drained, Health, Use
from privatelink_localstack.load_balancing.target_groups.health_fault import HealthFault, Where
from privatelink_localstack.load_balancing.target_groups.target import Target

REQUEST = {"Name": "erp", "TargetType": "ip", "Protocol": "TCP", "Port": 443, "VpcId": "vpc-1"}
GROUP = model.create(REQUEST, "arn")
IPV6 = replace(GROUP, address_type="ipv6")
SUBNETS = [
    Subnet("subnet-a", "vpc-1", "us-east-1a", "use1-az1", IPv4Network("10.0.0.0/24"), IPv6Network("fd00::/64")),
    Subnet("subnet-b", "vpc-1", "us-east-1b", "use1-az2", IPv4Network("8.8.8.0/24"), None),
]
ZONES = ["us-east-1a", "us-east-1b"]
NOW = datetime(2026, 5, 4, tzinfo=UTC)
USED = Use(used=True, zones=frozenset({"us-east-1a"}))


def test_targets_without_a_port_have_the_groups() -> None:
    read = target.read_targets([{"Id": "a"}, {"Id": "b", "Port": 1, "AvailabilityZone": "all"}], GROUP)
    assert read == [Target("a", 443), Target("b", 1, "all")]


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
def test_where_addresses_are(address: str, zone: str | None, expected: str) -> None:
    assert target.locate(Target(address, 443, zone), GROUP, SUBNETS, ZONES).zone == expected


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
def test_addresses_that_are_refused(address: str, zone: str | None) -> None:
    with pytest.raises(AwsError) as caught:
        target.locate(Target(address, 443, zone), GROUP, SUBNETS, ZONES)
    assert caught.value.code == "ValidationError"


def test_ipv6_addresses() -> None:
    assert target.locate(Target("fd00::9", 443), IPV6, SUBNETS, ZONES).zone == "us-east-1a"
    assert target.locate(Target("fd01::9", 443, "all"), IPV6, SUBNETS, ZONES).zone == "all"
    with pytest.raises(AwsError, match=r": The IP address '10\.0\.0\.9' is not a valid IPv6 address$"):
        target.locate(Target("10.0.0.9", 443), IPV6, SUBNETS, ZONES)


@pytest.mark.parametrize(
    ("target_type", "zone"), [("instance", "us-east-1a"), ("lambda", "us-east-1a"), ("alb", "all")]
)
def test_zones_are_for_addresses_only(target_type: str, zone: str) -> None:
    with pytest.raises(AwsError):
        target.check_zone(Target("x", 443, zone), replace(GROUP, target_type=target_type))
    target.check_zone(Target("x", 443, zone), GROUP)


@pytest.mark.parametrize(
    ("ports", "port", "code"),
    [(None, 443, "InvalidTarget"), ({80}, 443, "InvalidTarget"), ({443}, 444, "ValidationError"), ({443}, 443, None)],
)
def test_application_load_balancers(ports: set[int] | None, port: int, code: str | None) -> None:
    found = None
    try:
        target.check_application(Target("alb", port), replace(GROUP, target_type="alb"), ports)
    except AwsError as error:
        found = error.code
    assert found == code


INSIDE = Target("10.0.0.9", 443, "us-east-1a")
ELSEWHERE = Target("10.0.1.9", 443, "us-east-1b")
OUTSIDE = Target("192.168.1.1", 443, "all")


def health(
    *asked: Target, registered: tuple[Target, ...], use: Use = USED, ago: int = 0
) -> list[tuple[str, str | None]]:
    """State and reason of targets, with INSIDE deregistered some seconds ago, unless it is registered."""
    drained = {INSIDE.key: Drained(INSIDE, NOW - timedelta(seconds=ago))}
    targets = {each.key: each for each in registered}
    found = target_health.describe(GROUP, asked, targets, drained, use, NOW)
    return [(each.state, each.reason) for each in found]


def test_states_of_registered_targets() -> None:
    registered = (INSIDE, ELSEWHERE, OUTSIDE)
    unused = ("unused", "Target.NotInUse")
    assert health(registered=registered) == [("healthy", None), unused, ("healthy", None)]
    assert health(registered=registered, use=Use(used=False)) == [unused] * 3
    stopped = replace(USED, stopped=frozenset({INSIDE.id}))
    assert health(registered=(INSIDE,), use=stopped) == [("unused", "Target.InvalidState")]


def test_a_load_balancers_own_address_is_no_target() -> None:
    """AWS: Target.IpUnusable, the target IP address is reserved for use by a load balancer."""
    reserved = replace(USED, reserved=frozenset({INSIDE.id}))
    assert health(registered=(INSIDE, OUTSIDE), use=reserved) == [("unused", "Target.IpUnusable"), ("healthy", None)]


def test_a_fault_strikes_only_targets_that_get_traffic() -> None:
    fault = HealthFault(Where(target_group="arn"), "unhealthy", "Target.Timeout")
    struck = replace(USED, faults=[fault])
    assert health(registered=(INSIDE, ELSEWHERE), use=struck) == [
        ("unhealthy", "Target.Timeout"),
        ("unused", "Target.NotInUse"),
    ]
    assert health(registered=(), use=struck) == [("draining", "Target.DeregistrationInProgress")]


def test_functions_are_not_checked_unless_that_is_turned_on() -> None:
    """AWS: for functions health checks are disabled by default, and health is unavailable then."""
    function = Target("arn:aws:lambda:us-east-1:123456789012:function:f", None)
    found = []
    for settings in ({}, {"HealthCheckEnabled": True}):
        group = model.create({"Name": "f", "TargetType": "lambda", **settings}, "arn")
        found += target_health.describe(group, [], {function.key: function}, {}, USED, NOW)
    assert [(each.state, each.reason) for each in found] == [
        ("unavailable", "Target.HealthCheckDisabled"),
        ("healthy", None),
    ]


def test_draining_lasts_as_long_as_the_delay() -> None:
    draining = ("draining", "Target.DeregistrationInProgress")
    assert health(registered=(), ago=299) == [draining]
    assert health(registered=(), ago=300) == []
    assert health(registered=(), use=Use(used=False)) == []
    assert health(INSIDE, registered=(), ago=300) == [("unused", "Target.NotRegistered")]


def test_one_answer_for_each_that_is_asked_for() -> None:
    asked = [Target("10.0.0.9", 443), Target("10.0.0.9", 444)]
    found = target_health.describe(GROUP, asked, {INSIDE.key: INSIDE}, {}, USED, NOW)
    assert found == [
        Health(INSIDE, "healthy"),
        Health(asked[1], "unused", "Target.NotRegistered", "Target is not registered to the target group"),
    ]


def test_ipv6_addresses_are_one_however_they_are_written() -> None:
    read = target.read_targets([{"Id": "fd00:0:0:0::9"}, {"Id": "fd00::9", "Port": 1}], IPV6)
    assert [each.id for each in read] == ["fd00::9", "fd00::9"]


QUIC = replace(GROUP, protocol="QUIC")
SERVER = "0x0123456789abcdef"


def test_quic_targets_have_a_server_id() -> None:
    """AWS: required for QUIC and TCP_QUIC, 0x and 16 hexadecimal digits, unique, not to be changed."""
    first = replace(INSIDE, server=SERVER)
    target.check_server(first, QUIC, [first])
    target.check_server(INSIDE, GROUP, [])
    for wrong, group, others in (
        (INSIDE, QUIC, []),
        (replace(INSIDE, server="0x0123456789ABCDEF"), QUIC, []),
        (replace(ELSEWHERE, server=SERVER), QUIC, [first]),
        (replace(INSIDE, server="0x0000000000000000"), QUIC, [first]),
        (first, GROUP, []),
    ):
        with pytest.raises(AwsError):
            target.check_server(wrong, group, others)


@pytest.mark.parametrize("port", [-1, 65536])
def test_ports_that_are_none(port: int) -> None:
    with pytest.raises(AwsError):
        target.read_targets([{"Id": "10.0.0.9", "Port": port}], GROUP)
