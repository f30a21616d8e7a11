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
