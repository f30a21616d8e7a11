"""checkov and tflint on modules of odd specs. `make check` runs these: they install both tools."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from privatelink_generator.load import loads
from tests.support.odd_specs import ODD_SPECS, ODD_STACKS, write_module
from tests.support.paths import ROOT


def _lint(directory: Path) -> tuple[int, str]:
    command = [ROOT / "scripts" / "lint-modules", directory]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    return completed.returncode, completed.stdout + completed.stderr


def test_modules_of_odd_specs_have_no_lint_findings(tmp_path: Path) -> None:
    for name, text in (ODD_SPECS | ODD_STACKS).items():
        write_module(loads(text), tmp_path / name)

    assert _lint(tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n', "CKV2_AWS_11"),
        ('variable "unused" {\n  type = string\n}\n', "terraform_unused_declarations"),
    ],
)
def test_lint_reports_findings_of_both_tools(tmp_path: Path, code: str, expected: str) -> None:
    (tmp_path / "main.tf").write_text(code)
    returncode, output = _lint(tmp_path)

    assert (returncode != 0, expected in output) == (True, True)
