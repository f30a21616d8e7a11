"""Generated modules are valid for the real AWS provider, and pass their own tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_generator.load import load, loads
from privatelink_harness.aws_provider import installation
from privatelink_harness.terraform import binary, environment
from tests.support.odd_specs import ODD_SPECS, write_module
from tests.support.paths import SPEC_FILES

Terraform = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """Run Terraform in a directory, with the AWS provider that the harness finds."""
    home = tmp_path_factory.mktemp("terraform")
    found = binary.find()
    chosen = installation.choose(found, home)

    def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        prepared = environment.prepare(os.environ, data_directory=home / "data", cli_config=chosen.cli_config)
        return subprocess.run(
            [*found.argv, *arguments, "-no-color"],
            cwd=directory,
            env=prepared,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("name", [*(path.stem for path in SPEC_FILES), *ODD_SPECS])
def test_module_is_valid_and_passes_its_own_tests(name: str, tmp_path: Path, terraform: Terraform) -> None:
    spec = loads(ODD_SPECS[name]) if name in ODD_SPECS else load(next(path for path in SPEC_FILES if path.stem == name))
    write_module(spec, tmp_path)

    outcomes = [
        terraform(tmp_path, "fmt", "-check", "-recursive"),
        terraform(tmp_path / "examples" / "complete", "init", "-backend=false", "-input=false"),
        terraform(tmp_path / "examples" / "complete", "validate"),
        terraform(tmp_path, "init", "-backend=false", "-input=false"),
        terraform(tmp_path, "test"),
    ]

    assert [(each.returncode, each.stdout[-2000:], each.stderr) for each in outcomes if each.returncode] == []
