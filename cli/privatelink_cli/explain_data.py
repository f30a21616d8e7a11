"""The data of the answer of `privatelink explain-policy`, as in `data`."""

from __future__ import annotations

from typing import Literal, TypedDict


class ExplainedRequest(TypedDict):
    """The request.

    Parameters:
        context: the values of condition keys, by the key in lower case; a key without values is not in the request,
            and of every other key it is not known.
    """

    principal: str
    action: str
    resource: str
    context: dict[str, list[str]]


class ExplainedEndpoint(TypedDict):
    """The endpoint that the request goes through.

    Parameters:
        name: in the spec; of a composition, `MODULE.NAME`.
        account: that the module is applied in; null where nothing tells, and nothing depends on it.
        policy: whether its policy is the spec's, or AWS's default, which allows everything; `none` where AWS takes
            none, and everything passes.
    """

    name: str
    type: Literal["interface", "gateway"]
    service: str
    account: str | None
    region: str
    policy: Literal["spec", "default", "none"]


class ExplainedStatement(TypedDict):
    """What one statement makes of the request.

    Parameters:
        number: counts from 1.
        sid: null where it has none.
        applies: whether it is about the request; null: not evaluated.
        element: the first one that differs, or is not evaluated; null if the statement applies.
        reason: what the policy and the request have there; null if the statement applies.
        missing: condition keys whose values would tell.
    """

    number: int
    sid: str | None
    effect: Literal["Allow", "Deny"]
    applies: bool | None
    element: str | None
    reason: str | None
    missing: list[str]


class ExplainedPolicy(TypedDict):
    """A policy that was considered.

    Parameters:
        name: the endpoint's, or the file's.
        version: of the policy language.
    """

    name: str
    type: Literal[
        "policy of an interface endpoint",
        "policy of a gateway endpoint",
        "identity-based policy",
        "resource-based policy",
    ]
    version: str
    statements: list[ExplainedStatement]


class DecidingStatement(TypedDict):
    """A statement that decides, by its policy and its number there."""

    policy: str
    number: int
    sid: str | None


class PolicyExplanation(TypedDict):
    """`explain-policy`: whether an endpoint lets a request through, and why.

    Parameters:
        decided_by: the statement that denies, or those that allow; empty where none allows, or nothing is decided.
        not_considered: policies that AWS evaluates beside.
        message: of AWS's AccessDenied; null unless the request is denied.
    """

    decision: Literal["allowed", "explicitly denied", "implicitly denied", "not evaluated"]
    request: ExplainedRequest
    endpoint: ExplainedEndpoint
    decided_by: list[DecidingStatement]
    policies: list[ExplainedPolicy]
    not_considered: list[str]
    message: str | None
