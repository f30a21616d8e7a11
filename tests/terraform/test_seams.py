"""A pattern and a target added from outside go the whole way with real Terraform, without a line of the product."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.load import load
from privatelink_generator.patterns.registry import PATTERNS
from privatelink_generator.render.module import render
from privatelink_harness import doctor
from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.registry import CHECKS
from privatelink_harness.errors import HarnessError
from privatelink_harness.pytest_plugin.failures import VerificationError
from privatelink_harness.pytest_plugin.stacks import Stacks
from privatelink_harness.reports.junit import junit_xml
from privatelink_harness.reports.model import Report
from privatelink_harness.reports.stream import RunEvent, StepBegun
from privatelink_harness.runs import applied, commands
from privatelink_harness.runs.progress import Silent
from privatelink_harness.stacks.directory import is_used
from privatelink_harness.targets.factory import TARGETS
from tests.support.toy import SPEC, TOY_PATTERN, ToyClient, ToySession, find_notes, toy_target, write_templates

PROVEN = [
    ("milk", "exists", "passed"),
    ("milk", "tags", "passed"),
    ("tea", "exists", "passed"),
    ("tea", "tags", "passed"),
    ("stack", "second plan", "passed"),
    ("stack", "nothing left", "passed"),
]


@pytest.fixture
def cloud(tmp_path: Path) -> Path:
    directory = tmp_path / "cloud"
    directory.mkdir()
    return directory


@pytest.fixture
def calls(cloud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs' calls of the toy's sessions; the toys are registered for as long as the test lasts."""
    calls: list[str] = []
    monkeypatch.setitem(PATTERNS, "toy", TOY_PATTERN)
    monkeypatch.setitem(CHECKS, "toy", find_notes)
    monkeypatch.setitem(TARGETS, "toy", toy_target(cloud, calls))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return calls


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return write_templates(tmp_path / "templates")


@pytest.fixture
def spec_path(spec_file: Callable[..., Path]) -> Path:
    return spec_file(SPEC, "reminders.yaml")


def run(spec_path: Path, templates: Path, *, keep: bool = False) -> Report:
    """Load, render, and run on the toy target."""
    spec = load(spec_path)
    files = render(spec, source=spec_path.name, templates=templates).files
    return commands.test(spec, files, Silent(), commands.Settings(target="toy"), keep=keep)


def rows(report: Report) -> list[tuple[str, str, str]]:
    return [(check.subject, check.property.value, check.verdict.value) for check in report.checks]


def stacks(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "state" / "tf-privatelink" / "stacks").iterdir())


def test_run_proves_every_note_and_leaves_nothing(
    spec_path: Path, templates: Path, calls: list[str], cloud: Path, tmp_path: Path
) -> None:
    report = run(spec_path, templates)
    assert rows(report) == PROVEN
    assert {check.proof for check in report.checks[:4]} == {Proof.EMULATED}
    assert (report.name, report.target, [step.name for step in report.steps]) == (
        "reminders",
        "toy",
        [
            "open the toy, initialise Terraform",
            *("plan", "apply", "verify, and plan again", "destroy", "check that nothing is left"),
        ],
    )
    assert 'tests="6" failures="0"' in junit_xml(report)
    assert calls == ["open reminders", "prepare reminders", "release clean", "close"]
    assert (list(cloud.iterdir()), stacks(tmp_path)) == ([], [])


def test_run_that_can_not_be_prepared_releases_its_session(
    spec_path: Path, templates: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(_session: ToySession, _spec: object) -> None:
        raise HarnessError("no stand-in")

    monkeypatch.setattr(ToySession, "prepare", refuse)
    with pytest.raises(HarnessError, match="no stand-in"):
        run(spec_path, templates)
    assert (calls, stacks(tmp_path)) == (["open reminders", "release clean"], [])


def test_run_does_not_prove_what_the_target_answers_wrongly(
    spec_path: Path, templates: Path, calls: list[str], cloud: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gaps = {Property.TAGS: "the toy loses texts"}
    monkeypatch.setitem(TARGETS, "toy", toy_target(cloud, calls, gaps=gaps))
    monkeypatch.setattr(ToyClient, "list_notes", lambda _client: {"milk": "", "tea": ""})
    report = run(spec_path, templates)
    notes = [(check.verdict.value, check.note) for check in report.checks if check.property is Property.TAGS]
    assert notes == [("not provable", "the toy loses texts")] * 2
    assert not report.failed


def test_run_on_real_accounts_rejects_the_trimmed_aws_provider(
    spec_path: Path, templates: Path, calls: list[str], cloud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TARGETS, "toy", toy_target(cloud, calls, proof=Proof.LIVE))
    spec = load(spec_path)
    files = render(spec, source=spec_path.name, templates=templates).files
    with pytest.raises(HarnessError, match="real accounts take the official AWS provider only"):
        commands.test(spec, files, Silent(), commands.Settings(target="toy", aws_provider="trimmed"))
    assert (list(cloud.iterdir()), stacks(tmp_path)) == ([], [])


def test_kept_stack_is_verified_and_destroyed_by_its_record(
    spec_path: Path, templates: Path, calls: list[str], cloud: Path, tmp_path: Path
) -> None:
    kept = run(spec_path, templates, keep=True)
    [directory] = stacks(tmp_path)
    assert (kept.kept, rows(kept)) == (str(directory), PROVEN[:-1])
    (cloud / "tea").write_text("pour it away")
    verified = applied.verify(load(spec_path), directory)
    assert [check.api for check in verified.checks if check.verdict.value == "failed"] == ["pour it away"]
    left = applied.destroy(directory, Silent())
    assert (left.verdict.value, list(cloud.iterdir()), stacks(tmp_path)) == ("passed", [], [])
    assert calls == ["open reminders to keep", "prepare reminders", "close", "release clean"]


@pytest.mark.usefixtures("calls")
def test_stack_that_is_destroyed_is_used(spec_path: Path, templates: Path, tmp_path: Path) -> None:
    class Watching(Silent):
        def take(self, event: RunEvent) -> None:
            if isinstance(event, StepBegun):
                seen.append((event.title, is_used(directory)))

    run(spec_path, templates, keep=True)
    [directory] = stacks(tmp_path)
    seen: list[tuple[str, bool]] = []
    applied.destroy(directory, Watching())
    assert seen == [("destroy", True), ("check that nothing is left", True)]


def test_destroy_after_the_end_of_a_target_removes_the_directory(
    spec_path: Path, templates: Path, calls: list[str], cloud: Path, tmp_path: Path
) -> None:
    run(spec_path, templates, keep=True)
    [directory] = stacks(tmp_path)
    shutil.rmtree(cloud)
    left = applied.destroy(directory, Silent())
    assert (left.verdict.value, left.note) == ("not provable", "toy: ended, and the stack's resources with it")
    assert stacks(tmp_path) == []
    assert "release clean" not in calls


@pytest.mark.usefixtures("calls")
def test_plugin_applies_a_root_module_to_the_target(
    spec_path: Path, templates: Path, cloud: Path, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    files = render(load(spec_path), source=spec_path.name, templates=templates).files
    (root / "main.tf").write_text(files["main.tf"])
    applied = Stacks(tmp_path, target="toy")
    stack = applied.apply("root")
    stack.verify(spec_path)
    assert stack.plan_again().verdict.value == "passed"
    (cloud / "milk").write_text("spilt")
    with pytest.raises(VerificationError, match=r"found \(API\): spilt"):
        stack.verify(spec_path)
    applied.close()
    assert list(cloud.iterdir()) == []


@pytest.mark.usefixtures("calls")
def test_plugin_compares_only_the_named_properties(
    spec_path: Path, templates: Path, cloud: Path, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    files = render(load(spec_path), source=spec_path.name, templates=templates).files
    (root / "main.tf").write_text(files["main.tf"])
    applied = Stacks(tmp_path, target="toy")
    stack = applied.apply("root")
    (cloud / "milk").write_text("spilt")
    stack.verify(spec_path, only={Property.EXISTS})
    verdicts = {check.subject: check.verdict.value for check in stack.checks(spec_path, only={Property.TAGS})}
    applied.close()
    assert verdicts == {"milk": "failed", "tea": "passed"}


@pytest.mark.usefixtures("calls")
def test_plugin_keeps_only_stacks_with_a_state(tmp_path: Path) -> None:
    for name, value in (("good", '"x"'), ("bad", "var.missing")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(f'resource "terraform_data" "this" {{\n  input = {value}\n}}\n')
    (tmp_path / "bad" / "variables.tf").write_text('variable "missing" {\n  type = string\n}\n')
    applied = Stacks(tmp_path, target="toy", keep=True)
    good = applied.apply("good")
    with pytest.raises(HarnessError, match="No value for required variable"):
        applied.apply("bad")
    applied.close()
    assert applied.kept == stacks(tmp_path) == [good.stack.directory]


@pytest.mark.usefixtures("calls")
def test_command_line_knows_the_pattern(
    command: Callable[..., Any], spec_file: Callable[..., Path], spec_path: Path, templates: Path, tmp_path: Path
) -> None:
    generated = command("generate", spec_path, "--templates", templates, "--output", tmp_path / "module")
    assert (generated.code, (tmp_path / "module" / "examples" / "complete" / "main.tf").is_file()) == (0, True)
    broken = command("validate", spec_file(SPEC.replace("buy some", '""'), "empty.yaml"))
    assert (broken.code, broken.err.count("notes.milk: the text is empty; write one")) == (1, 1)


@pytest.mark.usefixtures("calls")
def test_doctor_asks_the_target(tmp_path: Path, cloud: Path) -> None:
    findings = {finding.name: finding.found for finding in doctor.diagnose(tmp_path, environment={"PATH": ""})}
    assert findings["Toy"] == str(cloud)
