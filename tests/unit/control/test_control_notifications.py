"""Which topics' policies admit AWS, and what a message says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_localstack.control.notification import compose

TOPIC = "arn:aws:sns:us-east-1:111111111111:events"
SERVICE = "vpce.amazonaws.com"


def statement(**changes: Any) -> dict[str, Any]:
    allow = {"Effect": "Allow", "Principal": {"Service": SERVICE}, "Action": "SNS:Publish", "Resource": TOPIC}
    return allow | changes


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([statement()], True),
        (statement(), True),
        ([statement(Action=["sns:*"], Resource=["*"])], True),
        ([statement(Principal={"Service": ["a", SERVICE]})], True),
        ([statement(Principal={"AWS": "*"})], False),
        ([statement(Principal="*")], False),
        ([statement(Action="SNS:Subscribe")], False),
        ([statement(Resource=TOPIC + "x")], False),
        ([statement(), statement(Effect="Deny")], False),
        ([], False),
    ],
)
def test_a_policy_admits_aws(statements: Any, expected: bool) -> None:  # noqa: FBT001 - pytest's call
    from privatelink_localstack.ec2.topics import admits

    assert expected is admits(json.dumps({"Statement": statements}), SERVICE, TOPIC)


@pytest.mark.parametrize("policy", ["", "[]", "{}", "nonsense"])
def test_what_is_no_policy_admits_nobody(policy: str) -> None:
    from privatelink_localstack.ec2.topics import admits

    assert admits(policy, SERVICE, TOPIC) is False


def test_a_message_names_the_event_and_the_endpoint() -> None:
    text = compose("Accept", service_id="vpce-svc-1", endpoint_id="vpce-1", account="111111111111", at=1.0)
    assert json.loads(text) == {
        "event": "Accept",
        "serviceId": "vpce-svc-1",
        "vpcEndpointId": "vpce-1",
        "vpcEndpointOwner": "111111111111",
        "timestamp": 1.0,
    }
