"""Paths that can't be read or written: errors, and nothing in their place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.reports.model import Report
from privatelink_harness.runs import commands
from tests.support.specs import SMALL

CHECK = Check("stack", Property.NOTHING_LEFT, Verdict.PASSED, Proof.EMULATED, "none", None, None, "none")


@pytest.fixture
def privatelink(
    tmp_path: Path, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, list[str]]]:
    """The way to run a command beside a spec, of which no stack is applied, to its exit code and errors."""
    report = Report("core", "LocalStack", "Terraform", "hashicorp/aws", (CHECK,), (), None, ())
    monkeypatch.setattr(commands, "test", lambda *_, **__: report)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "core.yaml").write_text(SMALL)

    def run(*arguments: str) -> tuple[int, list[str]]:
        answer = command(*arguments)
        return answer.code, answer.err.splitlines()

    return run


type Run = Callable[..., tuple[int, list[str]]]


@pytest.mark.parametrize(
    "arguments",
    [
        "validate {long}",
        "generate core.yaml --output {long}",
        "templates --output {long}",
        "destroy {long}",
        "verify core.yaml {long}",
        "test core.yaml --junit {long}",
        "init {long}",
        "cost core.yaml --price-list {long}",
        "schema --output {long}",
    ],
)
def test_path_that_no_system_takes_is_no_fault_of_ours(privatelink: Run, arguments: str) -> None:
    code, errors = privatelink(*arguments.format(long="x" * 5000).split())

    assert (code, errors[0][:8], "File name too long" in errors[0]) == (1, "error: x", True)


@pytest.mark.parametrize("place", ["device", "pipe"])
@pytest.mark.parametrize(
    "arguments",
    ["schema --output {place}", "init {place}", "test core.yaml --junit {place}", "generate core.yaml -o ."],
)
def test_no_file_takes_the_place_of_a_device_or_a_pipe(
    tmp_path: Path, privatelink: Run, arguments: str, place: str
) -> None:
    """A rename would put it there, if the user may write to the directory."""
    path = tmp_path / ("README.md" if arguments.endswith("-o .") else place)
    if place == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/full")
    code, errors = privatelink(*arguments.format(place=place).split())

    assert (code, errors[-2:]) == (1, [f"error: {path.name}: is no regular file", "Name another file."])
    assert not path.is_file()


@pytest.mark.parametrize("path", [".", "/", "", ".."])
def test_starter_is_written_to_no_directory(privatelink: Run, path: str) -> None:
    code, errors = privatelink("init", path)

    assert (code, errors[-1], "is a directory" in errors[0]) == (1, "Name a file in it.", True)


def test_device_without_an_end_is_too_large_for_a_spec(privatelink: Run) -> None:
    assert privatelink("validate", "/dev/zero") == (1, ["error: /dev/zero: the file is larger than 1024 KiB"])
