"""What several policies make of a request, and what holds of any policies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privatelink_generator.policies.evaluate import Effect, Policies, decide
from privatelink_generator.policies.policy import Policy, PolicyType
from tests.support.policies import (
    ACCOUNT,
    ALLOWED,
    EXPLICIT,
    IMPLICIT,
    NOT_EVALUATED,
    OTHER,
    ROLE,
    SESSION,
    USER,
    asked,
    decision,
    effect,
    policy,
    statement,
)

ALLOW, NOTHING = statement(), statement(Action="other:*")
DENY = statement(Effect="Deny")
UNKNOWN = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
HERE, ELSEWHERE = {"aws:ResourceAccount": ACCOUNT}, {"aws:ResourceAccount": OTHER}


def of(type_: PolicyType, *statements: dict[str, Any]) -> Policy:
    return policy(*statements, type_=type_)


def identity(*statements: dict[str, Any]) -> list[Policy]:
    return [of(PolicyType.IDENTITY, *statements)]


def resource(*statements: dict[str, Any]) -> list[Policy]:
    return [of(PolicyType.RESOURCE, *statements)]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([], IMPLICIT),
        ([NOTHING], IMPLICIT),
        ([ALLOW], ALLOWED),
        ([ALLOW, DENY], EXPLICIT),
        ([DENY], EXPLICIT),
        ([ALLOW, statement(Effect="Deny", Action="other:*")], ALLOWED),
    ],
)
def test_endpoint_policy_alone(statements: list[dict[str, Any]], expected: Effect) -> None:
    assert effect(policy(*statements), asked()) is expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([statement(Condition=UNKNOWN)], NOT_EVALUATED),
        ([statement(Condition=UNKNOWN), ALLOW], ALLOWED),
        ([statement(Condition=UNKNOWN), DENY], EXPLICIT),
        ([ALLOW, statement(Effect="Deny", Condition=UNKNOWN)], NOT_EVALUATED),
        # Denied in any case; whether explicitly is not known.
        ([NOTHING, statement(Effect="Deny", Condition=UNKNOWN)], IMPLICIT),
        ([statement(Action="other:*", Condition=UNKNOWN)], IMPLICIT),
    ],
)
def test_what_is_not_known_counts_where_it_decides(statements: list[dict[str, Any]], expected: Effect) -> None:
    assert effect(policy(*statements), asked(is_complete=False)) is expected


@pytest.mark.parametrize(
    ("own", "of_resource", "in_account", "across"),
    [
        (ALLOW, ALLOW, ALLOWED, ALLOWED),
        (ALLOW, NOTHING, ALLOWED, IMPLICIT),
        (NOTHING, ALLOW, ALLOWED, IMPLICIT),
        (NOTHING, NOTHING, IMPLICIT, IMPLICIT),
        (NOTHING, statement(Principal={"AWS": ROLE}), ALLOWED, IMPLICIT),
        # Who names the account leaves the rest to its administrators.
        (NOTHING, statement(Principal={"AWS": ACCOUNT}), IMPLICIT, IMPLICIT),
        (ALLOW, statement(Principal={"AWS": ACCOUNT}), ALLOWED, ALLOWED),
        (DENY, ALLOW, EXPLICIT, EXPLICIT),
        (ALLOW, DENY, EXPLICIT, EXPLICIT),
    ],
)
def test_identity_and_resource(own: Any, of_resource: Any, in_account: Effect, across: Effect) -> None:
    policies = {"identity": identity(own), "resource": resource(of_resource)}

    assert decision(asked(context=HERE), **policies).effect is in_account
    assert decision(asked(context=ELSEWHERE), **policies).effect is across


def test_account_of_a_resource_counts_where_it_decides() -> None:
    unknown = asked(is_complete=False)

    assert decision(unknown, identity=identity(ALLOW), resource=resource(NOTHING)).effect is NOT_EVALUATED
    assert decision(unknown, identity=identity(NOTHING), resource=resource(ALLOW)).effect is NOT_EVALUATED
    assert decision(unknown, identity=identity(ALLOW), resource=resource(ALLOW)).effect is ALLOWED
    assert decision(unknown, identity=identity(NOTHING), resource=resource(NOTHING)).effect is IMPLICIT
    assert decision(unknown, resource=resource(NOTHING)).effect is NOT_EVALUATED


def test_policies_that_are_not_considered_do_not_deny() -> None:
    assert decision(asked()).effect is ALLOWED
    assert decision(asked(context=HERE), resource=resource(NOTHING)).effect is ALLOWED
    assert decision(asked(context=ELSEWHERE), resource=resource(NOTHING)).effect is IMPLICIT
    assert decision(asked(context=ELSEWHERE), identity=identity(ALLOW)).effect is ALLOWED
    assert decision(asked(context=HERE), resource=resource(DENY)).effect is EXPLICIT


def test_endpoint_policy_filters_what_others_allow() -> None:
    rest = {"identity": identity(ALLOW), "resource": resource(ALLOW)}

    found = decision(asked(context=HERE), endpoint=policy(NOTHING), **rest)

    assert (found.effect, [each.type for each in found.lacking]) == (IMPLICIT, [PolicyType.ENDPOINT])
    assert decision(asked(context=HERE), endpoint=policy(ALLOW), **rest).effect is ALLOWED
    assert decision(asked(context=HERE), endpoint=policy(ALLOW), identity=identity(NOTHING)).effect is IMPLICIT


def test_each_level_of_an_organization_must_allow() -> None:
    scp = [of(PolicyType.SERVICE_CONTROL, each) for each in (NOTHING, ALLOW)]

    assert decision(asked(), organization=[scp, scp[1:]]).effect is ALLOWED
    assert decision(asked(), organization=[scp, scp[:1]]).effect is IMPLICIT
    assert decision(asked(), organization=[[of(PolicyType.RESOURCE_CONTROL, ALLOW, DENY)]]).effect is EXPLICIT


def test_service_needs_the_resource_policy_alone() -> None:
    service = statement(Principal={"Service": "s3.amazonaws.com"})
    request = asked("s3.amazonaws.com", context=HERE)

    assert decision(request, identity=identity(NOTHING), resource=resource(service)).effect is ALLOWED
    assert decision(request, identity=identity(ALLOW), resource=resource(NOTHING)).effect is IMPLICIT


def test_root_user_needs_no_policy() -> None:
    root = asked(f"arn:aws:iam::{ACCOUNT}:root", context=HERE)

    assert decision(root, identity=[], resource=[]).effect is ALLOWED
    assert decision(asked(USER, context=HERE), identity=[], resource=[]).effect is IMPLICIT


def test_key_policy_must_allow_in_the_same_account_too() -> None:
    request = asked(action="kms:Decrypt", context=HERE)
    delegates = statement(Principal={"AWS": ACCOUNT})

    assert decision(request, identity=identity(ALLOW), resource=resource(NOTHING)).effect is IMPLICIT
    assert decision(request, identity=identity(ALLOW), resource=resource(delegates)).effect is ALLOWED
    assert decision(request, identity=identity(NOTHING), resource=resource(delegates)).effect is IMPLICIT
    assert decision(request, identity=identity(NOTHING), resource=resource(ALLOW)).effect is ALLOWED


def test_decision_names_the_statements_that_decide() -> None:
    endpoint = policy(NOTHING, statement(Sid="Second"))
    own = identity(ALLOW)[0]

    found = decision(asked(context=HERE), endpoint=endpoint, identity=[own])

    assert found.statements == ((endpoint, endpoint.statements[1]), (own, own.statements[0]))


CALLERS = st.sampled_from([ROLE, SESSION, USER, "s3.amazonaws.com", "*"])
STATEMENTS = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Action": st.sampled_from(["*", "s3:Get*", "S3:GETOBJECT", "s3:Put*"]),
        "Resource": st.sampled_from(["*", "arn:aws:s3:::bucket/*", "arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::x"]),
        "Principal": st.sampled_from(["*", {"AWS": ROLE}, {"AWS": ACCOUNT}, {"AWS": SESSION}]),
    },
    optional={
        "Condition": st.sampled_from(
            [
                {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
                {"StringNotEquals": {"aws:SourceVpc": "vpc-2"}},
                {"Null": {"aws:SourceVpce": "false"}},
                {"StringMatches": {"aws:SourceVpc": "vpc-1"}},
            ]
        )
    },
)
POLICIES = st.lists(STATEMENTS, max_size=4)
CONTEXTS = st.dictionaries(st.sampled_from(["aws:SourceVpc", "aws:SourceVpce"]), st.sampled_from(["vpc-1", "vpc-2"]))
REQUESTS = st.builds(
    lambda caller, context, is_complete: asked(caller, context=context, is_complete=is_complete),
    *(CALLERS, CONTEXTS, st.booleans()),
)


def with_effect(each: dict[str, Any], name: str) -> dict[str, Any]:
    return {**each, "Effect": name}


@given(statements=POLICIES, more=STATEMENTS, request=REQUESTS)
def test_one_more_deny_never_allows(statements: list[Any], more: Any, request: Any) -> None:
    before = effect(policy(*statements), request)
    after = effect(policy(*statements, with_effect(more, "Deny")), request)

    assert after is not ALLOWED or before is ALLOWED
    assert after is EXPLICIT or before is not EXPLICIT


@given(statements=POLICIES, more=STATEMENTS, request=REQUESTS)
def test_one_more_allow_never_denies(statements: list[Any], more: Any, request: Any) -> None:
    before = effect(policy(*statements), request)
    after = effect(policy(*statements, with_effect(more, "Allow")), request)

    assert after is ALLOWED or before is not ALLOWED
    assert after is not EXPLICIT or before is EXPLICIT


@given(statements=POLICIES, request=REQUESTS, data=st.data())
def test_order_never_matters(statements: list[Any], request: Any, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(statements))

    assert effect(policy(*shuffled), request) is effect(policy(*statements), request)


@given(statements=POLICIES, request=REQUESTS)
def test_case_of_actions_never_matters(statements: list[Any], request: Any) -> None:
    swapped = [{**each, "Action": each["Action"].swapcase()} for each in statements]

    assert effect(policy(*swapped), request) is effect(policy(*statements), request)


@given(statements=POLICIES, caller=CALLERS, context=CONTEXTS)
def test_what_is_decided_stays_when_more_is_known(statements: list[Any], caller: str, context: Any) -> None:
    made = policy(*statements)
    before = effect(made, asked(caller, context=context, is_complete=False))
    after = effect(made, asked(caller, context=context))

    assert before is NOT_EVALUATED or (before is ALLOWED) == (after is ALLOWED)


@given(statements=POLICIES, request=REQUESTS)
def test_policy_is_what_its_statements_are(statements: list[Any], request: Any) -> None:
    apply = [(each.is_allow, each.applies(request)) for each in policy(*statements).statements]
    found = decide(request, Policies(policy(*statements))).effect

    assert (found is EXPLICIT) == ((False, True) in apply)
    assert found is not ALLOWED or (True, True) in apply
