"""`privatelink localstack` where nothing runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from privatelink_cli.app import run
from privatelink_harness.stacks import directory
from privatelink_localstack.runtime import process
from tests.support.answers import INSTANCE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRIVATELINK_LOCALSTACK_DIR", str(tmp_path))
    monkeypatch.delenv("LOCALSTACK_ENDPOINT", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


def test_status_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["localstack", "status"])
    assert (code, capsys.readouterr().out) == (2, "LocalStack is not running\n")


def test_status_in_json_has_no_instance(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["localstack", "status", "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    nothing = {"instance": None, "usage": None, "traffic": None}
    assert (code, answer["status"], answer["data"]) == (2, "failed", nothing)


def test_endpoint_prints_nothing_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["localstack", "endpoint"])
    output = capsys.readouterr()
    message = "warning: LocalStack is not running; start it: privatelink localstack up\n"
    assert (code, output.out, output.err) == (2, "", message)


def test_endpoint_is_the_url_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(process, "find", lambda: INSTANCE)
    code = run(["localstack", "endpoint"])
    assert (code, capsys.readouterr().out) == (0, f"{INSTANCE.endpoint}\n")


def test_down_lists_the_stacks_that_were_kept_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(directory, "stacks_directory", lambda: tmp_path / "the stacks")
    monkeypatch.setattr(process, "down", lambda **_: INSTANCE)
    for name, endpoint in (("b", INSTANCE.endpoint), ("a", INSTANCE.endpoint), ("c", "http://127.0.0.1:1")):
        (tmp_path / "the stacks" / name).mkdir(parents=True)
        (tmp_path / "the stacks" / name / "stack.json").write_text(json.dumps({"endpoint": endpoint}))
    (tmp_path / "the stacks" / "d").mkdir()
    (tmp_path / "the stacks" / "d" / "stack.json").write_text("damaged")

    code = run(["localstack", "down"])

    assert (code, capsys.readouterr().out.splitlines()) == (
        0,
        [
            f"LocalStack at {INSTANCE.endpoint} stopped",
            "2 kept stacks are gone with it; remove the directories:",
            f"  privatelink destroy '{tmp_path}/the stacks/a'",
            f"  privatelink destroy '{tmp_path}/the stacks/b'",
        ],
    )


def test_down_without_an_instance_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["localstack", "down"])
    assert (code, capsys.readouterr().out) == (0, "LocalStack is not running\n")


def test_logs_outlive_their_instance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "localstack.log").write_text("a\nb\nc\n")
    code = run(["localstack", "logs", "--lines", "2"])
    assert (code, capsys.readouterr().out) == (0, "b\nc\n")


def test_down_removes_a_stale_record(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("garbage")
    run(["localstack", "down"])
    assert not (tmp_path / "state.json").exists()


def test_up_rejects_a_port_for_a_users_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LOCALSTACK_ENDPOINT", "http://127.0.0.1:1")
    code = run(["localstack", "up", "--port", "4570"])
    message = "port 4570: LOCALSTACK_ENDPOINT names http://127.0.0.1:1, and a named LocalStack keeps its port"
    assert (code, message in capsys.readouterr().err) == (1, True)


def test_logs_reject_follow_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["localstack", "logs", "--follow", "--format", "json"])
    error = json.loads(capsys.readouterr().out)["error"]
    assert (code, error["code"]) == (1, "usage")
    assert error["message"] == "Invalid value for --follow: an answer in JSON has an end; leave --follow out"
