"""The condition keys of a request: those that are told, and those that follow."""

from __future__ import annotations

import pytest

from privatelink_generator.policies.caller import Caller
from privatelink_generator.policies.request import Facts, request
from tests.support.policies import ACCOUNT, OTHER, ROLE

FUNCTION = f"arn:aws:lambda:eu-west-1:{OTHER}:function:orders"


def values(facts: Facts, key: str, *, resource: str = FUNCTION) -> tuple[str, ...] | None:
    """Return the values of a key in a request: none if it lacks the key, None if that is not known."""
    return request(Caller.of(ROLE), "lambda:InvokeFunction", resource, facts).context.values_of(key.lower())


@pytest.mark.parametrize(
    ("facts", "key", "value"),
    [
        (Facts(source_vpce="vpce-1"), "aws:SourceVpce", "vpce-1"),
        (Facts(source_vpc="vpc-1"), "aws:SourceVpc", "vpc-1"),
        (Facts(vpc_source_ip="10.0.0.4"), "aws:VpcSourceIp", "10.0.0.4"),
        (Facts(principal_org_id="o-1"), "aws:PrincipalOrgID", "o-1"),
        (Facts(principal_tags={"team": "shop"}), "aws:PrincipalTag/team", "shop"),
        (Facts(principal_account=OTHER), "aws:PrincipalAccount", OTHER),
        (Facts(principal_arn="arn:x"), "aws:PrincipalArn", "arn:x"),
        (Facts(resource_account=ACCOUNT), "aws:ResourceAccount", ACCOUNT),
        (Facts(resource_org_id="o-2"), "aws:ResourceOrgID", "o-2"),
        (Facts(is_aws_service=True), "aws:PrincipalIsAWSService", "true"),
        (Facts(via_service=True), "aws:ViaAWSService", "true"),
        (Facts(others={"s3:prefix": "a"}), "s3:prefix", "a"),
        (Facts(others={"AWS:SourceVpc": "vpc-2"}, source_vpc="vpc-1"), "aws:SourceVpc", "vpc-2"),
        (Facts(), "aws:ResourceAccount", OTHER),
        (Facts(), "aws:PrincipalAccount", ACCOUNT),
        (Facts(), "aws:PrincipalArn", ROLE),
        (Facts(), "aws:PrincipalIsAWSService", "false"),
        (Facts(), "aws:ViaAWSService", "false"),
    ],
)
def test_key_has_what_is_told_or_follows(facts: Facts, key: str, value: str) -> None:
    assert values(facts, key) == (value,)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        (Facts(), "aws:SourceIp"),
        (Facts(), "aws:CalledVia"),
        (Facts(through_endpoint=False), "aws:SourceVpce"),
        (Facts(through_endpoint=False), "aws:VpcSourceIp"),
        (Facts(principal_tags={}), "aws:PrincipalTag/team"),
        (Facts(without=["aws:SourceVpc"]), "aws:SourceVpc"),
        (Facts(without=["aws:PrincipalArn"]), "aws:PrincipalArn"),
        (Facts(is_complete=True), "aws:SourceVpc"),
        (Facts(others={"aws:TagKeys": []}), "aws:TagKeys"),
    ],
)
def test_request_lacks_a_key(facts: Facts, key: str) -> None:
    assert values(facts, key) == ()


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        (Facts(), "aws:SourceVpce"),
        (Facts(), "aws:PrincipalOrgID"),
        (Facts(), "aws:PrincipalTag/team"),
        (Facts(via_service=True), "aws:CalledVia"),
        (Facts(through_endpoint=False), "aws:SourceIp"),
    ],
)
def test_key_is_not_known(facts: Facts, key: str) -> None:
    assert values(facts, key) is None


@pytest.mark.parametrize("resource", ["*", "arn:aws:s3:::bucket/key", "arn:aws:iam::aws:policy/ReadOnlyAccess"])
def test_account_of_a_resource_without_one_in_its_arn_is_not_known(resource: str) -> None:
    assert values(Facts(), "aws:ResourceAccount", resource=resource) is None


def test_several_values_of_a_key_are_kept() -> None:
    assert values(Facts(others={"aws:TagKeys": ["a", "b"]}), "aws:TagKeys") == ("a", "b")
