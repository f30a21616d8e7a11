"""A process counts as LocalStack only while it is the very one of that directory."""

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


def start_like_ours(directory: Path) -> subprocess.Popen[bytes]:
    """A process with the command line of ours, which waits for its input to end."""
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
def test_ours_is_found(tmp_path: Path) -> None:
    with start_like_ours(tmp_path) as process:
        found = identity.find_process(Home(tmp_path), Record(pid=process.pid, port=1, keep=True))
        assert found is not None
        assert process.pid == found.pid


@pytest.mark.process
def test_one_of_another_directory_is_not(tmp_path: Path) -> None:
    with start_like_ours(tmp_path / "other") as process:
        assert identity.find_process(Home(tmp_path), Record(pid=process.pid, port=1, keep=True)) is None


@pytest.mark.process
def test_one_that_has_ended_is_not_even_if_nobody_asked_for_its_exit_code(tmp_path: Path) -> None:
    with start_like_ours(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.close()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert identity.find_process(Home(tmp_path), Record(pid=process.pid, port=1, keep=True)) is None


def test_another_program_with_its_process_id_is_not(tmp_path: Path) -> None:
    assert identity.find_process(Home(tmp_path), Record(pid=os.getpid(), port=1, keep=True)) is None


@pytest.mark.process
def test_no_process_is_not(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert identity.find_process(Home(tmp_path), Record(pid=ended.pid, port=1, keep=True)) is None
