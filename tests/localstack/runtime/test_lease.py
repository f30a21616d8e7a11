"""Leases: held side by side, and released when their process is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from privatelink_localstack.runtime.lease import Lease, is_leased

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from privatelink_localstack.runtime.lease import Lease
lease = Lease.take(Path(sys.argv[1]))
print(flush=True)
sys.stdin.read()
"""


def test_new_file_is_not_leased(tmp_path: Path) -> None:
    assert not is_leased(tmp_path / "lease")


def test_lease_is_held_until_release(tmp_path: Path) -> None:
    lease = Lease.take(tmp_path / "lease")
    held = is_leased(tmp_path / "lease")
    lease.release()
    assert (held, is_leased(tmp_path / "lease")) == (True, False)


def test_released_lease_is_free_though_a_child_has_inherited_its_file(tmp_path: Path) -> None:
    lease = Lease.take(tmp_path / "lease")
    inherited = os.dup(lease.file.fileno())
    lease.release()
    held = is_leased(tmp_path / "lease")
    os.close(inherited)
    assert not held


def test_second_lease_outlasts_the_first(tmp_path: Path) -> None:
    first, second = Lease.take(tmp_path / "lease"), Lease.take(tmp_path / "lease")
    first.release()
    held = is_leased(tmp_path / "lease")
    second.release()
    assert (held, is_leased(tmp_path / "lease")) == (True, False)


def test_query_leaves_the_lease_free(tmp_path: Path) -> None:
    is_leased(tmp_path / "lease")
    lease = Lease.take(tmp_path / "lease")
    assert is_leased(tmp_path / "lease")
    lease.release()


@pytest.mark.process
def test_killed_process_holds_no_lease(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lease")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        held = is_leased(tmp_path / "lease")
        holder.kill()
    assert (held, is_leased(tmp_path / "lease")) == (True, False)
