from __future__ import annotations

from typing import Any, cast

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.traffic.metrics import Records
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
