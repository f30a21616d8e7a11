"""Constraints of API models, in AWS's words."""

from __future__ import annotations

from typing import Any

import pytest
from localstack.aws.spec import load_service

from privatelink_localstack.adapters.constraints import check_constraints, present
from tests.support.refusal import Refusal, refusal, refusal_code

SHAPE = load_service("route53resolver").operation_model("CreateResolverRule").input_shape
REQUEST = {"CreatorRequestId": "once", "RuleType": "FORWARD"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"RuleType": None}, "Value null at 'ruleType' failed to satisfy constraint: Member must not be null"),
        (
            {"RuleType": "X"},
            (
                "Value 'X' at 'ruleType' failed to satisfy constraint: "
                "Member must satisfy enum value set: [FORWARD, SYSTEM, RECURSIVE, DELEGATE]"
            ),
        ),
        (
            {"DomainName": "a" * 257},
            (
                f"Value '{'a' * 257}' at 'domainName' failed to satisfy constraint: "
                "Member must have length less than or equal to 256"
            ),
        ),
        (
            {"TargetIps": [{"Ip": "10.0.0.1", "Port": 70000}]},
            (
                "Value '70000' at 'targetIps.1.member.port' failed to satisfy constraint: "
                "Member must have value less than or equal to 65535"
            ),
        ),
        (
            {"TargetIps": "10.0.0.1"},
            "Value '10.0.0.1' at 'targetIps' failed to satisfy constraint: Member must be of the type list",
        ),
    ],
)
def test_broken_constraint_is_named(change: dict[str, Any], words: str) -> None:
    request = present({**REQUEST, **change})
    expected = Refusal("ValidationException", f"1 validation error detected: {words}")
    assert refusal(check_constraints, SHAPE, request) == expected


def test_all_broken_constraints_are_named() -> None:
    found = refusal(check_constraints, SHAPE, {**REQUEST, "Name": "1", "DomainName": ""})
    assert found.message.startswith("2 validation errors detected: ")


def test_valid_request_passes() -> None:
    request = {**REQUEST, "Name": "on-premises", "DomainName": "example.com"}
    assert refusal_code(check_constraints, SHAPE, request) is None
