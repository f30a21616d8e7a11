"""Policies and requests for tests of their evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_generator.policies.caller import Caller
from privatelink_generator.policies.context import Context
from privatelink_generator.policies.evaluate import Decision, Effect, Policies, decide
from privatelink_generator.policies.policy import Policy, PolicyType
from privatelink_generator.policies.read import read_policy
from privatelink_generator.policies.request import Facts, Request, request

ACCOUNT, OTHER = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
USER = f"arn:aws:iam::{ACCOUNT}:user/ann"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/app/deploy"
ACTION, RESOURCE = "s3:GetObject", "arn:aws:s3:::bucket/key"

ALLOWED, EXPLICIT, IMPLICIT = Effect.ALLOWED, Effect.EXPLICITLY_DENIED, Effect.IMPLICITLY_DENIED
NOT_EVALUATED = Effect.NOT_EVALUATED


def statement(**changes: object) -> dict[str, Any]:
    """Return a statement that allows everybody everything; None leaves an element out."""
    whole = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", **changes}
    return {key: value for key, value in whole.items() if value is not None}


def policy(
    *statements: Mapping[str, Any], type_: PolicyType = PolicyType.ENDPOINT, version: str | None = "2012-10-17"
) -> Policy:
    """Return a policy; one of an identity has no principals."""
    made = [
        each if type_.names_principals else {key: value for key, value in each.items() if key != "Principal"}
        for each in statements
    ]
    document: dict[str, Any] = {"Statement": made} | ({"Version": version} if version else {})
    return read_policy(document, type_, "p")


def asked(
    principal: str = ROLE,
    action: str = ACTION,
    resource: str = RESOURCE,
    context: Mapping[str, str | list[str]] | None = None,
    *,
    is_complete: bool = True,
) -> Request:
    """Return a request that has no other keys than those that follow from it and those of the context."""
    facts = Facts(others=context or {}, is_complete=is_complete)
    return request(Caller.of(principal), action, resource, facts)


def bare(context: Mapping[str, str | list[str]], *, is_complete: bool = True) -> Request:
    """Return a request with exactly these condition keys."""
    return Request(Caller.of(ROLE), ACTION, RESOURCE, Context.of(context, is_complete=is_complete))


def effect(made: Policy, request: Request) -> Effect:
    """Return what an endpoint's policy alone makes of a request."""
    return decide(request, Policies(made)).effect


def decision(made: Request, **policies: Any) -> Decision:
    """Return what several policies make of a request."""
    return decide(made, Policies(**policies))
