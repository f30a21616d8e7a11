"""Every pair of keys and values of the consumer spec is applied, verified, planned again and destroyed, or refused.

With the official AWS provider: `pytest tests/end_to_end/test_matrix.py --privatelink-aws-provider official`.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_harness.checks.check import Check
from tests.support.covering import Pair, Row, cover
from tests.support.matrix import FACTORS, REFUSED, alone, grouped, messages
from tests.support.proven import unproven

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

AT_ONCE = 4
"""Stacks side by side: most of an apply is waiting."""


@cache
def covering() -> tuple[list[Row], list[Pair]]:
    """Return the rows to apply, and the pairs that validation refuses."""
    return cover(FACTORS, lambda row: not messages(alone(row)))


@pytest.fixture(scope="module")
def stacks(privatelink: Stacks, tmp_path_factory: pytest.TempPathFactory) -> list[AppliedStack]:
    """Every spec of the matrix, applied. Leaving the module destroys them, and fails if anything is left."""
    directory = tmp_path_factory.mktemp("matrix")
    paths = [_write(directory, document) for document in grouped(covering()[0])]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(privatelink.apply, paths))


def _write(directory: Path, document: dict[str, Any]) -> Path:
    path = directory / f"{document['name']}.yaml"
    path.write_text(json.dumps(document))
    return path


def test_every_check_and_second_plan_passes(stacks: list[AppliedStack]) -> None:
    def failed(stack: AppliedStack) -> list[Check]:
        return unproven([*stack.checks(), stack.plan_again()])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert [each for checks in pool.map(failed, stacks) for each in checks] == []


def test_every_module_has_terraform_layout(stacks: list[AppliedStack]) -> None:
    for stack in stacks:
        command = [*stack.stack.terraform.binary.argv, "fmt", "-check", "-recursive"]
        formatted = subprocess.run(command, cwd=stack.stack.directory / "module", capture_output=True, check=False)
        assert (formatted.returncode, formatted.stdout) == (0, b"")


def test_validation_refuses_the_pairs_that_aws_refuses_and_no_others() -> None:
    refused = {" ".join(f"{factor}={value}" for factor, value in pair) for pair in covering()[1]}
    assert refused == set(REFUSED.splitlines())


def _holding(pair: Pair) -> Iterator[Row]:
    """Yield rows that hold a pair and else the first value of each factor, or one other."""
    plain = {factor: values[0] for factor, values in FACTORS.items()} | dict(pair)
    yield plain
    free = {factor: values for factor, values in FACTORS.items() if factor not in dict(pair)}
    yield from (plain | {factor: value} for factor, values in free.items() for value in values)


def test_every_refused_pair_has_a_message_about_the_endpoint() -> None:
    unclear = [
        (pair, path)
        for pair in covering()[1]
        for row in _holding(pair)
        for path, message in messages(alone(row))
        if not (path.startswith("endpoints.row") and message)
    ]
    assert unclear == []
