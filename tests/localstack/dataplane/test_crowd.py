"""Ten thousand connections at once through one endpoint: all are answered, or as many as there are descriptors for."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from privatelink_localstack.dataplane.client import Client, Process
from tests.support import crowd
from tests.support.namespaces import PYTHON
from tests.support.plane import CLIENT, ENI_ADDRESS, NAME, PORT, TARGET_PORT, link
from tests.support.until import until

pytestmark = pytest.mark.process
MANY, FEW = 10_000, 400
BESIDE = 256
"""Descriptors that a process has beside its connections."""


@contextmanager
def _running(plane: Client, interface: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a part of the crowd behind an interface, until the block ends."""
    with plane.entrance(interface) as entrance:
        words = entrance.command(sys.executable, str(Path(crowd.__file__)), *map(str, arguments))
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(words, pass_fds=entrance.descriptors, text=True, **pipes) as child:  # type: ignore[call-overload]
            try:
                yield child
            finally:
                child.kill()


def _line(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    return child.stdout.readline().strip()


def _crowded(process: Process, plane: Client, count: int) -> list[int]:
    """Return how many connections were answered and how many were not, and check that all are gone afterwards."""
    plane.push(link(), whole=True)
    with _running(plane, "eni-target", "target", TARGET_PORT) as target:
        assert _line(target) == "ready"
        before = psutil.Process(process.pid).num_fds()
        with _running(plane, CLIENT, "client", ENI_ADDRESS, PORT, count) as client:
            outcome: list[int] = json.loads(_line(client))
            assert plane.traffic()["vpce-1"].get("active", 0) == outcome[0]
        until(plane.traffic, lambda found: "active" not in found["vpce-1"])
        with plane.connect(CLIENT, NAME, PORT, 60) as connection:
            connection.sendall(b"?")
            assert connection.recv(1) == b"?"
        until(psutil.Process(process.pid).num_fds, lambda found: found <= before + BESIDE)
    return outcome


def test_ten_thousand_connections_at_once_are_all_answered(path: Path) -> None:
    _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(MANY, (limit - BESIDE) // 2)
    with Process(path) as process, process.client() as plane:
        assert _crowded(process, plane, count) == [count, 0]


def test_connections_beyond_the_limit_are_reset_and_the_log_says_so(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = ("/bin/sh", "-c", f'ulimit -n {FEW}; exec "$@"', "sh", *PYTHON)
    with Process(path, command) as process, process.client() as plane:
        answered, refused = _crowded(process, plane, FEW)

    assert answered + refused == FEW
    assert 0 < answered < FEW / 2
    told = capfd.readouterr().err
    assert told.count(f"no descriptors are left of {FEW}: further ones are reset") == 1
    assert told.rstrip().endswith("raise the limit: ulimit -Hn")
