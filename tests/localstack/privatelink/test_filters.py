"""Filters and pages of Describe calls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from privatelink_localstack.kernel.filters import check_filters, matches
from privatelink_localstack.privatelink.pages import page

VALUES = {"state": ["available"], "zone": ["a", "b"]}
TAGS = {"Name": "core", "team": "net"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, True),
        ({"state": ["available"]}, True),
        ({"state": ["pending", "available"]}, True),
        ({"state": ["pending"]}, False),
        ({"state": ["avail*"], "zone": ["b"]}, True),
        ({"state": ["available"], "zone": ["c"]}, False),
        ({"state": ["[a]vailable"]}, False),
        ({"tag:Name": ["co?e"]}, True),
        ({"tag:Name": ["x"]}, False),
        ({"tag:absent": ["*"]}, False),
        ({"tag-key": ["team"]}, True),
        ({"tag-key": ["absent"]}, False),
    ],
)
def test_all_filters_must_match_and_any_of_their_values(filters: dict[str, list[str]], expected: bool) -> None:  # noqa: FBT001
    assert expected is matches(filters, VALUES, TAGS)


def test_an_unknown_filter_is_refused(refusal: Callable[[Callable[[], object]], str]) -> None:
    met = refusal(lambda: check_filters({"tag:x": [], "tag-key": [], "nonsense": []}, ("state",)))
    assert met == "InvalidFilter: The filter 'nonsense' is invalid"


def test_pages_go_on_where_records_came_and_went() -> None:
    first = page(["a", "b", "c", "d"], str, size=2, token=None)
    second = page(["a", "bb", "c", "d"], str, size=2, token=first.next_token)
    assert (first.items, second.items) == (("a", "b"), ("bb", "c"))
    assert page(["d"], str, size=2, token=second.next_token).next_token is None


def test_a_page_that_is_full_and_last_has_no_token() -> None:
    assert page(["a", "b"], str, size=2, token=None).next_token is None


@pytest.mark.parametrize(
    ("size", "token", "code"), [(0, None, "InvalidParameterValue"), (None, "ü", "InvalidNextToken")]
)
def test_nonsense_is_refused(
    size: int | None, token: str | None, code: str, refusal: Callable[[Callable[[], object]], str]
) -> None:
    assert refusal(lambda: page(["a"], str, size=size, token=token)).startswith(code)
