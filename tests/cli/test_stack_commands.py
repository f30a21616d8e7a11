"""Wrong options of `test`, `verify` and `destroy`: rejected before anything runs, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.mark.parametrize("command_name", ["test", "verify"])
@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--account", "12345", "--account '12345' is not an account id"),
        ("--account", "11112222333x", "--account '11112222333x' is not an account id"),
        ("--account", "١١١١٢٢٢٢٣٣٣٣", "--account '١١١١٢٢٢٢٣٣٣٣' is not an account id"),
        ("--junit", "nowhere/junit.xml", "--junit nowhere/junit.xml: no file can be written there"),
        ("--junit", ".", "--junit .: no file can be written there"),
    ],
)
def test_command_rejects_a_wrong_option(
    command: Callable[..., Any],
    spec_file: Callable[..., Path],
    state: Path,
    command_name: str,
    option: str,
    value: str,
    message: str,
) -> None:
    arguments = [command_name, spec_file(), *([state] if command_name == "verify" else []), option, value]
    text = command(*arguments)
    assert (text.code, text.out, text.err.splitlines()[0]) == (1, "", f"error: {message}")
    answer = command(*arguments, "--format", "json")
    envelope = json.loads(answer.out)
    assert (answer.code, envelope["command"], envelope["status"]) == (1, command_name, "error")
    assert envelope["error"]["message"] == message
    assert not state.exists()


def test_command_reports_a_specs_faults_with_their_places(
    command: Callable[..., Any], spec_file: Callable[..., Path]
) -> None:
    path = spec_file("version: 1\npattern: consumer\nname: core\nendpoints:\n  x: {service: lambada}\n")
    answer = command("test", path, "--format", "json")
    [fault] = json.loads(answer.out)["data"]["faults"]
    assert (answer.code, fault["file"], fault["line"]) == (1, str(path), 5)


def test_destroy_rejects_a_directory_without_a_stack(command: Callable[..., Any], tmp_path: Path) -> None:
    answer = command("destroy", tmp_path)
    assert (answer.code, answer.err.startswith(f"error: {tmp_path}: holds no stack")) == (1, True)
