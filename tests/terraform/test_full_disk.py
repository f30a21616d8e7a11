"""A run whose disk is full while Terraform writes its state: a real file system, real Terraform, a toy stack."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.full_disk import ALONE, FILLING
from tests.support.namespaces import need_namespaces
from tests.support.paths import ROOT


@pytest.fixture
def told(tmp_path: Path) -> dict[str, Any]:
    """What came of the run."""
    need_namespaces()
    command = [*ALONE, sys.executable, "-m", "tests.support.full_disk", str(tmp_path), f"milk={FILLING}"]
    return dict(json.loads(subprocess.check_output(command, cwd=ROOT)))


def test_run_destroys_what_it_created_with_the_state_that_terraform_printed(told: dict[str, Any]) -> None:
    assert "no space left on device" in told["message"]
    assert told["hint"].startswith("Free some disk space")
    assert (
        "          warning: Terraform could not write its state: it is taken from Terraform's output" in told["lines"]
    )
    assert (told["left"], told["stacks"], told["outcomes"]) == ([], [], ["nothing left"])
