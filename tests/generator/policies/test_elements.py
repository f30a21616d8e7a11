"""Actions and resources of a statement."""

from __future__ import annotations

import pytest

from privatelink_generator.policies.answers import Answer
from privatelink_generator.policies.elements import Actions, Resources
from tests.support.policies import USER, asked

FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:my-function"


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "s3:GetObject", True),
        ("s3:*", "s3:GetObject", True),
        ("S3:getobject", "s3:GetObject", True),
        ("s3:GetObject", "S3:GETOBJECT", True),
        ("s3:Get*", "s3:PutObject", False),
        ("s3:?etObject", "s3:GetObject", True),
        ("s3:GetObject?", "s3:GetObject", False),
        ("iam:*AccessKey*", "iam:UpdateAccessKey", True),
        ("s3:Get.bject", "s3:GetObject", False),
    ],
)
def test_action(pattern: str, action: str, *, expected: bool) -> None:
    made = asked(action=action)

    assert Actions((pattern,)).match(made) is expected
    assert Actions((pattern,), is_negated=True).match(made) is not expected


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("*", "*", True),
        ("*", "arn:aws:s3:::bucket", True),
        ("arn:aws:s3:::*", "*", False),
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", True),
        ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", False),
        ("arn:aws:s3:::bucket/k?y", "arn:aws:s3:::bucket/key", True),
        ("arn:aws:s3:::Bucket", "arn:aws:s3:::bucket", False),
        ("arn:aws:iam::123456789012:user/accounting/*", "arn:aws:iam::123456789012:user/accounting/ann", True),
        # A * that ends a segment goes beyond colons, another one does not.
        ("arn:aws:ec2:*", "arn:aws:ec2:us-east-1:123456789012:instance/i-1", True),
        ("arn:aws:sqs:*:queue", "arn:aws:sqs:us-east-1:123456789012:queue", True),
        ("arn:aws:sqs:us-*-1:*:queue", "arn:aws:sqs:us-east-1:123456789012:queue", True),
        ("arn:aws:sqs:u*2:queue", "arn:aws:sqs:us-east-1:123456789012:queue", False),
        ("arn:aws:sqs:us-east-?:123456789012:queue", "arn:aws:sqs:us-east-:123456789012:queue", False),
        # Lambda guide: versions and aliases have ARNs of their own, and a call is authorized by the one that it names.
        (FUNCTION, FUNCTION, True),
        (FUNCTION, f"{FUNCTION}:1", False),
        (f"{FUNCTION}:*", f"{FUNCTION}:PROD", True),
        (f"{FUNCTION}:*", FUNCTION, False),
        (f"{FUNCTION}:PROD", f"{FUNCTION}:1", False),
        (f"{FUNCTION}*", f"{FUNCTION}:1", True),
        (f"{FUNCTION}*", f"{FUNCTION}-other", True),
    ],
)
def test_resource(pattern: str, resource: str, *, expected: bool) -> None:
    made = asked(resource=resource)

    assert Resources((pattern,)).match(made) is expected
    assert Resources((pattern,), is_negated=True).match(made) is not expected


@pytest.mark.parametrize(
    ("patterns", "resource", "expected", "negated"),
    [
        (["arn:aws:s3:::b/${aws:username}/*"], "arn:aws:s3:::b/ann/x", True, False),
        (["arn:aws:s3:::b/${aws:username}/*"], "arn:aws:s3:::b/bob/x", False, True),
        (["arn:aws:s3:::b/${aws:userid, 'nobody'}"], "arn:aws:s3:::b/nobody", True, False),
        (["arn:aws:s3:::b/${*}"], "arn:aws:s3:::b/*", True, False),
        (["arn:aws:s3:::b/${aws:PrincipalTag/team}", "arn:aws:s3:::c"], "arn:aws:s3:::d", False, False),
        (["arn:aws:s3:::b/${aws:PrincipalTag/team}", "arn:aws:s3:::c"], "arn:aws:s3:::c", None, False),
    ],
)
def test_resource_with_variables(patterns: list[str], resource: str, expected: Answer, negated: Answer) -> None:
    made = asked(USER, resource=resource)

    assert Resources(tuple(patterns)).match(made) is expected
    assert Resources(tuple(patterns), is_negated=True).match(made) is negated


def test_resource_whose_variable_is_not_known_is_not_evaluated() -> None:
    made = asked(USER, resource="arn:aws:s3:::b/x", is_complete=False)

    assert Resources(("arn:aws:s3:::b/${aws:PrincipalTag/team}",)).match(made) is None
    assert Resources(("*", "arn:aws:s3:::b/${aws:PrincipalTag/team}")).match(made) is True


def test_old_version_has_no_variables() -> None:
    resources = Resources(("arn:aws:s3:::b/${aws:username}",), has_variables=False)

    assert resources.match(asked(USER, resource="arn:aws:s3:::b/ann")) is False
    assert resources.match(asked(USER, resource="arn:aws:s3:::b/${aws:username}")) is True
