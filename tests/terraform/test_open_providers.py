"""An open provider's module plans what the closed one does, as long as its caller says nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from privatelink_harness.aws_provider import installation
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.terraform import binary, environment
from tests.support.unset_provider_specs import SET, UNSET


def planned(text: str, directory: Path) -> dict[str, Any]:
    """Return what a module's plan creates by address, in the mocks and with the variables of its own tests."""
    for name, content in render(loads(text), source="spec.yaml").files.items():
        if name.endswith(".tf") and "/" not in name:
            # A test fails where its plan can't tell what a check says yet.
            code = re.sub(r"^check .*?^}\n", "", content, flags=re.MULTILINE | re.DOTALL)
            (directory / name).write_text(code, encoding="utf-8")
        elif name == "tests/service.tftest.hcl":
            given = content[: content.index("\nrun ")]
            (directory / "plan.tftest.hcl").write_text(
                f'{given}\nrun "plan" {{\n  command = plan\n}}\n', encoding="utf-8"
            )
    found = binary.find()
    home = directory / "home"
    home.mkdir()
    chosen = installation.choose(found, home, build=store.find(Recipe.load()))
    prepared = environment.prepare(os.environ, data_directory=home / "data", cli_config=chosen.cli_config)

    def run(*arguments: str) -> str:
        finished = subprocess.run(
            [*found.argv, *arguments], cwd=directory, env=prepared, capture_output=True, text=True, check=False
        )
        return finished.stdout

    run("init", "-backend=false", "-input=false")
    messages = [json.loads(line) for line in run("test", "-json", "-verbose").splitlines()]
    assert [each.get("diagnostic", each["@message"]) for each in messages if each["@level"] == "error"] == []
    [plan] = [each["test_plan"] for each in messages if each["type"] == "test_plan"]
    return {
        each["address"].replace("[0]", ""): plain(each["change"]["after"])
        for each in plan["resource_changes"]
        if each["mode"] == "managed"
    }


def plain(value: Any) -> Any:
    """Return a planned value as the AWS provider reads it: blocks in any order, nothing for false and an empty list."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted(map(plain, value), key=json.dumps) or None
    return None if value is False else value


@pytest.mark.parametrize("text", [SET, UNSET], ids=["every key", "no key"])
def test_open_module_plans_what_closed_one_does(text: str, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open").mkdir()
    closed = planned(text, tmp_path / "closed")

    opened = planned(f"{text}open: true\n", tmp_path / "open")

    added = {address for address in opened if address not in closed}
    assert {address.partition(".")[0] for address in added} <= {"terraform_data"}
    assert {address: opened.get(address) for address in closed} == closed
