"""Managed Contributor Insights rules of endpoint services: listed, enabled, disabled, tagged, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import refusal

BYTES = "VpcEndpointService-BytesByEndpointId-v1"
TEMPLATES = [
    "VpcEndpointService-ActiveConnectionsByEndpointId-v1",
    BYTES,
    "VpcEndpointService-NewConnectionsByEndpointId-v1",
    "VpcEndpointService-RstPacketsByEndpointId-v1",
]


@pytest.fixture
def service(mine: Account) -> str:
    """Return the ARN of a new endpoint service."""
    service_id = mine.new_service("a")["ServiceId"]
    return f"arn:aws:ec2:us-east-1:{mine.id}:vpc-endpoint-service/{service_id}"


def enable(account: Account, service: str, template: str = BYTES, **options: Any) -> str:
    """Enable a rule and return its name."""
    rule = {"TemplateName": template, "ResourceARN": service, **options}
    assert account.client("cloudwatch").put_managed_insight_rules(ManagedRules=[rule])["Failures"] == []
    return states(account, service)[template][0]


def states(account: Account, service: str) -> dict[str, tuple[str, str]]:
    """Return the name and the state of each enabled or disabled rule, by template."""
    listed = account.client("cloudwatch").list_managed_insight_rules(ResourceARN=service)["ManagedRules"]
    return {
        each["TemplateName"]: (each["RuleState"]["RuleName"], each["RuleState"]["State"])
        for each in listed
        if "RuleState" in each
    }


def test_service_can_have_a_rule_of_each_template(mine: Account, service: str) -> None:
    listed = mine.client("cloudwatch").list_managed_insight_rules(ResourceARN=service)["ManagedRules"]
    assert listed == [{"TemplateName": name} for name in TEMPLATES]


def test_rule_is_enabled_disabled_and_deleted(mine: Account, service: str) -> None:
    cloudwatch = mine.client("cloudwatch")
    name = enable(mine, service)
    assert states(mine, service) == {BYTES: (name, "ENABLED")}
    cloudwatch.disable_insight_rules(RuleNames=[name])
    assert states(mine, service) == {BYTES: (name, "DISABLED")}
    assert enable(mine, service) == name
    cloudwatch.disable_insight_rules(RuleNames=[name])
    cloudwatch.enable_insight_rules(RuleNames=[name])
    assert states(mine, service) == {BYTES: (name, "ENABLED")}
    assert [(each["Name"], each["ManagedRule"]) for each in cloudwatch.describe_insight_rules()["InsightRules"]] == [
        (name, True)
    ]
    assert cloudwatch.delete_insight_rules(RuleNames=[name])["Failures"] == []
    assert states(mine, service) == {}


def test_rules_come_in_pages(mine: Account, service: str) -> None:
    cloudwatch = mine.client("cloudwatch")
    first = cloudwatch.list_managed_insight_rules(ResourceARN=service, MaxResults=3)
    second = cloudwatch.list_managed_insight_rules(ResourceARN=service, MaxResults=3, NextToken=first["NextToken"])
    listed = [*first["ManagedRules"], *second["ManagedRules"]]
    assert [each["TemplateName"] for each in listed] == TEMPLATES
    assert refusal(cloudwatch.describe_insight_rules, NextToken="%").code == "InvalidNextToken"


def test_tags_go_with_the_rule(mine: Account, service: str) -> None:
    cloudwatch = mine.client("cloudwatch")
    name = enable(mine, service, Tags=[{"Key": "team", "Value": "network"}])
    arn = f"arn:aws:cloudwatch:us-east-1:{mine.id}:insight-rule/{name}"
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "network"}]
    cloudwatch.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "platform"}])
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "platform"}]
    cloudwatch.delete_insight_rules(RuleNames=[name])
    assert refusal(cloudwatch.list_tags_for_resource, ResourceARN=arn).code == "ResourceNotFoundException"
    enable(mine, service)
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == []


def test_unknown_rules_are_failures(mine: Account) -> None:
    cloudwatch = mine.client("cloudwatch")
    operations = (cloudwatch.delete_insight_rules, cloudwatch.enable_insight_rules, cloudwatch.disable_insight_rules)
    failures = [operation(RuleNames=["unknown"])["Failures"] for operation in operations]
    assert [[(each["FailureResource"], each["ExceptionType"]) for each in some] for some in failures] == [
        [("unknown", "ResourceNotFoundException")]
    ] * 3


def test_rules_are_for_endpoint_services_of_the_caller(mine: Account, make_account: MakeAccount, service: str) -> None:
    cloudwatch, other = mine.client("cloudwatch"), make_account()
    topic = f"arn:aws:sns:us-east-1:{mine.id}:topic"
    rule = {"ResourceARN": service, "TemplateName": "VpcEndpointService-OthersByEndpointId-v1"}
    assert [
        refusal(cloudwatch.list_managed_insight_rules, ResourceARN=topic).code,
        refusal(cloudwatch.put_managed_insight_rules, ManagedRules=[rule]).code,
        refusal(other.client("cloudwatch").list_managed_insight_rules, ResourceARN=service).code,
    ] == ["InvalidParameterValue", "InvalidParameterValue", "ResourceNotFoundException"]


def test_rules_go_with_their_account(mine: Account, service: str) -> None:
    enable(mine, service)
    mine.http("DELETE", f"accounts/{mine.id}")
    assert mine.client("cloudwatch").describe_insight_rules()["InsightRules"] == []
