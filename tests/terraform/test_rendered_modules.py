"""Generated modules are valid for the official AWS provider, and pass their own tests.

Their own tests mock the AWS provider, which has to start for each `run` all the same. The trimmed one, where it is
built, starts in a fifth of the time.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_generator.load import load, loads
from tests.support import mocked
from tests.support.mocked import Terraform, terraform_with
from tests.support.odd_specs import ODD_SPECS, ODD_STACKS, write_module
from tests.support.paths import SPEC_FILES


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    return terraform_with(None, tmp_path_factory.mktemp("official"))


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    return mocked.quick(tmp_path_factory.mktemp("quick"))


ODD = {**ODD_SPECS, **ODD_STACKS}


@pytest.mark.parametrize("name", [*(path.stem for path in SPEC_FILES), *ODD])
def test_module_is_valid_and_passes_its_own_tests(
    name: str, tmp_path: Path, official: Terraform, quick: Terraform
) -> None:
    spec = loads(ODD[name]) if name in ODD else load(next(path for path in SPEC_FILES if path.stem == name))
    write_module(spec, tmp_path)

    outcomes = [
        official(tmp_path, "fmt", "-check", "-recursive"),
        *(
            official(example, *arguments)
            for example in sorted((tmp_path / "examples").iterdir())
            for arguments in (["init", "-backend=false", "-input=false"], ["validate"])
        ),
        quick(tmp_path, "init", "-backend=false", "-input=false"),
        quick(tmp_path, "test"),
    ]

    assert [(each.returncode, each.stdout[-2000:], each.stderr) for each in outcomes if each.returncode] == []
