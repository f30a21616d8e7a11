"""Policies by their meaning: equal if IAM reads them in the same way."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privatelink_generator.aws.policy_document import FULL_ACCESS
from privatelink_harness.checks.policy import meaning, version

BASE: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::bucket/*",
}

ROLE = "arn:aws:iam::111122223333:role/app"


def document(**changes: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{**BASE, **changes}]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (document(), {"Statement": BASE}),
        (document(), json.dumps(document())),
        (document(), document(Sid="Named")),
        (document(), {"Id": "named", **document()}),
        (document(Action="s3:getobject"), document(Action=["S3:GetObject"])),
        (document(Action=["s3:A", "s3:B"]), document(Action=["s3:b", "s3:a", "s3:a"])),
        (document(Resource=["a", "b"]), document(Resource=["b", "a"])),
        (document(Principal="*"), document(Principal={"AWS": "*"})),
        (document(Principal="*"), document(Principal={"AWS": ["*"]})),
        (document(Principal={"AWS": "111122223333"}), document(Principal={"AWS": "arn:aws:iam::111122223333:root"})),
        (document(Principal={"AWS": ["x", "y"]}), document(Principal={"AWS": ["y", "x"]})),
        (
            document(Condition={"Bool": {"aws:SecureTransport": True}}),
            document(Condition={"Bool": {"aws:securetransport": ["true"]}}),
        ),
        (
            document(Condition={"NumericLessThan": {"s3:max-keys": 10}}),
            document(Condition={"NumericLessThan": {"s3:max-keys": "10"}}),
        ),
        (document(), document(Condition={})),
        (
            document(Condition={"ArnEquals": {"aws:PrincipalArn": ROLE}}),
            document(Condition={"StringEquals": {"aws:PrincipalArn": [ROLE]}}),
        ),
        (
            document(Condition={"ForAnyValue:ArnNotLikeIfExists": {"aws:SourceArn": ROLE}}),
            document(Condition={"ForAnyValue:StringNotEqualsIfExists": {"aws:SourceArn": ROLE}}),
        ),
        (
            document(Condition={"ArnEquals": {"aws:PrincipalArn": [ROLE, f"{ROLE}/*"]}}),
            document(Condition={"ArnLike": {"aws:PrincipalArn": [f"{ROLE}/*", ROLE]}}),
        ),
        (None, FULL_ACCESS),
        ("", json.dumps({"Version": "2008-10-17", **FULL_ACCESS})),
    ],
)
def test_meaning_is_equal_in_another_form(one: Any, other: Any) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(
    "other",
    [
        document(Action="s3:*"),
        document(Action="s3:Get*"),
        document(Action=["s3:GetObject", "s3:PutObject"]),
        document(Resource="*"),
        document(Resource="arn:aws:s3:::Bucket/*"),
        document(Principal="*"),
        document(Principal={"AWS": "arn:aws:iam::111122223333:root"}),
        document(Principal={"AWS": "arn:aws:iam::111122223333:role/App"}),
        document(Principal={"Service": "arn:aws:iam::111122223333:role/app"}),
        document(Effect="Deny"),
        document(Condition={"Bool": {"aws:SecureTransport": "true"}}),
        {"Statement": [BASE, {**BASE, "Effect": "Deny"}]},
        {"Statement": []},
        {"Statement": {key: value for key, value in BASE.items() if key != "Resource"} | {"NotResource": "x"}},
        None,
    ],
)
def test_meaning_differs(other: Any) -> None:
    assert meaning(document()) != meaning(other)


@pytest.mark.parametrize(
    ("operator", "value"),
    [("ArnLike", "arn:aws:iam::*:role/app"), ("ArnEquals", "not-an-arn"), ("ArnLike", "${aws:PrincipalTag/role}")],
)
def test_meaning_of_other_values_than_whole_arns_is_not_that_of_text(operator: str, value: str) -> None:
    arn, text = (document(Condition={name: {"aws:PrincipalArn": value}}) for name in (operator, "StringEquals"))
    assert meaning(arn) != meaning(text)


def test_meaning_keeps_condition_keys_that_differ_only_in_case() -> None:
    both = document(Condition={"StringEquals": {"aws:PrincipalTag/Team": "a", "aws:principaltag/team": "b"}})
    one = document(Condition={"StringEquals": {"aws:principaltag/team": "b"}})
    assert meaning(both) != meaning(one)


texts = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4)
lists = st.lists(texts, min_size=1, max_size=3, unique_by=str.lower)
statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Principal": st.one_of(st.just("*"), st.fixed_dictionaries({"AWS": lists})),
        "Action": lists.map(lambda names: [f"s3:{name}" for name in names]),
        "Resource": lists,
    },
    optional={
        "Sid": texts,
        "Condition": st.dictionaries(st.sampled_from(["StringLike", "ArnLike"]), st.dictionaries(texts, lists)),
    },
)
policies = st.lists(statements, min_size=1, max_size=3).map(lambda members: {"Statement": members})


def shuffled(value: Any, chance: random.Random) -> Any:
    """Return the policy with lists and mappings in another order, and lists of one as their only value."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], chance) for key in chance.sample(list(value), len(value))}
    if isinstance(value, list):
        inner = [shuffled(each, chance) for each in chance.sample(value, len(value))]
        return inner[0] if len(inner) == 1 and chance.random() < 0.5 else inner
    return value


@given(policy=policies, seed=st.integers(0, 2**32))
def test_meaning_ignores_order_and_lists_of_one(policy: dict[str, Any], seed: int) -> None:
    assert meaning(policy) == meaning(shuffled(policy, random.Random(seed)))  # noqa: S311 (no secret)


@given(policy=policies, which=st.integers(0, 2), element=st.sampled_from(["Action", "Resource", "Principal"]))
def test_meaning_differs_in_a_wider_policy(policy: dict[str, Any], which: int, element: str) -> None:
    widened = json.loads(json.dumps(policy))
    statement = widened["Statement"][which % len(widened["Statement"])]
    wider = {"Action": ["*"], "Resource": ["arn:widened"], "Principal": ["111122223333"]}[element]
    if element == "Principal":
        before = statement["Principal"]
        statement["Principal"] = {"AWS": wider} if before == "*" else {"AWS": [*before["AWS"], *wider]}
    else:
        statement[element] = [*statement[element], *wider]
    assert meaning(policy) != meaning(widened)


@given(policy=policies)
def test_meaning_differs_with_another_statement(policy: dict[str, Any]) -> None:
    more = {"Statement": [*policy["Statement"], {**BASE, "Resource": "arn:of-nothing-else"}]}
    assert meaning(policy) != meaning(more)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (document(), None),
        (document(Resource="arn:aws:s3:::${aws:username}"), "2012-10-17"),
        ({"Statement": [{**BASE, "Resource": "${aws:username}"}]}, "2008-10-17"),
        (document(Condition={"StringLike": {"s3:prefix": "${aws:username}/*"}}), "2012-10-17"),
        (None, None),
    ],
)
def test_version_matters_with_variables(policy: Any, expected: str | None) -> None:
    assert version(policy) == expected
