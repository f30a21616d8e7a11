"""The README of a hub or a stack is enough to start from: its blocks are a valid root module, with other accounts."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.mocked import Terraform
from tests.support.paths import PUBLISHED

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = re.compile(r"^```hcl\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "name", ["hybrid/hub", "hybrid/shared-endpoints", "hybrid/overlapping", "hybrid/profile", "stack/network"]
)
def test_blocks_of_the_readme_are_valid_together(name: str, tmp_path: Path, quick: Terraform) -> None:
    module = PUBLISHED / name
    shutil.copytree(module, tmp_path / "modules" / name)
    blocks = BLOCK.findall((module / "README.md").read_text(encoding="utf-8"))
    arguments = "".join(block for block in blocks if re.match(r"\w+ +=", block))
    text = "\n".join(block for block in blocks if not re.match(r"\w+ +=", block))
    (tmp_path / "main.tf").write_text(text.replace('module "hub" {\n', f'module "hub" {{\n{arguments}', 1), "utf-8")

    outcomes = [quick(tmp_path, "init", "-backend=false", "-input=false"), quick(tmp_path, "validate")]

    assert [(each.returncode, each.stderr) for each in outcomes if each.returncode] == []
