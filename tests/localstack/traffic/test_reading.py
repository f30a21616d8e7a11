"""A reading of all records for the data plane, while time goes on."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from privatelink_localstack import wiring
from privatelink_localstack.adapters.traffic import facts
from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.direct_connect.model import ASSOCIATED, VPN_GATEWAY, Associated, Association
from privatelink_localstack.direct_connect.store import DirectConnect

ACCOUNT = "111111111111"
ASSOCIATION = Association("a-1", "hub", ACCOUNT, Associated("vgw-1", VPN_GATEWAY, ACCOUNT, "us-east-1"), ())
DURATIONS = {"direct_connect.associating": 1.0}


@pytest.mark.parametrize(
    ("took", "changes_in"),
    [
        pytest.param(0.25, 0.75, id="later"),
        pytest.param(2.0, 0.0, id="meanwhile"),
    ],
)
def test_change_that_comes_due_during_a_reading_is_read_at_once(
    monkeypatch: pytest.MonkeyPatch, took: float, changes_in: float
) -> None:
    clock, records = [10.0], DirectConnect()
    records.put(ASSOCIATION, DURATIONS, clock[0])

    def read(_: object) -> None:
        """Read routes while the gateways are associating, and links a moment later."""
        clock[0] += took
        records.settle(DURATIONS, clock[0])

    emulated = SimpleNamespace(locked=nullcontext, next_change=None, timer=lambda: clock[0])
    monkeypatch.setattr(wiring, "emulation", lambda: emulated)
    monkeypatch.setattr(wiring, "on_premises", SimpleNamespace(next_change=lambda: records.next_change))
    monkeypatch.setattr(wiring, "state", lambda *_: State())
    monkeypatch.setattr(facts, "facts", read)

    reading = wiring.traffic()

    assert (records.associations["a-1"].state == ASSOCIATED) is (changes_in == 0)
    assert reading.changes_in == changes_in
