"""Why a statement does not apply, and AWS's words on a denial."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_generator.policies.evaluate import Policies, decide
from privatelink_generator.policies.explain import StatementFinding, denial, explain
from privatelink_generator.policies.policy import PolicyType
from tests.support.policies import ACCOUNT, ACTION, RESOURCE, ROLE, SESSION, asked, policy, statement

UNIQUE_ID = "AROAEXAMPLEID1234567"
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:orders"


def finding(
    changes: dict[str, Any], *, type_: PolicyType = PolicyType.ENDPOINT, **request: Any
) -> tuple[object, str, str, tuple[str, ...]]:
    """Return what is found of one statement."""
    made = explain(asked(**request), Policies(policy(statement(**changes), type_=type_)))
    found: StatementFinding = made.policies[0].statements[0]
    return found.applies, found.element, found.reason, found.missing


def condition(operator: str, key: str, *values: str) -> dict[str, Any]:
    return {"Condition": {operator: {key: list(values)}}}


def test_statement_that_applies_has_no_reason() -> None:
    assert finding({}) == (True, "", "", ())


@pytest.mark.parametrize(
    ("changes", "element", "reason"),
    [
        ({"Principal": {"AWS": "arn:aws:iam::1:user/a"}}, "Principal", f"{ROLE} is not arn:aws:iam::1:user/a"),
        ({"Action": ["s3:Put*", "s3:Delete*"]}, "Action", f"{ACTION} is none of s3:Put*, s3:Delete*"),
        ({"Action": None, "NotAction": ["s3:*", "a:b"]}, "NotAction", f"{ACTION} is one of s3:*, a:b"),
        ({"Resource": list("abcdef")}, "Resource", f"{RESOURCE} is none of a, b, c, d and 2 more"),
        ({"Resource": None, "NotResource": "*"}, "NotResource", f"{RESOURCE} is *"),
        (
            condition("StringEquals", "aws:SourceVpc", "vpc-2"),
            "StringEquals aws:SourceVpc",
            "the request has vpc-1, the policy vpc-2",
        ),
        (
            condition("StringEquals", "aws:Other", "x"),
            "StringEquals aws:Other",
            "the request has no aws:Other",
        ),
        # The first element that differs, in the order of an explanation.
        ({"Action": "a:b", "Resource": "c"}, "Action", f"{ACTION} is not a:b"),
    ],
)
def test_reason_is_the_first_element_that_differs(changes: dict[str, Any], element: str, reason: str) -> None:
    assert finding(changes, context={"aws:SourceVpc": "vpc-1"}) == (False, element, reason, ())


@pytest.mark.parametrize(
    ("changes", "reason", "missing"),
    [
        (condition("StringEquals", "aws:Vpc", "v"), "the value of aws:Vpc is not known", ("aws:Vpc",)),
        (condition("StringMatches", "aws:SourceVpc", "v"), "is no operator that we know", ()),
        (
            condition("StringEquals", "aws:PrincipalArn", "${aws:PrincipalTag/a}"),
            "${aws:PrincipalTag/a}: the value of aws:principaltag/a is not known",
            ("aws:principaltag/a",),
        ),
        (
            condition("Bool", "aws:PrincipalArn", "true"),
            f"{ROLE} and true are not both of the form that Bool compares",
            (),
        ),
        (
            condition("StringEquals", "aws:TagKeys", "a"),
            "the request has a, b; AWS does not compare several values without a set operator",
            (),
        ),
        (
            condition("StringEquals", "aws:PrincipalArn", "${aws:TagKeys}"),
            "${aws:TagKeys}: aws:tagkeys has several values, and AWS takes no such key as a variable",
            (),
        ),
        (
            condition("StringEquals", "aws:PrincipalArn", "${aws:username}", ROLE),
            f"${{aws:username}}, {ROLE}: the request has no aws:username, which may make the whole statement invalid",
            (),
        ),
        (
            {"Principal": {"AWS": SESSION}},
            f"{SESSION}: which session of {ROLE} asks is not known; name the session",
            (),
        ),
        ({"Principal": {"AWS": [UNIQUE_ID]}}, f"{UNIQUE_ID}: the id of {ROLE} is not known", ("aws:userid",)),
        ({"Principal": {"CanonicalUser": "7"}}, "7: which account a canonical user is, AWS alone knows", ()),
        (
            {"Principal": None, "NotPrincipal": {"AWS": ROLE}},
            f"{ROLE}: AWS wants both a principal and its account in NotPrincipal, and may deny else",
            (),
        ),
    ],
)
def test_what_is_not_evaluated_says_why(changes: dict[str, Any], reason: str, missing: tuple[str, ...]) -> None:
    found = finding(changes, context={"aws:TagKeys": ["a", "b"]}, is_complete=False)

    assert (found[0], found[2], found[3]) == (None, reason, missing)


def test_gateway_endpoint_with_a_named_principal_says_why() -> None:
    assert finding({"Principal": {"AWS": ROLE}}, type_=PolicyType.GATEWAY)[2] == (
        f"{ROLE}: a gateway endpoint's Principal must be *, and AWS does not say what others mean"
    )


@pytest.mark.parametrize(
    ("granted", "called", "hint"),
    [
        (FUNCTION, f"{FUNCTION}:1", "and this one has a version or alias"),
        (f"{FUNCTION}:*", FUNCTION, "and this one has neither version nor alias"),
    ],
)
def test_function_in_the_other_form_says_so(granted: str, called: str, hint: str) -> None:
    assert finding({"Resource": granted}, resource=called)[2] == (
        f"{called} is not {granted}; Lambda authorizes the ARN as it was called, {hint}"
    )


def test_explanation_lists_missing_keys_once() -> None:
    made = policy(
        statement(**condition("StringEquals", "aws:SourceVpc", "a")),
        statement(**condition("StringLike", "aws:SourceVpc", "b*")),
        statement(**condition("StringEquals", "aws:SourceVpce", "c")),
    )

    assert explain(asked(is_complete=False), Policies(made)).missing == ("aws:SourceVpc", "aws:SourceVpce")


HEAD = f"User: {ROLE} is not authorized to perform: {ACTION} on resource: {RESOURCE}"


@pytest.mark.parametrize(
    ("effect", "type_", "message"),
    [
        ("Allow", PolicyType.ENDPOINT, f"{HEAD} because no VPC endpoint policy allows the {ACTION} action"),
        ("Allow", PolicyType.GATEWAY, f"{HEAD} because no VPC endpoint policy allows the {ACTION} action"),
        ("Deny", PolicyType.ENDPOINT, f"{HEAD} with an explicit deny in a VPC endpoint policy"),
    ],
)
def test_denial_has_the_words_of_aws(effect: str, type_: PolicyType, message: str) -> None:
    request = asked()
    made = policy(statement(Effect=effect, Action="a:b" if effect == "Allow" else "*"), type_=type_)

    assert denial(request, decide(request, Policies(made))) == message


def test_denial_of_others_names_the_type_of_policy() -> None:
    request = asked("*", context={"aws:ResourceAccount": ACCOUNT})
    resource = policy(statement(Action="a:b"), type_=PolicyType.RESOURCE)

    assert denial(request, decide(request, Policies(resource=[resource]))) == (
        f"User: anonymous is not authorized to perform: {ACTION} on resource: {RESOURCE} "
        f"because no resource-based policy allows the {ACTION} action"
    )
