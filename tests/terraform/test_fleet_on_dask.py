"""A fleet of toy stacks on a Dask cluster of two worker processes on loopback; one of them is killed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster

from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError
from privatelink_harness.fleets.cluster import ClusterFleet
from privatelink_harness.fleets.progress import FleetLines
from privatelink_harness.fleets.work import Job, Options, Outcome
from privatelink_harness.runs.stop import Stop
from tests.support import toys
from tests.support.paths import ROOT
from tests.support.toys import Make
from tests.support.until import until

# Dask's own sockets and loops end when they are collected.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return toys.register(tmp_path, monkeypatch)


@pytest.fixture
def make(tmp_path: Path, cloud: Path) -> Make:  # noqa: ARG001 - registers the pattern
    return toys.maker(tmp_path)


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a scheduler in this process."""
    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", processes=True) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def workers(scheduler: str, cloud: Path, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two worker processes."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.toy_worker", scheduler, str(cloud)],
            cwd=ROOT,
            env={**os.environ, "DASK_TEMPORARY_DIRECTORY": str(tmp_path / f"dask-{number}")},
            stderr=subprocess.DEVNULL,
        )
        for number in range(2)
    ]
    yield started
    for process in started:
        process.kill()
        process.wait()


def run(jobs: list[Job], scheduler: str, stream: io.StringIO | None = None) -> list[Outcome]:
    options = Options(target="toy", only=(Property.EXISTS,))
    fleet = ClusterFleet(options, scheduler, FleetLines(stream or io.StringIO()), Stop())
    return fleet.run(jobs, lambda _: None)


WAITING = "x' > $TOY_CLOUD/began; while test ! -e $TOY_CLOUD/go; do read -t 0.1 _ < /dev/zero; done; echo '"
"""A note whose provisioner waits for a file in the cloud."""


def test_specs_of_a_killed_worker_move_on(
    make: Make, scheduler: str, workers: list[subprocess.Popen[bytes]], cloud: Path
) -> None:
    texts = {"milk": WAITING, "tea": "drink", "oats": "x'; exit 7; echo '"}
    jobs = [Job(*make(name, **{name: text})) for name, text in texts.items()]
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, jobs, scheduler)
        try:
            until(lambda: running.done() or (cloud / "began").exists(), bool)
            # The other worker has something to do too, until only the spec that waits is left.
            [busy] = until(
                lambda: [each for each in workers if _runs_terraform(each.pid)], lambda found: len(found) == 1
            )
            busy.kill()
        finally:
            (cloud / "go").touch()
        outcomes = running.result()
    assert [(each.name, each.status.value) for each in outcomes] == [
        ("milk", "passed"),
        ("tea", "passed"),
        ("oats", "error"),
    ]
    assert "exit status 7" in outcomes[2].message
    assert {each.worker.partition("://")[0] for each in outcomes} == {"tcp"}


def _runs_terraform(pid: int) -> bool:
    """Return whether a process has a child that runs Terraform."""
    for child in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "terraform" in child.name():
                return True
    return False


def test_scheduler_that_does_not_answer(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privatelink_harness.fleets.cluster._PATIENCE", 0.5)
    with pytest.raises(HarnessError, match="no Dask scheduler answers"):
        run([Job(*make("milk", milk="buy"))], "tcp://127.0.0.1:1")


def test_cluster_without_workers(make: Make, scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privatelink_harness.fleets.cluster._PATIENCE", 0.5)
    with pytest.raises(HarnessError, match="the cluster has no workers"):
        run([Job(*make("milk", milk="buy"))], scheduler)
