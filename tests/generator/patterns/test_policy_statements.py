"""Endpoint policies that AWS would refuse, or that allow more than they seem to."""

from __future__ import annotations

import pytest

from tests.support.specs import faults

LAMBDA = (
    "version: 1\npattern: consumer\nname: core\n"
    "endpoints:\n  l:\n    service: {service}\n    policy:\n      - {statement}\n"
)
PRINCIPAL = (
    "is not a principal; write an IAM ARN, a 12-digit account id, '*', or, for the account that the module is applied "
    "in, 'role/NAME', 'user/NAME' or 'root'"
)
ACTION = "is not an action; write one such as lambda:InvokeFunction, s3:Get* or '*'"
FUNCTION = (
    "is not a function; write its name or its ARN without a version or alias: "
    "both the unqualified and the qualified ARN are granted"
)
RESOURCE = "is not a resource; write an ARN, which may hold wildcards, or '*'"
PUBLIC = (
    "'*' without a condition allows anybody who reaches the endpoint; "
    "name principals, add conditions, or say public: true"
)


def _spec(statement: str, service: str = "lambda") -> str:
    return LAMBDA.replace("{service}", service).replace("{statement}", statement)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "§{principals: [root], actions: ['*']}",
            "name the resources (or functions) that the statement is about; resources: ['*'] means all",
        ),
        ("{principals: §['*'], actions: ['*'], functions: [f]}", PUBLIC),
        (
            "{principals: §['*', root], actions: ['*'], functions: [f], public: true}",
            "'*' holds everybody: it stands alone",
        ),
    ],
)
def test_statement_with_too_little_or_too_much_is_rejected(statement: str, expected: str) -> None:
    assert faults(_spec(statement)) == [f"§{expected}"]


@pytest.mark.parametrize(
    ("part", "at", "expected"),
    [
        ("principals: [§me]", "principals.0", f'"me" {PRINCIPAL}'),
        ("principals: [§'role/']", "principals.0", f'"role/" {PRINCIPAL}'),
        ("principals: [§'12345']", "principals.0", f'"12345" {PRINCIPAL}'),
        ("principals: [§'arn:aws:iam::aws:root']", "principals.0", f'"arn:aws:iam::aws:root" {PRINCIPAL}'),
        ("actions: [§InvokeFunction]", "actions.0", f'"InvokeFunction" {ACTION}'),
        ("actions: ['lambda:*', §'lambda: Invoke']", "actions.1", f'"lambda: Invoke" {ACTION}'),
        ("functions: [§'f:1']", "functions.0", f'"f:1" {FUNCTION}'),
        ("functions: [§'']", "functions.0", f'"" {FUNCTION}'),
        ("resources: [§bucket]", "resources.0", f'"bucket" {RESOURCE}'),
        ("sid: §a-b", "sid", '"a-b" is not a statement\'s name: letters and digits, nothing else'),
    ],
)
def test_malformed_part_of_statement_is_rejected(part: str, at: str, expected: str) -> None:
    parts = {"principals": "principals: [root]", "actions": "actions: ['*']", "functions": "functions: [f]"}
    parts[part.split(":")[0]] = part

    assert faults(_spec(f"{{{', '.join(parts.values())}}}")) == [f"§endpoints.l.policy.0.{at}: {expected}"]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (
            "{§StringEqual: {aws:a: b}}",
            "the key 'StringEqual' is not a condition operator; did you mean 'StringEquals'?",
        ),
        ("{§Matches: {aws:a: b}}", "the key 'Matches' is not a condition operator"),
        (
            "{StringEquals: {§SourceVpc: b}}",
            "the key 'SourceVpc' is not a condition key; write one such as aws:PrincipalOrgID",
        ),
        ("{StringEquals: §{}}", "endpoints.l.policy.0.conditions.StringEquals is empty; write at least one"),
        (
            "{StringEquals: {aws:a: §[]}}",
            "endpoints.l.policy.0.conditions.StringEquals.aws:a is empty; write at least one",
        ),
    ],
)
def test_empty_condition_does_not_excuse_everybody(conditions: str, expected: str) -> None:
    statement = f"{{principals: ['*'], actions: ['*'], functions: [f], conditions: {conditions}}}"

    assert faults(_spec(statement)) == [f"§{expected}"]


def test_functions_are_rejected_for_other_services() -> None:
    assert faults(_spec("{principals: [root], actions: ['*'], functions: §[f]}", "kms")) == [
        "§functions is for the endpoint of lambda; write resources"
    ]


def test_repeated_sid_is_rejected() -> None:
    one = "{sid: A, principals: [root], actions: ['*'], functions: [f]}"
    other = one.replace("sid: A", "sid: §A")

    assert faults(_spec(f"{one}\n      - {other}")) == ["§'A' names another statement of this policy"]


def test_policy_of_custom_service_is_rejected() -> None:
    text = (
        "version: 1\npattern: consumer\nname: core\nendpoints:\n  p:\n"
        "    service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc\n"
        "    policy: §[{principals: [root], actions: ['*'], resources: ['*']}]\n"
    )

    assert faults(text) == ["§AWS supports policies only on endpoints for its own services; leave policy out"]


@pytest.mark.parametrize(
    "statement",
    [
        "{principals: ['*'], actions: ['*'], functions: [f], public: true}",
        "{principals: ['*'], actions: ['*'], functions: [f], effect: Deny}",
        "{principals: ['*'], actions: ['*'], functions: [f], conditions: {StringEquals: {aws:PrincipalOrgID: o-1}}}",
        "{principals: ['123456789012', role/a/b, user/u, root], actions: ['lambda:Get*'], resources: ['*']}",
        "{principals: ['arn:aws-cn:iam::123456789012:role/x'], actions: ['*'], resources: ['arn:aws:s3:::*']}",
        "{principals: [root], actions: ['*'], functions: ['arn:aws:lambda:us-east-1:123456789012:function:f']}",
        (
            "{principals: [root], actions: ['*'], functions: [f], "
            "conditions: {'ForAllValues:StringLikeIfExists': {'aws:RequestTag/${a}': ['x', 'y']}}}"
        ),
    ],
)
def test_good_statement_is_accepted(statement: str) -> None:
    assert faults(_spec(statement)) == []


def _spec_of(region: str, statement: str) -> str:
    return _spec(statement).replace("name: core\n", f"name: core\nregion: {region}\n")


ANYBODY = "principals: ['*'], actions: ['*'], resources: ['*']"


@pytest.mark.parametrize(
    ("region", "own", "other", "arn", "statement"),
    [
        (
            *("cn-north-1", "aws-cn", "aws", "arn:aws:iam::123456789012:role/x"),
            "{principals: [§ARN], actions: ['*'], resources: ['*']}",
        ),
        (
            *("us-gov-west-1", "aws-us-gov", "aws", "arn:aws:s3:::b/*"),
            "{principals: [root], actions: ['*'], resources: ['*', §ARN]}",
        ),
        (
            *("eu-west-1", "aws", "aws-cn", "arn:aws-cn:lambda:eu-west-1:123456789012:function:f"),
            "{principals: [root], actions: ['*'], functions: [§ARN]}",
        ),
        (
            *("cn-north-1", "aws-cn", "aws", "arn:aws:iam::123456789012:role/*"),
            f"{{{ANYBODY}, conditions: {{ArnLike: {{aws:PrincipalArn: [§ARN]}}}}}}",
        ),
        (
            *("cn-north-1", "aws-cn", "aws", "arn:aws:sns:us-east-1:123456789012:t"),
            f"{{{ANYBODY}, conditions: {{StringEquals: {{aws:SourceArn: §ARN}}}}}}",
        ),
    ],
)
def test_arn_of_another_partition_is_rejected(region: str, own: str, other: str, arn: str, statement: str) -> None:
    assert faults(_spec_of(region, statement.replace("§ARN", f"§'{arn}'"))) == [
        f"§{arn!r} is of the partition {other}, and nothing there is known in {own}; write arn:{own}:…"
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "{principals: ['arn:aws-cn:iam::123456789012:role/x'], actions: ['*'], resources: ['arn:*:s3:::b/*', '*']}",
        (
            "{principals: [root], actions: ['*'], resources: ['*'], "
            "conditions: {StringEquals: {aws:PrincipalTag/origin: 'arn:aws:iam::123456789012:role/x'}}}"
        ),
    ],
)
def test_arn_of_the_partition_of_any_and_text_are_accepted(statement: str) -> None:
    assert faults(_spec_of("cn-north-1", statement)) == []


def test_policy_document_of_aws_is_answered_with_what_to_write() -> None:
    text = """version: 1
pattern: consumer
name: core
endpoints:
  lambda:
    service: lambda
    §policy:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: "*", Action: "*", Resource: "*"}]
"""

    assert faults(text) == [
        (
            "§endpoints.lambda.policy is a policy document; write the list of its statements alone, with the keys sid, "
            "effect, principals, actions, resources and conditions (Version and Statement are written for you)"
        )
    ]


def test_keys_of_aws_statements_are_answered_with_ours() -> None:
    text = """version: 1
pattern: consumer
name: core
endpoints:
  lambda:
    service: lambda
    policy: [{§Effect: Allow, principals: [root], actions: ["*"], resources: ["*"]}]
"""

    assert faults(text)[0].startswith("§unknown key 'Effect'; did you mean 'effect'? (accepted: ")
