"""Policies of gateway endpoints, whose principals AWS wants as conditions.

PrivateLink guide, "Principals for gateway endpoints"; IAM guide, "AWS global condition context keys".
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_generator.aws.policy_document import WIDEST, Identity
from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.patterns.policy import document
from privatelink_generator.patterns.policy_presets import size
from privatelink_generator.render.module import render
from tests.support.specs import HEAD, consumer_spec, faults

HERE = Identity("aws", "eu-west-1", "111122223333")
ROLE = "arn:aws:iam::111122223333:role/app"
REST = "actions: ['s3:GetObject'], resources: ['*']"


def _text(*statements: str, kind: str = "gateway") -> str:
    lines = "".join(f"      - {each}\n" for each in statements)
    return f"{HEAD}endpoints:\n  s3:\n    service: s3\n    type: {kind}\n    policy:\n{lines}"


def _statements(*statements: str) -> list[dict[str, Any]]:
    (endpoint,) = consumer_spec(_text(*statements)).endpoints.values()
    made = document(endpoint.statements, HERE, gateway=True)["Statement"]
    assert isinstance(made, list)
    return made


@pytest.mark.parametrize(
    ("principals", "conditions"),
    [
        ("[role/app]", [{"aws:PrincipalArn": [ROLE]}]),
        (
            "[role/team/app, user/u]",
            [
                {
                    "aws:PrincipalArn": [
                        "arn:aws:iam::111122223333:role/team/app",
                        "arn:aws:iam::111122223333:user/u",
                    ]
                }
            ],
        ),
        ("['444455556666']", [{"aws:PrincipalAccount": ["444455556666"]}]),
        ("[root]", [{"aws:PrincipalAccount": ["111122223333"]}]),
        ("['arn:aws-cn:iam::444455556666:root', '444455556666']", [{"aws:PrincipalAccount": ["444455556666"]}]),
        (
            "['arn:aws:sts::444455556666:federated-user/ann']",
            [{"aws:PrincipalArn": ["arn:aws:sts::444455556666:federated-user/ann"]}],
        ),
        (
            "['444455556666', role/app, root]",
            [{"aws:PrincipalArn": [ROLE]}, {"aws:PrincipalAccount": ["444455556666", "111122223333"]}],
        ),
    ],
)
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_principals_become_conditions(principals: str, conditions: list[dict[str, list[str]]], effect: str) -> None:
    assert _statements(f"{{effect: {effect}, principals: {principals}, {REST}}}") == [
        {
            "Effect": effect,
            "Principal": "*",
            "Action": ["s3:GetObject"],
            "Resource": ["*"],
            "Condition": {"StringEquals": condition},
        }
        for condition in conditions
    ]


def test_everybody_is_no_condition() -> None:
    assert _statements(f"{{principals: ['*'], public: true, {REST}}}") == [
        {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": ["*"]}
    ]


def test_own_conditions_stay_in_every_statement() -> None:
    own = "conditions: {StringEquals: {aws:PrincipalOrgID: o-1}, ArnLike: {aws:PrincipalArn: 'arn:aws:iam::*:role/a*'}}"
    statements = _statements(f"{{sid: Read, principals: [role/app, root], {REST}, {own}}}")

    assert [(each["Sid"], each["Condition"]) for each in statements] == [
        (
            "Read",
            {
                "StringEquals": {"aws:PrincipalOrgID": ["o-1"], "aws:PrincipalArn": [ROLE]},
                "ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/a*"]},
            },
        ),
        (
            "ReadAccounts",
            {
                "StringEquals": {"aws:PrincipalOrgID": ["o-1"], "aws:PrincipalAccount": ["111122223333"]},
                "ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/a*"]},
            },
        ),
    ]


@pytest.mark.parametrize(("principals", "key"), [("role/app", "PrincipalArn"), ("root", "PrincipalAccount")])
def test_condition_that_the_principals_become_is_rejected(principals: str, key: str) -> None:
    own = f"{{StringEquals: {{aws:{key.lower()}: §'{'444455556666' if key.endswith('Account') else ROLE}'}}}}"

    assert faults(_text(f"{{principals: [{principals}], {REST}, conditions: {own}}}")) == [
        (
            f"§the principals of a gateway endpoint become this condition on aws:{key.lower()}; "
            "write principals: ['*'] beside it, or leave it out"
        )
    ]


def test_session_is_rejected() -> None:
    session = "'arn:aws:sts::444455556666:assumed-role/app/session'"

    assert faults(_text(f"{{principals: [root, §{session}], {REST}}}")) == [
        (
            "§a gateway endpoint knows a session by its role only: write the ARN of the role, "
            "arn:…:iam::444455556666:role/NAME"
        )
    ]
    assert faults(_text(f"{{principals: [root, {session}], {REST}}}", kind="interface")) == []


def test_sid_of_a_second_statement_is_unique() -> None:
    mixed = f"{{sid: Read, principals: [root, role/app], {REST}}}"
    other = f"{{sid: §ReadAccounts, principals: [root], {REST}}}"

    assert faults(_text(mixed, other)) == ["§'ReadAccounts' names another statement of this policy"]
    assert faults(_text(mixed, other.replace("§", ""), kind="interface")) == []


def test_size_counts_the_conditions() -> None:
    (endpoint,) = consumer_spec(_text(f"{{principals: [role/app, root], {REST}}}")).endpoints.values()
    policy = endpoint.statements

    assert size(policy, None, gateway=True) == len(
        json.dumps(document(policy, WIDEST, gateway=True), separators=(",", ":"))
    )
    assert size(policy, None, gateway=True) > size(policy, None, gateway=False)


@pytest.mark.parametrize(
    ("principals", "expected"), [("['444455556666']", False), ("[root]", True), ("[role/a]", True)]
)
def test_account_condition_needs_no_identity(principals: str, *, expected: bool) -> None:
    view = ConsumerView(consumer_spec(_text(f"{{principals: {principals}, {REST}}}")))

    assert view.needs_identity is expected


def test_module_says_principals_by_condition() -> None:
    files = render(consumer_spec(_text(f"{{principals: [role/app, root], {REST}}}")), source="s.yaml").files

    assert '"aws:PrincipalArn" = ["arn:${local.partition}:iam::${local.account_id}:role/app"]' in files[
        "gateway-endpoints.tf"
    ].replace("  ", "")
    assert "The policy of s3 therefore says who may pass by conditions" in files["README.md"]
    assert ".Statement) == 2" in files["tests/endpoints.tftest.hcl"]


def test_readme_is_silent_about_policies_for_everybody() -> None:
    text = _text(f"{{principals: ['*'], public: true, {REST}}}")

    assert "aws:PrincipalArn" not in render(consumer_spec(text), source="s.yaml").files["README.md"]


def test_roles_of_an_interface_endpoint_come_first() -> None:
    policy = _text(f"{{principals: [role/app, root], {REST}}}", kind="interface")
    files = render(consumer_spec(policy), source="s.yaml").files

    assert "depends_on = [aws_iam_role.principal_1]" in files["examples/complete/main.tf"]
    assert "Create those of s3 some seconds before the endpoints." in files["README.md"]


@pytest.mark.parametrize("principals", ["[root, '444455556666']", "['*']"])
def test_readme_is_silent_about_interface_policies_without_names(principals: str) -> None:
    policy = _text(f"{{principals: {principals}, public: true, {REST}}}", kind="interface")

    assert "UnknownError" not in render(consumer_spec(policy), source="s.yaml").files["README.md"]
