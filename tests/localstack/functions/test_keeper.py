"""Processes and files of functions end with LocalStack, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from privatelink_localstack.functions.keeper import Keeper
from tests.support.until import until

pytestmark = pytest.mark.process

KILLED = """
import os, signal, subprocess, sys
from pathlib import Path
from privatelink_localstack.functions.keeper import Keeper
keeper = Keeper(Path(sys.argv[1]))
(keeper.directory / "code").touch()
child = subprocess.Popen(["sleep", "600"], start_new_session=True)
keeper.add(child.pid)
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own."""
    process = subprocess.Popen(["sleep", "600"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_close_ends_processes_and_removes_the_directory(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    keeper = Keeper(tmp_path / "functions")
    keeper.add(sleeper.pid)
    keeper.close()
    assert (sleeper.wait(), keeper.directory.exists()) == (-signal.SIGKILL, False)


def test_process_that_was_taken_back_is_left_alone(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    keeper = Keeper(tmp_path / "functions")
    keeper.add(sleeper.pid)
    keeper.remove(sleeper.pid)
    keeper.close()
    assert sleeper.poll() is None


def test_sigkill_leaves_nothing(tmp_path: Path) -> None:
    directory = tmp_path / "functions"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(directory)], stdout=subprocess.PIPE, check=False)
    pid = int(killed.stdout)
    until(lambda: _runs(pid) or directory.exists(), lambda left: not left)


def test_keeper_that_was_killed_is_replaced(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    keeper = Keeper(tmp_path / "functions")
    keeper.add(sleeper.pid)
    (own,) = [each for each in psutil.Process().children() if str(keeper.directory) in each.cmdline()]
    own.kill()
    until(own.status, lambda status: status == psutil.STATUS_ZOMBIE)
    keeper.remove(os.getpid())
    keeper.close()
    assert (sleeper.wait(), keeper.directory.exists()) == (-signal.SIGKILL, False)


def test_what_a_killed_one_left_is_removed(tmp_path: Path) -> None:
    directory = tmp_path / "functions"
    (directory / "old").mkdir(parents=True)
    keeper = Keeper(directory)
    assert list(directory.iterdir()) == []
    keeper.close()


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
