"""Runs that are not the usual one, of toy stacks with real Terraform."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.reports.model import Report
from privatelink_harness.reports.stream import Line, Planned, RunEvent, StepBegun
from privatelink_harness.runs import applied, commands
from privatelink_harness.runs.budget import Budget, BudgetError
from privatelink_harness.runs.commands import Settings
from privatelink_harness.runs.progress import Silent
from privatelink_harness.runs.stages import Stage
from privatelink_harness.runs.stop import RunStopped, Stop
from privatelink_harness.stacks.directory import RUN_LOCK, stacks_directory
from privatelink_harness.stacks.stack import Stack
from privatelink_harness.terraform import TerraformError
from privatelink_harness.terraform.events import Diagnostic
from tests.support import toys
from tests.support.toys import Make

TOY = Settings(target="toy")


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return toys.register(tmp_path, monkeypatch)


@pytest.fixture
def make(tmp_path: Path, cloud: Path) -> Make:  # noqa: ARG001 - registers the pattern
    return toys.maker(tmp_path)


@dataclass
class Upgraded(Silent):
    """Progress that keeps what the plan of an upgrade tells."""

    changes: list[str] = field(default_factory=list)
    _step: str = ""

    def take(self, event: RunEvent) -> None:
        match event:
            case StepBegun():
                self._step = event.title
            case Line() if self._step == "plan the upgrade":
                self.changes.append(event.text)
            case Planned() if self._step == "plan the upgrade":
                self.changes.append(f"planned: {event.add}, {event.change}, {event.remove}")


def rows(report: Report) -> list[tuple[str, str, str]]:
    return [(check.subject, check.property.value, check.verdict.value) for check in report.checks]


def left() -> list[Path]:
    return list(stacks_directory().iterdir())


def test_plan_only_compares_the_plan_and_applies_nothing(make: Make, cloud: Path) -> None:
    _, spec, files = make("reminders", milk="buy", tea="drink")
    report = commands.plan_only(spec, files, Silent(), TOY)
    assert rows(report) == [
        ("terraform_data.milk", "exists", "passed"),
        ("terraform_data.tea", "exists", "passed"),
    ]
    assert [step.name for step in report.steps if step.name == "apply"] == []
    assert (list(cloud.iterdir()), left()) == ([], [])


def test_plan_beyond_the_budget_is_not_applied(make: Make, cloud: Path) -> None:
    _, spec, files = make("reminders", milk="buy", tea="drink")
    settings = Settings(target="toy", budget=Budget(resources=1))
    with pytest.raises(BudgetError, match="the plan creates 2 resources"):
        commands.test(spec, files, Silent(), settings)
    assert (list(cloud.iterdir()), left()) == ([], [])


def test_run_whose_minutes_are_over_destroys_its_stack(
    make: Make, cloud: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, spec, files = make("reminders", milk="buy")
    stop = Stop()
    apply = Stack.apply

    def late(stack: Stack, *arguments: Any) -> Any:
        applied = apply(stack, *arguments)
        stop.request("stopped: --max-minutes 5 are over")
        return applied

    monkeypatch.setattr(Stack, "apply", late)
    with pytest.raises(RunStopped, match="--max-minutes 5 are over"):
        commands.test(spec, files, Silent(), Settings(target="toy", stop=stop))
    assert (list(cloud.iterdir()), left()) == ([], [])


def test_throttled_apply_is_planned_and_applied_again(make: Make, cloud: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, spec, files = make("reminders", milk="buy")
    apply, failures = Stack.apply, [1]
    throttled = Diagnostic(message="", severity="error", summary="StatusCode: 503, api error RequestLimitExceeded: no")

    def fail_once(stack: Stack, *arguments: Any) -> Any:
        applied = apply(stack, *arguments)
        if failures:
            failures.pop()
            raise TerraformError("terraform apply", 1, diagnostics=[throttled])
        return applied

    monkeypatch.setattr(Stack, "apply", fail_once)
    monkeypatch.setattr(Stop, "wait", lambda *_: None)
    report = commands.test(spec, files, Silent(), TOY)
    assert {verdict for *_, verdict in rows(report)} == {"passed"}
    assert [step.name for step in report.steps].count("apply") == 2
    assert (list(cloud.iterdir()), left()) == ([], [])


def test_failed_apply_is_planned_again_once_its_plan_is_read(
    make: Make, cloud: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, spec, files = make("reminders", milk="buy")
    plan, apply, planned = Stack.plan, Stack.apply, Stack.planned
    failed, order = threading.Event(), list[str]()
    throttled = Diagnostic(message="", severity="error", summary="StatusCode: 503, api error RequestLimitExceeded: no")

    def told_plan(stack: Stack, *arguments: Any) -> Any:
        order.append("plan")
        return plan(stack, *arguments)

    def fail_once(stack: Stack, *arguments: Any) -> Any:
        applied = apply(stack, *arguments)
        if failed.is_set():
            return applied
        failed.set()
        raise TerraformError("terraform apply", 1, diagnostics=[throttled])

    def late(stack: Stack) -> Any:
        failed.wait()
        snapshot = planned(stack)
        order.append("read")
        return snapshot

    monkeypatch.setattr(Stack, "plan", told_plan)
    monkeypatch.setattr(Stack, "apply", fail_once)
    monkeypatch.setattr(Stack, "planned", late)
    monkeypatch.setattr(Stop, "wait", lambda *_: None)
    commands.test(spec, files, Silent(), TOY)
    assert order == ["plan", "read", "plan", "read"]
    assert (list(cloud.iterdir()), left()) == ([], [])


def test_upgrade_names_what_it_destroys_and_leaves_nothing(make: Make, cloud: Path) -> None:
    _, _, earlier = make("reminders", milk="buy", tea="drink")
    _, spec, now = make("reminders", milk="buy two", oats="cook")
    told = Upgraded()
    report = commands.upgrade(spec, now, earlier, told, TOY)
    assert [(check.subject, check.plan) for check in report.checks if check.verdict.value == "failed"] == [
        ("module.notes.terraform_data.tea", "destroyed")
    ]
    assert sorted(told.changes) == [
        "module.notes.terraform_data.milk: update",
        "module.notes.terraform_data.oats: create",
        "module.notes.terraform_data.tea: delete",
        "planned: 1, 1, 1",
    ]
    assert (list(cloud.iterdir()), left()) == ([], [])


def test_stack_goes_on_where_its_run_has_stopped(make: Make, cloud: Path) -> None:
    _, spec, files = make("reminders", milk="buy")
    kept = commands.test(spec, files, Silent(), TOY, keep=True).kept
    assert kept is not None
    directory = Path(kept)
    (directory / RUN_LOCK).touch()  # What a killed run leaves.
    # A plan without changes creates nothing.
    again = applied.resume(spec, directory, Silent(), keep=True, budget=Budget(resources=0))
    assert [step.name for step in again.steps] == ["plan", "apply", "verify, and plan again"]
    assert (again.kept, (directory / RUN_LOCK).exists()) == (kept, False)
    report = applied.resume(spec, directory, Silent())
    assert [step.name for step in report.steps] == [
        "verify, and plan again",
        "destroy",
        "check that nothing is left",
    ]
    assert rows(report)[-2:] == [("stack", "second plan", "passed"), ("stack", "nothing left", "passed")]
    assert (list(cloud.iterdir()), left()) == ([], [])


def test_stack_is_destroyed_alone(make: Make, cloud: Path) -> None:
    _, spec, files = make("reminders", milk="buy")
    kept = commands.test(spec, files, Silent(), TOY, keep=True).kept
    report = applied.resume(spec, Path(kept or ""), Silent(), stage=Stage.DESTROY)
    assert rows(report) == [("stack", "nothing left", "passed")]
    assert (list(cloud.iterdir()), left()) == ([], [])


def test_directory_without_a_stack_stays_as_it_is(make: Make, tmp_path: Path) -> None:
    _, spec, _ = make("reminders", milk="buy")
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(HarnessError, match="holds no stack"):
        applied.resume(spec, other, Silent())
    assert list(other.iterdir()) == []
