"""An open provider's module plans what the closed one does, as long as its caller says nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from tests.support.mocked import Terraform
from tests.support.unset_provider_specs import SET, UNSET


def planned(text: str, directory: Path, quick: Terraform) -> dict[str, Any]:
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
    quick(directory, "init", "-backend=false", "-input=false")
    messages = [json.loads(line) for line in quick(directory, "test", "-json", "-verbose").stdout.splitlines()]
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
def test_open_module_plans_what_closed_one_does(text: str, tmp_path: Path, quick: Terraform) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open").mkdir()
    closed = planned(text, tmp_path / "closed", quick)

    opened = planned(f"{text}open: true\n", tmp_path / "open", quick)

    added = {address for address in opened if address not in closed}
    assert {address.partition(".")[0] for address in added} <= {"terraform_data"}
    assert {address: opened.get(address) for address in closed} == closed
