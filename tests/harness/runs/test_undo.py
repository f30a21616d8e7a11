"""The destroy of a stack whose apply was cut off: its limits, and the end of accounts that can be forgotten."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans import orphans
from privatelink_harness.orphans.orphans import Created, Orphan
from privatelink_harness.runs import undo
from privatelink_harness.runs.progress import Silent
from privatelink_harness.runs.undo import Patience, Undo
from privatelink_harness.stacks.stack import Stack
from privatelink_harness.terraform import Interrupt
from privatelink_harness.terraform.snapshot import Resource, Snapshot
from tests.support.api import HOME

VPC = Resource("", "aws_vpc", "this", None, {"id": "vpc-1", "arn": f"arn:aws:ec2:us-east-1:{HOME.account}:vpc/vpc-1"})
ELSEWHERE = Created("CreateVpc", Scope("999988887777", "us-east-1"), ("vpc-2",))


@dataclass
class FakeSession:
    """A target that forgets accounts."""

    ephemeral: frozenset[str] = frozenset({HOME.account})
    calls: Sequence[Created] = ()
    open: list[int] = field(default_factory=list)
    forgotten: int = 0
    name: str = "LocalStack"
    home: Scope = HOME
    proof: Proof = Proof.EMULATED

    def created(self) -> Sequence[Created]:
        return self.calls

    def open_calls(self) -> int:
        return self.open.pop() if self.open else 0

    def forget(self) -> frozenset[str]:
        self.forgotten += 1
        return self.ephemeral


@dataclass
class FakeStack:
    """A stack whose destroy does what a test says."""

    destroying: Callable[[Interrupt], None]
    session: FakeSession = field(default_factory=FakeSession)
    has_state: bool = True
    tags: None = None
    interrupt: Interrupt = field(default_factory=Interrupt)

    def state(self) -> Snapshot:
        return Snapshot((VPC,), {})

    def restarted(self, interrupt: Interrupt) -> FakeStack:
        return FakeStack(self.destroying, self.session, interrupt=interrupt)

    def destroy(self, _on_event: object, *, refresh: bool) -> None:  # noqa: ARG002 - there is nothing to read
        self.destroying(self.interrupt)


def succeed(_interrupt: Interrupt) -> None:
    """Go well."""


def fail(_interrupt: Interrupt) -> None:
    raise HarnessError("DependencyViolation")


def hang(interrupt: Interrupt) -> None:
    """Wait until the command is stopped, as the AWS provider does for a subnet that it does not know."""
    while not interrupt.requested:
        threading.Event().wait(0.01)
    raise HarnessError("terraform destroy was interrupted")


@pytest.fixture
def no_orphans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "find", lambda *_: [])


def run(stack: FakeStack, **settings: Any) -> Undo:
    destroying = Undo(cast("Stack", stack), Silent(), **settings)
    destroying.run()
    return destroying


@pytest.mark.usefixtures("no_orphans")
def test_accounts_are_forgotten_if_the_destroy_fails() -> None:
    session = FakeSession(open=[0, 1, 1])
    assert (run(FakeStack(fail, session)).is_forgotten, session.forgotten, session.open) == (True, 1, [])


@pytest.mark.usefixtures("no_orphans")
@pytest.mark.parametrize("error", [HarnessError("DependencyViolation"), KeyboardInterrupt()], ids=["failed", "stopped"])
def test_error_of_a_tested_destroy_is_raised(error: BaseException) -> None:
    def end(_interrupt: Interrupt) -> None:
        raise error

    session = FakeSession()
    with pytest.raises(type(error)):
        run(FakeStack(end, session), is_tested=True)
    assert session.forgotten == 0


def test_tested_destroy_has_the_same_limits_on_every_target() -> None:
    ephemeral, other = (Patience.of(is_ephemeral=each, in_haste=False, is_tested=True) for each in (True, False))
    assert ephemeral == other


def test_destroy_in_aws_may_go_without_progress_for_longer_than_any_resource_takes() -> None:
    assert Patience.of(is_ephemeral=False, in_haste=True, is_tested=False, is_live=True).idle == 1800


@pytest.mark.usefixtures("no_orphans")
def test_accounts_are_forgotten_if_the_destroy_has_a_fault_of_ours() -> None:
    def crash(_interrupt: Interrupt) -> None:
        raise KeyError("id")

    session = FakeSession()
    with pytest.raises(KeyError):
        run(FakeStack(crash, session))
    assert session.forgotten == 1


@pytest.mark.usefixtures("no_orphans")
def test_accounts_are_kept_if_the_destroy_goes_well() -> None:
    session = FakeSession()
    assert (run(FakeStack(succeed, session), is_cut=True).is_forgotten, session.forgotten) == (False, 0)


@pytest.mark.usefixtures("no_orphans")
@pytest.mark.parametrize("session", [FakeSession(frozenset()), FakeSession(calls=[ELSEWHERE])], ids=["none", "others"])
def test_error_is_raised_if_an_account_of_the_stack_is_not_forgotten(session: FakeSession) -> None:
    with pytest.raises(HarnessError, match="DependencyViolation"):
        run(FakeStack(fail, session))


@pytest.mark.usefixtures("no_orphans")
def test_destroy_without_progress_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Patience, "of", lambda *_, **__: Patience(total=60.0, idle=0.3))
    assert run(FakeStack(hang), in_haste=True).is_forgotten


def test_orphans_are_looked_for_while_a_destroy_makes_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "_STALL", 0.1)
    looked = threading.Event()

    def find(*_: object) -> list[Orphan]:
        looked.set()
        return []

    monkeypatch.setattr(orphans, "find", find)
    run(FakeStack(lambda _interrupt: None if looked.wait(60) else fail(_interrupt)))
    assert looked.is_set()


@pytest.mark.usefixtures("no_orphans")
def test_orphan_that_is_left_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "remove", lambda *_, **__: ["subnet subnet-1: in use"])
    with pytest.raises(HarnessError, match="not removed:\nsubnet subnet-1: in use"):
        run(FakeStack(succeed, FakeSession(frozenset())), is_cut=True)
