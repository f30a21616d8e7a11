from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privatelink_harness.terraform import Interrupt, Terraform, TerraformInterrupted, events, find
from privatelink_harness.terraform.binary import CHOICE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# `slow` comes after `quick`; its provisioner would run for ten minutes.
MAIN = """
resource "terraform_data" "quick" {}
resource "terraform_data" "slow" {
  depends_on = [terraform_data.quick]
  provisioner "local-exec" {
    command = "sleep 600"
  }
}
"""


@pytest.fixture(params=["found", "embedded"])
def stack(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Terraform:
    if request.param == "embedded":
        monkeypatch.setenv(CHOICE, "embedded")
    (tmp_path / "main.tf").write_text(MAIN)
    terraform = Terraform(find(), tmp_path, {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    terraform.init()
    terraform.plan(tmp_path / "plan")
    return terraform


def once_provisioning(action: Callable[[], None]) -> Callable[[events.Event], None]:
    def listen(event: events.Event) -> None:
        if isinstance(event, events.Log) and event.kind == "provision_progress":
            action()

    return listen


def names(terraform: Terraform) -> set[str]:
    return {resource["name"] for resource in terraform.pull_state()["resources"]}


def press_ctrl_c() -> None:
    raise KeyboardInterrupt


def test_interrupt_keeps_the_state(stack: Terraform) -> None:
    with pytest.raises(TerraformInterrupted):
        stack.apply(stack.directory / "plan", once_provisioning(stack.interrupt.request))
    after = Terraform(stack.binary, stack.directory, stack.environment)
    assert names(after) == {"quick", "slow"}


def test_ctrl_c_stops_terraform_first(stack: Terraform) -> None:
    with pytest.raises(KeyboardInterrupt):
        stack.apply(stack.directory / "plan", once_provisioning(press_ctrl_c))
    assert names(stack) == {"quick", "slow"}


def test_terraform_does_not_start_after_an_interrupt(tmp_path: Path) -> None:
    interrupt = Interrupt()
    interrupt.request()
    with pytest.raises(TerraformInterrupted, match="terraform init was interrupted"):
        Terraform(find(), tmp_path, {}, interrupt=interrupt).init()
