"""The rooms of our packages import each other in one direction only."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.rooms import PACKAGES, Import, Kind, arrows, broken, cycles, imports, room


@pytest.fixture(scope="module")
def ours() -> list[Import]:
    """Every import of this checkout."""
    return imports()


def test_no_import_breaks_a_rule(ours: list[Import]) -> None:
    assert broken(ours) == []


def test_no_rooms_import_each_other(ours: list[Import]) -> None:
    assert cycles(arrows(ours)) == []


def test_every_package_has_rooms(ours: list[Import]) -> None:
    assert {name.split(".")[0] for found in ours if (name := room(found.module))} == set(PACKAGES)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of three modules that import each other."""
    files = {
        "harness/privatelink_harness/checks/check.py": (
            "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    from privatelink_harness.runs.engine import Run\n"
            "def late():\n    from ..stacks import stack\n"
        ),
        "harness/privatelink_harness/runs/engine.py": "import privatelink_harness.checks.check\n",
        "harness/privatelink_harness/stacks/stack.py": "import os\n",
        "localstack/privatelink_localstack/kernel/scope.py": "from moto.core import models\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return tmp_path


def test_lazy_and_typed_imports_count(checkout: Path) -> None:
    assert arrows(imports(checkout)) == {
        ("privatelink_harness.checks", "privatelink_harness.runs"): Kind.TYPES,
        ("privatelink_harness.checks", "privatelink_harness.stacks"): Kind.LAZY,
        ("privatelink_harness.runs", "privatelink_harness.checks"): Kind.AT_IMPORT,
    }


def test_broken_rules_name_file_and_line(checkout: Path) -> None:
    check = checkout / "harness/privatelink_harness/checks/check.py"
    scope = checkout / "localstack/privatelink_localstack/kernel/scope.py"

    assert broken(imports(checkout)) == [
        f"{check}:3: privatelink_harness.checks.check imports privatelink_harness.runs.engine",
        f"{check}:5: privatelink_harness.checks.check imports privatelink_harness.stacks.stack",
        f"{scope}:1: privatelink_localstack.kernel.scope imports moto.core",
    ]


def test_cycles_are_found(checkout: Path) -> None:
    assert cycles(arrows(imports(checkout))) == [["privatelink_harness.checks", "privatelink_harness.runs"]]
