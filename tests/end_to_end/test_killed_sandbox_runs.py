"""Runs in three accounts of a sandbox that are killed: a sweep by tags and listings leaves nothing in any of them.

A LocalStack stands for AWS; roles are assumed through its STS. Every way in has a secret, which nothing has that the
runs write, whenever they are killed.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from privatelink_harness.stacks.directory import await_terraform, stacks_directory
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support import sandbox as support
from tests.support.commands import read_until
from tests.support.processes import left_in
from tests.support.sandbox import ALIASES, Sandbox
from tests.support.sandbox_runs import start, sweep

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

REGION = "eu-west-1"
SPEC = f"""
version: 1
pattern: stack
name: killed
region: {REGION}
accounts: {{consumer: {{}}, provider: {{}}, spoke: {{}}}}
modules:
""" + "".join(
    f"  of-{alias}:\n    account: {alias}\n"
    "    spec: {pattern: consumer, endpoints: {s3: {service: s3, type: gateway}}}\n"
    for alias in ALIASES
)

STAGES = {
    "first resource": r"aws_vpc\.this created",
    "verify": r"\] verify",
    "first destroyed": r" destroyed",
}
"""The line at which a run is killed, by the stage."""

ENVIRONMENT = "canary-of-the-environment"
EXTERNAL_ID = "canary-of-an-external-id"

SETTINGS = """\
[sandbox]
allowed_accounts = {accounts}
region = "{region}"

[sandbox.accounts.consumer]

[sandbox.accounts.provider]
profile = "consumer"
role_arn = "{provider}"

[sandbox.accounts.spoke]
role_arn = "{spoke}"
web_identity_token_file = "{token}"
"""
"""By the environment's keys, by a profile and a role with an external ID, by web identity."""


@dataclass
class Seen:
    """What was seen of the runs.

    Parameters:
        secrets: of the environments of their children.
        arguments: of their children.
        printed: by them.
    """

    secrets: set[str] = field(default_factory=set)
    arguments: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)

    def look(self, run: subprocess.Popen[str]) -> None:
        """Look at the children of a run."""
        for child in psutil.Process(run.pid).children(recursive=True):
            with suppress(psutil.Error):
                self.arguments.append(" ".join(child.cmdline()))
                self.secrets |= support.secrets_of(child.environ())


@pytest.fixture(scope="module")
def sandbox(localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    home = tmp_path_factory.mktemp("killed")
    with (
        support.sandbox(localstack.endpoint, home) as made,
        pytest.MonkeyPatch.context() as patch,
        support.installed(home, patch, official=False),
    ):
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        patch.setenv("TF_LOG", "TRACE")
        patch.setenv("AWS_ACCESS_KEY_ID", made.accounts["consumer"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", ENVIRONMENT)
        patch.setenv("PRIVATELINK_SANDBOX__ACCOUNTS__PROVIDER__EXTERNAL_ID", EXTERNAL_ID)
        (home / "privatelink.toml").write_text(
            SETTINGS.format(
                accounts=json.dumps(list(made.accounts.values())),
                region=REGION,
                token=home / "token",
                **{alias: made.role(alias) for alias in ("provider", "spoke")},
            )
        )
        (home / "killed.yaml").write_text(SPEC)
        yield made


@pytest.fixture(scope="module")
def seen(sandbox: Sandbox) -> Seen:
    """What was seen of a run for each stage, killed there."""
    found = Seen()

    def kill(stage: str) -> None:
        options = ("--target", "sandbox", "--report", f"{stage}.html".replace(" ", "-"))
        with start(sandbox, "test", "killed.yaml", *options) as run:
            found.printed.append(read_until(run, STAGES[stage]))
            found.look(run)
            run.kill()
            found.printed += run.communicate()

    with ThreadPoolExecutor(len(STAGES)) as pool:
        list(pool.map(kill, STAGES))
    for stack in stacks_directory().iterdir():
        await_terraform(stack)
    return found


def vpcs(sandbox: Sandbox) -> dict[str, int]:
    """Return how many VPCs each account has, without the default one."""
    others = [{"Name": "is-default", "Values": ["false"]}]
    clients = {
        each: LocalStackSession(sandbox.endpoint, sandbox.accounts[each], REGION).client("ec2") for each in ALIASES
    }
    return {alias: len(client.describe_vpcs(Filters=others)["Vpcs"]) for alias, client in clients.items()}


def test_nothing_that_killed_runs_write_has_a_secret(sandbox: Sandbox, seen: Seen) -> None:
    canaries = {ENVIRONMENT, EXTERNAL_ID, support.SECRET, support.TOKEN, *seen.secrets}
    own = {sandbox.directory / name for name in ("config", "token", "privatelink.toml")}
    files = [path for path in sandbox.directory.rglob("*") if path.is_file() and path not in own]
    written = {str(path): path.read_bytes() for path in files if "providers" not in path.parts}
    written |= {"arguments": "\n".join(seen.arguments).encode(), "printed": "".join(seen.printed).encode()}
    assert {Path(path).name for path in written} >= {"stack.json", "terraform.tfstate", "aws-config", "terraform.log"}
    # The key of the environment, and a key and a token of each of the two roles.
    assert len(seen.secrets) >= 1 + 4, "the children have credentials"
    assert [
        (name, each) for name, text in written.items() for each in canaries if each.encode() in support.unpacked(text)
    ] == []


@pytest.mark.usefixtures("seen")
def test_killed_runs_leave_no_process(sandbox: Sandbox) -> None:
    # Their own Terraform starts an AWS provider for each of the three accounts.
    assert left_in(sandbox.directory / "state") == []


def test_sweep_leaves_nothing_of_them_in_any_account(sandbox: Sandbox, seen: Seen) -> None:
    assert len(seen.printed) == 3 * len(STAGES)
    assert min(vpcs(sandbox).values()) >= 1
    swept = sweep(sandbox, REGION)
    assert (swept["left"], swept["unread"], swept["going"]) == ([], [], [])
    assert {each["account"] for each in swept["found"]} == set(sandbox.accounts.values())
    assert sweep(sandbox, REGION)["found"] == []
    assert set(vpcs(sandbox).values()) == {0}
