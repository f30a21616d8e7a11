"""HCL text of values that may hold references."""

from __future__ import annotations

import pytest

from privatelink_generator import hcl


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${local.account_id}", "local.account_id"),
        ("${local.account_id}:root", '"${local.account_id}:root"'),
        (hcl.escape("${local.account_id}"), '"$${local.account_id}"'),
        (hcl.escape("${aws:username}"), '"$${aws:username}"'),
    ],
)
def test_expression_is_bare_for_a_reference_alone(text: str, expected: str) -> None:
    assert hcl.expression(text, escaped=True) == expected


def test_expression_evaluates_nothing_in_unescaped_text() -> None:
    assert hcl.expression("${local.account_id}") == '"$${local.account_id}"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("map(string)", "map(string)"),
        ("object({a = string})", "object({ a = string })"),
        ("optional(map(string), {})", "optional(map(string), {})"),
        ('optional(string, "{a}")', 'optional(string, "{a}")'),
        (
            f"object({{a = map(object({{{'b' * 40} = string, c = optional(number, 1)}})), d = string}})",
            f"object({{\n  a = map(object({{ {'b' * 40} = string, c = optional(number, 1) }}))\n  d = string\n}})",
        ),
        (
            f'optional(map(string), {{a = "{"b" * 80}"}})',
            f'optional(\n  map(string),\n  {{ a = "{"b" * 80}" }}\n)',
        ),
    ],
)
def test_long_types_are_broken_at_their_brackets(text: str, expected: str) -> None:
    assert hcl.broken(text) == expected


def test_compact_puts_short_objects_on_one_line() -> None:
    value = {"lambda": {}, "ecr-api": {"service": "ecr.api"}, "s3": {"tags": {"a": "b"}}, "a b": 1}

    assert hcl.compact(value).split("\n") == [
        "{",
        "  lambda = {}",
        '  ecr-api = { service = "ecr.api" }',
        "  s3 = {",
        "    tags = {",
        '      a = "b"',
        "    }",
        "  }",
        '  "a b" = 1',
        "}",
    ]
