"""A run after an error or a stop: it destroys what was created, or says what it could not."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.base import Spec
from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans.orphans import Created
from privatelink_harness.pytest_plugin.stacks import AppliedStack
from privatelink_harness.reports.stream import Line, RunEvent, StepBegun
from privatelink_harness.runs import stages
from privatelink_harness.runs.engine import Run
from privatelink_harness.runs.progress import Progress, Silent
from privatelink_harness.stacks.stack import Stack
from privatelink_harness.terraform.snapshot import Snapshot
from tests.support.api import HOME

NAME = "LocalStack at http://127.0.0.1:4566"


def succeed() -> None:
    """Go well."""


def fail() -> None:
    raise HarnessError("terraform apply failed")


def interrupt() -> None:
    raise KeyboardInterrupt


def interrupt_twice() -> None:
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)


@dataclass
class FakeSession:
    """A target that answers, or has ended."""

    answers: bool = True
    name: str = NAME
    advice: str = "Read its log."
    home: Scope = HOME

    ephemeral: frozenset[str] = frozenset()
    released: list[bool] = field(default_factory=list)
    calls: tuple[Created, ...] | None = ()
    proof: Proof = Proof.EMULATED
    accounts: Mapping[str, str] = field(default_factory=dict)
    regions: tuple[str, ...] = ()
    secrets: frozenset[str] = frozenset()
    clients: list[str] = field(default_factory=list)

    def client(self, _service: str, account: str, _region: str) -> None:
        self.clients.append(account)

    def created(self) -> tuple[Created, ...] | None:
        return self.calls

    def open_calls(self) -> int | None:
        return None if self.calls is None else 0

    def forget(self) -> frozenset[str]:
        return self.ephemeral

    def alive(self) -> bool:
        return self.answers

    def release(self, *, clean: bool) -> None:
        self.released.append(clean)


@dataclass
class FakeStack:
    """A stack whose commands do what a test says; it lists their calls."""

    directory: Path
    applying: Callable[[], None] = succeed
    destroying: Callable[[], None] = succeed
    renewing: Callable[[], None] = succeed
    has_state: bool = True
    tags: None = None
    rescue: None = None
    session: FakeSession = field(default_factory=FakeSession)
    calls: list[str] = field(default_factory=list)
    lasted: int = 0

    def plan(self, _on_event: object) -> None:
        self.calls.append("plan")

    def apply(self, _on_event: object) -> None:
        self.calls.append("apply")
        self.applying()

    def state(self) -> Snapshot:
        return Snapshot((), {})

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        """End no AWS provider: there is none."""

    def lasting(self) -> FakeStack:
        self.lasted += 1
        return self

    def renewed(self) -> FakeStack:
        self.renewing()
        return self

    def discard_plan(self) -> None:
        """Have none."""

    def discard_second_plan(self) -> None:
        """Have none."""

    def restarted(self, _interrupt: object = None) -> FakeStack:
        return self

    def destroy(self, _on_event: object, *, refresh: bool) -> None:  # noqa: ARG002 - there is nothing to read
        self.calls.append("destroy")
        self.destroying()

    def remove(self) -> None:
        self.calls.append("remove")


class Shown(Progress):
    """Progress that keeps steps and lines."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def take(self, event: RunEvent) -> None:
        match event:
            case StepBegun(title=text) | Line(text=text):
                self.shown.append(text)


@pytest.fixture
def spec() -> Spec:
    return loads("version: 1\npattern: consumer\nname: x\nendpoints:\n  s3: {service: s3, type: gateway}\n", "x.yaml")


def complete(stack: FakeStack, spec: Spec, expected: type[BaseException]) -> tuple[Any, list[str]]:
    """Return the error that the run ends with, and what it showed."""
    progress = Shown()
    with pytest.raises(expected) as caught:
        stages.complete(Run(cast("Stack", stack), progress), spec)
    return caught.value, progress.shown


def test_run_raises_the_error_after_destroying(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=fail)
    error, shown = complete(stack, spec, HarnessError)
    assert str(error) == "terraform apply failed"
    assert stack.calls == ["plan", "apply", "stop", "destroy", "remove"]
    assert shown == ["plan", "apply", "failed: destroy"]
    assert stack.session.released == [True]


def test_each_step_begins_with_credentials_that_last(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=fail)
    complete(stack, spec, HarnessError)
    assert (stack.calls[:2], stack.lasted) == (["plan", "apply"], 2)


def test_clients_between_steps_have_credentials_that_last(tmp_path: Path) -> None:
    stack = FakeStack(tmp_path)
    applied = AppliedStack(Run(cast("Stack", stack), Shown()), None)
    account = applied.account("111122223333")
    before = stack.lasted
    account.client("ec2", "us-east-1")
    applied.client("ec2")
    assert (stack.session.clients, stack.lasted > before + 1) == ([HOME.account] * 2, True)


def test_run_destroys_after_a_stop(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=interrupt)
    _, shown = complete(stack, spec, KeyboardInterrupt)
    assert stack.calls == ["plan", "apply", "stop", "destroy", "remove"]
    assert shown == ["plan", "apply", "stopped: destroy"]
    assert stack.session.released == [True]


def test_run_without_a_state_destroys_nothing(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=fail, has_state=False)
    complete(stack, spec, HarnessError)
    assert stack.calls == ["plan", "apply", "stop", "remove"]
    assert stack.session.released == [True]


def test_orphans_are_looked_for_without_a_state_where_nobody_tells_what_was_created(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=fail, has_state=False, session=FakeSession(calls=None))
    _, shown = complete(stack, spec, HarnessError)
    assert (shown, stack.calls) == (["plan", "apply", "failed: destroy"], ["plan", "apply", "stop", "remove"])


def test_run_fails_if_the_api_tells_of_something_left_after_an_error(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = Check("stack", Property.NOTHING_LEFT, Verdict.FAILED, Proof.LIVE, "none", None, None, "vpc-1", "in use")
    monkeypatch.setattr(leftovers, "check", lambda *_, **__: left)
    error, _ = complete(FakeStack(tmp_path, applying=fail), spec, HarnessError)
    assert str(error).startswith("terraform apply failed\nand what was created is not destroyed: left: vpc-1\nin use")


def crash(*_: object, **__: object) -> None:
    """Have a fault that no error of ours names."""
    raise KeyError("id")


@pytest.mark.parametrize("step", ["verify_and_plan_again", "report"])
def test_run_destroys_after_a_fault_of_ours(
    step: str, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = FakeStack(tmp_path)
    monkeypatch.setattr(Run, "verify_and_plan_again", lambda *_, **__: [])
    monkeypatch.setattr(Run, step, crash)
    monkeypatch.setattr(leftovers, "check", lambda *_, **__: leftovers.gone(NAME))
    complete(stack, spec, KeyError)
    assert ("destroy" in stack.calls, stack.calls[-1], stack.session.released) == (True, "remove", [True])


@pytest.mark.parametrize(("destroying", "expected"), [(fail, HarnessError), (interrupt, KeyboardInterrupt)])
def test_run_fails_if_its_destroy_does_although_its_account_is_forgotten(
    spec: Spec,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    destroying: Callable[[], None],
    expected: type[BaseException],
) -> None:
    monkeypatch.setattr(Run, "verify_and_plan_again", lambda *_, **__: [])
    stack = FakeStack(tmp_path, destroying=destroying, session=FakeSession(ephemeral=frozenset({HOME.account})))
    _, shown = complete(stack, spec, expected)
    assert shown[-1] == f"the rest is gone: {NAME} has forgotten the run's accounts"
    assert (stack.calls[-1], stack.session.released) == ("remove", [True])


def test_account_is_released_if_nobody_knows_what_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = FakeStack(tmp_path)
    monkeypatch.setattr(leftovers, "check", crash)
    with pytest.raises(KeyError):
        Run(cast("Stack", stack), Silent()).destroy()
    assert (stack.calls, stack.session.released) == (["destroy"], [False])


@pytest.mark.parametrize("has_state", [True, False])
@pytest.mark.parametrize("applying", [fail, interrupt])
def test_run_on_an_ended_target_removes_the_stack(
    spec: Spec, tmp_path: Path, applying: Callable[[], None], *, has_state: bool
) -> None:
    stack = FakeStack(tmp_path, applying=applying, has_state=has_state, session=FakeSession(answers=False))
    error, _ = complete(stack, spec, HarnessError)
    assert (error.message, error.hint) == (f"{NAME}: ended, and the stack's resources with it", "Read its log.")
    assert stack.calls == ["plan", "apply", "stop", "remove"]


def test_destroy_on_an_ended_target_removes_the_stack(tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, session=FakeSession(answers=False))
    with pytest.raises(HarnessError, match="ended, and the stack's resources with it"):
        Run(cast("Stack", stack), Silent()).destroy()
    assert stack.calls == ["remove"]


def test_run_destroys_nothing_in_accounts_that_it_may_no_longer_use(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, renewing=fail)
    with pytest.raises(HarnessError):
        Run(cast("Stack", stack), Silent()).destroy()
    assert stack.calls == []

    stack = FakeStack(tmp_path, applying=fail, renewing=fail)
    error, _ = complete(stack, spec, HarnessError)
    assert "what was created is not destroyed" in error.message
    assert stack.calls == ["plan", "apply", "stop"]


@pytest.mark.parametrize(
    ("applying", "destroying", "message"),
    [
        (fail, fail, "terraform apply failed\nand what was created is not destroyed: terraform apply failed"),
        (interrupt, fail, "stopped\nand what was created is not destroyed: terraform apply failed"),
        (interrupt, interrupt_twice, "stopped\nand what was created is not destroyed: stopped again"),
    ],
)
def test_run_keeps_and_names_a_stack_that_it_can_not_destroy(
    spec: Spec, tmp_path: Path, applying: Callable[[], None], destroying: Callable[[], None], message: str
) -> None:
    stack = FakeStack(tmp_path, applying=applying, destroying=destroying)
    error, _ = complete(stack, spec, HarnessError)
    assert (error.message, error.hint) == (
        message,
        f"The state is kept. Destroy with: privatelink destroy {tmp_path}",
    )
    assert stack.calls == ["plan", "apply", "stop", "destroy"]
    assert stack.session.released == []


def test_one_signal_during_a_destroy_only_warns(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=interrupt, destroying=lambda: signal.raise_signal(signal.SIGTERM))
    _, shown = complete(stack, spec, KeyboardInterrupt)
    assert stack.calls[-1] == "remove"
    assert shown[-1] == "still destroying; stop again to leave the rest as it is"
