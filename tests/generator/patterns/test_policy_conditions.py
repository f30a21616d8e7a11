"""Conditions and ARNs that AWS refuses in endpoint policies, or that never hold.

PrivateLink guide, "Control access to VPC endpoints using endpoint policies", "Considerations".
"""

from __future__ import annotations

import pytest

from tests.support.specs import HEAD, faults

ID_KEYS = [
    *("aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:SourceAccount"),
    *("aws:SourceOrgID", "aws:SourceVpc", "aws:SourceVpce", "aws:VpceAccount", "aws:VpceOrgID"),
    *("aws:Ec2InstanceSourceVpc", "aws:sourcevpc"),
]
SIX = (
    "AWS requires six consecutive characters before or after each wildcard of a string operator; write more of the text"
)


def _spec(conditions: str, resources: str = "['*']") -> str:
    return (
        f"{HEAD}endpoints:\n  l:\n    service: lambda\n    policy:\n"
        f"      - {{principals: [root], actions: ['*'], resources: {resources}, conditions: {conditions}}}\n"
    )


@pytest.mark.parametrize("key", ID_KEYS)
@pytest.mark.parametrize("operator", ["StringLike", "StringNotLikeIfExists", "ForAnyValue:StringEquals"])
@pytest.mark.parametrize("value", ["123456789*", "o-??????z???", "*"])
def test_wildcard_in_an_id_is_rejected(operator: str, key: str, value: str) -> None:
    assert faults(_spec(f"{{'{operator}': {{'{key}': ['123456789012', §'{value}']}}}}")) == [
        f"§{key} holds an id, and AWS refuses wildcards with it; write whole ids"
    ]


@pytest.mark.parametrize("operator", ["NumericEquals", "NumericLessThanIfExists", "ForAnyValue:NumericNotEquals"])
def test_numeric_operator_with_an_id_is_rejected(operator: str) -> None:
    assert faults(_spec(f"{{'{operator}': {{aws:PrincipalAccount: §'123456789012'}}}}")) == [
        "§aws:PrincipalAccount holds an id, and AWS refuses numeric operators with it; write StringEquals"
    ]


@pytest.mark.parametrize("value", ["*", "home/*", "a*bcdef*", "o-a???", "abcdefg*xyz*", "????????"])
@pytest.mark.parametrize("operator", ["StringLike", "ForAllValues:StringNotLike", "StringLikeIfExists"])
def test_wildcard_beside_less_than_six_characters_is_rejected(operator: str, value: str) -> None:
    assert faults(_spec(f"{{'{operator}': {{'s3:prefix': §'{value}'}}}}")) == [f"§'{value}': {SIX}"]


@pytest.mark.parametrize("value", ["arn:aws:iam::1234*:role/a", "arn:aws:iam::?23456789012:role/a"])
def test_account_of_id_and_wildcard_is_rejected(value: str) -> None:
    message = f"§the account in '{value}' is part id, part wildcard, which AWS refuses; write the whole id, or *"
    assert faults(_spec("{}", f"['*', §'{value}']")) == [message]
    assert faults(_spec(f"{{ArnLike: {{aws:PrincipalArn: §'{value}'}}}}")) == [message]


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("Bool", "yes", "'yes' is not true or false, with which Bool compares"),
        ("Null", "no", "'no' is not true or false, with which Null compares"),
        ("NumericLessThan", "ten", "'ten' is not a number, with which NumericLessThan compares"),
        ("IpAddress", "10.0.0.300", "'10.0.0.300' is neither an IP address nor a CIDR, with which IpAddress compares"),
        (
            "DateGreaterThan",
            "tomorrow",
            (
                "'tomorrow' is not a date such as 2026-01-31T00:00:00Z, or seconds since 1970, "
                "with which DateGreaterThan compares"
            ),
        ),
        (
            "ArnEqualsIfExists",
            "role/app",
            "'role/app' is not an ARN, which may hold wildcards, with which ArnEquals compares",
        ),
        ("BinaryEquals", "%", "'%' is not base64, with which BinaryEquals compares"),
    ],
)
def test_value_of_another_form_than_the_operators_is_rejected(operator: str, value: str, expected: str) -> None:
    assert faults(_spec(f"{{'{operator}': {{aws:a: §'{value}'}}}}")) == [f"§{expected}"]


def test_null_takes_no_if_exists() -> None:
    assert faults(_spec("{§NullIfExists: {aws:a: 'true'}}")) == [
        "§the key 'NullIfExists' is not a condition operator: Null itself asks whether a key exists; write 'Null'"
    ]


@pytest.mark.parametrize("resource", ["arn:aws:s3:::a1*", "arn:aws:lambda:*:*:function:f", "arn:aws:s3:*"])
def test_account_that_is_a_wildcard_or_absent_is_accepted(resource: str) -> None:
    assert faults(_spec("{}", f"['{resource}']")) == []


@pytest.mark.parametrize(
    "conditions",
    [
        "{StringEquals: {aws:PrincipalAccount: ['123456789012', '210987654321']}}",
        "{StringEquals: {aws:SourceVpc: '${aws:PrincipalTag/vpc}'}}",
        "{'Null': {aws:SourceVpce: 'true'}}",
        "{'ForAnyValue:StringLike': {aws:PrincipalOrgPaths: 'o-a1b2c3d4e5/*'}}",
        "{StringLike: {aws:userid: '*:a---------'}}",
        "{StringLike: {'s3:prefix': 'home/${aws:username}/*'}}",
        "{StringLike: {aws:PrincipalTag/team: '${*}'}}",
        "{StringEquals: {aws:PrincipalTag/team: 'a*'}}",
        "{ArnLike: {aws:PrincipalArn: ['arn:aws:iam::*:role/app', 'arn:aws:iam::????????????:role/a*', '*']}}",
        "{Bool: {aws:SecureTransport: 'True'}, NumericLessThan: {'s3:max-keys': '10'}}",
        "{IpAddress: {aws:VpcSourceIp: ['10.0.0.1', '10.0.0.0/8', 'fd00::/8']}}",
        "{DateGreaterThan: {aws:CurrentTime: ['2026-01-31T00:00:00Z', '2026-01-31', '1767225600']}}",
        "{DateLessThan: {aws:CurrentTime: '${aws:PrincipalTag/until}'}}",
        "{BinaryEquals: {aws:a: 'QmluYXJ5'}}",
    ],
)
def test_good_condition_is_accepted(conditions: str) -> None:
    assert faults(_spec(conditions)) == []
