"""Conditions: each operator, missing keys, several values, set operators, variables."""

from __future__ import annotations

import pytest

from privatelink_generator.aws import policy_conditions
from privatelink_generator.policies.answers import Answer
from privatelink_generator.policies.comparisons import COMPARISONS
from privatelink_generator.policies.conditions import Condition
from tests.support.policies import bare

KEY = "aws:test"


def holds(operator: str, values: str | list[str], found: str | list[str] | None) -> Answer:
    """Return whether a condition holds; None as what is found is a request without the key."""
    listed = (values,) if isinstance(values, str) else tuple(values)
    return Condition(operator, KEY, listed).match(bare({} if found is None else {KEY: found}))


def test_every_operator_of_aws_is_evaluated() -> None:
    assert {*COMPARISONS, "Null"} == {*policy_conditions.OPERATORS}


@pytest.mark.parametrize(
    ("operator", "value", "yes", "no"),
    [
        ("StringEquals", "Ab*", "Ab*", "ab*"),
        ("StringNotEquals", "Ab", "ab", "Ab"),
        ("StringEqualsIgnoreCase", "Ab", "aB", "abc"),
        ("StringNotEqualsIgnoreCase", "Ab", "abc", "aB"),
        ("StringLike", "a*c?e", "abbc:e", "Abbcde"),
        ("StringLike", "*", "a\nb", None),
        ("StringLike", "home/*", "home/", "home"),
        ("StringNotLike", "a*", "ba", "ab"),
        ("NumericEquals", "10", "10.0", "11"),
        ("NumericNotEquals", "10", "-10", "1e1"),
        ("NumericLessThan", "10", "9.5", "10"),
        ("NumericLessThanEquals", "10", "10", "11"),
        ("NumericGreaterThan", "10", "11", "10"),
        ("NumericGreaterThanEquals", "10", "10", "9"),
        ("DateEquals", "2020-01-01T00:00:00Z", "1577836800", "2020-01-02"),
        ("DateNotEquals", "2020-01-01", "2020-01-01T00:00:01Z", "2020-01-01T01:00:00+01:00"),
        ("DateLessThan", "2020-02", "2020-01-31T23:59:59Z", "2020-02-01"),
        ("DateLessThanEquals", "2020-01-01", "2020-01-01", "2020-01-01T00:00:00.5Z"),
        ("DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-02T00:00Z", "2020-01-01"),
        ("DateGreaterThanEquals", "1577836800", "2020-01-01", "2019-12-31"),
        ("Bool", "true", "True", "false"),
        ("Bool", "false", "false", "true"),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", "YmluYXJ5"),
        ("IpAddress", "203.0.113.0/24", "203.0.113.255", "203.0.114.0"),
        ("IpAddress", "203.0.113.7", "203.0.113.7", "203.0.113.8"),
        ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", "2001:db8:1234:5679::1"),
        ("IpAddress", "0.0.0.0/0", "10.0.0.1", "::1"),
        ("NotIpAddress", "10.0.0.0/8", "11.0.0.1", "10.1.2.3"),
        ("ArnEquals", "arn:aws:iam::*:role/a*", "arn:aws:iam::111122223333:role/a/b:c", "arn:aws:iam::1:user/a"),
        ("ArnLike", "arn:aws:s3:::b?", "arn:aws:s3:::bc", "arn:aws:s3:::bcd"),
        ("ArnLike", "*", "arn:aws:s3:::b", "vpc-1"),
        ("ArnNotEquals", "arn:aws:s3:::b", "arn:aws:s3:::c", "arn:aws:s3:::b"),
        ("ArnNotLike", "arn:aws:s3:::b*", "arn:aws:s3:::c", "arn:aws:s3:::b:c"),
    ],
)
def test_operator_compares(operator: str, value: str, yes: str, no: str | None) -> None:
    assert holds(operator, value, yes) is True
    assert no is None or holds(operator, value, no) is False


def test_arn_operator_compares_between_colons_alone() -> None:
    """The example of the IAM guide, "Amazon Resource Name (ARN) condition operators"."""
    pattern = "arn:aws:someservice:*:111122223333:finance/*"
    found = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"

    assert (holds("StringLike", pattern, found), holds("ArnLike", pattern, found)) == (True, False)


@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("NumericEquals", "ten", "10"),
        ("NumericLessThan", "10", "NaN"),
        ("DateEquals", "yesterday", "2020-01-01"),
        ("Bool", "true", "yes"),
        ("BinaryEquals", "QmluYXJ5", "%"),
        ("NotIpAddress", "10.0.0.0/33", "10.0.0.1"),
        ("ArnEquals", "arn:aws:s3", "arn:aws:s3:::b"),
        ("StringMatches", "a", "a"),
        ("stringEquals", "a", "a"),
        ("NullIfExists", "true", "a"),
        ("ForAllValues:Null", "true", "a"),
        ("Null", "maybe", "a"),
    ],
)
def test_what_cannot_be_compared_is_not_evaluated(operator: str, value: str, found: str) -> None:
    assert holds(operator, value, found) is None


@pytest.mark.parametrize("operator", [*COMPARISONS])
def test_missing_key_holds_for_negated_operators_alone(operator: str) -> None:
    assert holds(operator, "x", None) is ("Not" in operator)


@pytest.mark.parametrize("operator", [*COMPARISONS])
def test_missing_key_holds_with_if_exists(operator: str) -> None:
    assert holds(f"{operator}IfExists", "x", None) is True


@pytest.mark.parametrize(
    ("operator", "values", "found", "expected"),
    [
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", ["a", "b"], "c", False),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", ["a", "b"], "c", True),
        ("StringEqualsIfExists", ["a"], "b", False),
        ("StringNotEqualsIfExists", ["a"], "a", False),
        ("StringEquals", ["a"], ["a", "b"], None),
        ("StringNotEquals", ["a"], ["b", "c"], None),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], False),
        ("ForAllValues:StringEquals", ["a"], None, True),
        ("ForAllValues:StringEquals", ["a"], "", True),
        ("ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], True),
        ("ForAnyValue:StringEquals", ["a"], ["c", "b"], False),
        ("ForAnyValue:StringEquals", ["a"], None, False),
        ("ForAnyValue:StringEquals", ["a"], "", False),
        ("ForAnyValue:StringNotEquals", ["a"], None, False),
        ("ForAnyValue:StringNotEquals", ["a"], ["a", "b"], True),
        ("ForAnyValue:StringEqualsIfExists", ["a"], None, True),
        ("ForAllValues:StringLike", ["a*"], ["ab", "ac"], True),
        ("Null", ["true"], None, True),
        ("Null", ["false"], None, False),
        ("Null", ["true"], "a", False),
        ("Null", ["false"], ["a", "b"], True),
        ("Null", ["true", "false"], "a", True),
    ],
)
def test_several_values(operator: str, values: list[str], found: str | list[str] | None, *, expected: Answer) -> None:
    assert holds(operator, values, found) is expected


@pytest.mark.parametrize("operator", ["StringEquals", "StringNotEqualsIfExists", "Null", "ForAllValues:StringLike"])
def test_key_whose_value_is_not_known_is_not_evaluated(operator: str) -> None:
    assert Condition(operator, KEY, ("true",)).match(bare({}, is_complete=False)) is None


def test_case_of_a_key_does_not_matter() -> None:
    assert Condition("StringEquals", "AWS:PrincipalOrgID", ("o-1",)).match(bare({"aws:principalorgid": "o-1"})) is True


@pytest.mark.parametrize(
    ("operator", "values", "found", "expected"),
    [
        ("StringEquals", ["${aws:username}"], "ann", True),
        ("StringEquals", ["${AWS:UserName}"], "ann", True),
        ("StringLike", ["home/${aws:username}/*"], "home/ann/x", True),
        ("StringLike", ["${aws:odd}"], "a*", True),
        ("StringLike", ["${aws:odd}"], "ab", False),
        ("StringLike", ["a${*}"], "a*", True),
        ("StringLike", ["a${*}"], "ab", False),
        ("StringEquals", ["${?}${$}"], "?$", True),
        ("StringEquals", ["${aws:none, 'anonymous'}"], "anonymous", True),
        ("StringEquals", ["${aws:username, 'anonymous'}"], "ann", True),
        ("StringEquals", ["${aws:none}"], "x", False),
        ("StringEquals", ["${aws:none}"], "${aws:none}", False),
        ("StringNotEquals", ["${aws:none}"], "x", False),
        ("StringEquals", ["${aws:none}", "x"], "x", None),
        ("StringEquals", ["${aws:several}"], "a", None),
        ("ArnLike", ["arn:aws:iam::*:user/${aws:username}"], "arn:aws:iam::1:user/ann", True),
        ("Bool", ["${aws:truth}"], "true", True),
        ("NumericEquals", ["${aws:number}"], "1", None),
    ],
)
def test_variables(operator: str, values: list[str], found: str, *, expected: Answer) -> None:
    context: dict[str, str | list[str]] = {
        KEY: found,
        "aws:username": "ann",
        "aws:odd": "a*",
        "aws:several": ["a", "b"],
        "aws:truth": "true",
        "aws:number": "1",
    }

    assert Condition(operator, KEY, tuple(values)).match(bare(context)) is expected


def test_variable_whose_value_is_not_known_is_not_evaluated() -> None:
    condition = Condition("StringEquals", KEY, ("${aws:username, 'x'}",))

    assert condition.match(bare({KEY: "x"}, is_complete=False)) is None


def test_old_version_has_no_variables() -> None:
    condition = Condition("StringLike", KEY, ("${aws:username}*",), has_variables=False)

    assert [condition.match(bare({KEY: found})) for found in ("${aws:username}/x", "ann")] == [True, False]


def test_many_wildcards_take_no_time() -> None:
    value = "*a" * 200 + "*b"

    assert holds("StringLike", value, "a" * 2000) is False
