"""The check that services other than EC2 know nothing of what was in the state."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Verdict
from privatelink_harness.terraform.snapshot import Resource
from tests.support.api import StubbedApi
from tests.support.leftovers import resource


def test_check_passes_with_iams_error_of_an_unknown_role() -> None:
    api = StubbedApi()
    api.stub("iam").add_client_error("get_role", "NoSuchEntity", expected_params={"RoleName": "app"})
    assert leftovers.check([resource("aws_iam_role", "app")], api).verdict is Verdict.PASSED


def test_check_fails_with_a_role_that_is_left() -> None:
    api = StubbedApi()
    role = {"Path": "/", "RoleName": "app", "RoleId": "A" * 16, "Arn": "arn:aws:iam::1:role/app", "CreateDate": 0}
    api.stub("iam").add_response("get_role", {"Role": role}, {"RoleName": "app"})
    assert leftovers.check([resource("aws_iam_role", "app")], api).found == "app"


OTHERS: list[tuple[str, str, str, dict[str, Any], dict[str, Any], str | dict[str, Any]]] = [
    (
        "aws_acm_certificate",
        "acm",
        "describe_certificate",
        {"CertificateArn": "arn:aws:acm:us-east-1:1:x"},
        {"Certificate": {}},
        "ResourceNotFoundException",
    ),
    (
        "aws_cloudwatch_composite_alarm",
        "cloudwatch",
        "describe_alarms",
        {"AlarmNames": ["x-1"], "AlarmTypes": ["CompositeAlarm"]},
        {"CompositeAlarms": [{"AlarmName": "x-1"}]},
        {"CompositeAlarms": []},
    ),
    (
        "aws_cloudwatch_dashboard",
        "cloudwatch",
        "list_dashboards",
        {"DashboardNamePrefix": "x-1"},
        {"DashboardEntries": [{"DashboardName": "x-1"}]},
        {"DashboardEntries": [{"DashboardName": "x-12"}]},
    ),
    (
        "aws_cloudwatch_metric_alarm",
        "cloudwatch",
        "describe_alarms",
        {"AlarmNames": ["x-1"]},
        {"MetricAlarms": [{"AlarmName": "x-1"}]},
        {"MetricAlarms": []},
    ),
    (
        "aws_dx_gateway",
        "directconnect",
        "describe_direct_connect_gateways",
        {"directConnectGatewayId": "x-1"},
        {"directConnectGateways": [{"directConnectGatewayId": "x-1", "directConnectGatewayState": "available"}]},
        {"directConnectGateways": []},
    ),
    (
        "aws_lb",
        "elbv2",
        "describe_load_balancers",
        {"LoadBalancerArns": ["x-1"]},
        {"LoadBalancers": [{"LoadBalancerArn": "x-1"}]},
        "LoadBalancerNotFound",
    ),
    (
        "aws_lb_target_group",
        "elbv2",
        "describe_target_groups",
        {"TargetGroupArns": ["x-1"]},
        {"TargetGroups": [{"TargetGroupArn": "x-1"}]},
        "TargetGroupNotFound",
    ),
    (
        "aws_ram_resource_share",
        "ram",
        "get_resource_shares",
        {"resourceShareArns": ["x-1"], "resourceOwner": "SELF", "resourceShareStatus": "ACTIVE"},
        {"resourceShares": [{"resourceShareArn": "x-1", "status": "ACTIVE"}]},
        "UnknownResourceException",
    ),
    (
        "aws_route53_zone",
        "route53",
        "get_hosted_zone",
        {"Id": "x-1"},
        {"HostedZone": {"Id": "x-1", "Name": "example.com.", "CallerReference": "c"}},
        "NoSuchHostedZone",
    ),
    ("aws_s3_bucket", "s3", "head_bucket", {"Bucket": "x-1"}, {}, "404"),
    (
        "aws_sns_topic_subscription",
        "sns",
        "get_subscription_attributes",
        {"SubscriptionArn": "x-1"},
        {"Attributes": {}},
        "NotFound",
    ),
    (
        "aws_sns_topic",
        "sns",
        "get_topic_attributes",
        {"TopicArn": "x-1"},
        {"Attributes": {"TopicArn": "x-1"}},
        "NotFound",
    ),
]
"""Of each type of another service: how it is asked for, and the answers in which it is left, and gone."""


@pytest.mark.parametrize(
    ("kind", "service", "operation", "parameters", "left", "gone"), OTHERS, ids=[row[0] for row in OTHERS]
)
def test_check_tells_what_another_service_still_knows(
    kind: str,
    service: str,
    operation: str,
    parameters: dict[str, Any],
    left: dict[str, Any],
    gone: str | dict[str, Any],
) -> None:
    identity = next(iter(parameters.values()))
    name = identity if isinstance(identity, str) else identity[0]
    api = StubbedApi()
    api.stub(service).add_response(operation, left, parameters)
    if isinstance(gone, str):
        api.stub(service).add_client_error(operation, gone, expected_params=parameters)
    else:
        api.stub(service).add_response(operation, gone, parameters)

    checks = [leftovers.check([resource(kind, name)], api) for _ in range(2)]

    assert [(check.verdict, check.found) for check in checks] == [(Verdict.FAILED, name), (Verdict.PASSED, "none")]


def test_check_finds_an_insight_rule_by_its_name() -> None:
    rule = {"Name": "ranking", "State": "ENABLED", "Schema": "{}", "Definition": "{}"}
    kind = "aws_cloudwatch_contributor_managed_insight_rule"
    own = Resource("", kind, "this", "Bytes", {"rule_name": "ranking", "arn": "arn:aws:cloudwatch:r:123456789012:x"})
    api = StubbedApi()
    for name in ("ranking", "ranking-2"):
        api.stub("cloudwatch").add_response("describe_insight_rules", {"InsightRules": [rule | {"Name": name}]}, {})

    checks = [leftovers.check([own], api) for _ in range(2)]

    assert [(check.verdict, check.found) for check in checks] == [(Verdict.FAILED, "ranking"), (Verdict.PASSED, "none")]
