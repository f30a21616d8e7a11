"""A run whose disk is full from its first call on: it says so, and leaves nothing in the account."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from privatelink_harness.stacks.rescue import RESERVE
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.end_to_end.conftest import PRIVATELINK
from tests.support.full_disk import ALONE
from tests.support.namespaces import need_namespaces
from tests.support.slow_calls import await_call

SPEC = """
version: 1
pattern: consumer
name: full
endpoints:
  s3: {service: s3, type: gateway}
"""
MOUNT = """
mount -t tmpfs -o size=64m tmpfs "$XDG_STATE_HOME"
mount -t tmpfs -o size=4k tmpfs reports
exec "$@"
"""
"""A script for a small file system, and a full one."""


@pytest.fixture
def run(account: LocalStackSession, environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run whose state directory is a small file system."""
    need_namespaces()
    (tmp_path / "full.yaml").write_text(SPEC)
    for name in ("state", "reports"):
        (tmp_path / name).mkdir()
    argv = [*PRIVATELINK, "test", "full.yaml", "--account", account.account]
    with subprocess.Popen(
        [*ALONE, "sh", "-ec", MOUNT, "sh", *argv, "--report", "reports/page.html"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "TMPDIR": "/tmp"},  # noqa: S108 - the run's own is as long as pytest makes it
    ) as process:
        yield process
        process.kill()


def test_run_on_a_full_disk_leaves_nothing_and_says_so(
    run: subprocess.Popen[str], account: LocalStackSession, vpcs: Callable[[], list[str]], tmp_path: Path
) -> None:
    await_call(run, account.endpoint, "CreateVpc", account.account, delay=5)
    state = Path(f"/proc/{run.pid}/root{tmp_path}/state")
    [reserve] = state.glob(f"tf-privatelink/stacks/*/{RESERVE}")
    reserve.unlink()
    fill(state / "fill")
    output, errors = run.communicate()
    assert (run.returncode, vpcs()) == (1, []), output + errors
    assert "warning: Terraform could not write its state: it is taken from " in output
    assert "] failed: destroy\n" in output
    assert "no space left on device" in errors
    assert "warning: there is no report: reports/page.html" in errors
    assert errors.splitlines()[-1].startswith("Free some disk space")


def fill(path: Path) -> None:
    """Write a file until the disk is full."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(descriptor, bytes(4096)):
            pass
    except OSError:
        os.close(descriptor)
