"""Target groups' health checks."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.target_groups import health_check, model
from privatelink_localstack.load_balancing.target_groups.health_check import HealthCheck

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
def test_defaults(target_type: str, protocol: str, version: str | None, expected: HealthCheck) -> None:
    assert health_check.first({}, target_type, protocol, version) == expected


def test_http_on_a_group_over_tcp() -> None:
    made = health_check.modify(TCP, {"HealthCheckProtocol": "HTTP", "HealthCheckPort": "80"}, "ip", "TCP")
    assert (made.protocol, made.port, made.path, made.codes) == ("HTTP", "80", "/", "200-399")
    assert health_check.modify(
        made, {"HealthCheckProtocol": "TCP", "HealthCheckPort": "traffic-port"}, "ip", "TCP"
    ) == (TCP)


def test_an_empty_matcher_is_none() -> None:
    """The Terraform provider sends one where it changes other settings."""
    empty: dict[str, Any] = {"Matcher": {"HttpCode": ""}}
    assert health_check.modify(TCP, empty, "ip", "TCP") == TCP
    made = health_check.modify(TCP, {"HealthCheckProtocol": "HTTP", **empty}, "ip", "TCP")
    assert made.codes == "200-399"


@pytest.mark.parametrize(
    "request_",
    [
        {"HealthCheckProtocol": "UDP"},
        {"HealthCheckPort": "0"},
        {"HealthCheckPort": "http"},
        {"HealthCheckIntervalSeconds": 4},
        {"HealthCheckIntervalSeconds": 301},
        {"HealthCheckTimeoutSeconds": 31},
        {"HealthyThresholdCount": 1},
        {"UnhealthyThresholdCount": 11},
        {"HealthCheckEnabled": False},
        {"HealthCheckPath": "/"},
        {"HealthCheckProtocol": "HTTP", "Matcher": {"HttpCode": "ok"}},
        {"HealthCheckProtocol": "HTTP", "Matcher": {"HttpCode": "199"}},
        {"HealthCheckProtocol": "HTTP", "Matcher": {"HttpCode": "200,300-600"}},
        {"HealthCheckProtocol": "HTTP", "Matcher": {"HttpCode": "300-200"}},
        {"HealthCheckProtocol": "HTTP", "Matcher": {"GrpcCode": "0"}},
    ],
)
def test_what_is_not_taken(request_: dict[str, Any]) -> None:
    with pytest.raises(AwsError):
        health_check.modify(TCP, request_, "ip", "TCP")


@pytest.mark.parametrize(
    ("protocol", "codes", "taken"), [("TCP", "200-599", True), ("HTTP", "200-499", True), ("HTTP", "500", False)]
)
def test_which_codes_count_depends_on_the_protocol(protocol: str, codes: str, taken: bool) -> None:  # noqa: FBT001
    """AWS: 200-599 for groups of network load balancers, 200-499 for HTTP and HTTPS."""
    found = True
    try:
        health_check.first({"HealthCheckProtocol": "HTTP", "Matcher": {"HttpCode": codes}}, "ip", protocol, None)
    except AwsError:
        found = False
    assert found == taken


def test_http_groups_are_not_checked_over_tcp() -> None:
    with pytest.raises(AwsError, match="'TCP' is not supported for target groups with the HTTP protocol"):
        health_check.first({"HealthCheckProtocol": "TCP"}, "ip", "HTTP", "HTTP1")


def test_equal_settings_make_equal_groups() -> None:
    request = {"Name": "erp", "TargetType": "ip", "Protocol": "TCP", "Port": 443, "VpcId": "vpc-1"}
    one, same = model.create(request, "arn-1"), model.create(request, "arn-2")
    other = model.create({**request, "HealthCheckIntervalSeconds": 10}, "arn-3")
    assert (model.is_same(one, same), model.is_same(one, other)) == (True, False)
