"""The history of resources."""

from __future__ import annotations

import pytest

from privatelink_localstack.privatelink import history
from privatelink_localstack.privatelink.history import Entry, History


def entry(number: int) -> Entry:
    return Entry(float(number), "111111111111", "Action", str(number))


def test_events_are_in_order() -> None:
    recorded = History()
    for number in range(3):
        recorded.record("vpce-1", entry(number))
    assert [each.detail for each in recorded.of("vpce-1")] == ["0", "1", "2"]
    assert recorded.of("vpce-2") == ()


def test_old_events_and_resources_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PER_RESOURCE", 2)
    monkeypatch.setattr(history, "RESOURCES", 2)
    recorded = History()
    for name in ("a", "b", "a", "c"):
        for number in range(3):
            recorded.record(name, entry(number))
    assert (
        recorded.of("b"),
        [each.detail for each in recorded.of("a")],
        [each.detail for each in recorded.of("c")],
    ) == ((), ["1", "2"], ["1", "2"])


def test_forget_removes_resources_by_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PER_RESOURCE", 1)
    recorded = History()
    for account, resource in (("1" * 12, "mine"), ("2" * 12, "mine"), ("2" * 12, "theirs"), ("1" * 12, "theirs")):
        recorded.record(resource, Entry(1.0, account, "Action", ""))
    recorded.forget("1" * 12)
    assert (recorded.of("mine"), [each.account for each in recorded.of("theirs")]) == ((), ["1" * 12])
