"""Runs that are stopped while calls that create something are not answered: nothing is left, however late they are."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING

import pytest

from tests.support.commands import RunCommand, StartCommand, read_until
from tests.support.http import call_http
from tests.support.paths import SPECS

if TYPE_CHECKING:
    from privatelink_harness.targets.localstack.session import LocalStackSession
    from privatelink_localstack.runtime.instance import Instance

DEMO = SPECS / "consumer" / "lambda-from-private-subnets.yaml"

NEVER = 600
"""Seconds by which answers are late, unless the test has them sent before."""


@dataclass(frozen=True)
class Moment:
    """A moment of the demo's apply, at which two runs are stopped side by side, one of them killed.

    Parameters:
        calls: those that are not answered, by operation, with their number. Terraform makes all of them at once.
        named: the signal of the run in an account that the user names.
        own: the signal of the run in an account of its own.
        orphans: the types of the resources that no state knows then.
    """

    calls: Mapping[str, int]
    named: signal.Signals
    own: signal.Signals
    orphans: tuple[str, ...]

    def __str__(self) -> str:
        return "-".join(self.calls)


MOMENTS = [
    Moment({"CreateVpc": 1}, signal.SIGKILL, signal.SIGINT, ("VPC",)),
    Moment(
        {"CreateSubnet": 2, "CreateRouteTable": 1},
        signal.SIGTERM,
        signal.SIGKILL,
        ("route table", "subnet", "subnet"),
    ),
    Moment(
        {"CreateSecurityGroup": 1, "AssociateRouteTable": 2, "CreateVpcEndpoint": 2},
        signal.SIGKILL,
        signal.SIGTERM,
        ("endpoint", "endpoint", "security group"),
    ),
    Moment({"CreateVpcEndpoint": 3}, signal.SIGINT, signal.SIGKILL, ("endpoint",) * 3),
]
"""Each resource of the demo is there but its role, which is not of EC2; each signal, in both kinds of accounts."""


@dataclass
class Stop:
    """One run, and the signal that stops it.

    Parameters:
        state: the directory of its state.
        output: what it has printed so far.
    """

    number: signal.Signals
    process: Popen[str]
    state: Path
    output: str = ""

    @property
    def stacks(self) -> list[Path]:
        """The directories of its stacks."""
        return list(self.state.glob("tf-privatelink/stacks/*"))

    def record(self) -> str:
        """Return the account that it uses."""
        (directory,) = self.stacks
        return str(json.loads((directory / "stack.json").read_text())["account"])

    def send(self, start: StartCommand) -> None:
        """Send the signal. Where it kills the run, `destroy` goes on in its place."""
        self.process.send_signal(self.number)
        if self.number is signal.SIGKILL:
            self.output, errors = self.process.communicate()
            assert self.process.returncode == -signal.SIGKILL, self.output + errors
            self.process = start("destroy", *self.stacks)

    def finish(self) -> None:
        """Wait for the end."""
        rest, errors = self.process.communicate()
        self.output += rest
        assert self.process.returncode == (0 if self.number is signal.SIGKILL else 130), self.output + errors

    @property
    def orphans(self) -> list[str]:
        """The types of the orphans that it has named."""
        lines = (line.split() for line in self.output.splitlines())
        return sorted(" ".join(words[1:-6]) for words in lines if words[:1] == ["orphan:"])


@pytest.fixture
def localstack(own_localstack: Instance) -> Instance:
    """A LocalStack in which nobody else calls: the runs have no accounts yet when their calls are chosen."""
    return own_localstack


@pytest.fixture
def begin(start: StartCommand, tmp_path: Path) -> Iterator[Callable[..., Stop]]:
    """The way to a run of the demo, with a state directory of its own."""
    with ExitStack() as ended:

        def run(number: signal.Signals, *arguments: str) -> Stop:
            state = tmp_path / number.name
            process = start("test", DEMO, *arguments, variables={"XDG_STATE_HOME": str(state)})
            ended.callback(process.kill)
            return Stop(number, process, state)

        yield run


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_stopped_runs_leave_nothing(
    moment: Moment,
    begin: Callable[..., Stop],
    start: StartCommand,
    account: LocalStackSession,
    vpcs: Callable[[], list[str]],
    localstack: Instance,
) -> None:
    api = f"{localstack.endpoint}/_privatelink"
    for operation, times in moment.calls.items():
        call_http("POST", f"{api}/faults", {"operation": operation, "times": times * 2, "delay": NEVER})
    named, other = begin(moment.named, "--account", account.account), begin(moment.own)
    while call_http("GET", f"{api}/faults")["calls"]:
        for stop in (named, other):
            assert stop.process.poll() is None, stop.process.communicate()
        threading.Event().wait(0.1)
    own = other.record()
    assert own in call_http("GET", f"{api}/accounts")["accounts"]
    for stop in (named, other):
        stop.send(start)
    # Terraform has ended: the answers come too late for its state.
    named.output += read_until(named.process, r"\] (stopped: )?destroy$")
    call_http("DELETE", f"{api}/faults", {"account": account.account})
    for stop in (named, other):
        stop.finish()

    assert (named.stacks, other.stacks, vpcs()) == ([], [], [])
    assert own not in call_http("GET", f"{api}/accounts")["accounts"], "an account of the run's own is forgotten"
    assert named.orphans == sorted(moment.orphans), named.output


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
