"""Which runs a sweep is about, and those that it leaves alone."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans import tagged
from privatelink_harness.orphans.tagged import Found
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.runs.progress import Silent
from privatelink_harness.runs.sweep import Selection, sweep
from privatelink_harness.stacks.directory import RUN_LOCK
from privatelink_harness.stacks.journal import Journal, entries
from privatelink_harness.targets.localstack.session import LocalStackSession

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
OLD, NEW = RunTags("0123", "a@b", "2026-01-01T00:00:00Z"), RunTags("4567", "a@b", "2126-01-01T00:00:00Z")
SESSION = LocalStackSession("http://127.0.0.1:4566", "111122223333")


@dataclass
class NoPlaces:
    """A target without accounts.

    Parameters:
        open: the numbers of open calls, the last one first.
        covered: whether every account was looked in.
    """

    open: list[int] = field(default_factory=list)
    covered: bool = True
    name: str = "nowhere"
    target: str = "localstack"
    scopes: Sequence[Scope] = ()

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        raise AssertionError((service, account, region))

    def allows(self, _scope: Scope) -> bool:
        return False

    def covers(self, _account: str) -> bool:
        return self.covered

    def open_calls(self, _run: str) -> int:
        return self.open.pop() if self.open else 0


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of a run that was killed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    directory = tmp_path / "stack"
    directory.mkdir()
    (directory / RUN_LOCK).touch()
    Journal.open(OLD, SESSION, directory, "core")
    return directory


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), [True, False]),
        (Selection(is_all=True), [True, True]),
        (Selection("4567"), [False, True]),
        (Selection("89ab"), [False, False]),
    ],
)
def test_selection_has_its_runs(selection: Selection, expected: list[bool]) -> None:
    assert [selection.has(run, NOW) for run in (OLD, NEW)] == expected


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize(
    ("selection", "covered", "outcome"),
    [(Selection(), True, "swept"), (Selection(), False, None), (Selection("4567"), True, None)],
)
def test_journal_notes_a_sweep_of_the_whole_run(selection: Selection, *, covered: bool, outcome: str | None) -> None:
    assert sweep(NoPlaces(covered=covered), selection, Silent()).is_clean
    assert [entry.outcome for entry in entries()] == [outcome]


def test_state_of_a_swept_run_is_named_until_it_is_gone(stack: Path) -> None:
    swept = [sweep(NoPlaces(), Selection(), Silent()).stacks for _ in range(2)]
    shutil.rmtree(stack)
    assert (swept, sweep(NoPlaces(), Selection(), Silent()).stacks) == ([(stack,)] * 2, ())


@pytest.mark.parametrize(("covered", "dry_run"), [(False, False), (True, True)])
def test_state_is_not_named_while_something_may_be_left(stack: Path, *, covered: bool, dry_run: bool) -> None:
    assert sweep(NoPlaces(covered=covered), Selection(), Silent(), dry_run=dry_run).stacks == ()
    assert stack.exists()


@pytest.mark.usefixtures("stack")
def test_run_on_another_target_is_not_touched() -> None:
    assert sweep(NoPlaces(target="sandbox", open=[1]), Selection(is_all=True), Silent()).is_clean
    assert [entry.outcome for entry in entries()] == [None]


@pytest.mark.usefixtures("stack")
def test_dry_run_notes_nothing() -> None:
    sweep(NoPlaces(), Selection(), Silent(), dry_run=True)
    assert [entry.outcome for entry in entries()] == [None]


@pytest.mark.usefixtures("stack")
def test_sweep_waits_for_the_last_calls_of_a_killed_run() -> None:
    places = NoPlaces(open=[0, 1, 2])
    sweep(places, Selection(), Silent())
    assert places.open == []


def test_run_that_goes_on_is_left_alone(stack: Path) -> None:
    with (stack / RUN_LOCK).open("r") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        assert sweep(NoPlaces(), Selection(is_all=True), Silent()).going == (OLD.run,)
        with pytest.raises(HarnessError, match="a run uses it"):
            sweep(NoPlaces(), Selection(OLD.run), Silent())
    assert [entry.outcome for entry in entries()] == [None]


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize(
    ("codes", "waits", "is_clean"),
    [
        ([], [], True),
        (["Throttling"], [2.0], True),
        (["ServiceUnavailable", "Throttling"], [2.0, 4.0], True),
        (["Throttling"] * 3, [2.0, 4.0], False),
        (["AccessDenied"], [], False),
    ],
)
def test_sweep_looks_again_after_transient_errors(
    monkeypatch: pytest.MonkeyPatch, codes: list[str], waits: list[float], *, is_clean: bool
) -> None:
    answers = [Found((), (f"VPC: {code}",), frozenset({code})) for code in codes]
    monkeypatch.setattr(tagged, "find", lambda *_: answers.pop(0) if answers else Found((), ()))
    waited: list[float] = []

    swept = sweep(NoPlaces(), Selection(), Silent(), wait=waited.append)

    assert (waited, swept.is_clean, len(swept.unread)) == (waits, is_clean, not is_clean)
