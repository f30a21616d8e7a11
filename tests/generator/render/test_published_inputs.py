"""What holds for the inputs of every published module, whatever its pattern."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.paths import ROOT

MODULES = sorted(path.parent for path in (ROOT / "modules").glob("*/*/versions.tf"))


def text(module: Path, pattern: str) -> str:
    return "\n".join(path.read_text() for path in sorted(module.rglob(pattern)))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_inputs_are_typed(module: Path) -> None:
    variables = text(module, "variables.tf")

    assert variables.count('\nvariable "') + variables.startswith("variable") == len(
        re.findall(r"^  type +=", variables, re.MULTILINE)
    )
    assert re.findall(r"\bany\b(?=[,)\n])", re.sub(r'^ *description += ".*"$', "", variables, flags=re.MULTILINE)) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_service_names_come_from_no_data_source(module: Path) -> None:
    """A name that is unknown in the plan has Terraform replace the endpoint."""
    assert re.findall(r"service_name += data\.", text(module, "*.tf")) == []
