from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.traffic.metrics import Point, Records
from privatelink_localstack.traffic.recorder import Meter, record


class Idle:
    """A plane through which something has flowed, and that counts nothing."""

    def flow(self) -> None:
        """Return at once: something flows."""

    def counts(self) -> list[Any]:
        """Return no counts."""
        return []


class RecordedError(Exception):
    """A minute has ended."""


def test_minute_that_is_made_shorter_while_it_lasts_ends() -> None:
    lasts = iter([86_400.0])

    def put(*_: object) -> None:
        raise RecordedError

    meter = Meter(lambda: next(lasts, 0.0), lambda: Records({}, {}), put)
    with pytest.raises(RecordedError):
        record(cast("Client", Idle()), meter)


def test_endpoints_are_counted_by_the_minutes_of_now() -> None:
    service: Any = SimpleNamespace(id="vpce-svc-1", account="111122223333", region="us-east-1")
    readings = list[list[str]]()
    # How long a minute is: when its end is awaited, when endpoints may be counted, and so on.
    lasts = iter([0.0, 86_400.0, 0.0, 0.0])

    def put(found: Sequence[Point], _: float) -> None:
        readings.append([each.metric.name for each in found])
        if len(readings) == 2:
            raise RecordedError

    meter = Meter(lambda: next(lasts), lambda: Records({}, {service.id: service}), put)
    with pytest.raises(RecordedError):
        record(cast("Client", Idle()), meter)

    assert readings == [["EndpointsCount"], ["EndpointsCount"]]
