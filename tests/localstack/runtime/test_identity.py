"""The process of a record: found only if it is the LocalStack of that directory."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.runtime import identity
from privatelink_localstack.runtime.home import Home
from privatelink_localstack.runtime.record import Record

if TYPE_CHECKING:
    from pathlib import Path


def start_imitation(directory: Path) -> subprocess.Popen[bytes]:
    """Start a process with LocalStack's command line, which waits for the end of its input."""
    wait = [
        sys.executable,
        "-c",
        "import sys; print(flush=True); sys.stdin.read()",
        identity.MODULE,
        str(directory),
    ]
    process = subprocess.Popen(wait, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


@pytest.mark.process
def test_process_of_the_directory_is_found(tmp_path: Path) -> None:
    with start_imitation(tmp_path) as process:
        found = identity.find_process(Home(tmp_path), Record(pid=process.pid, port=1, keep=True))
        assert found is not None
        assert process.pid == found.pid


@pytest.mark.process
def test_process_of_another_directory_is_not_found(tmp_path: Path) -> None:
    with start_imitation(tmp_path / "other") as process:
        assert identity.find_process(Home(tmp_path), Record(pid=process.pid, port=1, keep=True)) is None


@pytest.mark.process
def test_zombie_is_not_found(tmp_path: Path) -> None:
    with start_imitation(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.close()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert identity.find_process(Home(tmp_path), Record(pid=process.pid, port=1, keep=True)) is None


def test_other_program_with_the_process_id_is_not_found(tmp_path: Path) -> None:
    assert identity.find_process(Home(tmp_path), Record(pid=os.getpid(), port=1, keep=True)) is None


@pytest.mark.process
def test_ended_process_is_not_found(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert identity.find_process(Home(tmp_path), Record(pid=ended.pid, port=1, keep=True)) is None
