"""Capacity reservations: load balancer capacity units (LCU) that are kept ready.

AWS grants a reservation within minutes, here it is granted at once. AWS's minimum and maximum units per zone are not
checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing.errors import validation_error

MAX_DECREASES = 2
"""Per day, in UTC."""


@dataclass(frozen=True, slots=True)
class CapacityReservation:
    """A load balancer's reservation.

    Parameters:
        units: None where nothing is reserved.
        modified: UTC; None where it never changed.
        decreased: The day of the last decrease, in UTC.
        decreases: On that day.
    """

    units: int | None = None
    modified: datetime | None = None
    decreased: date | None = None
    decreases: int = 0

    def decreases_left(self, today: date) -> int:
        """Return how often it can still be decreased today."""
        return MAX_DECREASES - (self.decreases if self.decreased == today else 0)


def modify_reservation(
    reservation: CapacityReservation, *, units: int | None, reset: bool, now: datetime
) -> CapacityReservation:
    """Return a reservation with other units, or without any. Reject the third decrease on one day.

    Parameters:
        reset: Reserve nothing; not a decrease.
        now: UTC.
    """
    if reset == (units is not None):
        raise validation_error("You must specify either MinimumLoadBalancerCapacity or ResetCapacityReservation")
    if units is not None and units < 1:
        raise validation_error(f"Capacity units '{units}' must be at least 1")
    today = now.date()
    is_decrease = reservation.units is not None and units is not None and units < reservation.units
    left = reservation.decreases_left(today)
    if is_decrease and not left:
        raise AwsError("CapacityDecreaseRequestLimitExceeded", f"Capacity can be decreased {MAX_DECREASES} times a day")
    return CapacityReservation(units, now, today, MAX_DECREASES - left + is_decrease)
