"""The examples of AWS's documents, with what AWS says that each means."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_generator.policies.evaluate import Effect
from privatelink_generator.policies.policy import PolicyType
from tests.support.policies import ALLOWED, EXPLICIT, IMPLICIT, asked, decision, effect, policy, statement

CARLOS = "arn:aws:iam::123456789012:user/carlossalazar"
OF_CARLOS = policy(
    statement(
        Sid="AllowS3ListRead",
        Action=["s3:GetBucketLocation", "s3:ListAllMyBuckets"],
        Resource="arn:aws:s3:::*",
    ),
    statement(
        Sid="AllowS3Self",
        Action="s3:*",
        Resource=["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"],
    ),
    statement(Sid="DenyS3Logs", Effect="Deny", Action="s3:*", Resource="arn:aws:s3:::*log*"),
    type_=PolicyType.IDENTITY,
)
OF_BUCKET = policy(
    statement(
        Principal={"AWS": CARLOS},
        Action="s3:*",
        Resource=["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"],
    ),
    type_=PolicyType.RESOURCE,
)


@pytest.mark.parametrize(
    ("resource", "resource_policies", "expected"),
    [
        ("arn:aws:s3:::carlossalazar-logs/file", [], EXPLICIT),
        ("arn:aws:s3:::carlossalazar/file", [OF_BUCKET], ALLOWED),
        ("arn:aws:s3:::carlossalazar/file", [], ALLOWED),
        ("arn:aws:s3:::another/file", [OF_BUCKET], IMPLICIT),
    ],
)
def test_identity_and_bucket_policy(resource: str, resource_policies: list[Any], expected: Effect) -> None:
    """IAM guide, "Example identity-based and resource-based policy evaluation"."""
    request = asked(CARLOS, "s3:PutObject", resource, {"aws:ResourceAccount": "123456789012"})

    assert decision(request, identity=[OF_CARLOS], resource=resource_policies).effect is expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [("iam:GetUser", ALLOWED), ("iam:CreatePolicy", IMPLICIT), ("iam:GetCredentialReport", EXPLICIT)],
)
def test_explicit_and_implicit_denies(action: str, expected: Effect) -> None:
    """IAM guide, "The difference between explicit and implicit denies"."""
    made = policy(
        statement(Sid="AllowGetList", Action=["iam:Get*", "iam:List*"]),
        statement(Sid="DenyReports", Effect="Deny", Action="iam:*Report"),
    )

    assert effect(made, asked(action=action, resource="*")) is expected


@pytest.mark.parametrize(
    ("operator", "keys", "is_denied"),
    [
        ("ForAllValues:StringNotLike", ["key1:legal"], False),
        ("ForAllValues:StringNotLike", ["key1:hr", "key1:personnel"], False),
        ("ForAllValues:StringNotLike", ["key2:audit"], True),
        ("ForAllValues:StringNotLike", [], True),
    ],
)
def test_tag_keys_with_a_set_operator(operator: str, keys: list[str], *, is_denied: bool) -> None:
    """IAM guide, "Multivalued context key examples", "Deny a single policy condition value"."""
    made = policy(statement(Effect="Deny", Action="iam:Tag*", Condition={operator: {"aws:TagKeys": "key1*"}}))

    assert (effect(made, asked(action="iam:TagRole", context={"aws:TagKeys": keys})) is EXPLICIT) is is_denied


DYNAMODB = ["PostDateTime", "Message", "Tags"]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [(["PostDateTime", "Message"], ALLOWED), (["PostDateTime", "UserName"], IMPLICIT), (["ID"], IMPLICIT)],
)
def test_attributes_that_all_must_be_listed(attributes: list[str], expected: Effect) -> None:
    """IAM guide, "Creating a condition that tests multiple key values", `ForAllValues`."""
    made = policy(statement(Condition={"ForAllValues:StringLike": {"dynamodb:requestedAttributes": DYNAMODB}}))

    assert effect(made, asked(context={"dynamodb:requestedAttributes": attributes})) is expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [(["UserName", "Message", "PostDateTime"], EXPLICIT), (["UserName"], ALLOWED)],
)
def test_attributes_of_which_none_may_be_listed(attributes: list[str], expected: Effect) -> None:
    """IAM guide, "Creating a condition that tests multiple key values", `ForAnyValue`."""
    listed = {"dynamodb:requestedAttributes": ["ID", "PostDateTime"]}
    made = policy(statement(), statement(Effect="Deny", Condition={"ForAnyValue:StringLike": listed}))

    assert effect(made, asked(context={"dynamodb:requestedAttributes": attributes})) is expected


@pytest.mark.parametrize(
    ("operator", "context", "expected"),
    [
        ("StringLike", {"ec2:InstanceType": "t2.micro"}, ALLOWED),
        ("StringLike", {"ec2:InstanceType": "c5.large"}, IMPLICIT),
        ("StringLike", {}, IMPLICIT),
        ("StringLikeIfExists", {}, ALLOWED),
        ("StringLikeIfExists", {"ec2:InstanceType": "c5.large"}, IMPLICIT),
    ],
)
def test_instance_types_if_exists(operator: str, context: dict[str, str], expected: Effect) -> None:
    """IAM guide, "...IfExists condition operators"."""
    condition = {operator: {"ec2:InstanceType": ["t1.*", "t2.*", "m3.*"]}}

    assert effect(policy(statement(Condition=condition)), asked(context=context)) is expected


@pytest.mark.parametrize(("context", "expected"), [({}, ALLOWED), ({"aws:TokenIssueTime": "2020-01-01"}, IMPLICIT)])
def test_own_credentials(context: dict[str, str], expected: Effect) -> None:
    """IAM guide, "Condition operator to check existence of condition keys"."""
    made = policy(statement(Action="ec2:*", Condition={"Null": {"aws:TokenIssueTime": "true"}}))

    assert effect(made, asked(action="ec2:RunInstances", context=context)) is expected


@pytest.mark.parametrize(("principal", "expected"), [("user-name", ALLOWED), ("other", EXPLICIT)])
def test_principal_arn_instead_of_not_principal(principal: str, expected: Effect) -> None:
    """IAM guide, "AWS JSON policy elements: Principal", "All principals"."""
    condition = {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::444455556666:user/user-name"}}
    made = policy(statement(), statement(Effect="Deny", Condition=condition))

    assert effect(made, asked(f"arn:aws:iam::444455556666:user/{principal}")) is expected


@pytest.mark.parametrize(("resource", "expected"), [("ann/a.txt", ALLOWED), ("bob/a.txt", IMPLICIT)])
def test_home_directories(resource: str, expected: Effect) -> None:
    """IAM guide, "IAM policy elements: Variables and tags", "Introduction"."""
    made = policy(statement(Action="s3:GetObject", Resource="arn:aws:s3:::mybucket/${aws:username}/*"))

    assert (
        effect(made, asked("arn:aws:iam::111122223333:user/ann", resource=f"arn:aws:s3:::mybucket/{resource}"))
        is expected
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [({"aws:SourceVpce": "vpce-1a2b3c4d"}, ALLOWED), ({"aws:SourceVpce": "vpce-2"}, EXPLICIT), ({}, EXPLICIT)],
)
def test_bucket_for_one_endpoint(source: dict[str, str], expected: Effect) -> None:
    """S3 guide, "Controlling access from VPC endpoints with bucket policies"."""
    condition = {"StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}
    bucket = policy(statement(), statement(Effect="Deny", Condition=condition), type_=PolicyType.RESOURCE)

    assert decision(asked(context=source), resource=[bucket]).effect is expected


@pytest.mark.parametrize(
    ("qualifier", "expected"),
    [("", IMPLICIT), (":v1", ALLOWED), (":1", ALLOWED)],
)
def test_function_with_a_version_or_alias(qualifier: str, expected: Effect) -> None:
    """Lambda guide, "Resources and conditions for Lambda actions": the pattern requires a version number or alias."""
    function = "arn:aws:lambda:us-west-2:123456789012:function:test"
    made = policy(statement(Action="lambda:AddPermission", Resource=f"{function}:*"))

    assert effect(made, asked(action="lambda:AddPermission", resource=f"{function}{qualifier}")) is expected


@pytest.mark.parametrize(("principal", "expected"), [("endpointuser", ALLOWED), ("other", IMPLICIT)])
def test_principal_of_a_gateway_endpoint(principal: str, expected: Effect) -> None:
    """PrivateLink guide, "Principals for gateway endpoints"."""
    condition = {"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/endpointuser"}}
    made = policy(statement(Condition=condition), type_=PolicyType.GATEWAY)

    assert effect(made, asked(f"arn:aws:iam::123456789012:user/{principal}")) is expected
