"""Released modules are applied, and planned as this release generates them: nothing is replaced without a word.

`scripts/released.py` keeps the modules in tests/upgrades/ after each release.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from tests.support.changelog import announced, is_announced
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

RELEASED = ROOT / "tests" / "upgrades"
NAMES = sorted(path.parent.name for path in RELEASED.glob("*/spec.yaml"))
OPEN = {"as before": "", "open": "\nopen: true\n"}
"""What is added to a released spec."""

Change = dict[str, Any]
Upgrade = Callable[[str], list[Change]]


@pytest.fixture(scope="module")
def applied(privatelink: Stacks, tmp_path_factory: pytest.TempPathFactory) -> AppliedStack:
    """A stack of the complete examples of all released modules."""
    root = tmp_path_factory.mktemp("upgrades") / "released"
    shutil.copytree(RELEASED, root)
    calls = (f'module "{name}" {{\n  source = "./{name}/examples/complete"\n}}\n' for name in NAMES)
    (root / "main.tf").write_text("\n".join(calls))
    return privatelink.apply(root)


@pytest.fixture(scope="module", params=OPEN)
def changes(applied: AppliedStack, request: pytest.FixtureRequest) -> list[Change]:
    """The changes that Terraform plans for the modules of this release."""
    for name in NAMES:
        _replace_module(applied.stack.root / name, OPEN[request.param])
    applied.stack.terraform.init()
    applied.stack.plan_again()
    found: list[Change] = applied.stack.differences()["resource_changes"]
    return found


def test_upgrade_replaces_only_what_the_changelog_announces(changes: list[Change]) -> None:
    ended = {
        change["address"]: change["change"]["actions"] for change in changes if "delete" in change["change"]["actions"]
    }
    announcements = announced()
    assert {address: actions for address, actions in ended.items() if not is_announced(address, announcements)} == {}


def test_upgrade_moves_renamed_endpoints(changes: list[Change]) -> None:
    module = "module.private-ecs-cluster.module.endpoints.aws_vpc_endpoint"
    moved = {change["previous_address"]: change["address"] for change in changes if "previous_address" in change}
    assert {moved[f"{module}.{name}"].removesuffix("[0]") for name in ("ecr-api", "ecr-dkr")} == {
        f"{module}.ecr_api",
        f"{module}.ecr_dkr",
    }


def _replace_module(directory: Path, added: str) -> None:
    """Write the module that this release generates from a released spec, in place of the released one."""
    text = (RELEASED / directory.name / "spec.yaml").read_text()
    spec = loads(text, "spec.yaml")
    if "open" in type(spec).model_fields:
        spec = loads(text + added, "spec.yaml")
    for path in directory.glob("*.tf"):
        path.unlink()
    for name, text in render(spec, source="spec.yaml").files.items():
        if not name.startswith(("examples/", "tests/")):
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
