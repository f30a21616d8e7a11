"""Filters of Describe operations."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.filters import check_filters, matches
from tests.support.refusal import refusal

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
def test_all_filters_match_by_any_of_their_values(filters: dict[str, list[str]], expected: bool) -> None:  # noqa: FBT001
    assert expected is matches(filters, VALUES, TAGS)


def test_unknown_filter_is_rejected() -> None:
    assert refusal(check_filters, {"tag:x": [], "tag-key": [], "nonsense": []}, ("state",)) == (
        "InvalidFilter",
        "The filter 'nonsense' is invalid",
    )
