"""The recorder of what flows: a reading at the end of each minute in which something did, and none in others."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.traffic.metrics import Counts, Point, Records, counts_of_endpoints, points

_MINUTES_OF_COUNTS = 5
"""How often endpoints are counted: AWS PrivateLink guide, `EndpointsCount`."""
_GLANCE = 0.5
"""Seconds after which a minute that is made shorter while it lasts ends."""


@dataclass(frozen=True, slots=True)
class Meter:
    """What the recorder is joined to.

    Parameters:
        minute: returns how many seconds a minute lasts.
        records: returns the endpoints and services.
        put: keeps data points of the period that began at a time, in seconds since the epoch.
    """

    minute: Callable[[], float]
    records: Callable[[], Records]
    put: Callable[[Sequence[Point], float], None]


def record(client: Client, meter: Meter) -> None:
    """Record what flows until the plane is gone.

    Raises:
        PlaneError: it is.
    """
    before: Counts = {}
    counted = -math.inf
    while True:
        client.flow()
        began = time.time()
        _await_end(meter.minute)
        after = {(each.owner, each.interface): each.traffic for each in client.counts()}
        records = meter.records()
        found = points(before, after, records)
        # By the minutes of now: those of the last count may have been longer.
        if time.monotonic() - counted >= _MINUTES_OF_COUNTS * meter.minute():
            counted = time.monotonic()
            found += counts_of_endpoints(records)
        meter.put(found, began)
        before = after


def _await_end(minute: Callable[[], float]) -> None:
    """Wait for the end of a minute that begins now."""
    began = time.monotonic()
    while (left := began + minute() - time.monotonic()) > 0:
        time.sleep(min(left, _GLANCE))
