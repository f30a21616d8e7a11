"""Pages of Describe operations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privatelink_localstack.load_balancing.pages import page
from tests.support.refusal import refusal


@given(records=st.lists(st.text(min_size=1), unique=True, max_size=20), size=st.integers(1, 400))
def test_pages_have_all_records_in_order(records: list[str], size: int) -> None:
    paged: list[str] = []
    items, marker = page(records, str, marker=None, size=size)
    paged += items
    while marker is not None:
        assert len(items) == size
        items, marker = page(records, str, marker=marker, size=size)
        paged += items
    assert paged == records


@pytest.mark.parametrize(("marker", "size"), [("none", None), (None, 0), (None, 401)])
def test_page_rejects_markers_and_sizes(marker: str | None, size: int | None) -> None:
    assert refusal(page, ["a"], str, marker=marker, size=size).code == "ValidationError"
