"""Capacity reservations: the load balancer capacity units that are kept ready.

AWS grants a reservation after some minutes; here it is granted at once. A reservation can be lowered twice a day (UTC).
AWS's least and most units per zone are not checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import invalid

DECREASES = 2
"""A day."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """A load balancer's reservation.

    Parameters:
        units: that are reserved; None for nothing.
        modified: when it last changed, UTC; None for never.
        decreased: the day of the last decrease.
        decreases: on that day.
    """

    units: int | None = None
    modified: datetime | None = None
    decreased: date | None = None
    decreases: int = 0

    def remaining(self, today: date) -> int:
        """How often it can be lowered today."""
        return DECREASES - (self.decreases if self.decreased == today else 0)


def modify(reservation: Reservation, *, units: int | None, reset: bool, now: datetime) -> Reservation:
    """Give the reservation that a call makes of another.

    Parameters:
        reservation: as it is.
        units: to reserve.
        reset: reserve nothing.
        now: UTC.

    Raises:
        AwsError: neither or both are asked for, or it was lowered too often today.
    """
    if reset == (units is not None):
        raise invalid("You must specify either MinimumLoadBalancerCapacity or ResetCapacityReservation")
    if units is not None and units < 1:
        raise invalid(f"Capacity units '{units}' must be at least 1")
    today = now.date()
    lowered = reservation.units is not None and units is not None and units < reservation.units
    remaining = reservation.remaining(today)
    if lowered and not remaining:
        raise AwsError("CapacityDecreaseRequestLimitExceeded", f"Capacity can be decreased {DECREASES} times a day")
    return Reservation(units, now, today, DECREASES - remaining + lowered)
