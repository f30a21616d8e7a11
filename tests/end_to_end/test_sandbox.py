"""A root module in three accounts of a sandbox, for which a LocalStack stands: everything is real but the host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Proof, Verdict
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
from privatelink_harness.runs.progress import Silent
from privatelink_harness.runs.sweep import Selection, sweep
from privatelink_harness.stacks.stack import Stack
from privatelink_harness.targets.sandbox.places import places
from privatelink_harness.terraform.errors import TerraformError
from tests.support import sandbox as support
from tests.support.sandbox import Sandbox

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


PASSWORD = "canary-of-the-variable"  # noqa: S105 - a canary
REFUSED = r"account spoke: is .* which is not on the allow-list"


@pytest.fixture(scope="module")
def sandbox(localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with support.sandbox(localstack.endpoint, tmp_path_factory.mktemp("sandbox")) as made:
        yield made


@pytest.fixture(scope="module")
def trimmed(sandbox: Sandbox) -> Iterator[None]:
    """The trimmed AWS provider, because the official one takes a minute more; Terraform logs all that it does."""
    with pytest.MonkeyPatch.context() as patch, support.installed(sandbox.directory, patch, official=False):
        patch.setenv("XDG_STATE_HOME", str(sandbox.directory / "state"))
        patch.setenv("TF_LOG", "TRACE")
        yield


@pytest.fixture(scope="module")
def applied(sandbox: Sandbox, modules: Path, trimmed: None) -> Iterator[AppliedStack]:  # noqa: ARG001 - sets the environment
    stacks = Stacks(sandbox.directory, target="sandbox")
    yield stacks.apply(modules / "sandbox", variables={"password": PASSWORD})
    sandbox.write()
    stacks.close()
    with pytest.raises(StopIteration):
        next((sandbox.directory / "state" / "tf-privatelink" / "stacks").iterdir())


def test_every_alias_reaches_its_own_account(applied: AppliedStack, sandbox: Sandbox) -> None:
    consumer, provider, spoke = sandbox.accounts.values()
    assert applied.scopes == {Scope(consumer, "eu-west-1"), Scope(provider, "eu-central-1"), Scope(spoke, "eu-west-1")}
    found = applied.client("ec2", "provider", "eu-central-1").describe_vpcs()["Vpcs"]
    assert "10.0.1.0/24" in {vpc["CidrBlock"] for vpc in found}


def test_checks_are_live(applied: AppliedStack) -> None:
    check = leftovers.check(applied.state.resources, applied.session)
    assert (check.verdict, check.proof) == (Verdict.FAILED, Proof.LIVE)


@pytest.fixture(scope="module")
def written(applied: AppliedStack) -> dict[Path, bytes]:
    """The files of the stack, its log among them, by their paths in its directory."""
    assert applied.run.planned, "the plan is read beside the apply, and removed then"
    directory = applied.stack.directory
    files = (path for path in directory.rglob("*") if path.is_file() and "providers" not in path.parts)
    return {path.relative_to(directory): path.read_bytes() for path in files}


def test_no_credentials_are_in_a_file(applied: AppliedStack, written: dict[Path, bytes]) -> None:
    assert {path.name for path in written} >= {"stack.json", "terraform.tfstate", "aws-config", "terraform.log"}
    assert len(applied.session.secrets) == 5, "two roles have a token each"
    assert support.found(written, applied.session.secrets) == []


def test_sensitive_variable_is_in_the_state_and_the_variables_alone(written: dict[Path, bytes]) -> None:
    having = {path.name for path, text in written.items() if PASSWORD.encode() in text}
    assert having <= {"terraform.tfstate", "terraform.tfstate.backup", "variables.tfvars.json"}
    assert "terraform.tfstate" in having


def test_files_of_the_stack_are_the_users_alone(applied: AppliedStack) -> None:
    assert support.open_to_others(applied.stack.directory) == []


def test_sensitive_variable_that_the_provider_repeats_is_hidden(applied: AppliedStack) -> None:
    stack = applied.stack
    (stack.root / "more.tf").write_text(
        'resource "aws_vpc" "wrong" {\n  provider   = aws.spoke\n  cidr_block = nonsensitive(var.password)\n}\n'
    )
    with pytest.raises(TerraformError, match=r"\(hidden\)") as caught:
        stack.plan_again()
    (stack.root / "more.tf").unlink()
    assert PASSWORD not in f"{caught.value}{caught.value.diagnostics}"


def test_provider_refuses_credentials_of_another_account(applied: AppliedStack, sandbox: Sandbox) -> None:
    other = {"Version": 1, "AccessKeyId": sandbox.other, "SecretAccessKey": support.SECRET}
    terraform = applied.stack.terraform
    changed = replace(terraform, environment={**terraform.environment, "PRIVATELINK_CREDENTIALS_2": json.dumps(other)})
    with pytest.raises(TerraformError, match=f"AWS account ID not allowed: {sandbox.other}"):
        changed.plan(applied.stack.directory / "refused")


def test_sweep_finds_the_stack_in_all_its_accounts_without_its_state(applied: AppliedStack, sandbox: Sandbox) -> None:
    tags = applied.stack.tags
    assert tags is not None
    found = sweep(
        places(sandbox.directory, (), [], ["eu-west-1", "eu-central-1"]), Selection(tags.run), Silent(), dry_run=True
    )
    vpcs = {each.values["id"]: each.values["tags_all"] for each in applied.state.of("aws_vpc")}
    assert ({each.id for each in found.found}, found.unread) == (set(vpcs), ())
    assert [given == tags.values for given in vpcs.values()] == [True, True, True]


def test_destroy_asks_for_the_accounts_again(applied: AppliedStack, sandbox: Sandbox) -> None:
    sandbox.write(allowed=tuple(list(sandbox.accounts.values())[:2]))
    with pytest.raises(HarnessError, match=REFUSED):
        applied.run.destroy()
    with pytest.raises(HarnessError, match=REFUSED):
        Stack.reopen(applied.stack.directory)
    sandbox.write()
    assert Stack.reopen(applied.stack.directory).session.accounts == sandbox.accounts
    assert len(list(applied.stack.state().of("aws_vpc"))) == 3
