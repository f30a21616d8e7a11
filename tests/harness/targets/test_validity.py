"""The time in which credentials are good, and what a stack does about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from privatelink_harness.stacks.stack import Stack
from privatelink_harness.targets.validity import Validity, shortest

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
QUARTER = Validity(BEGIN, BEGIN + timedelta(minutes=15))
HOUR = Validity(BEGIN, BEGIN + timedelta(hours=1))


@pytest.mark.parametrize(("minutes", "expected"), [(0, False), (7, False), (8, True), (16, True)])
def test_credentials_are_worn_after_half_of_their_time(minutes: int, expected: bool) -> None:  # noqa: FBT001 - a value
    assert QUARTER.is_worn(BEGIN + timedelta(minutes=minutes)) is expected


def test_first_to_end_is_the_shortest() -> None:
    assert (shortest([None, HOUR, QUARTER]), shortest([None]), QUARTER.minutes) == (QUARTER, None, 15)


@pytest.mark.parametrize(
    ("validity", "expected"),
    [(None, "as it was"), (Validity.until(datetime.max.replace(tzinfo=UTC)), "as it was"), (HOUR, "renewed")],
)
def test_stack_is_renewed_once_its_credentials_are_worn(validity: Validity | None, expected: str) -> None:
    stack: Any = SimpleNamespace(session=SimpleNamespace(validity=validity), renewed=lambda: "renewed")
    found = Stack.lasting(cast("Stack", stack))
    assert ("as it was" if found is stack else found) == expected
