"""A run that is stopped while a call that creates something is not answered: nothing is left, however late it is."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.commands import RunCommand, StartCommand, read_until
from tests.support.http import call_http
from tests.support.paths import SPECS

if TYPE_CHECKING:
    from privatelink_harness.targets.localstack.session import LocalStackSession
    from privatelink_localstack.runtime.instance import Instance

DEMO = SPECS / "consumer" / "lambda-from-private-subnets.yaml"

SOON, LATE, NEVER = 2, 15, 90
"""Seconds: an answer that a stop waits for, one after the AWS provider has given up, one after the run's end."""


@dataclass(frozen=True)
class Stop:
    """A stop of a run.

    Parameters:
        operation: the call that is not answered yet.
        delay: seconds by which its answer is late.
        orphan: the type of the resource that no state knows; None if a state does.
        is_own: whether the run has an account of its own.
    """

    operation: str
    number: signal.Signals
    delay: float
    orphan: str | None = None
    is_own: bool = True

    def __str__(self) -> str:
        return f"{self.operation}-{self.number.name}"


STOPS = [
    Stop("CreateVpc", signal.SIGINT, NEVER),
    Stop("CreateVpc", signal.SIGKILL, LATE, "VPC", is_own=False),
    Stop("CreateSubnet", signal.SIGTERM, LATE, "subnet", is_own=False),
    Stop("CreateRouteTable", signal.SIGKILL, LATE, "route table"),
    Stop("CreateSecurityGroup", signal.SIGINT, SOON, is_own=False),
    Stop("AuthorizeSecurityGroupIngress", signal.SIGTERM, LATE),
    Stop("AssociateRouteTable", signal.SIGINT, LATE, is_own=False),
    Stop("CreateVpcEndpoint", signal.SIGTERM, LATE, "endpoint"),
]


@pytest.mark.parametrize("stop", STOPS, ids=str)
def test_stopped_run_leaves_nothing(
    stop: Stop,
    start: StartCommand,
    command: RunCommand,
    account: LocalStackSession,
    vpcs: Callable[[], list[str]],
    localstack: Instance,
    stacks: Path,
) -> None:
    api = f"{localstack.endpoint}/_privatelink"
    run = start("test", DEMO, *(() if stop.is_own else ("--account", account.account)))
    output = read_until(run, r"\] plan$")
    (record,) = stacks.glob("*/stack.json")
    own = json.loads(record.read_text())["account"]
    call_http("POST", f"{api}/faults", {"operation": stop.operation, "delay": stop.delay, "account": own})
    while _faults(api, own):
        assert run.poll() is None

    run.send_signal(stop.number)
    rest, errors = run.communicate()
    output += rest
    assert run.returncode == (130 if stop.number is not signal.SIGKILL else -signal.SIGKILL), errors
    if stop.number is signal.SIGKILL:
        destroyed = command("destroy", record.parent)
        output += destroyed.stdout
        assert destroyed.returncode == 0, destroyed.stderr

    assert list(stacks.iterdir()) == []
    if stop.is_own:
        assert own not in call_http("GET", f"{api}/accounts")["accounts"]
    else:
        assert vpcs() == []
    orphans = [line.split()[1:-6] for line in output.splitlines() if line.strip().startswith("orphan: ")]
    assert [" ".join(words) for words in orphans] == ([stop.orphan] if stop.orphan else []), output


def test_destroy_removes_what_a_run_left_that_was_killed_before_its_record(
    start: StartCommand, command: RunCommand, stacks: Path
) -> None:
    run = start("test", DEMO)
    read_until(run, "initialise Terraform$")
    while not (locks := list(stacks.glob("*/run.lock"))):
        assert run.poll() is None
    (lock,) = locks
    run.kill()
    run.communicate()
    assert not (lock.parent / "stack.json").exists()
    diagnosis = command("doctor", "--format", "json")
    found = [each for each in json.loads(diagnosis.stdout)["data"]["findings"] if each["name"] == "Stack left"]
    assert [(each["found"], each["hint"]) for each in found] == [
        (str(lock.parent), f"privatelink destroy {lock.parent}")
    ]
    destroyed = command("destroy", lock.parent)
    assert (destroyed.returncode, list(stacks.iterdir())) == (0, []), destroyed.stderr


def _faults(api: str, account: str) -> list[Any]:
    """Return the faults of an account that have yet to strike."""
    return [each for each in call_http("GET", f"{api}/faults")["calls"] if each["account"] == account]
