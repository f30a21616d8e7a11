"""Capacity reservations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from privatelink_localstack.load_balancing.load_balancers.capacity import CapacityReservation, modify_reservation
from tests.support.refusal import refusal

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def reserve(reservation: CapacityReservation, units: int, now: datetime = NOON) -> CapacityReservation:
    return modify_reservation(reservation, units=units, reset=False, now=now)


def test_reservation_decreases_twice_a_day() -> None:
    lowest = reserve(reserve(reserve(CapacityReservation(), 30), 20), 10)
    assert (lowest.units, lowest.modified, lowest.decreases_left(NOON.date())) == (10, NOON, 0)
    assert refusal(reserve, lowest, 5).code == "CapacityDecreaseRequestLimitExceeded"
    assert reserve(lowest, 40).units == 40
    assert reserve(lowest, 5, NOON + timedelta(days=1)).decreases_left(NOON.date() + timedelta(days=1)) == 1


def test_reset_does_not_count_as_decrease() -> None:
    reset = modify_reservation(reserve(CapacityReservation(), 30), units=None, reset=True, now=NOON)
    assert (reset.units, reset.decreases_left(NOON.date())) == (None, 2)


@pytest.mark.parametrize(("units", "reset"), [(None, False), (10, True), (0, False)])
def test_modify_needs_units_or_reset(units: int | None, reset: bool) -> None:  # noqa: FBT001 - a case
    refused = refusal(modify_reservation, CapacityReservation(), units=units, reset=reset, now=NOON)
    assert refused.code == "ValidationError"
