"""What a run does when something goes wrong: it destroys what was made, or says what it could not."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.base import Spec
from privatelink_harness.errors import HarnessError
from privatelink_harness.runs import run
from privatelink_harness.runs.progress import Silent
from privatelink_harness.stacks.stack import Stack

ENDPOINT = "http://127.0.0.1:4566"


def nothing() -> None:
    """Go well."""


def broken() -> None:
    raise HarnessError("terraform apply failed")


def interrupted() -> None:
    raise KeyboardInterrupt


def interrupted_twice() -> None:
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)


@dataclass
class FakeTarget:
    """A LocalStack that runs, or has ended."""

    lives: bool = True
    endpoint: str = ENDPOINT

    def alive(self) -> bool:
        return self.lives


@dataclass
class FakeStack:
    """A stack whose commands do what a test says, and write down that they were called."""

    directory: Path
    applying: Callable[[], None] = nothing
    destroying: Callable[[], None] = nothing
    has_state: bool = True
    target: FakeTarget = field(default_factory=FakeTarget)
    calls: list[str] = field(default_factory=list)

    def plan(self, _on_event: object) -> None:
        self.calls.append("plan")

    def apply(self, _on_event: object) -> None:
        self.calls.append("apply")
        self.applying()

    def stop(self) -> None:
        self.calls.append("stop")

    def afresh(self) -> FakeStack:
        return self

    def destroy(self, _on_event: object) -> None:
        self.calls.append("destroy")
        self.destroying()

    def remove(self) -> None:
        self.calls.append("remove")


class Told(Silent):
    """Remembers steps and what is said."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def step(self, title: str) -> None:
        self.told.append(title)

    def say(self, text: str) -> None:
        self.told.append(text)


@pytest.fixture
def spec() -> Spec:
    return loads("version: 1\npattern: consumer\nname: x\nendpoints:\n  s3: {service: s3, type: gateway}\n", "x.yaml")


def ending(stack: FakeStack, spec: Spec, kind: type[BaseException]) -> tuple[Any, list[str]]:
    """The error that the run ends with, and what it told."""
    told = Told()
    with pytest.raises(kind) as caught:
        run.test(spec, cast("Stack", stack), told)
    return caught.value, told.told


def test_a_failure_is_told_after_what_was_made_is_destroyed(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=broken)
    error, told = ending(stack, spec, HarnessError)
    assert str(error) == "terraform apply failed"
    assert stack.calls == ["plan", "apply", "stop", "destroy", "remove"]
    assert told == ["plan", "apply", "failed: destroy"]


def test_being_told_to_stop_destroys_too(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=interrupted)
    _, told = ending(stack, spec, KeyboardInterrupt)
    assert stack.calls == ["plan", "apply", "stop", "destroy", "remove"]
    assert told == ["plan", "apply", "stopped: destroy"]


def test_without_a_state_there_is_nothing_to_destroy(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=broken, has_state=False)
    ending(stack, spec, HarnessError)
    assert stack.calls == ["plan", "apply", "stop", "remove"]


@pytest.mark.parametrize("has_state", [True, False])
@pytest.mark.parametrize("applying", [broken, interrupted])
def test_with_localstack_gone_so_is_the_stack(
    spec: Spec, tmp_path: Path, applying: Callable[[], None], *, has_state: bool
) -> None:
    stack = FakeStack(tmp_path, applying=applying, has_state=has_state, target=FakeTarget(lives=False))
    error, _ = ending(stack, spec, HarnessError)
    assert error.message.startswith(f"{ENDPOINT}: LocalStack ended in the middle of the run")
    assert stack.calls == ["plan", "apply", "stop", "remove"]


@pytest.mark.parametrize(
    ("applying", "destroying", "message"),
    [
        (
            broken,
            broken,
            "terraform apply failed\nand what was made is not destroyed: terraform apply failed",
        ),
        (interrupted, broken, "stopped\nand what was made is not destroyed: terraform apply failed"),
        (interrupted, interrupted_twice, "stopped\nand what was made is not destroyed: stopped again"),
    ],
)
def test_what_can_not_be_destroyed_is_kept_and_named(
    spec: Spec,
    tmp_path: Path,
    applying: Callable[[], None],
    destroying: Callable[[], None],
    message: str,
) -> None:
    stack = FakeStack(tmp_path, applying=applying, destroying=destroying)
    error, _ = ending(stack, spec, HarnessError)
    assert (error.message, error.hint) == (
        message,
        f"The state is kept. Destroy with: privatelink destroy {tmp_path}",
    )
    assert stack.calls == ["plan", "apply", "stop", "destroy"]


def test_one_signal_while_it_destroys_only_tells_so(spec: Spec, tmp_path: Path) -> None:
    stack = FakeStack(tmp_path, applying=interrupted, destroying=lambda: signal.raise_signal(signal.SIGTERM))
    _, told = ending(stack, spec, KeyboardInterrupt)
    assert stack.calls[-1] == "remove"
    assert told[-1] == "still destroying; once more leaves what stands"
