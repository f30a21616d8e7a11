"""Leases: how many use a LocalStack is known without counting, and a killed process no longer does."""

from __future__ import annotations

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


def test_nobody_holds_one_at_first(tmp_path: Path) -> None:
    assert not is_leased(tmp_path / "lease")


def test_one_is_held_until_it_is_released(tmp_path: Path) -> None:
    lease = Lease.take(tmp_path / "lease")
    held = is_leased(tmp_path / "lease")
    lease.release()
    assert (held, is_leased(tmp_path / "lease")) == (True, False)


def test_of_two_the_last_one_counts(tmp_path: Path) -> None:
    first, second = Lease.take(tmp_path / "lease"), Lease.take(tmp_path / "lease")
    first.release()
    held = is_leased(tmp_path / "lease")
    second.release()
    assert (held, is_leased(tmp_path / "lease")) == (True, False)


def test_asking_leaves_a_lease_to_be_taken(tmp_path: Path) -> None:
    is_leased(tmp_path / "lease")
    lease = Lease.take(tmp_path / "lease")
    assert is_leased(tmp_path / "lease")
    lease.release()


@pytest.mark.process
def test_a_killed_process_holds_none(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lease")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        held = is_leased(tmp_path / "lease")
        holder.kill()
    assert (held, is_leased(tmp_path / "lease")) == (True, False)
