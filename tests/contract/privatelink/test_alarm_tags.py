"""Tags of CloudWatch's alarms: given at creation, kept by updates, gone with the alarm."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.account import Account
from tests.support.refusal import refusal

METRIC: dict[str, Any] = {
    "Namespace": "AWS/PrivateLinkServices",
    "MetricName": "RstPacketsSent",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanThreshold",
}


def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


class Alarm:
    """An alarm of a test, metric or composite."""

    def __init__(self, account: Account, kind: str) -> None:
        self.cloudwatch = account.client("cloudwatch")
        self.name = f"{kind} alarm"
        self.arn = f"arn:aws:cloudwatch:us-east-1:{account.id}:alarm:{self.name}"
        if kind == "metric":
            self.operation, self.parameters = self.cloudwatch.put_metric_alarm, METRIC
        else:
            self.operation, self.parameters = self.cloudwatch.put_composite_alarm, {"AlarmRule": "FALSE"}

    def put(self, **tags: str) -> None:
        self.operation(AlarmName=self.name, **self.parameters, **({"Tags": pairs(tags)} if tags else {}))

    def tags(self) -> dict[str, str]:
        return {
            tag["Key"]: tag["Value"] for tag in self.cloudwatch.list_tags_for_resource(ResourceARN=self.arn)["Tags"]
        }


@pytest.fixture(params=["metric", "composite"])
def alarm(mine: Account, request: pytest.FixtureRequest) -> Alarm:
    return Alarm(mine, request.param)


def test_tags_are_those_of_the_creation_and_of_tag_resource(alarm: Alarm) -> None:
    alarm.put(team="network", env="test")
    assert alarm.tags() == {"team": "network", "env": "test"}
    alarm.put(team="ignored", other="ignored")
    assert alarm.tags() == {"team": "network", "env": "test"}, "an update ignores tags"
    alarm.cloudwatch.tag_resource(ResourceARN=alarm.arn, Tags=pairs({"team": "platform"}))
    alarm.cloudwatch.untag_resource(ResourceARN=alarm.arn, TagKeys=["env"])
    assert alarm.tags() == {"team": "platform"}


def test_tags_go_with_the_alarm(alarm: Alarm) -> None:
    alarm.put(team="network", env="test")
    alarm.cloudwatch.delete_alarms(AlarmNames=[alarm.name])
    alarm.put(team="platform")
    assert alarm.tags() == {"team": "platform"}
    alarm.cloudwatch.delete_alarms(AlarmNames=[alarm.name])
    alarm.put()
    assert alarm.tags() == {}


def test_unknown_alarm_has_no_tags(alarm: Alarm) -> None:
    resource = {"ResourceARN": alarm.arn}
    assert [
        refusal(alarm.cloudwatch.list_tags_for_resource, **resource).code,
        refusal(alarm.cloudwatch.tag_resource, **resource, Tags=pairs({"a": "b"})).code,
        refusal(alarm.cloudwatch.untag_resource, **resource, TagKeys=["a"]).code,
    ] == ["ResourceNotFoundException"] * 3
