from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.terraform import Terraform, TerraformError, find
from privatelink_harness.terraform.binary import MINIMUM
from privatelink_harness.terraform.snapshot import from_state

if TYPE_CHECKING:
    from pathlib import Path

MAIN = 'resource "terraform_data" "this" {\n  input = "x"\n}\n'
MAIN += 'output "x" {\n  value = terraform_data.this.output\n}\n'


@pytest.fixture
def stack(tmp_path: Path) -> Terraform:
    root = tmp_path / "stack"
    root.mkdir()
    (root / "main.tf").write_text(MAIN)
    return Terraform(find({"PATH": str(tmp_path)}), root, {"HOME": str(tmp_path)})


def test_find_takes_embedded_terraform_without_another(tmp_path: Path) -> None:
    found = find({"PATH": str(tmp_path)})
    assert (found.kind, found.name, found.registry) == ("embedded", "terraform", "registry.terraform.io")
    assert found.version >= MINIMUM


def test_find_takes_embedded_terraform_by_name(tmp_path: Path) -> None:
    chosen = find({"PATH": os.environ["PATH"], "PRIVATELINK_TERRAFORM": "embedded"})
    assert find({"PATH": str(tmp_path)}) == chosen


def test_embedded_terraform_plans_applies_and_destroys(stack: Terraform, tmp_path: Path) -> None:
    stack.init()
    stack.plan(tmp_path / "plan")
    stack.apply(tmp_path / "plan")
    assert from_state(stack.pull_state()).outputs == {"x": "x"}
    assert stack.plan(tmp_path / "second").has_changes is False
    stack.destroy()
    assert stack.pull_state()["resources"] == []


def test_embedded_terraform_fails_as_any_other(stack: Terraform) -> None:
    (stack.directory / "main.tf").write_text("nonsense = 1\n")
    with pytest.raises(TerraformError, match=r"main.tf:1: Unsupported argument"):
        stack.init()


def test_embedded_terraform_ignores_python_modules_of_the_working_directory(stack: Terraform) -> None:
    (stack.directory / "ctypes.py").write_text("raise SystemExit('taken from the working directory')\n")
    assert stack.init() == ()
