"""The document that AWS gets for the statements of a spec."""

from __future__ import annotations

import pytest

from privatelink_generator.aws.policy_document import Identity
from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.patterns.policy import document
from tests.support.specs import consumer_spec

HERE = Identity("aws", "eu-west-1", "111122223333")
SPEC = (
    "version: 1\npattern: consumer\nname: core\n"
    "endpoints:\n  l:\n    service: lambda\n    policy:\n      - {statement}\n"
)


def _document(statement: str) -> dict[str, object]:
    (endpoint,) = consumer_spec(SPEC.replace("{statement}", statement)).endpoints.values()
    return document(endpoint.statements, HERE, gateway=False)


def test_function_is_granted_unqualified_and_qualified() -> None:
    assert _document("{principals: [role/app], actions: [lambda:InvokeFunction], functions: [orders]}") == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["arn:aws:iam::111122223333:role/app"]},
                "Action": ["lambda:InvokeFunction"],
                "Resource": [
                    "arn:aws:lambda:eu-west-1:111122223333:function:orders",
                    "arn:aws:lambda:eu-west-1:111122223333:function:orders:*",
                ],
            }
        ],
    }


def test_document_has_every_part_of_a_statement() -> None:
    statement = (
        "{sid: A, effect: Deny, principals: [root, user/u, '444455556666', 'arn:aws:iam::444455556666:role/x'], "
        "actions: ['lambda:*', '*'], resources: ['*'], "
        "functions: ['arn:aws:lambda:us-east-1:444455556666:function:f'], "
        "conditions: {Bool: {aws:SecureTransport: 'false'}, StringLike: {aws:userid: ['AROAABC*', 'AROAABD*']}}}"
    )

    assert _document(statement)["Statement"] == [
        {
            "Sid": "A",
            "Effect": "Deny",
            "Principal": {
                "AWS": [
                    "arn:aws:iam::111122223333:root",
                    "arn:aws:iam::111122223333:user/u",
                    "arn:aws:iam::444455556666:root",
                    "arn:aws:iam::444455556666:role/x",
                ]
            },
            "Action": ["lambda:*", "*"],
            "Resource": [
                "*",
                "arn:aws:lambda:us-east-1:444455556666:function:f",
                "arn:aws:lambda:us-east-1:444455556666:function:f:*",
            ],
            "Condition": {
                "Bool": {"aws:SecureTransport": ["false"]},
                "StringLike": {"aws:userid": ["AROAABC*", "AROAABD*"]},
            },
        }
    ]


def test_principal_star_stands_alone_in_document() -> None:
    assert _document("{principals: ['*'], actions: ['*'], resources: ['*'], public: true}")["Statement"] == [
        {"Effect": "Allow", "Principal": "*", "Action": ["*"], "Resource": ["*"]}
    ]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("{principals: [root], actions: ['*'], resources: ['*']}", True),
        ("{principals: [role/a], actions: ['*'], resources: ['*']}", True),
        ("{principals: ['123456789012'], actions: ['*'], resources: ['*']}", True),
        ("{principals: ['*'], actions: ['*'], functions: [f], public: true}", True),
        ("{principals: ['*'], actions: ['*'], resources: ['*'], public: true}", False),
        ("{principals: ['arn:aws:iam::123456789012:root'], actions: ['*'], resources: ['*']}", False),
        (
            (
                "{principals: ['*'], actions: ['*'], public: true, "
                "functions: ['arn:aws:lambda:us-east-1:444455556666:function:f']}"
            ),
            False,
        ),
    ],
)
def test_short_names_need_identity(statement: str, *, expected: bool) -> None:
    assert ConsumerView(consumer_spec(SPEC.replace("{statement}", statement))).needs_identity is expected
