"""Runs that are stopped while a behaviour is tried, of toy stacks with real Terraform: nothing is left, as always."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_harness.behaviours import perform
from privatelink_harness.behaviours.behaviour import Behaviour, Stage
from privatelink_harness.behaviours.change import Change
from privatelink_harness.behaviours.topology import Placed, Topology
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.reports.stream import ResourceBegun, RunEvent, StepBegun
from privatelink_harness.runs import commands
from privatelink_harness.runs.acting import RunStage
from privatelink_harness.runs.commands import Settings
from privatelink_harness.runs.progress import Progress
from privatelink_harness.runs.stop import RunStopped, Stop
from privatelink_harness.stacks.directory import stacks_directory
from privatelink_harness.terraform import process
from tests.support import toys
from tests.support.toys import Make

ENDLESS = """
resource "terraform_data" "endless" {
  provisioner "local-exec" {
    command = "sleep 60"
  }
}
"""
"""A resource whose apply lasts until it is stopped."""


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return toys.register(tmp_path, monkeypatch)


@pytest.fixture
def make(tmp_path: Path, cloud: Path) -> Make:  # noqa: ARG001 - registers the pattern
    return toys.maker(tmp_path)


class Listener(Progress):
    """Notes the steps, and does something once Terraform creates the endless resource."""

    def __init__(self, once_creating: Callable[[], None]) -> None:
        self.steps: list[str] = []
        self._once_creating = once_creating

    def take(self, event: RunEvent) -> None:
        match event:
            case StepBegun(title=title):
                self.steps.append(title)
            case ResourceBegun(address="terraform_data.endless", action="create"):
                self._once_creating()


def try_change(monkeypatch: pytest.MonkeyPatch, act: Callable[[RunStage], None]) -> None:
    """Let the run try one behaviour: a change outside of Terraform, which the next apply is to put right."""

    def changes(stage: Stage, topology: Topology, chosen: frozenset[Behaviour]) -> list[Change]:
        assert isinstance(stage, RunStage)
        assert chosen == {Behaviour.DRIFT}
        note = Placed(stage.state().resources[0], Scope("111122223333", "us-east-1"))
        address = note.resource.address
        return [Change(address, Property.DRIFT, "update", note, lambda: act(stage), lambda _: "", topology.links)]

    monkeypatch.setattr(perform, "changes", changes)


def press_ctrl_c() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("is_applying", [False, True], ids=["while it changes", "while it is put right"])
@pytest.mark.parametrize("expected", [KeyboardInterrupt, RunStopped], ids=["Ctrl-C", "another thread's stop"])
def test_stop_while_a_behaviour_is_tried_leaves_nothing(
    make: Make, cloud: Path, monkeypatch: pytest.MonkeyPatch, *, is_applying: bool, expected: type[BaseException]
) -> None:
    _, spec, files = make("reminders", milk="buy")
    monkeypatch.setattr(process, "HOLD", 0.2)  # Toys do not tell which calls are open.
    stop = Stop()
    end = press_ctrl_c if expected is KeyboardInterrupt else stop.request

    def act(stage: RunStage) -> None:
        (cloud / "milk").write_text("changed outside of Terraform")
        if is_applying:
            (stage.run.stack.root / "endless.tf").write_text(ENDLESS)
        else:
            end()

    try_change(monkeypatch, act)
    listener = Listener(end)
    with pytest.raises(expected):
        commands.test(spec, files, listener, Settings(target="toy", stop=stop), behaviours=frozenset({Behaviour.DRIFT}))
    assert listener.steps[-2:] == ["try behaviours", "stopped: destroy"]
    assert (list(cloud.iterdir()), list(stacks_directory().iterdir())) == ([], [])
