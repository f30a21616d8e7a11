"""`privatelink exec` and `privatelink shell`, beside what needs a data plane."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from privatelink_cli.app import run
from privatelink_localstack.runtime import places, process
from tests.support.plane import CLIENT
from tests.support.quiet_plane import QuietPlane, run_quietly

Command = Callable[..., Any]

pytestmark = pytest.mark.process


@pytest.fixture
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    run_quietly(monkeypatch, QuietPlane())


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("script", ["exit 7", "kill -TERM $$", "exit 130", "exit 0"])
def test_exit_code_is_the_commands(script: str) -> None:
    expected = {"exit 7": 7, "kill -TERM $$": 143, "exit 130": 130, "exit 0": 0}[script]
    assert run(["exec", CLIENT, "--", "sh", "-c", script]) == expected


@pytest.mark.usefixtures("_quiet")
def test_options_behind_the_dashes_are_the_commands(capfd: pytest.CaptureFixture[str]) -> None:
    code = run(["exec", CLIENT, "--", "echo", "--format", "json", "--group", "x"])
    assert (code, capfd.readouterr().out) == (0, "--format json --group x\n")


@pytest.mark.usefixtures("_quiet")
def test_json_is_alone_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    code = run(["exec", CLIENT, "--format", "json", "--", "sh", "-c", "echo hello; exit 3"])
    output = capfd.readouterr()
    answer = json.loads(output.out)
    assert (code, answer["status"], answer["data"]["exit_code"], output.err) == (3, "failed", 3, "hello\n")
    assert answer["data"]["client"]["groups"] == ["clients"]


@pytest.mark.usefixtures("_quiet")
def test_variables_that_lead_around_the_vpc_are_left_out(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "https_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    run(["exec", CLIENT, "--", "env"])
    names = {line.partition("=")[0] for line in capfd.readouterr().out.splitlines()}
    found = {name for name in names if name.startswith("AWS_ENDPOINT") or name.lower().endswith("_proxy")}
    assert (found, "AWS_REGION" in names) == (set(), True)


@pytest.mark.usefixtures("_quiet")
def test_shell_is_the_users_and_says_where_it_is(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHELL", "pwd")
    code = run(["shell", "consumer", "--group", "clients"])
    output = capfd.readouterr()
    assert (code, len(output.out.splitlines())) == (0, 1)
    assert output.err.startswith("In LocalStack: 10.0.255.254 in ")
    assert "of consumer, groups clients (guest-" in output.err


@pytest.mark.parametrize("words", [["exec", CLIENT, "--", "true"], ["shell", CLIENT]])
def test_nothing_runs(command: Command, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.setattr(process, "find", lambda: None)
    answer = command(*words)
    assert (answer.code, answer.err) == (1, "error: LocalStack is not running\nStart it: privatelink localstack up\n")


@pytest.mark.usefixtures("_quiet")
def test_unknown_place_is_an_error(command: Command) -> None:
    answer = command("exec", "eni-none", "--", "true")
    assert (answer.code, answer.err.splitlines()[0]) == (
        1,
        "error: 'eni-none': the data plane has no such network interface",
    )


@pytest.mark.usefixtures("_quiet")
def test_unknown_name_is_an_error(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "read_places", lambda *_: [])
    answer = command("shell", "nobody")
    assert (answer.code, answer.err.partition(" (")[0]) == (
        1,
        "error: 'nobody': the data plane has no such VPC, instance, function or account",
    )


def test_command_is_needed(command: Command) -> None:
    answer = command("exec", CLIENT)
    assert (answer.code, "Missing argument 'COMMAND...'" in answer.err) == (1, True)


PROGRAM = f"""
import pytest
from privatelink_cli.app import main
from tests.support.quiet_plane import QuietPlane, run_quietly
run_quietly(pytest.MonkeyPatch(), QuietPlane())
main(["exec", "{CLIENT}", "--", "sh", "-c", "trap 'exit 5' TERM; echo ready; while :; do sleep 0.01; done"])
"""


@pytest.mark.parametrize(("sent", "expected"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_signal_ends_the_command(sent: signal.Signals, expected: int) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        started.send_signal(sent)
        assert (started.stdout.read(), started.wait()) == ("", expected)
