"""Topics' policies, and messages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_localstack.adapters.sns import admits
from privatelink_localstack.privatelink.notifications.model import Message, compose

TOPIC = "arn:aws:sns:us-east-1:111111111111:events"
SERVICE = "vpce.amazonaws.com"
SOURCE = "arn:aws:ec2:us-east-1:222222222222:vpc-endpoint-service/vpce-svc-1"
MESSAGE = Message(TOPIC, SOURCE, "222222222222", "text")


def statement(**changes: Any) -> dict[str, Any]:
    """Return a statement that allows PrivateLink to publish, with changes."""
    allow = {"Effect": "Allow", "Principal": {"Service": SERVICE}, "Action": "SNS:Publish", "Resource": TOPIC}
    return allow | changes


def when(operator: str, key: str, *values: str) -> dict[str, Any]:
    """Return a statement with a condition."""
    return statement(Condition={operator: {key: list(values)}})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([statement()], True),
        (statement(), True),
        ([statement(Action=["sns:*"], Resource=["*"])], True),
        ([statement(Principal={"Service": ["a", SERVICE]})], True),
        ([statement(Principal={"AWS": "*"})], True),
        ([statement(Principal="*")], True),
        ([statement(Principal={"AWS": "arn:aws:iam::111111111111:root"})], False),
        ([statement(Action="SNS:Subscribe")], False),
        ([statement(Resource=TOPIC + "x")], False),
        ([statement(), statement(Effect="Deny")], False),
        ([statement(), statement(Effect="Deny", Action="SNS:Subscribe")], True),
        ([], False),
        # The default policy of SNS is for the topic's owner: PrivateLink's requests lack its condition key.
        ([statement(Principal={"AWS": "*"}, Condition={"StringEquals": {"AWS:SourceOwner": "111111111111"}})], False),
        (when("ArnLike", "aws:SourceArn", SOURCE), True),
        (when("ArnEquals", "AWS:SourceArn", "arn:aws:ec2:*:*:vpc-endpoint-service/*"), True),
        (when("ArnLike", "aws:SourceArn", SOURCE + "2"), False),
        (when("ArnNotLike", "aws:SourceArn", SOURCE), False),
        (when("StringEquals", "aws:SourceAccount", "333333333333", "222222222222"), True),
        (when("StringEquals", "aws:SourceAccount", "2*"), False),
        (when("StringLike", "aws:SourceAccount", "2*"), True),
        (when("StringEqualsIgnoreCase", "aws:SourceArn", SOURCE.upper()), True),
        (when("StringEqualsIfExists", "aws:SourceOrgID", "o-1"), True),
        (when("StringNotEquals", "aws:SourceOrgID", "o-1"), True),
        (when("StringEquals", "aws:SourceOrgID", "o-1"), False),
        (when("Bool", "aws:SecureTransport", "true"), False),
    ],
)
def test_policy_allows_or_denies_a_message(statements: Any, expected: bool) -> None:  # noqa: FBT001 - pytest's call
    assert expected is admits(json.dumps({"Statement": statements}), MESSAGE)


@pytest.mark.parametrize("policy", ["", "[]", "{}", "nonsense", '{"Statement": ["nonsense"]}'])
def test_invalid_policy_allows_nothing(policy: str) -> None:
    assert admits(policy, MESSAGE) is False


def test_message_names_the_event_and_the_endpoint() -> None:
    text = compose("Accept", service_id="vpce-svc-1", endpoint_id="vpce-1", account="111111111111", at=1.0)
    assert json.loads(text) == {
        "event": "Accept",
        "serviceId": "vpce-svc-1",
        "vpcEndpointId": "vpce-1",
        "vpcEndpointOwner": "111111111111",
        "timestamp": 1.0,
    }
