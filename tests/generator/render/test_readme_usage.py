"""What a README gives to copy: a call passes all that is required, and only variables that there are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import hcl2
import pytest

from privatelink_generator.render import readback
from tests.support.paths import PUBLISHED
from tests.support.readmes import blocks

MODULES = sorted(path for path in PUBLISHED.glob("*/*") if path.is_dir())
META = {"source", "providers", "version", "depends_on"}


@cache
def variables(directory: Path) -> readback.Blocks:
    """Return the blocks of a module."""
    return readback.read({path.name: path.read_text(encoding="utf-8") for path in directory.glob("*.tf")}, ())


def calls(module: Path) -> list[tuple[Path, set[str], bool]]:
    """Return the calls in the README: directory, arguments, and whether the block says that it leaves some out."""
    found = []
    for block in blocks(module):
        value: dict[str, Any] = hcl2.loads(block)  # type: ignore[attr-defined, unused-ignore]
        for call in value.get("module", []):
            for body in call.values():
                folder = Path(str(body["source"]).strip('"'))
                found.append((PUBLISHED.parent / folder, set(body) - META, "# ..." in block))
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_arguments_are_variables_of_the_module(module: Path) -> None:
    for directory, arguments, _ in calls(module):
        names = {variable.name for variable in variables(directory).inputs}

        assert {name for name in arguments if not name.startswith("__")} - names == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_required_variables_are_passed(module: Path) -> None:
    whole = [(directory, arguments) for directory, arguments, is_part in calls(module) if not is_part]

    assert whole != []
    for directory, arguments in whole:
        assert {each.name for each in variables(directory).inputs if each.is_required} - arguments == set()
