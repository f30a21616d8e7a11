"""A run that is stopped: it destroys what it created, says so, and leaves nothing behind."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

import psutil
import pytest

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.commands import StartCommand, read_until

SPEC = """
version: 1
pattern: consumer
name: stopped
endpoints:
  s3: {service: s3, type: gateway}
"""
APPLYING = r"aws_route_table\.private created|aws_vpc\.this created"
DESTROYING = r"aws_route_table\.private destroyed|to destroy$"


@pytest.fixture
def run(start: StartCommand, account: LocalStackSession, tmp_path: Path) -> Popen[str]:
    spec = tmp_path / "stopped.yaml"
    spec.write_text(SPEC)
    return start("test", spec, "--account", account.account)


def test_run_destroys_when_its_terminal_goes_during_apply(
    run: Popen[str], vpcs: Callable[[], list[str]], stacks: Path
) -> None:
    read_until(run, APPLYING)
    family = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(signal.SIGHUP)
    output, errors = run.communicate()
    assert run.returncode == 130, errors
    assert "] stopped: destroy\n" in output
    assert "aws_vpc.this destroyed" in output
    assert errors == ""
    assert (vpcs(), list(stacks.iterdir())) == ([], [])
    assert not [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_run_goes_on_destroying_when_stopped_during_destroy(
    run: Popen[str], vpcs: Callable[[], list[str]], stacks: Path
) -> None:
    read_until(run, r"\] destroy$")
    read_until(run, DESTROYING)
    run.send_signal(signal.SIGINT)
    read_until(run, r"\] stopped: destroy$")
    run.send_signal(signal.SIGINT)
    output, errors = run.communicate()
    assert (run.returncode, vpcs(), list(stacks.iterdir())) == (130, [], []), errors
    assert "still destroying; stop again to leave the rest as it is\n" in output
