"""Capacity reservations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.load_balancers.capacity import Reservation, modify

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def reserve(reservation: Reservation, units: int, now: datetime = NOON) -> Reservation:
    return modify(reservation, units=units, reset=False, now=now)


def test_two_decreases_a_day() -> None:
    lowest = reserve(reserve(reserve(Reservation(), 30), 20), 10)
    assert (lowest.units, lowest.modified, lowest.remaining(NOON.date())) == (10, NOON, 0)
    with pytest.raises(AwsError):
        reserve(lowest, 5)
    assert reserve(lowest, 40).units == 40
    assert reserve(lowest, 5, NOON + timedelta(days=1)).remaining(NOON.date() + timedelta(days=1)) == 1


def test_a_reset_is_no_decrease() -> None:
    reset = modify(reserve(Reservation(), 30), units=None, reset=True, now=NOON)
    assert (reset.units, reset.remaining(NOON.date())) == (None, 2)


@pytest.mark.parametrize(("units", "reset"), [(None, False), (10, True), (0, False)])
def test_what_is_not_taken(units: int | None, reset: bool) -> None:  # noqa: FBT001 - a case
    with pytest.raises(AwsError) as caught:
        modify(Reservation(), units=units, reset=reset, now=NOON)
    assert caught.value.code == "ValidationError"
