"""Every command answers in the one envelope, and the envelope meets its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from privatelink_cli.answer_schema import DATA, answer_schema
from privatelink_cli.app import run
from tests.support.answers import CASES, Case, Scene, registered

VALIDATOR = Draft202012Validator(answer_schema())
ENVELOPE = ("schemaVersion", "version", "command", "status", "data", "warnings", "error")

SpecFile = Callable[..., Path]


@pytest.fixture
def scene(tmp_path: Path, spec_file: SpecFile, monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(tmp_path, spec_file(), monkeypatch)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run a command, and return its exit code and its envelope, which meets the schema."""
    code = run([*arguments, "--format", "json"])
    envelope = json.loads(capsys.readouterr().out)
    assert [error.message for error in VALIDATOR.iter_errors(envelope)] == []
    return code, envelope


def test_schema_of_answers_is_valid() -> None:
    Draft202012Validator.check_schema(answer_schema())


def test_every_command_has_a_case_and_a_shape() -> None:
    assert set(registered()) == set(CASES) == set(DATA)


RUNNING = ("exec", "shell")
"""Commands whose text is that of a program which they start."""


@pytest.mark.parametrize(
    ("name", "case"),
    [pytest.param(*each, marks=[pytest.mark.process] if each[0] in RUNNING else []) for each in CASES.items()],
    ids=CASES,
)
def test_answer_meets_the_schema(scene: Scene, capsys: pytest.CaptureFixture[str], name: str, case: Case) -> None:
    code, envelope = answer(capsys, *case(scene))

    assert tuple(envelope) == ENVELOPE
    assert (code, envelope["command"], envelope["status"], envelope["error"]) == (0, name, "ok", None)


TEXTS = {name: case for name, case in CASES.items() if name not in RUNNING}


@pytest.mark.parametrize(("name", "case"), TEXTS.items(), ids=TEXTS)
def test_text_is_for_people(scene: Scene, capsys: pytest.CaptureFixture[str], name: str, case: Case) -> None:
    code = run(case(scene))

    text = capsys.readouterr().out
    assert (code, text[-1:]) == (0, "\n")
    assert "schemaVersion" not in text or name == "schema"


@pytest.mark.parametrize("name", CASES)
def test_usage_error_meets_the_schema(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, envelope = answer(capsys, *name.split(), "--no-such-option")

    assert (code, envelope["command"], envelope["status"], envelope["data"]) == (1, name, "error", None)
    assert envelope["error"]["code"] == "usage"
    assert envelope["error"]["hint"] == f"See: privatelink {name} --help"


@pytest.mark.parametrize("arguments", [["generat"], ["localstack", "upp"], ["--no-such-option"]])
def test_usage_error_without_a_command_meets_the_schema(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code, envelope = answer(capsys, *arguments)

    assert (code, envelope["command"], envelope["error"]["code"]) == (1, None, "usage")


@pytest.mark.parametrize("name", ["validate", "generate", "test", "verify"])
def test_faulty_spec_is_one_error_of_every_command(
    scene: Scene, spec_file: SpecFile, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    spec = spec_file("version: 2\n", "faulty.yaml")
    directory = [str(scene.directory)] if name == "verify" else []

    code, envelope = answer(capsys, name, str(spec), *directory)

    assert (code, envelope["status"], envelope["error"]["code"]) == (1, "error", "spec-invalid")
    assert [(fault["file"], fault["line"]) for fault in envelope["data"]["faults"]] == [(str(spec), 1)]


def test_status_different_exits_with_2(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    code, envelope = answer(capsys, *CASES["generate"](scene), "--check")

    assert (code, envelope["status"], envelope["error"]) == (2, "different", None)


def test_status_failed_exits_with_2(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    scene.patch.setenv("PRIVATELINK_PROVIDER_DIR", str(scene.directory / "nowhere"))

    code, envelope = answer(capsys, "aws-provider", "status")

    assert (code, envelope["status"], envelope["data"]["builds"]) == (2, "failed", [])


def test_warnings_stand_in_the_envelope(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    _, envelope = answer(capsys, *CASES["test"](scene))

    assert envelope["warnings"] == ["slow"]


def test_schema_command_prints_the_schema_of_answers(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["schema", "--of", "answer"])

    assert (code, json.loads(capsys.readouterr().out)) == (0, answer_schema())


def test_schema_command_wraps_the_schema_in_the_envelope(capsys: pytest.CaptureFixture[str]) -> None:
    _, envelope = answer(capsys, "schema", "--of", "answer")

    assert envelope["data"] == {"of": "answer", "schema": answer_schema(), "written": None}


@pytest.mark.parametrize(
    "change",
    [
        {"status": "done"},
        {"command": "nothing"},
        {"data": {"specs": [], "notes": [], "faults": []}},
        {"data": None},
        {"error": {"code": "usage", "message": "", "hint": None, "retryable": False}},
        {"status": "error"},
        {"extra": 1},
    ],
    ids=str,
)
def test_schema_rejects_another_answer(change: dict[str, object]) -> None:
    good = {
        "schemaVersion": 1,
        "version": "0.1.0",
        "command": "validate",
        "status": "ok",
        "data": {"specs": [], "notes": []},
        "warnings": [],
        "error": None,
    }

    assert VALIDATOR.is_valid(good)
    assert not VALIDATOR.is_valid(good | change)
