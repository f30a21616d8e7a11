"""The command line itself: help, what is not a command, output that nobody reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_names_the_commands(command: Callable[..., Any], arguments: list[str]) -> None:
    answer = command(*arguments)

    named = {line.split()[0] for line in answer.out.splitlines() if line.startswith("  ") and line.strip()}
    assert answer.code == 0
    assert {"validate", "generate", "schema", "init", "localstack"} <= named


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["generat"], "No such command 'generat'"),
        (["generate"], "Missing argument 'SPEC...'"),
        (["generate", "--nope", "a.yaml"], "No such option: --nope"),
        (["validate", "--format", "xml", "a.yaml"], "'xml' is not one of 'text', 'json'"),
    ],
)
def test_what_is_no_command_is_an_error_with_a_way_out(
    command: Callable[..., Any], arguments: list[str], expected: str
) -> None:
    answer = command(*arguments)

    assert answer.code == 1
    assert expected in answer.err
    assert "--help" in answer.err.splitlines()[-1]


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    code = "from privatelink_cli.app import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
