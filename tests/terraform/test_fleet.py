"""A fleet of toy stacks with real Terraform: side by side, failing alone, stopped by a signal."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_harness.fleets.local import LocalFleet
from privatelink_harness.fleets.progress import FleetLines
from privatelink_harness.fleets.work import Job, Options, Outcome
from privatelink_harness.runs.stop import Stop
from privatelink_harness.stacks.directory import stacks_directory
from tests.support import toys
from tests.support.until import until


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return toys.register(tmp_path, monkeypatch)


@pytest.fixture
def make(tmp_path: Path, cloud: Path) -> Callable[[str, str], Job]:  # noqa: ARG001 - registers the pattern
    write = toys.maker(tmp_path)
    return lambda name, text: Job(*write(name, **{name: text}))


def run(jobs: list[Job], stop: Stop) -> list[Outcome]:
    return LocalFleet(Options(target="toy"), 2, FleetLines(io.StringIO()), stop).run(jobs, lambda _: None)


def test_stack_that_fails_ends_alone(make: Callable[[str, str], Job], cloud: Path) -> None:
    outcomes = run([make("milk", "buy"), make("tea", "x'; exit 7; echo '"), make("oats", "cook")], Stop())
    assert [(each.name, each.status.value) for each in outcomes] == [
        ("milk", "passed"),
        ("tea", "error"),
        ("oats", "passed"),
    ]
    assert "exit status 7" in outcomes[1].message
    assert (list(cloud.iterdir()), list(stacks_directory().iterdir())) == ([], [])


def test_stopped_fleet_destroys_every_stack(make: Callable[[str, str], Job], cloud: Path) -> None:
    slow = "x' > $TOY_CLOUD/{0}-began; while test -e $TOY_CLOUD/{0}-began; do read -t 0.1 _ < /dev/zero; done; echo '"
    jobs = [make(name, slow.format(name)) for name in ("milk", "tea")]
    stop = Stop()

    def go_on() -> None:
        for name in ("milk", "tea"):
            (cloud / f"{name}-began").unlink()

    with stop.heard_by(go_on):
        outcomes = _with_signal(jobs, stop, lambda: len(list(cloud.glob("*-began"))) == 2)
    assert [each.status.value for each in outcomes] == ["stopped", "stopped"]
    assert list(stacks_directory().iterdir()) == []


def _with_signal(jobs: list[Job], stop: Stop, is_time: Callable[[], bool]) -> list[Outcome]:
    def send() -> None:
        until(is_time, bool)
        os.kill(os.getpid(), signal.SIGINT)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        return run(jobs, stop)
    finally:
        sender.join()
