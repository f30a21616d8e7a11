"""Wildcards: the patterns agree with a reading that tries every place, and take no time for it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privatelink_generator.policies.templates import (
    Tokens,
    Wildcard,
    arn_pattern,
    fixed_tokens,
    resource_pattern,
    template,
    text_pattern,
)

TEXTS = st.text(st.sampled_from("ab:"), max_size=12)
PATTERNS = st.text(st.sampled_from("ab:*?"), max_size=12)


def tokens(text: str) -> Tokens:
    return fixed_tokens(template(text, has_variables=True))


def fits(pattern: str, text: str, *, crossing: bool) -> bool:
    """Return whether a text fits a pattern, by trying all places.

    Parameters:
        crossing: whether a `*` that ends a segment goes beyond colons; else none does before the fifth.
    """

    @cache
    def from_here(at: int, found: int) -> bool:
        if at == len(pattern):
            return found == len(text)
        is_anywhere = pattern[:at].count(":") >= 5
        character = pattern[at]
        if character == "*":
            is_end = at + 1 == len(pattern) or pattern[at + 1] == ":"
            goes_on = found < len(text) and (text[found] != ":" or is_anywhere or (crossing and is_end))
            return from_here(at + 1, found) or (goes_on and from_here(at, found + 1))
        if found == len(text):
            return False
        same = text[found] == character or (character == "?" and (is_anywhere or text[found] != ":"))
        return same and from_here(at + 1, found + 1)

    return from_here(0, 0)


@given(pattern=PATTERNS, text=TEXTS)
def test_resource_pattern_is_that_of_every_place(pattern: str, text: str) -> None:
    found = resource_pattern(tokens(pattern)).fullmatch(text) is not None

    assert found == fits(pattern, text, crossing=True)


@given(pattern=PATTERNS.map(lambda text: f"a:{text}:b:*:a"), text=TEXTS.map(lambda text: f"a:{text}:b::a"))
def test_arn_pattern_is_that_of_every_place(pattern: str, text: str) -> None:
    made = arn_pattern(tokens(pattern))

    if made is None:
        assert pattern.count(":") < 5
    else:
        assert (made.fullmatch(text) is not None) == fits(pattern, text, crossing=False)


@given(pattern=PATTERNS, text=TEXTS)
def test_text_pattern_is_that_of_every_place(pattern: str, text: str) -> None:
    found = text_pattern(tokens(pattern)).fullmatch(text) is not None

    # After five colons, wildcards stand for all characters.
    assert found == fits(f":::::{pattern}", f":::::{text}", crossing=True)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("arn:*:*:*:*:*x", f"arn:aws:s3:::{':a' * 500}"),
        ("*:*:*:*:*:*x", f"arn:aws:s3:::{':a' * 500}"),
        (f"arn:aws:{'a*' * 30}b:x", f"arn:aws:{'a' * 60}:x"),
        (f"arn:aws:s3:::{'*a' * 100}b", f"arn:aws:s3:::{'a' * 1000}"),
    ],
)
def test_many_wildcards_end(pattern: str, text: str) -> None:
    """A regular expression that tried every place would not end in a lifetime."""
    assert resource_pattern(tokens(pattern)).fullmatch(text) is None


def test_wildcards_of_a_text_are_tokens() -> None:
    assert tokens("a*${*}?") == ("a", Wildcard.MANY, "*", Wildcard.ONE)
