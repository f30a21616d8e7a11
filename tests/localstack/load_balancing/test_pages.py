"""Pages of long answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.pages import page


@given(found=st.lists(st.text(min_size=1), unique=True, max_size=20), size=st.integers(1, 400))
def test_all_pages_together_are_everything_in_order(found: list[str], size: int) -> None:
    seen: list[str] = []
    shown, marker = page(found, str, marker=None, size=size)
    seen += shown
    while marker is not None:
        assert len(shown) == size
        shown, marker = page(found, str, marker=marker, size=size)
        seen += shown
    assert seen == found


@pytest.mark.parametrize(("marker", "size"), [("none", None), (None, 0), (None, 401)])
def test_a_wrong_marker_or_size_is_an_error(marker: str | None, size: int | None) -> None:
    with pytest.raises(AwsError):
        page(["a"], str, marker=marker, size=size)
