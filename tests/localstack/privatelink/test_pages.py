"""Pages of EC2's Describe operations."""

from __future__ import annotations

import pytest

from privatelink_localstack.privatelink.pages import page
from tests.support.refusal import refusal


def test_pages_continue_where_records_came_and_went() -> None:
    first = page(["a", "b", "c", "d"], str, size=2, token=None)
    second = page(["a", "bb", "c", "d"], str, size=2, token=first.next_token)
    assert (first.items, second.items) == (("a", "b"), ("bb", "c"))
    assert page(["d"], str, size=2, token=second.next_token).next_token is None


def test_full_last_page_has_no_token() -> None:
    assert page(["a", "b"], str, size=2, token=None).next_token is None


def test_size_above_1000_counts_as_1000() -> None:
    records = [f"{number:04}" for number in range(1001)]
    assert page(records, str, size=5000, token=None).items == tuple(records[:1000])


@pytest.mark.parametrize(
    ("size", "smallest", "token", "code"),
    [
        (0, 1, None, "InvalidParameterValue"),
        (4, 5, None, "InvalidParameterValue"),
        (None, 1, "ü", "InvalidNextToken"),
    ],
)
def test_page_rejects_size_and_token(size: int | None, smallest: int, token: str | None, code: str) -> None:
    assert refusal(page, ["a"], str, size=size, token=token, smallest=smallest).code == code
