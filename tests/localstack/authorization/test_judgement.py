"""Requests through endpoints, allowed and refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from privatelink_generator.policies.evaluate import Effect
from privatelink_localstack.authorization.errors import Refusal, refusal
from privatelink_localstack.authorization.judgement import (
    Identity,
    Judgement,
    Passage,
    Resource,
    allows_everything,
    judge,
)
from privatelink_localstack.authorization.operations import Need

ACCOUNT, STRANGER = "111111111111", "222222222222"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:orders"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/apps/caller"
SESSION = Identity(
    f"arn:aws:sts::{ACCOUNT}:assumed-role/caller/one", ROLE, "AROA:one", {"team": "orders"}, "o-0123456789"
)
NEED = Need("lambda:InvokeFunction", FUNCTION)
OWN = Resource(ACCOUNT, "o-0123456789")


def _policy(*, effect: str = "Allow", resource: str = "*", action: str = "*", **condition: object) -> dict[str, Any]:
    return _when(condition) | {"Effect": effect, "Action": action, "Resource": resource}


def _when(condition: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition}


def _judge(*statements: dict[str, Any], need: Need = NEED, resource: Resource = OWN) -> Judgement:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return judge(
        need, Passage("vpce-1", "vpc-1", "10.0.1.20", document), SESSION, resource, {"aws:RequestedRegion": "eu-west-1"}
    )


def test_policy_of_the_endpoint_allows() -> None:
    judged = _judge(_policy(resource=FUNCTION, action="lambda:InvokeFunction"))

    assert judged == Judgement(Effect.ALLOWED, NEED.action, FUNCTION, reason="statement 1 of vpce-1")


def test_refusal_has_aws_s_words() -> None:
    judged = _judge(_policy(resource=f"{FUNCTION}:*"))

    assert judged.effect is Effect.IMPLICITLY_DENIED
    assert judged.message == (
        f"User: {SESSION.name} is not authorized to perform: lambda:InvokeFunction on resource: {FUNCTION} "
        "because no VPC endpoint policy allows the lambda:InvokeFunction action"
    )


def test_explicit_deny_is_told() -> None:
    judged = _judge(_policy(), _policy(effect="Deny", resource=FUNCTION))

    assert judged.message.endswith("with an explicit deny in a VPC endpoint policy")
    assert judged.reason == "statement 2 of vpce-1"


@pytest.mark.parametrize(
    ("operator", "key", "value", "effect"),
    [
        ("StringEquals", "aws:SourceVpce", "vpce-1", Effect.ALLOWED),
        ("StringEquals", "aws:SourceVpc", "vpc-2", Effect.IMPLICITLY_DENIED),
        ("IpAddress", "aws:VpcSourceIp", "10.0.1.0/24", Effect.ALLOWED),
        ("IpAddress", "aws:VpcSourceIp", "10.0.2.0/24", Effect.IMPLICITLY_DENIED),
        ("ArnLike", "aws:PrincipalArn", ROLE, Effect.ALLOWED),
        ("StringEquals", "aws:PrincipalAccount", STRANGER, Effect.IMPLICITLY_DENIED),
        ("StringEquals", "aws:PrincipalOrgID", "o-0123456789", Effect.ALLOWED),
        ("StringEquals", "aws:PrincipalTag/team", "orders", Effect.ALLOWED),
        ("StringEquals", "aws:PrincipalTag/other", "orders", Effect.IMPLICITLY_DENIED),
        ("StringEquals", "aws:ResourceAccount", ACCOUNT, Effect.ALLOWED),
        ("StringEquals", "aws:ResourceOrgID", "o-9999999999", Effect.IMPLICITLY_DENIED),
        ("Bool", "aws:PrincipalIsAWSService", "false", Effect.ALLOWED),
        ("Bool", "aws:SecureTransport", "true", Effect.ALLOWED),
        ("StringEquals", "aws:RequestedRegion", "eu-west-1", Effect.ALLOWED),
        ("Null", "aws:CalledVia", "true", Effect.ALLOWED),
        ("StringLike", "aws:userid", "AROA:*", Effect.ALLOWED),
        ("StringEquals", "lambda:FunctionUrlAuthType", "NONE", Effect.NOT_EVALUATED),
    ],
)
def test_conditions_are_evaluated(operator: str, key: str, value: str, effect: Effect) -> None:
    assert _judge(_when({operator: {key: value}})).effect is effect


def test_what_is_not_evaluated_says_which_key_is_not_known() -> None:
    judged = _judge(_policy(StringEquals={"lambda:FunctionUrlAuthType": "NONE"}))

    assert judged.reason == "the value of lambda:FunctionUrlAuthType is not known"
    assert not judged.message


def test_keys_of_the_request_s_operation_count() -> None:
    need = Need("s3:ListBucket", "arn:aws:s3:::photos", {"s3:prefix": "mine/", "s3:delimiter": None})
    policy = _policy(StringEquals={"s3:prefix": "mine/"}, Null={"s3:delimiter": "true"})

    assert _judge(policy, need=need).effect is Effect.ALLOWED


@pytest.mark.parametrize(("vpce", "effect"), [("vpce-1", Effect.ALLOWED), ("vpce-2", Effect.EXPLICITLY_DENIED)])
def test_bucket_policy_can_require_an_endpoint(vpce: str, effect: Effect) -> None:
    deny = _policy(effect="Deny", StringNotEquals={"aws:SourceVpce": vpce})
    bucket = replace(OWN, policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}))

    judged = _judge(_policy(), need=Need("s3:GetObject", "arn:aws:s3:::photos/a"), resource=bucket)

    assert judged.effect is effect


@pytest.mark.parametrize(
    ("statements", "effect"),
    [
        ([], Effect.IMPLICITLY_DENIED),
        ([_policy(StringEquals={"aws:SourceVpc": "vpc-1"})], Effect.ALLOWED),
        ([_policy(StringEquals={"aws:SourceVpc": "vpc-2"})], Effect.IMPLICITLY_DENIED),
    ],
)
def test_resource_of_another_account_must_allow(statements: list[dict[str, Any]], effect: Effect) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    need = Need(NEED.action, FUNCTION.replace(ACCOUNT, STRANGER))

    judged = _judge(_policy(), need=need, resource=Resource(STRANGER, None, policy))

    assert judged.effect is effect


def test_policy_that_can_not_be_read_is_not_evaluated() -> None:
    judged = _judge(_policy(), resource=replace(OWN, policy='{"Statement": 7}'))

    assert (judged.effect, judged.reason) == (Effect.NOT_EVALUATED, f"{FUNCTION}: Statement[0]: 7 is no object")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ('{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}', True),
        ('{"Statement":[{"Action":"*","Effect":"Allow","Principal":{"AWS":"*"},"Resource":"*"}]}', True),
        ('{"Statement":[{"Action":"s3:*","Effect":"Allow","Principal":"*","Resource":"*"}]}', False),
        ('{"Statement":[{"Action":"*","Effect":"Deny","Principal":"*","Resource":"*"}]}', False),
        ("nonsense", False),
    ],
)
def test_default_policy_allows_everything(document: str, expected: bool) -> None:  # noqa: FBT001 - pytest's call
    assert allows_everything(document) is expected


@pytest.mark.parametrize(
    ("service", "protocol", "expected"),
    [
        ("lambda", "rest-json", Refusal("AccessDeniedException", 403)),
        ("dynamodb", "json", Refusal("AccessDeniedException", 400)),
        ("s3", "rest-xml", Refusal("AccessDenied", 403)),
        ("sts", "query", Refusal("AccessDenied", 403)),
        ("sns", "query", Refusal("AuthorizationError", 403)),
        ("sqs", "json", Refusal("AccessDenied", 403)),
        ("ec2", "ec2", Refusal("UnauthorizedOperation", 403)),
    ],
)
def test_services_refuse_in_their_own_way(service: str, protocol: str, expected: Refusal) -> None:
    assert refusal(service, protocol) == expected
