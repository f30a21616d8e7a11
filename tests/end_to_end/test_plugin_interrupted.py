"""Ctrl-C while tests run: what was applied is destroyed before pytest ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_harness.targets.localstack import LocalStackTarget

pytest_plugins = ["pytester"]

TESTS = """
import threading

def test_it_stands(privatelink):
    privatelink.apply("gateway", account={account!r})
    print("it stands", flush=True)
    threading.Event().wait()
"""


def test_stacks_are_destroyed(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    modules: Path,
    account: LocalStackTarget,
    vpcs: Callable[[], list[str]],
    stacks: Path,
) -> None:
    for name in ("LOCALSTACK_ENDPOINT", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, environment[name])
    (pytester.path / "gateway").symlink_to(modules / "gateway")
    path = pytester.makepyfile(TESTS.format(account=account.account))
    run = pytester.popen([sys.executable, "-m", "pytest", "-s", str(path)], stdin=subprocess.DEVNULL)
    assert run.stdout is not None
    assert any(line.strip().endswith(b"it stands") for line in run.stdout)
    made = vpcs()
    run.send_signal(signal.SIGINT)
    said, _ = run.communicate()
    assert (made, run.returncode) == (["10.50.0.0/16"], pytest.ExitCode.INTERRUPTED), said.decode()
    assert (vpcs(), list(stacks.iterdir())) == ([], [])
