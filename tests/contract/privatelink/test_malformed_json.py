"""Requests that no model admits, to the services in JSON: AWS answers with a 400, which clients do not repeat."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from botocore.config import Config

from tests.support.account import Account
from tests.support.refusal import refusal_code


def post(account: Account, service: str, path: str, body: str, target: str | None = None) -> tuple[int, str]:
    """Send a request as it is, and return the status and the error's code."""
    headers = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={account.id}/20260101/us-east-1/{service}/aws4_request, "
        "SignedHeaders=host, Signature=0",
        "Content-Type": "application/x-amz-json-1.1" if target else "application/json",
        **({"X-Amz-Target": target} if target else {}),
    }
    request = Request(account.url + path, data=body.encode(), method="POST", headers=headers)  # noqa: S310 - loopback
    with pytest.raises(HTTPError) as caught, urlopen(request):  # noqa: S310 - loopback
        pass
    found = json.loads(caught.value.read())
    return caught.value.code, caught.value.headers.get("x-amzn-errortype") or found["__type"]


@pytest.mark.parametrize(
    ("service", "path", "target"),
    [
        ("route53profiles", "/profile", None),
        ("route53resolver", "/", "Route53Resolver.CreateResolverRule"),
        ("ram", "/createresourceshare", None),
    ],
)
@pytest.mark.parametrize("body", ["{not json", "[]", '"text"'])
def test_body_that_is_no_object_is_rejected(
    mine: Account, service: str, path: str, target: str | None, body: str
) -> None:
    assert post(mine, service, path, body, target) == (HTTPStatus.BAD_REQUEST, "SerializationException")


def test_members_of_another_type_are_rejected(mine: Account) -> None:
    body = '{"CreatorRequestId": "a", "RuleType": "SYSTEM", "TargetIps": "x"}'
    found = post(mine, "route53resolver", "/", body, "Route53Resolver.CreateResolverRule")
    assert found == (HTTPStatus.BAD_REQUEST, "SerializationException")


def test_unknown_operations_are_rejected(mine: Account) -> None:
    found = [
        post(mine, "route53resolver", "/", "{}", "Route53Resolver.Nothing"),
        post(mine, "route53profiles", "/nothing", "{}"),
    ]
    assert found == [(HTTPStatus.BAD_REQUEST, "UnknownOperationException")] * 2


def test_missing_and_malformed_arns_are_rejected(mine: Account) -> None:
    resolver = mine.client("route53resolver", config=Config(parameter_validation=False))
    found = [
        refusal_code(resolver.list_tags_for_resource),
        refusal_code(resolver.tag_resource, ResourceArn=5, Tags=[]),
        refusal_code(resolver.list_tags_for_resource, ResourceArn="nothing"),
        refusal_code(
            resolver.list_tags_for_resource, ResourceArn="arn:aws:route53resolver:us-east-1:1:resolver-rule/x"
        ),
    ]
    assert found == ["ValidationException"] * 2 + ["ResourceNotFoundException"] * 2
