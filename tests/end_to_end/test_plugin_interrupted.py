"""Ctrl-C while tests run: their stacks are destroyed before pytest ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_harness.targets.localstack.session import LocalStackSession

pytest_plugins = ["pytester"]

TESTS = """
import threading

def test_stack(privatelink):
    privatelink.apply("gateway", account={account!r})
    print("applied", flush=True)
    threading.Event().wait()
"""


def test_plugin_destroys_its_stacks_on_ctrl_c(
    project: pytest.Pytester,
    account: LocalStackSession,
    vpcs: Callable[[], list[str]],
    stacks: Path,
) -> None:
    path = project.makepyfile(TESTS.format(account=account.account))
    run = project.popen([sys.executable, "-m", "pytest", "-s", str(path)], stdin=subprocess.DEVNULL)
    assert run.stdout is not None
    assert any(line.strip().endswith(b"applied") for line in run.stdout)
    before = vpcs()
    run.send_signal(signal.SIGINT)
    output, _ = run.communicate()
    assert (before, run.returncode) == (["10.50.0.0/16"], pytest.ExitCode.INTERRUPTED), output.decode()
    assert (vpcs(), list(stacks.iterdir())) == ([], [])
