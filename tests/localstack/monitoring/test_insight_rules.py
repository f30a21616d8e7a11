"""Rules of managed Contributor Insights rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.monitoring import insight_rules
from privatelink_localstack.monitoring.insight_rules import DISABLED, ENABLED, TEMPLATES, InsightRule
from tests.support.refusal import refusal

SERVICE = "arn:aws:ec2:us-east-1:111122223333:vpc-endpoint-service/vpce-svc-0123456789abcdef0"
RULE = InsightRule(TEMPLATES[1], SERVICE)
RULES = {RULE.name: RULE}


def test_enable_keeps_the_rule_that_exists() -> None:
    disabled = {RULE.name: replace(RULE, state=DISABLED)}

    assert (
        insight_rules.enable({}, SERVICE, TEMPLATES[1]) == insight_rules.enable(disabled, SERVICE, TEMPLATES[1]) == RULE
    )


def test_available_has_every_template() -> None:
    assert list(insight_rules.available(RULES, SERVICE)) == [
        (template, RULE if template == RULE.template else None) for template in TEMPLATES
    ]


def test_switched_leaves_unknown_names_out() -> None:
    assert list(insight_rules.switched(RULES, ["unknown", RULE.name], DISABLED)) == [replace(RULE, state=DISABLED)]
    assert RULE.state == ENABLED


@pytest.mark.parametrize(
    "arn", ["", "vpce-svc-0123456789abcdef0", SERVICE.replace("vpce-svc-", "vpce-"), SERVICE.replace(":ec2:", ":sns:")]
)
def test_service_of_rejects_other_resources(arn: str) -> None:
    assert refusal(insight_rules.service_of, arn).code == "InvalidParameterValue"


def test_service_of_takes_every_partition() -> None:
    assert insight_rules.service_of(SERVICE.replace("arn:aws:", "arn:aws-cn:")) == "vpce-svc-0123456789abcdef0"
