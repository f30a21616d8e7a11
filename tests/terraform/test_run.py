from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import Terraform, events, find
from privatelink_harness.terraform.snapshot import from_state

if TYPE_CHECKING:
    from pathlib import Path

MAIN = """
variable "size" {
  type    = number
  default = 3
}
resource "terraform_data" "this" {
  for_each = toset(["a", "b"])
  input    = var.size
}
output "sizes" {
  value = [for each in terraform_data.this : each.output]
}
output "secret" {
  value     = "hidden"
  sensitive = true
}
check "small" {
  assert {
    condition     = var.size > 2
    error_message = "rather small"
  }
}
"""


@pytest.fixture
def stack(tmp_path: Path) -> Terraform:
    root = tmp_path / "stack"
    root.mkdir()
    (root / "main.tf").write_text(MAIN)
    terraform = Terraform(find(), root, {"HOME": str(tmp_path)})
    terraform.init()
    return terraform


@pytest.fixture
def plan(stack: Terraform, tmp_path: Path) -> Path:
    stack.plan(tmp_path / "plan")
    return tmp_path / "plan"


def addresses(resources: tuple[events.PlannedChange, ...] | tuple[events.ApplyComplete, ...]) -> set[str]:
    return {str(each.resource) for each in resources}


BOTH = {'terraform_data.this["a"]', 'terraform_data.this["b"]'}


def test_plan_lists_changes(stack: Terraform, tmp_path: Path) -> None:
    result = stack.plan(tmp_path / "plan")
    assert (result.has_changes, addresses(result.changes)) == (True, BOTH)
    assert result.summary is not None
    assert (result.summary.add, result.summary.change, result.summary.remove) == (2, 0, 0)


def test_apply_returns_completed_resources_and_outputs(stack: Terraform, plan: Path) -> None:
    result = stack.apply(plan)
    assert addresses(result.completed) == BOTH
    assert result.summary is not None
    assert (result.summary.operation, result.summary.add) == ("apply", 2)
    assert {output.name: output.value for output in result.outputs} == {"sizes": [3, 3], "secret": None}


def test_second_plan_is_empty(stack: Terraform, plan: Path, tmp_path: Path) -> None:
    stack.apply(plan)
    result = stack.plan(tmp_path / "second")
    assert (result.has_changes, result.changes) == (False, ())


def test_apply_passes_events_in_terraforms_order(stack: Terraform, plan: Path) -> None:
    kinds: list[str] = []
    stack.apply(plan, lambda event: kinds.append(type(event).__name__))
    starts = [index for index, kind in enumerate(kinds) if kind == "ApplyStart"]
    ends = [index for index, kind in enumerate(kinds) if kind == "ApplyComplete"]
    summary = len(kinds) - 1 - kinds[::-1].index("ChangeSummary")
    assert kinds[0] == "VersionReport"
    assert starts[0] < ends[0] <= ends[-1] < summary < kinds.index("Outputs", summary)


@pytest.mark.parametrize("refresh", [True, False])
def test_destroy_leaves_an_empty_state(stack: Terraform, plan: Path, *, refresh: bool) -> None:
    stack.apply(plan)
    result = stack.destroy(refresh=refresh)
    assert addresses(result.completed) == BOTH
    assert result.summary is not None
    assert (result.summary.operation, result.summary.remove) == ("destroy", 2)
    assert stack.pull_state()["resources"] == []


def test_show_plan_returns_data(stack: Terraform, plan: Path) -> None:
    shown = stack.show_plan(plan)
    assert {change["address"] for change in shown["resource_changes"]} == BOTH


def test_pull_state_has_resources_and_outputs(stack: Terraform, plan: Path) -> None:
    stack.apply(plan)
    state = from_state(stack.pull_state())
    assert {resource.address: resource.values["input"]["value"] for resource in state.resources} == dict.fromkeys(
        BOTH, 3
    )
    assert state.outputs == {"sizes": [3, 3], "secret": "hidden"}


def test_pull_state_without_a_state_is_empty(stack: Terraform) -> None:
    assert stack.pull_state() == {}


@pytest.mark.parametrize("settings", ["", 'path = "elsewhere.tfstate"'])
def test_pull_state_follows_the_backend(stack: Terraform, tmp_path: Path, settings: str) -> None:
    (stack.directory / "backend.tf").write_text(f'terraform {{\n  backend "local" {{\n{settings}\n}}\n}}\n')
    stack.init()
    stack.plan(tmp_path / "plan")
    stack.apply(tmp_path / "plan")
    assert [resource["name"] for resource in stack.pull_state()["resources"]] == ["this"]


def test_plan_returns_warnings(stack: Terraform, tmp_path: Path) -> None:
    values = tmp_path / "values.tfvars"
    values.write_text("size = 1\n")
    terraform = Terraform(stack.binary, stack.directory, stack.environment, var_files=(values,))
    result = terraform.plan(tmp_path / "plan")
    assert [(each.severity, each.detail) for each in result.diagnostics] == [("warning", "rather small")]


def test_init_names_a_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match=r"terraform init: does not start in .*nowhere"):
        Terraform(find(), tmp_path / "nowhere", {}).init()
