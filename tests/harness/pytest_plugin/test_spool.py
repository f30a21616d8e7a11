"""The records of a session's stacks, in whichever process they were made, and the report of all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from privatelink_harness.pytest_plugin.spool import SpooledRecorder, finish, make_spool, spooled
from privatelink_harness.reports.data import read_reports
from privatelink_harness.reports.model import Failure
from privatelink_harness.reports.stream import Equipped, Failed, RunBegun, RunEnded, Verified
from privatelink_harness.runs.progress import Silent
from privatelink_harness.terraform.likely import HIDDEN
from tests.support.reports import CHECKS

pytest_plugins = ["pytester"]


def record(spool: Path, name: str) -> SpooledRecorder:
    recorder = SpooledRecorder(spool, Silent())
    recorder.take(RunBegun(name))
    recorder.take(Equipped("LocalStack", "terraform 1.11.4", "hashicorp/aws 6.0.0"))
    recorder.take(Verified(CHECKS))
    return recorder


def test_runs_are_in_the_order_of_their_beginnings(tmp_path: Path) -> None:
    first, second = record(tmp_path, "first"), record(tmp_path, "second")
    for recorder in (second, first):
        recorder.take(RunEnded())
    assert [(report.name, report.checks, report.failure) for report in spooled(tmp_path)] == [
        ("first", CHECKS, None),
        ("second", CHECKS, None),
    ]


def test_run_whose_process_ended_was_stopped(tmp_path: Path) -> None:
    record(tmp_path, "killed")
    [report] = spooled(tmp_path)
    assert (report.checks, report.failure) == (
        CHECKS,
        Failure("the process of this run ended before the run did", is_stopped=True),
    )


def test_run_that_failed_has_its_own_error(tmp_path: Path) -> None:
    record(tmp_path, "broken").take(Failed("terraform apply failed"))
    assert [report.failure for report in spooled(tmp_path)] == [Failure("terraform apply failed")]


def test_records_have_no_secrets_and_are_the_users_alone(tmp_path: Path) -> None:
    spool = make_spool()
    recorder = record(spool, "x")
    recorder.hide({"canary-canary"})
    recorder.take(Failed("canary-canary"))
    [path] = spool.iterdir()
    assert stat.S_IMODE(spool.stat().st_mode) == 0o700
    assert ("canary" in path.read_text(), HIDDEN in path.read_text()) == (False, True)
    finish(spool, [tmp_path / "report.json"], str)
    assert not spool.exists()


def test_finish_says_where_the_report_is(tmp_path: Path) -> None:
    spool, path, said = make_spool(), tmp_path / "report.json", list[str]()
    record(spool, "a").take(RunEnded())
    finish(spool, [path], said.append)
    assert (said, [report.name for report in read_reports(path)]) == ([f"report of 1 stack: {path}"], ["a"])


def test_finish_says_why_there_is_no_report(tmp_path: Path) -> None:
    spool, said = make_spool(), list[str]()
    taken = tmp_path / "taken.json"
    taken.mkdir()
    finish(spool, [taken], said.append)
    assert [line.partition(":")[0] for line in said] == ["there is no report"]
    assert not spool.exists()


@pytest.mark.process
def test_option_rejects_a_file_before_the_tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_none():\n    pass\n")
    result = pytester.runpytest_subprocess("--privatelink-report", "report.pdf")
    result.stderr.fnmatch_lines(["ERROR: --privatelink-report *report.pdf: no form of report ends so. *"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.process
@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_session_without_stacks_has_a_report_of_none(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    pytester.makepyfile("def test_none():\n    pass\n")
    result = pytester.runpytest_subprocess("--privatelink-report=report.html", "--privatelink-report=r.json", *workers)
    result.assert_outcomes(passed=1)
    result.stderr.fnmatch_lines(["privatelink: report of 0 stacks: *report.html, *r.json"])
    assert read_reports(pytester.path / "r.json") == []
