"""Runs that are killed at any stage: a sweep finds what they left without their states, and leaves nothing."""

from __future__ import annotations

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING, Any

from privatelink_harness.stacks.journal import Entry, read
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import temporary_accounts
from tests.support.commands import RunCommand, StartCommand, read_until
from tests.support.processes import left_in
from tests.support.slow_calls import await_call

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

SPEC = """
version: 1
pattern: consumer
name: killed
endpoints:
  lambda: {service: lambda}
"""

STAGES = {
    "initialise": r"initialise Terraform$",
    "plan": r"\] plan$",
    "apply": r"\] apply$",
    "first resource": r"aws_vpc\.this created",
    "network": r"aws_security_group\.\w+ created",
    "verify": r"\] verify",
    "destroy": r"\] destroy$",
    "first destroyed": r" destroyed",
    "last check": r"\] check that nothing is left$",
    "stopped": r"aws_security_group\.\w+ created",
}
"""The line at which a run is killed, by the stage; a stopped one is killed while it destroys."""

SLOW = {"slow VPC": "CreateVpc", "slow endpoint": "CreateVpcEndpoint", "slow destroy": "DeleteVpcEndpoints"}
"""The call in which a run is killed that LocalStack answers so late that nobody waits for it any more, by the stage."""

LEFT = ("network", "verify", "destroy")
"""Stages at which a VPC is left for certain."""


def test_sweeps_leave_nothing_of_runs_that_were_killed(
    start: StartCommand, command: RunCommand, localstack: Instance, tmp_path: Path
) -> None:
    spec = tmp_path / "killed.yaml"
    spec.write_text(SPEC)
    with temporary_accounts(localstack.endpoint) as fresh:
        account, slow = fresh(), {stage: fresh() for stage in SLOW}
        accounts = [account, *slow.values()]

        def begin(stage: str) -> Popen[str]:
            run = start("test", spec, "--account", slow.get(stage, account))
            read_until(run, STAGES.get(stage, STAGES["plan"]))
            return run

        def suspend(stage: str) -> Popen[str]:
            run = begin(stage)
            run.send_signal(signal.SIGSTOP)
            return run

        def kill(stage: str) -> None:
            run = begin(stage)
            if stage in SLOW:
                await_call(run, localstack.endpoint, SLOW[stage], slow[stage])
            if stage == "stopped":
                run.send_signal(signal.SIGINT)
                read_until(run, r"\] stopped: destroy$")
            end(run)

        with ThreadPoolExecutor(4) as pool:
            suspending = pool.submit(suspend, "first resource")
            list(pool.map(kill, [*SLOW, *STAGES]))
            going = suspending.result()
        assert len(vpcs(localstack, account)) > len(LEFT)

        sweeping = start("sweep", "--all", *within(*accounts))
        read_until(sweeping, r"remove \d+ of what runs have left")
        end(sweeping)
        swept = sweep(command, "--all", *within(*accounts))
        assert (swept["left"], swept["unread"], len(swept["going"])) == ([], [], 1)
        assert [len(vpcs(localstack, each)) for each in accounts] == [1, 0, 0, 0]

        own = ("--run", *swept["going"], *within(account))
        refused = command("sweep", *own)
        assert (refused.returncode, "a run uses it" in refused.stderr) == (1, True), refused.stderr
        end(going)
        assert sweep(command, "--expired", *within(account))["found"] == []
        assert "VPC" in {each["type"] for each in sweep(command, *own)["found"]}
        assert sweep(command, *own)["found"] == []
        assert vpcs(localstack, account) == []
    assert [entry.tags.run for entry in journals(tmp_path) if not entry.is_clean] == []
    assert left_in(tmp_path) == []


def within(*accounts: str) -> list[str]:
    """Return the options of a sweep of these accounts."""
    return [word for account in accounts for word in ("--account", account)]


def end(process: Popen[str]) -> None:
    """Kill a process, unless it has come to its end."""
    process.kill()
    assert process.wait() in {0, -signal.SIGKILL}
    process.communicate()


def journals(directory: Path) -> list[Entry]:
    """Return what the runs' journals tell."""
    paths = (directory / "state" / "tf-privatelink" / "journals").iterdir()
    return [entry for path in paths if (entry := read(path))]


def sweep(command: RunCommand, *options: str) -> dict[str, Any]:
    """Return the data of a sweep's answer, which must be a success."""
    answer = command("sweep", *options, "--format", "json")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return dict(json.loads(answer.stdout)["data"])


def vpcs(localstack: Instance, account: str) -> list[str]:
    """Return the IDs of an account's VPCs, without the default one."""
    ec2 = LocalStackSession(localstack.endpoint, account).client("ec2")
    described = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])
    return [vpc["VpcId"] for vpc in described["Vpcs"]]
