"""What an Application Load Balancer's rules make of requests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.state.http_rules import (
    Condition,
    Field,
    Redirect,
    Request,
    Rule,
    chosen,
    location,
)

REQUEST = Request("GET", "http", "orders.example.com", 80, "/img/a.png?v=1&x", {"x-team": "Payments"}, "10.0.1.20")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(Field.PATH, ("/img/*",)), True),
        (Condition(Field.PATH, ("/IMG/*",)), False),
        (Condition(Field.PATH, ("/img/?.png",)), True),
        (Condition(Field.PATH, ("/img/*?v=1",)), False),
        (Condition(Field.PATH, ("/nothing", "*.png")), True),
        (Condition(Field.PATH, ("/img/a[.]png",)), False),
        (Condition(Field.HOST, ("*.Example.com",)), True),
        (Condition(Field.HOST, ("example.com",)), False),
        (Condition(Field.METHOD, ("POST", "GET")), True),
        (Condition(Field.METHOD, ("get",)), False),
        (Condition(Field.HEADER, ("pay*",), "X-Team"), True),
        (Condition(Field.HEADER, ("*",), "X-Other"), False),
        (Condition(Field.QUERY, ("v=1",)), True),
        (Condition(Field.QUERY, ("V=?",)), True),
        (Condition(Field.QUERY, ("*=1",)), True),
        (Condition(Field.QUERY, ("x=",)), True),
        (Condition(Field.QUERY, ("v=2",)), False),
        (Condition(Field.SOURCE, ("10.9.0.0/16", "10.0.1.0/24")), True),
        (Condition(Field.SOURCE, ("10.0.2.0/24", "fd00::/8", "nowhere")), False),
        (Condition(Field.PATH, ()), False),
    ],
)
def test_condition_is_met_by_any_of_its_values(condition: Condition, expected: bool) -> None:  # noqa: FBT001 - a case
    assert (chosen([Rule((condition,))], REQUEST) is not None) is expected


def test_rule_needs_all_of_its_conditions() -> None:
    met, other = Condition(Field.PATH, ("*",)), Condition(Field.HOST, ("other",))

    assert chosen([Rule((met, other))], REQUEST) is None


def test_first_rule_that_is_met_is_chosen_and_the_default_one_last() -> None:
    first, second, default = (Rule(weights={name: 1}) for name in ("first", "second", "default"))
    rules = [
        replace(first, conditions=(Condition(Field.METHOD, ("PUT",)),)),
        replace(second, conditions=(Condition(Field.METHOD, ("GET",)),)),
        default,
    ]

    assert chosen(rules, REQUEST) == rules[1]
    assert chosen(rules, replace(REQUEST, method="POST")) == default


@pytest.mark.parametrize(
    ("redirect", "expected"),
    [
        (Redirect(301, "HTTPS", port="443"), "https://orders.example.com:443/img/a.png?v=1&x"),
        (
            Redirect(302, host="www.#{host}", path="/new/#{path}", query=""),
            "http://www.orders.example.com:80/new/img/a.png",
        ),
        (
            Redirect(302, path="/#{nobody}", query="from=#{path}"),
            "http://orders.example.com:80/#{nobody}?from=img/a.png",
        ),
    ],
)
def test_redirect_fills_its_placeholders(redirect: Redirect, expected: str) -> None:
    assert location(redirect, REQUEST) == expected
