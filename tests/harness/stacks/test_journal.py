"""A run's journal on disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.reports.stream import Line, ResourceBegun, ResourceEnded, StepBegun
from privatelink_harness.runs.journalled import Journalled
from privatelink_harness.runs.recorder import Recorder
from privatelink_harness.stacks import journal
from privatelink_harness.stacks.journal import Entry, Journal, entries, faults, journals_directory, read
from privatelink_harness.targets.localstack.session import LocalStackSession

TAGS = RunTags("0123", "somebody@here", "2026-01-02T03:04:05Z")
SESSION = LocalStackSession("http://127.0.0.1:4566", "111122223333", "eu-west-1", aliases={"spoke": "444455556666"})


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's state directory, which is not there yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def begin(run: str = "0123") -> Journal:
    return Journal.open(RunTags(run, TAGS.owner, TAGS.expires), SESSION, Path("/stacks/one"), "core")


def expected(outcome: str | None, *cut: int) -> Entry:
    accounts = ("111122223333", "444455556666")
    return Entry(TAGS, Path("/stacks/one"), "localstack", accounts, ("eu-west-1",), outcome, cut)


def test_journal_is_the_users_alone() -> None:
    path = begin().path
    assert [oct(each.stat().st_mode & 0o777) for each in (path.parent, path)] == ["0o700", "0o600"]


def test_journal_tells_of_its_run_before_anything_is_created() -> None:
    assert read(begin().path) == expected(None)


def test_lines_are_on_disk_before_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []

    def fsync(descriptor: int) -> None:
        synced.append(os.path.realpath(f"/proc/self/fd/{descriptor}"))

    monkeypatch.setattr(os, "fsync", fsync)
    path = begin().path
    assert synced == [str(path), str(path.parent)]
    Journal.of("0123").end("kept")
    assert synced[2:] == [str(path)]


def test_journal_has_what_terraform_creates_and_destroys() -> None:
    listener = Journalled(begin())
    for event in (
        StepBegun("apply"),
        ResourceBegun("aws_vpc.this", "create"),
        ResourceEnded("aws_vpc.this", "create", 1.0, "vpc-1"),
        ResourceEnded("aws_subnet.this", "create", 1.0, has_failed=True),
        ResourceBegun("aws_vpc.this", "delete"),
        ResourceEnded("aws_vpc.this", "delete", 1.0),
        Line("orphan: VPC vpc-2"),
    ):
        listener.take(event)
    lines = [json.loads(line) for line in (journals_directory() / "0123.jsonl").read_text().splitlines()[1:]]
    assert [{key: value for key, value in line.items() if key != "at"} for line in lines] == [
        {"event": "stage", "stage": "apply"},
        {"event": "creating", "address": "aws_vpc.this"},
        {"event": "created", "address": "aws_vpc.this", "id": "vpc-1"},
        {"event": "destroyed", "address": "aws_vpc.this"},
        {"event": "said", "text": "orphan: VPC vpc-2"},
    ]


def test_journal_has_no_secret_of_the_run() -> None:
    recorder = Recorder()
    recorder.tell(Journalled(begin()))
    recorder.hide(["canary-of-the-run"])
    recorder.say("the API answered canary-of-the-run")
    text = (journals_directory() / "0123.jsonl").read_text()
    assert ("the API answered" in text, "canary" in text) == (True, False)


@pytest.mark.parametrize("cut", ['{"at": "2026', '{"event": "end", "outcome": "nothing left"}', "\0\0\0\n"])
def test_journal_is_read_without_a_line_that_was_cut(cut: str) -> None:
    run = begin()
    run.end("kept")
    with run.path.open("a") as file:
        file.write(cut)
    assert read(run.path) == expected("kept", 3)
    assert faults({"0123"}) == [
        f"{run.path}: cut in line 3; what the run has created is found by its tags all the same"
    ]
    assert faults({"4567"}) == []
    Journal.of("0123").end("swept")
    entry = read(run.path)
    assert entry is not None
    assert (entry.outcome, entry.is_clean) == ("swept", True)


@pytest.mark.parametrize("text", ["", '{"event": "ru', "[]\n", '{"event": "run", "run": "0123"}\n'])
def test_journal_without_a_whole_first_line_tells_nothing(text: str) -> None:
    run = begin()
    run.path.write_text(text)
    assert (read(run.path), entries()) == (None, [])
    assert faults(set()) == [f"{run.path}: its first line was cut, so that it does not tell its run; tags do"]


@pytest.mark.parametrize(
    ("outcome", "is_clean"), [("nothing left", True), ("swept", True), ("something left", False), ("kept", False)]
)
def test_last_end_of_a_run_counts(outcome: journal.Outcome, *, is_clean: bool) -> None:
    begin().end("kept")
    Journal.of("0123").end(outcome)
    assert [(each.outcome, each.is_clean) for each in entries()] == [(outcome, is_clean)]


def test_old_journals_of_clean_runs_are_removed() -> None:
    for run in ("clean", "left"):
        begin(run).end("nothing left" if run == "clean" else "something left")
        os.utime(journals_directory() / f"{run}.jsonl", (0, 0))
    begin("new")
    assert sorted(path.stem for path in journals_directory().iterdir()) == ["left", "new"]


def test_run_does_not_begin_without_a_journal(state: Path) -> None:
    state.mkdir()
    (state / "tf-privatelink").write_text("a file where a directory should be")
    with pytest.raises(HarnessError, match=r"0123\.jsonl: can't be written: (Not a directory|File exists)") as caught:
        begin()
    assert caught.value.hint == "Make room there, or set XDG_STATE_HOME to a directory that can be written."


def test_full_disk_does_not_keep_a_run_from_going_on(monkeypatch: pytest.MonkeyPatch) -> None:
    run = begin()

    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        run.end("nothing left")
    assert read(run.path) == expected(None)
