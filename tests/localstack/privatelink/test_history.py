"""The history keeps what happened last, and does not grow without end."""

from __future__ import annotations

import pytest

from privatelink_localstack.privatelink import history
from privatelink_localstack.privatelink.history import Entry, History


def entry(number: int) -> Entry:
    return Entry(float(number), "111111111111", "Action", str(number))


def test_events_come_in_order() -> None:
    kept = History()
    for number in range(3):
        kept.record("vpce-1", entry(number))
    assert [each.detail for each in kept.of("vpce-1")] == ["0", "1", "2"]
    assert kept.of("vpce-2") == ()


def test_old_events_and_resources_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PER_RESOURCE", 2)
    monkeypatch.setattr(history, "RESOURCES", 2)
    kept = History()
    for name in ("a", "b", "a", "c"):
        for number in range(3):
            kept.record(name, entry(number))
    assert (
        kept.of("b"),
        [each.detail for each in kept.of("a")],
        [each.detail for each in kept.of("c")],
    ) == ((), ["1", "2"], ["1", "2"])


def test_an_accounts_resources_are_forgotten_whoever_acted_on_them_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PER_RESOURCE", 1)
    kept = History()
    for account, resource in (("1" * 12, "mine"), ("2" * 12, "mine"), ("2" * 12, "theirs"), ("1" * 12, "theirs")):
        kept.record(resource, Entry(1.0, account, "Action", ""))
    kept.forget("1" * 12)
    assert (kept.of("mine"), [each.account for each in kept.of("theirs")]) == ((), ["1" * 12])
