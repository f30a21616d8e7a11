"""Ctrl-C while a stack of tests is applied: it is destroyed before pytest ends, late answers or not."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.http import call_http

if TYPE_CHECKING:
    from privatelink_harness.targets.localstack.session import LocalStackSession
    from privatelink_localstack.runtime.instance import Instance

pytest_plugins = ["pytester"]

TESTS = """
def test_stack(privatelink):
    privatelink.apply("gateway", account={account!r})
"""


def test_plugin_destroys_its_stacks_on_ctrl_c(
    project: pytest.Pytester,
    account: LocalStackSession,
    vpcs: Callable[[], list[str]],
    localstack: Instance,
    stacks: Path,
) -> None:
    faults = f"{localstack.endpoint}/_privatelink/faults"
    late = {"operation": "CreateRouteTable", "delay": 12, "account": account.account}
    call_http("POST", faults, late)
    path = project.makepyfile(TESTS.format(account=account.account))
    run = project.popen([sys.executable, "-m", "pytest", "-s", str(path)], stdin=subprocess.DEVNULL)
    while account.account in {each["account"] for each in call_http("GET", faults)["calls"]}:
        assert run.poll() is None
    before = vpcs()
    run.send_signal(signal.SIGINT)
    output, _ = run.communicate()
    assert (before, run.returncode) == (["10.50.0.0/16"], pytest.ExitCode.INTERRUPTED), output.decode()
    assert (vpcs(), list(stacks.iterdir())) == ([], []), output.decode()
