"""A root module in three accounts of a sandbox, for which a LocalStack stands: everything is real but the host."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.checks import leftovers
from privatelink_harness.checks.check import Proof, Verdict
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
from privatelink_harness.stacks import install
from privatelink_harness.stacks.stack import Stack
from privatelink_harness.terraform.errors import TerraformError
from tests.support import sandbox as support
from tests.support.sandbox import Sandbox

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


REFUSED = r"account spoke: is .* which is not on the allow-list"


@pytest.fixture(scope="module")
def sandbox(localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with support.sandbox(localstack.endpoint, tmp_path_factory.mktemp("sandbox")) as made:
        yield made


@pytest.fixture(scope="module")
def trimmed(sandbox: Sandbox) -> Iterator[None]:
    """The user's CLI configuration installs the trimmed AWS provider, if it is built, and nobody minds.

    The official one takes a minute more; tests/end_to_end/test_official_provider.py has it.
    """
    build = store.find(Recipe.load())
    config = sandbox.directory / "terraform.rc"
    with pytest.MonkeyPatch.context() as patch:
        if build:
            place = f'filesystem_mirror {{\n    path = "{build.directory}"\n  }}'
            config.write_text(f"provider_installation {{\n  {place}\n}}\n")
            patch.setenv("TF_CLI_CONFIG_FILE", str(config))
        patch.setenv("XDG_STATE_HOME", str(sandbox.directory / "state"))
        patch.setattr(install, "reject_build", lambda _provider: None)
        yield


@pytest.fixture(scope="module")
def applied(sandbox: Sandbox, modules: Path, trimmed: None) -> Iterator[AppliedStack]:  # noqa: ARG001 - sets the environment
    stacks = Stacks(sandbox.directory, target="sandbox")
    yield stacks.apply(modules / "sandbox")
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


def test_no_credentials_are_in_a_file(applied: AppliedStack) -> None:
    environment = applied.session.environment()
    given = [json.loads(value) for name, value in environment.items() if name.startswith("PRIVATELINK_CREDENTIALS_")]
    secrets = {each[key] for each in given for key in ("SecretAccessKey", "SessionToken") if key in each}
    assert support.SECRET in secrets
    assert len(secrets) == 5
    assert applied.run.planned, "the plan is read beside the apply, and removed then"
    files = [path for path in applied.stack.directory.rglob("*") if path.is_file() and not path.is_symlink()]
    assert {path.name for path in files} >= {"stack.json", "terraform.tfstate", "aws-config"}
    assert "plan" not in {path.name for path in files}
    written = {path: path.read_bytes() for path in files if "providers" not in path.parts}
    canaries = {*secrets, support.EXTERNAL_ID, support.TOKEN}
    assert [(path, each) for path, text in written.items() for each in canaries if each.encode() in text] == []


def test_provider_refuses_credentials_of_another_account(applied: AppliedStack, sandbox: Sandbox) -> None:
    other = {"Version": 1, "AccessKeyId": sandbox.other, "SecretAccessKey": support.SECRET}
    terraform = applied.stack.terraform
    changed = replace(terraform, environment={**terraform.environment, "PRIVATELINK_CREDENTIALS_2": json.dumps(other)})
    with pytest.raises(TerraformError, match=f"AWS account ID not allowed: {sandbox.other}"):
        changed.plan(applied.stack.directory / "refused")


def test_destroy_asks_for_the_accounts_again(applied: AppliedStack, sandbox: Sandbox) -> None:
    sandbox.write(allowed=tuple(list(sandbox.accounts.values())[:2]))
    with pytest.raises(HarnessError, match=REFUSED):
        applied.run.destroy()
    with pytest.raises(HarnessError, match=REFUSED):
        Stack.reopen(applied.stack.directory)
    sandbox.write()
    assert Stack.reopen(applied.stack.directory).session.accounts == sandbox.accounts
    assert len(list(applied.stack.state().of("aws_vpc"))) == 3
