"""A fleet on two Dask workers, each with a LocalStack of its own: one worker is killed, then the fleet is stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from privatelink_harness.fleets.local import STOPPING
from privatelink_localstack.runtime.home import Home
from privatelink_localstack.runtime.process import find
from privatelink_localstack.runtime.record import Record
from tests.end_to_end.conftest import PRIVATELINK
from tests.support.http import call_http
from tests.support.until import until

SPEC = "version: 1\npattern: consumer\nname: {name}\nendpoints:\n  s3: {{service: s3, type: gateway}}\n"
NAMES = ("first", "second", "third")


@dataclass
class Worker:
    """A worker process, and its directory."""

    process: subprocess.Popen[bytes]
    directory: Path

    def localstack(self) -> Record:
        """Return the record of its LocalStack, once that answers."""
        [home] = until(lambda: list(self.directory.glob("dask-scratch-space/*/localstack")), bool)
        until(lambda: find(directory=home), bool)
        record = Record.read(Home(home).record)
        assert record is not None
        return record


@pytest.fixture
def alone(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of programs that share no LocalStack."""
    for name in ("LOCALSTACK_ENDPOINT", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
        environment.pop(name, None)
    return environment


@pytest.fixture
def cluster(alone: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, list[Worker]]]:
    """A scheduler's address, and its two workers."""
    file = tmp_path / "scheduler.json"
    options = ("--no-dashboard", "--host", "127.0.0.1", "--scheduler-file", str(file))
    with ExitStack() as exits:

        def start(*words: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words], env=alone, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            exits.callback(process.wait)
            exits.callback(process.terminate)
            return process

        start("scheduler", "--port", "0", *options)
        until(file.exists, bool)
        workers = []
        for number in range(2):
            directory = tmp_path / f"worker-{number}"
            process = start("worker", "--nthreads", "1", "--no-nanny", "--local-directory", str(directory), *options)
            workers.append(Worker(process, directory))
        yield str(json.loads(file.read_text())["address"]), workers


def test_localstacks_end_with_their_workers_and_stacks_with_the_fleet(
    cluster: tuple[str, list[Worker]], alone: dict[str, str], stacks: Path, tmp_path: Path
) -> None:
    scheduler, [killed, left] = cluster
    specs = [tmp_path / f"{name}.yaml" for name in NAMES]
    for name, spec in zip(NAMES, specs, strict=True):
        spec.write_text(SPEC.format(name=name))
    argv = [*PRIVATELINK, "fleet", *map(str, specs), "--dask", scheduler]
    with subprocess.Popen(argv, env=alone, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as fleet:
        faults = f"{left.localstack().endpoint}/_privatelink/faults"
        call_http("POST", faults, {"operation": "CreateVpc", "delay": 15})
        orphan = psutil.Process(killed.localstack().pid)
        killed.process.kill()
        orphan.wait()

        def has_come(answer: dict[str, Any]) -> bool:
            assert fleet.poll() is None
            return not answer["calls"]

        until(lambda: call_http("GET", faults), has_come)
        fleet.send_signal(signal.SIGINT)
        output, errors = fleet.communicate()
    assert fleet.returncode == 130, output + errors
    assert STOPPING in output
    assert "3 stacks: " in errors
    assert " stopped" in errors
    there = left.localstack()
    records = [json.loads(path.read_text()) for path in stacks.glob("*/stack.json")]
    # Those of the killed worker alone, whose LocalStack is gone.
    assert there.endpoint not in {record["endpoint"] for record in records}
    own = psutil.Process(there.pid)
    left.process.terminate()
    own.wait()
