"""Target groups' health checks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.load_balancing.target_groups.create import is_same, new_target_group
from privatelink_localstack.load_balancing.target_groups.health_check import (
    HealthCheck,
    HealthCheckSettings,
    changed_health_check,
    initial_health_check,
)
from privatelink_localstack.load_balancing.target_groups.model import CreateTargetGroup
from tests.support.refusal import refusal, refusal_code

TCP = HealthCheck("TCP", "traffic-port", True, 30, 10, 5, 2, None, None)  # noqa: FBT003 - a record


@pytest.mark.parametrize(
    ("target_type", "protocol", "version", "expected"),
    [
        ("ip", "TCP", None, TCP),
        ("instance", "UDP", None, TCP),
        ("ip", "GENEVE", None, HealthCheck("TCP", "80", True, 10, 5, 5, 2, None, None)),  # noqa: FBT003
        ("ip", "HTTP", "HTTP1", HealthCheck("HTTP", "traffic-port", True, 30, 6, 5, 2, "/", "200")),  # noqa: FBT003
        ("alb", "TCP", None, HealthCheck("HTTP", "traffic-port", True, 30, 6, 5, 2, "/", "200-399")),  # noqa: FBT003
        ("lambda", "", None, HealthCheck(None, None, False, 35, 30, 5, 5, "/", "200")),  # noqa: FBT003
        (
            "ip",
            "HTTPS",
            "GRPC",
            HealthCheck("HTTP", "traffic-port", True, 30, 6, 5, 2, "/AWS.ALB/healthcheck", "12", True),  # noqa: FBT003
        ),
    ],
)
def test_health_check_defaults(target_type: str, protocol: str, version: str | None, expected: HealthCheck) -> None:
    assert initial_health_check(HealthCheckSettings(), target_type, protocol, version) == expected


def test_modify_changes_tcp_to_http_and_back() -> None:
    http = changed_health_check(TCP, HealthCheckSettings(protocol="HTTP", port="80"), "ip", "TCP")
    assert (http.protocol, http.port, http.path, http.matcher) == ("HTTP", "80", "/", "200-399")
    assert changed_health_check(http, HealthCheckSettings(protocol="TCP", port="traffic-port"), "ip", "TCP") == TCP


def test_empty_matcher_is_none() -> None:
    """Terraform's AWS provider sends one where it changes other settings."""
    assert changed_health_check(TCP, HealthCheckSettings(http_code=""), "ip", "TCP") == TCP
    http = changed_health_check(TCP, HealthCheckSettings(protocol="HTTP", http_code=""), "ip", "TCP")
    assert http.matcher == "200-399"


@pytest.mark.parametrize(
    "settings",
    [
        HealthCheckSettings(protocol="UDP"),
        HealthCheckSettings(port="0"),
        HealthCheckSettings(port="http"),
        HealthCheckSettings(interval=4),
        HealthCheckSettings(interval=301),
        HealthCheckSettings(timeout=31),
        HealthCheckSettings(healthy_threshold=1),
        HealthCheckSettings(unhealthy_threshold=11),
        HealthCheckSettings(enabled=False),
        HealthCheckSettings(protocol="HTTP", http_code="ok"),
        HealthCheckSettings(protocol="HTTP", http_code="199"),
        HealthCheckSettings(protocol="HTTP", http_code="200,300-600"),
        HealthCheckSettings(protocol="HTTP", http_code="300-200"),
        HealthCheckSettings(protocol="HTTP", grpc_code="0"),
    ],
)
def test_modify_rejects_settings(settings: HealthCheckSettings) -> None:
    assert refusal(changed_health_check, TCP, settings, "ip", "TCP").code == "ValidationError"


@pytest.mark.parametrize(
    ("settings", "name"),
    [(HealthCheckSettings(path="/"), "paths"), (HealthCheckSettings(http_code="200"), "matchers")],
)
def test_tcp_health_check_rejects_a_path_and_a_matcher(settings: HealthCheckSettings, name: str) -> None:
    assert refusal(changed_health_check, TCP, settings, "ip", "TCP") == (
        "InvalidConfigurationRequest",
        f"Health check {name} are not supported for TCP health checks",
    )


@pytest.mark.parametrize(
    ("protocol", "version", "settings", "message"),
    [
        (
            "TCP",
            None,
            HealthCheckSettings(protocol="UDP"),
            "Health check protocol 'UDP' must be one of 'HTTP, HTTPS, TCP'",
        ),
        (
            "TCP",
            None,
            HealthCheckSettings(port="65536"),
            "Health check port '65536' must be within '1-65535' or 'traffic-port'",
        ),
        ("HTTP", "HTTP1", HealthCheckSettings(path="ping"), "Health check path 'ping' must begin with '/'."),
        (
            "HTTP",
            "HTTP1",
            HealthCheckSettings(http_code="999"),
            "Health check matcher HTTP code '999' must be within '200-499' inclusive",
        ),
        (
            "HTTP",
            "GRPC",
            HealthCheckSettings(grpc_code="120"),
            "Health check matcher GRPC code '120' must be within '0-99' inclusive",
        ),
        (
            "HTTP",
            "HTTP1",
            HealthCheckSettings(grpc_code="12"),
            "Health check matcher HTTP code cannot be empty",
        ),
        (
            "HTTP",
            "HTTP1",
            HealthCheckSettings(timeout=5, interval=5),
            "Health check timeout '5' must be smaller than the interval '5'",
        ),
        (
            "HTTP",
            "HTTP1",
            HealthCheckSettings(interval=5),
            "Health check interval must be greater than the timeout.",
        ),
        (
            "TCP",
            None,
            HealthCheckSettings(timeout=6, interval=5),
            "Health check timeout '6' must be smaller than or equal to the interval '5'",
        ),
    ],
)
def test_settings_are_rejected_in_aws_words(
    protocol: str, version: str | None, settings: HealthCheckSettings, message: str
) -> None:
    assert refusal(initial_health_check, settings, "ip", protocol, version) == ("ValidationError", message)


@pytest.mark.parametrize("matcher", ["200", "200-499"])
def test_gateway_load_balancer_has_one_matcher(matcher: str) -> None:
    settings = HealthCheckSettings(protocol="HTTP", http_code=matcher)
    assert refusal(initial_health_check, settings, "ip", "GENEVE", None) == (
        "InvalidConfigurationRequest",
        "Custom health check matchers are not supported for the requested target group",
    )
    accepted = replace(settings, http_code="200-399")
    assert initial_health_check(accepted, "ip", "GENEVE", None).matcher == "200-399"


@pytest.mark.parametrize(
    ("protocol", "matcher", "code"),
    [("TCP", "200-599", None), ("HTTP", "200-499", None), ("HTTP", "500", "ValidationError")],
)
def test_matcher_range_depends_on_the_protocol(protocol: str, matcher: str, code: str | None) -> None:
    """AWS: 200-599 for groups of network load balancers, 200-499 for HTTP and HTTPS."""
    settings = HealthCheckSettings(protocol="HTTP", http_code=matcher)
    assert refusal_code(initial_health_check, settings, "ip", protocol, None) == code


def test_http_target_group_rejects_tcp_health_checks() -> None:
    assert refusal(initial_health_check, HealthCheckSettings(protocol="TCP"), "ip", "HTTP", "HTTP1") == (
        "ValidationError",
        "Health check protocol 'TCP' must be one of 'HTTP, HTTPS'",
    )


def test_target_groups_with_equal_settings_are_the_same() -> None:
    request = CreateTargetGroup(name="erp", target_type="ip", protocol="TCP", port=443, vpc_id="vpc-1")
    target_group, same = new_target_group(request, "arn-1"), new_target_group(request, "arn-2")
    other = new_target_group(replace(request, health_check=HealthCheckSettings(interval=10)), "arn-3")
    assert (is_same(target_group, same), is_same(target_group, other)) == (True, False)
