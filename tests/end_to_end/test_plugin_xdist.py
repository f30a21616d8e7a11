"""The pytest plugin under pytest-xdist, and its option to keep stacks."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from privatelink_harness.reports.data import read_reports
from privatelink_harness.reports.model import Failure
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.commands import RunCommand

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.fixture(scope="module")
def stack(privatelink):
    return privatelink.apply("gateway", account={account!r})

def test_stack(stack):
    stack.verify("gateway/privatelink.yaml")
"""


KILLED = """
import os, signal

def test_stack(privatelink):
    privatelink.apply("gateway", account={account!r})
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_plugin_destroys_the_stack_of_a_worker_that_was_killed(
    project: pytest.Pytester, account: LocalStackSession, vpcs: Callable[[], list[str]], stacks: Path
) -> None:
    project.makepyfile(KILLED.format(account=account.account))

    result = project.runpytest_subprocess("-n", "1", "--max-worker-restart", "0", "--privatelink-report", "report.json")

    result.assert_outcomes(failed=1)
    assert (vpcs(), list(stacks.iterdir())) == ([], []), result.stderr.str()
    [report] = read_reports(project.path / "report.json")
    assert (report.name, report.failure) == (
        "gateway",
        Failure("the process of this run ended before the run did", is_stopped=True),
    )
    result.stderr.fnmatch_lines(["privatelink: a worker left *: destroy", "privatelink: stack: nothing left: passed*"])


def test_sweep_removes_what_a_killed_session_left(
    project: pytest.Pytester, account: LocalStackSession, vpcs: Callable[[], list[str]], command: RunCommand
) -> None:
    both = KILLED.replace("os.kill(", "os.kill(os.getppid(), signal.SIGKILL)\n    os.kill(")
    project.makepyfile(both.format(account=account.account))

    result = project.runpytest_subprocess("-n", "1")

    assert (result.ret, vpcs()) == (-signal.SIGKILL, ["10.50.0.0/16"])
    swept = command("sweep", "--all", "--account", account.account)
    assert (swept.returncode, vpcs()) == (0, []), swept.stdout + swept.stderr


def test_plugin_keeps_the_stacks_of_every_worker(
    project: pytest.Pytester,
    account: LocalStackSession,
    vpcs: Callable[[], list[str]],
    stacks: Path,
    command: RunCommand,
) -> None:
    text = TESTS.format(account=account.account)
    project.makepyfile(test_first=text, test_second=text)

    result = project.runpytest_subprocess("-n", "2", "--privatelink-keep", "--privatelink-report", "report.json")

    result.assert_outcomes(passed=2)
    directories = sorted(str(each) for each in stacks.iterdir())
    reports = read_reports(project.path / "report.json")
    assert (sorted(report.kept or "" for report in reports), [report.failed for report in reports]) == (
        *(directories, [False, False]),
    )
    assert sorted(re.findall(r"(?m)^privatelink destroy (\S+)$", result.stdout.str())) == directories
    assert vpcs() == ["10.50.0.0/16", "10.50.0.0/16"]
    with ThreadPoolExecutor(2) as pool:
        destroyed = pool.map(lambda directory: command("destroy", directory), directories)
    assert [each.returncode for each in destroyed] == [0, 0]
    assert vpcs() == []
