"""The command line itself: help, usage errors, a reader that has enough."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_lists_commands(command: Callable[..., Any], arguments: list[str]) -> None:
    answer = command(*arguments)

    named = {line.split()[0] for line in answer.out.splitlines() if line.startswith("  ") and line.strip()}
    assert answer.code == 0
    assert {"validate", "generate", "schema", "init", "localstack"} <= named


@pytest.mark.parametrize(("group", "command_name"), [("localstack", "logs"), ("aws-provider", "build")])
def test_group_alone_lists_its_commands(command: Callable[..., Any], group: str, command_name: str) -> None:
    answer = command(group)

    assert (answer.code, answer.err) == (0, "")
    assert f"Usage: privatelink {group} " in answer.out
    assert f"\n  {command_name} " in answer.out


@pytest.mark.parametrize("arguments", [[], ["localstack"], ["aws-provider"]], ids=" ".join)
def test_help_of_commands_is_not_cut_at_80_columns(
    command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    answer = command(*arguments, "--help")

    listed = answer.out.partition("Commands:")[2].splitlines()[1:]
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []
    assert len(listed) == len([line for line in listed if line[2:3].isalpha()]) > 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["generat"], "No such command 'generat'"),
        (["generate"], "Missing argument 'SPEC'"),
        (["generate", "--nope", "a.yaml"], "No such option: --nope"),
        (["validate", "--format", "xml", "a.yaml"], "'xml' is not one of 'text', 'json'"),
    ],
)
def test_usage_error_names_the_help(command: Callable[..., Any], arguments: list[str], expected: str) -> None:
    answer = command(*arguments)

    assert answer.code == 1
    assert expected in answer.err
    assert "--help" in answer.err.splitlines()[-1]


@pytest.mark.process
@pytest.mark.parametrize("arguments", [["schema"], ["localstack", "logs", "--format", "json"]], ids=["long", "short"])
def test_closed_pipe_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    code = "from privatelink_cli.app import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PRIVATELINK_LOCALSTACK_DIR": str(tmp_path)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_version_is_that_of_the_distribution(command: Callable[..., Any]) -> None:
    answer = command("--version")

    assert (answer.code, answer.out) == (0, f"privatelink {metadata.version('tf-privatelink')}\n")
