"""Runs that are killed at any stage: a sweep finds what they left without their states, and leaves nothing."""

from __future__ import annotations

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING, Any

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import temporary_accounts
from tests.support.commands import RunCommand, StartCommand, read_until
from tests.support.http import call_http

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
}
"""The line at which a run is killed, by the stage."""

SLOW = {"slow create": "CreateVpcEndpoint", "slow destroy": "DeleteVpcEndpoints"}
"""The call in which a run is killed that LocalStack answers so late that nobody waits for it any more, by the stage."""


def test_sweep_leaves_nothing_of_runs_that_were_killed(
    start: StartCommand, command: RunCommand, localstack: Instance, tmp_path: Path
) -> None:
    spec = tmp_path / "killed.yaml"
    spec.write_text(SPEC)
    with temporary_accounts(localstack.endpoint) as fresh:
        accounts = {stage: fresh() for stage in (*STAGES, *SLOW)}

        def kill(stage: str) -> None:
            run = start("test", spec, "--account", accounts[stage])
            read_until(run, STAGES.get(stage, STAGES["plan"]))
            if stage in SLOW:
                await_call(run, localstack.endpoint, SLOW[stage], accounts[stage])
            run.kill()
            assert run.wait() == -signal.SIGKILL
            run.communicate()

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(kill, accounts))

        only = [word for account in accounts.values() for word in ("--account", account)]
        swept = sweep(command, "--all", *only)
        assert (swept["left"], swept["unread"], swept["going"]) == ([], [], [])
        found = {(each["account"], each["type"]) for each in swept["found"]}
        assert {(accounts[stage], "VPC") for stage in ("network", "verify", *SLOW)} <= found
        assert (accounts["slow create"], "endpoint") in found
        assert sweep(command, "--all", "--dry-run", *only)["found"] == []
        assert [vpcs(localstack, account) for account in accounts.values()] == [[]] * len(accounts)
    journals = tmp_path / "state" / "tf-privatelink" / "journals"
    ends = [json.loads(path.read_text().splitlines()[-1]).get("outcome") for path in journals.iterdir()]
    assert set(ends) == {"swept"}


def test_expired_runs_and_the_named_one_are_swept_alone(
    start: StartCommand, command: RunCommand, account: LocalStackSession, tmp_path: Path
) -> None:
    spec = tmp_path / "killed.yaml"
    spec.write_text(SPEC)
    run = start("test", spec, "--account", account.account)
    read_until(run, STAGES["first resource"])
    only = ("--account", account.account)
    run.send_signal(signal.SIGSTOP)
    (journal,) = (tmp_path / "state" / "tf-privatelink" / "journals").iterdir()
    going = sweep(command, "--all", *only)
    assert (going["found"], going["going"]) == ([], [journal.stem])
    refused = command("sweep", "--run", journal.stem, *only)
    assert (refused.returncode, "a run uses it" in refused.stderr) == (1, True), refused.stderr
    run.kill()
    run.communicate()
    assert sweep(command, "--expired", *only)["found"] == []
    assert sweep(command, "--run", "0123456789abcdef", *only)["found"] == []
    assert "VPC" in {each["type"] for each in sweep(command, "--run", journal.stem, *only)["found"]}
    assert sweep(command, "--run", journal.stem, *only)["found"] == []


def sweep(command: RunCommand, *options: str) -> dict[str, Any]:
    """Return the data of a sweep's answer, which must be a success."""
    answer = command("sweep", *options, "--format", "json")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return dict(json.loads(answer.stdout)["data"])


def await_call(run: Popen[str], endpoint: str, operation: str, account: str) -> None:
    """Let LocalStack be slow with a call of a run, and wait until it has come."""
    api = f"{endpoint}/_privatelink/faults"
    call_http("POST", api, {"operation": operation, "delay": 15, "account": account})
    while any(each["account"] == account for each in call_http("GET", api)["calls"]):
        assert run.poll() is None


def vpcs(localstack: Instance, account: str) -> list[str]:
    """Return the IDs of an account's VPCs, without the default one."""
    ec2 = LocalStackSession(localstack.endpoint, account).client("ec2")
    described = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])
    return [vpc["VpcId"] for vpc in described["Vpcs"]]
