"""A fleet in this process, with runs that do what a test says."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.fleets.local import STOPPING, LocalFleet
from privatelink_harness.fleets.progress import FleetLines
from privatelink_harness.fleets.work import Options, Outcome, Status, longest_first
from privatelink_harness.runs import commands
from privatelink_harness.runs.stop import RunStopped, Stop
from privatelink_harness.targets import factory
from tests.support.fleets import job
from tests.support.reports import REPORT
from tests.support.toy import ToyTarget, toy_target
from tests.support.until import until

type Runs = Callable[..., Any]


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> list[str]:
    """The calls of the toy target's sessions."""
    calls: list[str] = []
    monkeypatch.setitem(factory.TARGETS, "toy", toy_target(tmp_path, calls))
    return calls


def fleet(jobs: int = 2, stream: io.StringIO | None = None) -> LocalFleet:
    return LocalFleet(Options(target="toy"), jobs, FleetLines(stream or io.StringIO()), Stop())


def runs(monkeypatch: pytest.MonkeyPatch, run: Callable[[str, Stop], object]) -> None:
    """Let a run of a spec do this, and pass its checks."""

    def perform(spec: Any, _files: object, _progress: object, settings: Any, **_: object) -> object:
        return run(spec.name, settings.stop) or PASSING

    monkeypatch.setattr(commands, "test", perform)


class Passing:
    """A report without a failed check."""

    failed = False
    counts: dict[str, int] = {}  # noqa: RUF012 - never changed


PASSING = Passing()


def statuses(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.name, outcome.status.value) for outcome in outcomes]


def test_failures_end_no_other_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(name: str, _stop: Stop) -> object:
        if name == "refused":
            raise HarnessError("terraform apply failed", hint="Read.")
        if name == "broken":
            raise ZeroDivisionError("ours")
        return REPORT if name == "wrong" else None

    runs(monkeypatch, run)
    ended: list[Outcome] = []
    outcomes = fleet().run([job(name) for name in ("a", "refused", "broken", "wrong", "b")], ended.append)
    assert statuses(outcomes) == [
        ("a", "passed"),
        ("refused", "error"),
        ("broken", "error"),
        ("wrong", "failed"),
        ("b", "passed"),
    ]
    assert (outcomes[1].message, outcomes[1].hint) == ("terraform apply failed", "Read.")
    assert "ZeroDivisionError: ours" in outcomes[2].message
    assert sorted(each.name for each in ended) == ["a", "b", "broken", "refused", "wrong"]


def test_stacks_run_side_by_side_and_no_more_than_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    barrier, lock, running, most = threading.Barrier(3), threading.Lock(), set[str](), list[int]()

    def run(name: str, _stop: Stop) -> None:
        with lock:
            running.add(name)
            most.append(len(running))
        barrier.wait(timeout=60)
        with lock:
            running.discard(name)

    runs(monkeypatch, run)
    outcomes = fleet(jobs=3).run([job(name) for name in "abcdef"], lambda _: None)
    assert {outcome.status for outcome in outcomes} == {Status.PASSED}
    assert max(most) == 3


def test_target_is_open_for_as_long_as_the_fleet_lasts(monkeypatch: pytest.MonkeyPatch, opened: list[str]) -> None:
    runs(monkeypatch, lambda name, _stop: opened.append(name))
    fleet(jobs=1).run([job("a"), job("b")], lambda _: None)
    assert opened == ["open a root module", "a", "b", "close"]


def test_stacks_run_with_the_fleets_options(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def perform(_spec: object, _files: object, _progress: object, settings: Any, **_: object) -> object:
        seen.append((settings.aws_provider, settings.expires_after, settings.budget.resources))
        return PASSING

    monkeypatch.setattr(commands, "test", perform)
    options = Options(target="toy", aws_provider="trimmed", expires_after="2h", max_resources=7)
    LocalFleet(options, 1, FleetLines(io.StringIO()), Stop()).run([job("a")], lambda _: None)
    assert seen == [("trimmed", "2h", 7)]


def test_no_specs_open_nothing(opened: list[str]) -> None:
    assert (fleet().run([], lambda _: None), opened) == ([], [])


def test_target_that_can_not_be_opened_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise HarnessError("no account")

    monkeypatch.setattr(ToyTarget, "session", refuse)
    with pytest.raises(HarnessError, match="no account"):
        fleet().run([job("a")], lambda _: None)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop_ends_running_stacks_and_starts_no_more(monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
    started = threading.Barrier(3)

    def run(_name: str, stop: Stop) -> None:
        ended = threading.Event()
        with stop.heard_by(ended.set):
            started.wait(timeout=60)
            assert ended.wait(timeout=60)
        raise RunStopped(stop.reason)

    def send() -> None:
        started.wait(timeout=60)
        os.kill(os.getpid(), number)

    runs(monkeypatch, run)
    stream = io.StringIO()
    running = fleet(jobs=2, stream=stream)
    sender = threading.Thread(target=send)
    sender.start()
    outcomes = running.run([job("a"), job("b"), job("c")], lambda _: None)
    sender.join()
    assert [(each.status, each.message) for each in outcomes] == [
        (Status.STOPPED, "stopped"),
        (Status.STOPPED, "stopped"),
        (Status.STOPPED, "not started"),
    ]
    assert STOPPING in stream.getvalue()


def test_second_stop_insists(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_name: str, stop: Stop) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        until(lambda: stop.requested, bool)
        os.kill(os.getpid(), signal.SIGINT)
        until(lambda: stop.insisted, bool)
        raise RunStopped(stop.reason)

    runs(monkeypatch, run)
    running = fleet(jobs=1)
    [outcome] = running.run([job("a")], lambda _: None)
    assert (outcome.status, running.stop.insisted) == (Status.STOPPED, True)


def test_long_stacks_start_first() -> None:
    jobs = [job("short", size=1), job("long", size=100), job("middle", size=50)]
    assert [each.name for each in longest_first(jobs)] == ["long", "middle", "short"]
