"""Options of `test`, `verify` and `destroy`: wrong ones are rejected before anything runs, in either form."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.data import read_reports, reports_json
from privatelink_harness.reports.model import Failure, Report
from privatelink_harness.reports.stream import RunBegun, Verified
from privatelink_harness.runs import applied, commands
from tests.support.answers import REPORT


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.mark.parametrize("command_name", ["test", "verify"])
@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--account", "12345", "Invalid value for '--account': '12345' is not an account ID; write 12 digits"),
        (
            "--account",
            "11112222333x",
            "Invalid value for '--account': '11112222333x' is not an account ID; write 12 digits",
        ),
        (
            "--account",
            "١١١١٢٢٢٢٣٣٣٣",
            "Invalid value for '--account': '١١١١٢٢٢٢٣٣٣٣' is not an account ID; write 12 digits",
        ),
        (
            "--junit",
            "nowhere/junit.xml",
            "Invalid value for '--junit': nowhere/junit.xml: no file can be written there",
        ),
        ("--junit", ".", "Invalid value for '--junit': .: no file can be written there"),
        ("--report", "report.pdf", "Invalid value for '--report': report.pdf: no form of report ends so. Name a file"),
        ("--report", "nowhere/a.html", "Invalid value for '--report': nowhere/a.html: no file can be written there"),
    ],
)
def test_wrong_option_is_rejected_before_anything_runs(
    command: Callable[..., Any],
    spec_file: Callable[..., Path],
    state: Path,
    command_name: str,
    option: str,
    value: str,
    message: str,
) -> None:
    arguments = [command_name, spec_file(), *([state] if command_name == "verify" else []), option, value]
    text = command(*arguments)
    assert (text.code, text.out, text.err.startswith(f"error: {message}")) == (1, "", True)
    answer = command(*arguments, "--format", "json")
    envelope = json.loads(answer.out)
    assert (answer.code, envelope["command"], envelope["status"]) == (1, command_name, "error")
    assert envelope["error"]["message"].startswith(message)
    assert not state.exists()


def test_faulty_spec_keeps_its_places_in_json(command: Callable[..., Any], spec_file: Callable[..., Path]) -> None:
    path = spec_file("version: 1\npattern: consumer\nname: core\nendpoints:\n  x: {service: lambada}\n")
    answer = command("test", path, "--format", "json")
    [fault] = json.loads(answer.out)["data"]["faults"]
    assert (answer.code, fault["file"], fault["line"]) == (1, str(path), 5)


def test_destroy_rejects_a_directory_without_a_stack(command: Callable[..., Any], tmp_path: Path) -> None:
    answer = command("destroy", tmp_path)
    assert (answer.code, answer.err.startswith(f"error: {tmp_path}: holds no stack")) == (1, True)


def test_kept_stack_has_commands_to_copy(
    command: Callable[..., Any], spec_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_file(name="my specs/core.yaml")
    monkeypatch.setattr(commands, "test", lambda *_, **__: replace(REPORT, kept="/my stacks/core-1"))

    answer = command("test", spec, "--keep")

    assert answer.out.splitlines()[-4:] == [
        "The stack is kept in /my stacks/core-1",
        f"  privatelink verify '{spec}' '/my stacks/core-1'",
        "  privatelink destroy '/my stacks/core-1'",
        "  privatelink localstack down",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--plan-only", "--keep"], "--plan-only is a run of another kind: leave --keep out"),
        (["--plan-only", "--upgrade-from", "v1"], "--plan-only is a run of another kind: leave --upgrade-from out"),
        (["--upgrade-from", "v1", "--keep"], "--upgrade-from is a run of another kind: leave --keep out"),
        (["--upgrade-from", "v1", "--only", "tags"], "--upgrade-from is a run of another kind: leave --only out"),
        (["--published", "modules"], "--published goes with --upgrade-from"),
        (["--probes"], "--probes goes with --target sandbox; on LocalStack connections are made without it"),
        (
            ["--plan-only", "--target", "sandbox", "--probes"],
            "--plan-only is a run of another kind: leave --probes out",
        ),
        (
            ["--target", "sandbox", "--traffic", "on"],
            "--traffic goes with --target localstack; sandbox has no data plane",
        ),
        (["--max-minutes", "-1"], "Invalid value for '--max-minutes'"),
        (["--max-resources", "-1"], "Invalid value for '--max-resources'"),
    ],
)
def test_options_of_which_one_would_have_no_effect_are_rejected(
    command: Callable[..., Any], spec_file: Callable[..., Path], state: Path, options: list[str], message: str
) -> None:
    answer = command("test", spec_file(), *options)
    assert (answer.code, message in answer.err, state.exists()) == (1, True, False), answer.err


def test_verify_in_accounts_makes_no_connections(
    command: Callable[..., Any], spec_file: Callable[..., Path], state: Path
) -> None:
    answer = command("verify", spec_file(), state, "--target", "sandbox", "--traffic", "on")
    message = "--traffic goes with --target localstack; sandbox has no data plane"
    assert (answer.code, message in answer.err) == (1, True), answer.err


@pytest.mark.parametrize("name", ["test", "verify", "resume"])
@pytest.mark.parametrize("given", [None, "off"])
def test_setting_of_traffic_is_the_run_s(
    command: Callable[..., Any],
    spec_file: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    given: str | None,
) -> None:
    settings = []

    def take(*arguments: Any, traffic: str | None = None, **_: object) -> Report:
        settings.append(arguments[3].traffic if name == "test" else traffic)
        return REPORT

    monkeypatch.setattr(commands if name == "test" else applied, name, take)
    directory = [] if name == "test" else [tmp_path]
    command(name, spec_file(), *directory, *(["--traffic", given] if given else []))
    assert settings == [given]


def test_resume_rejects_a_directory_without_a_stack(
    command: Callable[..., Any], spec_file: Callable[..., Path], tmp_path: Path
) -> None:
    answer = command("resume", spec_file(), tmp_path / "none")
    assert (answer.code, answer.err.startswith(f"error: {tmp_path / 'none'}: holds no stack")) == (1, True)


def test_resume_that_destroys_keeps_nothing(command: Callable[..., Any], spec_file: Callable[..., Path]) -> None:
    answer = command("resume", spec_file(), ".", "--from", "destroy", "--keep")
    assert (answer.code, "--from destroy keeps nothing: leave --keep out" in answer.err) == (1, True)


@pytest.mark.parametrize(
    ("error", "code", "failure"),
    [
        (HarnessError("no zone", hint="Name another."), 1, Failure("no zone", "Name another.")),
        (KeyboardInterrupt(), 130, Failure("stopped", is_stopped=True)),
    ],
)
def test_report_is_written_of_a_run_that_fails_or_is_stopped(
    command: Callable[..., Any],
    spec_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: BaseException,
    code: int,
    failure: Failure,
) -> None:
    def fail(_spec: object, _files: object, progress: Any, *_: object, **__: object) -> None:
        progress.take(RunBegun("core"))
        progress.step("apply")
        raise error

    monkeypatch.setattr(commands, "test", fail)
    paths = [tmp_path / f"report.{ending}" for ending in ("html", "json", "md", "xml")]

    answer = command("test", spec_file(), *(word for path in paths for word in ("--report", path)))

    assert answer.code == code
    [report] = read_reports(paths[1])
    assert (report.name, report.failure, [step.name for step in report.steps]) == ("core", failure, ["apply"])
    assert all(path.exists() for path in paths)


def test_report_that_can_not_be_written_hides_no_error(
    command: Callable[..., Any], spec_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "reports" / "report.json"
    path.parent.mkdir()

    def fail(*_: object, **__: object) -> None:
        path.mkdir()
        raise HarnessError("no zone")

    monkeypatch.setattr(commands, "test", fail)
    answer = command("test", spec_file(), "--report", path)
    assert (answer.code, answer.err.splitlines()[-1]) == (1, "error: no zone")
    assert answer.err.startswith(f"warning: there is no report: {path}: ")


@pytest.mark.parametrize("option", ["--report", "--junit"])
def test_report_that_can_not_be_written_loses_no_answer(
    option: str,
    command: Callable[..., Any],
    spec_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path = tmp_path / "reports" / "report.xml"
    path.parent.mkdir()

    def succeed(*arguments: Any, **_: object) -> Report:
        path.mkdir()
        arguments[2].take(Verified(REPORT.checks))
        return REPORT

    monkeypatch.setattr(commands, "test", succeed)
    answer = command("test", spec_file(), option, path)
    assert (answer.code, answer.out) == (1, "")
    assert [check.subject in answer.err for check in REPORT.checks] == [True] * len(REPORT.checks)
    assert answer.err.splitlines()[-1].startswith(f"error: {path}")


def test_reports_of_several_runs_become_one(command: Callable[..., Any], tmp_path: Path) -> None:
    names = ("first", "second")
    for name in names:
        (tmp_path / f"{name}.json").write_text(reports_json([replace(REPORT, name=name)]))

    answer = command("report", *(tmp_path / f"{name}.json" for name in names), "--report", tmp_path / "all.json")

    assert (answer.code, len(answer.out.splitlines())) == (0, 2)
    assert [report.name for report in read_reports(tmp_path / "all.json")] == list(names)


def test_report_of_a_failed_run_exits_with_2(command: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "failed.json"
    path.write_text(reports_json([replace(REPORT, failure=Failure("no zone"))]))
    answer = command("report", path)
    assert (answer.code, "the run failed" in answer.out) == (2, True)


def test_report_rejects_another_file(command: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}")
    answer = command("report", path)
    assert (answer.code, answer.err.splitlines()[0]) == (1, f"error: {path}: holds no reports")
