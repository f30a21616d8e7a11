"""The calls of modules in a stack's directory, and the variables that they take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privatelink_harness.runs.acting import call_of, has_variables

LISTED = [
    {"Key": "", "Dir": "."},
    {"Key": "stack", "Dir": "../.."},
    {"Key": "stack.payments", "Dir": "../../modules/p"},
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root module that `terraform init` has seen, two folders below the module that it calls."""
    root = tmp_path / "examples" / "complete"
    (root / ".terraform" / "modules").mkdir(parents=True)
    (root / ".terraform" / "modules" / "modules.json").write_text(json.dumps({"Modules": LISTED}))
    return root


@pytest.mark.parametrize(
    ("module", "caller", "called"),
    [
        ("module.stack", ".", "../.."),
        ("module.stack.module.payments", "../..", "../../modules/p"),
        ('module.stack["a"].module.payments[0]', "../..", "../../modules/p"),
        ("module.other", ".", None),
        ("", ".", None),
    ],
)
def test_call_is_found_by_the_modules_address(root: Path, module: str, caller: str, called: str | None) -> None:
    assert call_of(root, module) == (root / caller, root / called if called else None)


def test_root_module_without_calls_has_none(tmp_path: Path) -> None:
    assert call_of(tmp_path, "module.stack") == (tmp_path, None)


def test_variables_are_those_that_the_module_declares(tmp_path: Path) -> None:
    (tmp_path / "variables.tf").write_text('variable "weights" {\n  type = any\n}\n# variable "other" {}\n')
    assert has_variables(tmp_path, {"weights": 1})
    assert not has_variables(tmp_path, {"weights": 1, "other": 2})
