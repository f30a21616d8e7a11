"""`privatelink localstack` where nothing runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from privatelink_cli.app import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRIVATELINK_LOCALSTACK_DIR", str(tmp_path))
    monkeypatch.delenv("LOCALSTACK_ENDPOINT", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


def test_status_answers_3(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["localstack", "status"])
    assert (code, capsys.readouterr().out) == (3, "LocalStack is not running\n")


def test_status_answers_3_in_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["localstack", "status", "--format", "json"])
    assert (code, json.loads(capsys.readouterr().out)) == (3, {"running": False})


def test_down_has_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["localstack", "down"])
    assert (code, capsys.readouterr().out) == (0, "LocalStack is not running\n")


def test_logs_of_the_last_one_can_still_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "localstack.log").write_text("a\nb\nc\n")
    code = run(["localstack", "logs", "--lines", "2"])
    assert (code, capsys.readouterr().out) == (0, "b\nc\n")


def test_a_stale_record_is_removed_by_down(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("garbage")
    run(["localstack", "down"])
    assert not (tmp_path / "state.json").exists()


def test_a_port_cannot_be_asked_of_a_users_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOCALSTACK_ENDPOINT", "http://127.0.0.1:1")
    code = run(["localstack", "up", "--port", "4570"])
    message = "port 4570 was asked for, but LOCALSTACK_ENDPOINT names http://127.0.0.1:1"
    assert (code, message in capsys.readouterr().err) == (1, True)
