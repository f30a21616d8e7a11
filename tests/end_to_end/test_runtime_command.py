"""`privatelink localstack` from up to down."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.ports import quiet_port
from tests.support.versions import LOCALSTACK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

type Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def privatelink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("PRIVATELINK_LOCALSTACK_DIR", str(tmp_path))
    monkeypatch.delenv("LOCALSTACK_ENDPOINT", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = "from privatelink_cli.app import main; main()"
        command = [sys.executable, "-c", code, "localstack", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    yield run
    run("down", "--force")


def test_commands_report_one_instance_from_up_to_down(privatelink: Run, tmp_path: Path) -> None:
    up = privatelink("up")
    again = json.loads(privatelink("up", "--format", "json").stdout)["data"]
    status = json.loads(privatelink("status", "--format", "json").stdout)["data"]
    shown = privatelink("status").stdout
    logs = privatelink("logs").stdout
    following = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from privatelink_cli.app import main; main()",
            "localstack",
            "logs",
            "-f",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert following.stdout is not None
    following.stdout.readline()
    down = privatelink("down")
    followed = following.communicate()[0]

    instance = again["instance"]
    endpoint = instance["endpoint"]
    assert f"LocalStack {LOCALSTACK} answers at {endpoint} (started)\n" == up.stdout
    assert again["started"] is False
    assert status["instance"] == instance
    assert {
        "endpoint": endpoint,
        "owner": "ours",
        "pid": instance["pid"],
        "version": LOCALSTACK,
        "directory": str(tmp_path),
    } == instance
    assert status["usage"]["log"] == f"{tmp_path}/localstack.log"
    assert re.search(r"(?m)^uptime +\d+ min \d+ s\nmemory +\d+ MB$", shown)
    assert (status["traffic"]["phase"], status["traffic"]["setting"]) == ("ready", "auto")
    assert re.search(r"(?m)^traffic +ready \(auto\)$", shown)
    assert f"LocalStack version: {LOCALSTACK}" in logs
    assert "Localstack runtime received signal 15" in followed
    assert (down.stdout, down.returncode) == (f"LocalStack at {endpoint} stopped\n", 0)
    assert privatelink("status").returncode == 2


def test_own_localstack_in_the_environment_is_ours_and_starts_again_there(
    privatelink: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    privatelink("up", "--port", str(quiet_port()))
    endpoint = privatelink("endpoint").stdout.strip()
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.replace("127.0.0.1", "localhost"))

    status = json.loads(privatelink("status", "--format", "json").stdout)["data"]
    down = privatelink("down")
    stopped = privatelink("status")
    again = privatelink("up")

    assert (status["instance"]["owner"], status["instance"]["endpoint"]) == ("ours", endpoint)
    assert down.stdout.startswith(f"LocalStack at {endpoint} stopped\n")
    assert (stopped.returncode, stopped.stdout) == (2, "LocalStack is not running\n")
    assert again.stdout == f"LocalStack {LOCALSTACK} answers at {endpoint} (started)\n"
