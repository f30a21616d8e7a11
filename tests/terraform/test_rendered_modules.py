"""Generated modules are valid for the official AWS provider, their examples are valid, and they pass their own tests.

Examples and tests run with the trimmed AWS provider, where it is built: one serves all of them.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from privatelink_generator.load import load, loads
from tests.support.mocked import Terraform, terraform_with
from tests.support.odd_specs import ODD_SPECS, ODD_STACKS, write_module
from tests.support.paths import SPEC_FILES
from tests.support.versions import is_admitted


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    return terraform_with(None, tmp_path_factory.mktemp("official"))


SPECS = {path.stem: path for path in SPEC_FILES}
ODD = {**ODD_SPECS, **ODD_STACKS}
NAMES = [*SPECS, *ODD]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the module of every spec, by its name."""
    directory = tmp_path_factory.mktemp("modules")
    for name in NAMES:
        write_module(loads(ODD[name]) if name in ODD else load(SPECS[name]), directory / name)
    return directory


def call_all(modules: list[Path], directory: Path) -> Path:
    """Write a root module that calls modules, with values of which nothing is known yet, and return its directory."""
    calls = "".join(_call(module, directory.parent) for module in modules)
    directory.mkdir()
    (directory / "main.tf").write_text(f'provider "aws" {{}}\n\nvariable "anything" {{}}\n\n{calls}')
    return directory


def _call(module: Path, root: Path) -> str:
    place = module.relative_to(root)
    text = "".join(path.read_text() for path in module.glob("*.tf"))
    arguments = "".join(f"  {name} = var.anything\n" for name in re.findall(r'^variable "(\w+)"', text, re.MULTILINE))
    aliases = re.findall(r"aws\.[\w-]+", "".join(re.findall(r"configuration_aliases = \[([^]]*)\]", text)))
    mapped = "".join(f"    {alias} = aws\n" for alias in aliases)
    providers = f"  providers = {{\n{mapped}  }}\n" if aliases else ""
    name = re.sub(r"\W", "_", str(place))
    return f'module "{name}" {{\n  source = "../{place}"\n{arguments}{providers}}}\n\n'


def refused(*outcomes: subprocess.CompletedProcess[str]) -> list[tuple[int, str, str]]:
    return [(each.returncode, each.stdout[-2000:], each.stderr) for each in outcomes if each.returncode]


def validated(terraform: Terraform, root: Path) -> list[tuple[int, str, str]]:
    return refused(terraform(root, "init", "-backend=false", "-input=false"), terraform(root, "validate"))


def test_modules_have_terraforms_layout(written: Path, official: Terraform) -> None:
    assert refused(official(written, "fmt", "-check", "-recursive")) == []


def test_modules_are_valid_for_the_official_provider(written: Path, official: Terraform) -> None:
    modules = sorted(path.parent for place in ("*", "*/modules/*") for path in written.glob(f"{place}/versions.tf"))
    assert {module.relative_to(written).parts[0] for module in modules} == set(NAMES)
    assert validated(official, call_all([*filter(is_admitted, modules)], written / "all-modules")) == []


def test_examples_are_valid(written: Path, quick: Terraform) -> None:
    examples = sorted(written.glob("*/examples/*"))
    assert {example.parents[1].name for example in examples} == set(NAMES)
    assert validated(quick, call_all(examples, written / "all-examples")) == []


@pytest.mark.parametrize("name", NAMES)
def test_module_passes_its_own_tests(name: str, written: Path, quick: Terraform) -> None:
    directory = written / name
    assert refused(quick(directory, "init", "-backend=false", "-input=false"), quick(directory, "test")) == []
