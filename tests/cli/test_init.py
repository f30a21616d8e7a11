"""`privatelink init`: a spec to start from, and its schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.load import load, read, schema
from privatelink_generator.patterns.registry import PATTERNS


def test_starter_generates_unchanged(tmp_path: Path, command: Callable[..., Any]) -> None:
    path = tmp_path / "new" / "privatelink.yaml"

    answer = command("init", path, "--name", "mine")

    assert answer.code == 0
    assert answer.out.splitlines()[-1] == f"Next: privatelink generate {path}"
    assert load(path).name == "mine"
    assert command("generate", path, "-o", tmp_path / "out").code == 0


@pytest.mark.parametrize("pattern", PATTERNS)
def test_starter_of_every_pattern_is_valid_without_notes(
    tmp_path: Path, command: Callable[..., Any], pattern: str
) -> None:
    assert command("init", tmp_path / "s.yaml", "--pattern", pattern).code == 0

    reading = read(tmp_path / "s.yaml")
    assert (reading.spec.pattern, reading.notes) == (pattern, ())


def test_unknown_pattern_is_refused_with_suggestion(tmp_path: Path, command: Callable[..., Any]) -> None:
    answer = command("init", tmp_path / "s.yaml", "--pattern", "providr")

    assert answer.code == 1
    assert "'providr' is not one of consumer, provider, hybrid, stack; did you mean 'provider'?" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_schema_is_written_beside_the_spec(tmp_path: Path, command: Callable[..., Any]) -> None:
    command("init", tmp_path / "s.yaml")

    assert (tmp_path / "s.yaml").read_text().split("\n")[0] == (
        "# yaml-language-server: $schema=privatelink.schema.json"
    )
    assert json.loads((tmp_path / "privatelink.schema.json").read_text()) == schema()


def test_existing_spec_is_refused(tmp_path: Path, command: Callable[..., Any]) -> None:
    (tmp_path / "s.yaml").write_text("mine")

    answer = command("init", tmp_path / "s.yaml")

    assert (answer.code, answer.err) == (1, f"error: {tmp_path}/s.yaml: exists already\nName another file.\n")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["Mine", "a b", "sg-mine", '"', "a: b", "x" * 42])
def test_invalid_name_writes_nothing(tmp_path: Path, command: Callable[..., Any], name: str) -> None:
    answer = command("init", tmp_path / "s.yaml", "--name", name)

    assert answer.code == 1
    assert answer.err.startswith(f"error: {tmp_path}/s.yaml:4:7: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["true", "null", "yes", "e1"])
def test_name_that_yaml_reads_otherwise_is_quoted(tmp_path: Path, command: Callable[..., Any], name: str) -> None:
    assert command("init", tmp_path / "s.yaml", "--name", name).code == 0
    assert load(tmp_path / "s.yaml").name == name
