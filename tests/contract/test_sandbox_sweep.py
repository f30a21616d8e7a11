"""A sweep of a sandbox's accounts: by alias, in every Region, and never in an account off the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.targets.sandbox.places import SandboxPlaces
from privatelink_harness.targets.sandbox.places import places as look
from tests.support import sandbox as support
from tests.support.leftovers import TRUST, listed
from tests.support.sandbox import Sandbox

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance
    from tests.conftest import Command

OLD = RunTags("0123456789abcdef", "somebody@there", "2026-01-02T03:04:05Z")
NEW = RunTags("fedcba9876543210", "somebody@there", "2126-01-02T03:04:05Z")
REGION = "eu-west-1"


@pytest.fixture(scope="module")
def shared(localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with support.sandbox(localstack.endpoint, tmp_path_factory.mktemp("sandbox")) as made:
        yield made


@pytest.fixture
def sandbox(shared: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sandbox:
    """The sandbox of this file, whose directory is the working directory."""
    monkeypatch.chdir(shared.directory)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    shared.write()
    return shared


def leave(sandbox: Sandbox, alias: str, run: RunTags, region: str = REGION) -> str:
    """Leave a VPC of a run in an account; return its ID."""
    ec2 = LocalStackSession(sandbox.endpoint, sandbox.accounts[alias], region).client("ec2")
    tags = [{"ResourceType": "vpc", "Tags": listed(run)}]
    return str(ec2.create_vpc(CidrBlock="10.7.0.0/24", TagSpecifications=tags)["Vpc"]["VpcId"])


def vpcs(sandbox: Sandbox, alias: str, region: str = REGION) -> set[str]:
    """Return the IDs of an account's VPCs, without the default one."""
    ec2 = LocalStackSession(sandbox.endpoint, sandbox.accounts[alias], region).client("ec2")
    found = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
    return {vpc["VpcId"] for vpc in found}


def places(sandbox: Sandbox, *aliases: str, regions: tuple[str, ...] = ()) -> SandboxPlaces:
    return look(sandbox.directory, (), aliases, regions)


def test_sweep_looks_in_every_account_of_the_sandbox_and_nowhere_else(sandbox: Sandbox, command: Command) -> None:
    mine = {alias: leave(sandbox, alias, OLD) for alias in ("consumer", "provider")}
    going = leave(sandbox, "consumer", NEW)
    elsewhere = leave(sandbox, "consumer", OLD, "eu-central-1")
    iam = LocalStackSession(sandbox.endpoint, sandbox.accounts["provider"]).client("iam")
    iam.create_role(RoleName="left", AssumeRolePolicyDocument=TRUST, Tags=listed(OLD))
    iam.create_role(RoleName="theirs", AssumeRolePolicyDocument=TRUST)
    options = ("sweep", "--target", "sandbox", "--region", REGION, "--format", "json")

    shown = command(*options, "--dry-run", "--account", "consumer")
    found = json.loads(shown.out)["data"]["found"]
    assert [(each["type"], each["id"], each["account"]) for each in found] == [
        ("VPC", mine["consumer"], sandbox.accounts["consumer"])
    ]
    swept = json.loads(command(*options).out)["data"]
    assert {each["id"] for each in swept["found"]} == {*mine.values(), "left"}
    assert (swept["left"], swept["unread"]) == ([], [])
    assert (vpcs(sandbox, "consumer"), vpcs(sandbox, "provider")) == ({going}, set())
    assert vpcs(sandbox, "consumer", "eu-central-1") == {elsewhere}
    assert {each["RoleName"] for each in iam.list_roles()["Roles"]} >= {"theirs"}
    assert json.loads(command(*options).out)["data"]["found"] == []


@pytest.mark.parametrize("aliases", [(), ("spoke",)])
def test_account_off_the_list_is_refused_before_anything_is_listed(
    sandbox: Sandbox, command: Command, aliases: tuple[str, ...]
) -> None:
    left = leave(sandbox, "consumer", OLD, "ap-south-1")
    sandbox.write(allowed=(sandbox.accounts["consumer"],))
    chosen = [word for alias in aliases for word in ("--account", alias)]
    answer = command("sweep", "--all", "--target", "sandbox", *chosen)
    assert (answer.code, "account spoke: is" in answer.err, "not on the allow-list" in answer.err) == (1, True, True)
    assert left in vpcs(sandbox, "consumer", "ap-south-1")


def test_sandbox_without_a_list_is_refused(sandbox: Sandbox) -> None:
    sandbox.write(allowed=())
    with pytest.raises(HarnessError, match="the sandbox has no allow-list"):
        places(sandbox)


def test_only_the_named_accounts_need_to_answer(sandbox: Sandbox) -> None:
    (sandbox.directory / "token").rename(sandbox.directory / "gone")
    try:
        found = places(sandbox, "consumer", regions=(REGION,))
        assert found.scopes == (Scope(sandbox.accounts["consumer"], REGION),)
        with pytest.raises(HarnessError, match="token"):
            places(sandbox, "spoke", regions=(REGION,))
    finally:
        (sandbox.directory / "gone").rename(sandbox.directory / "token")


def test_account_is_named_by_its_number_too(sandbox: Sandbox) -> None:
    number = sandbox.accounts["provider"]
    assert places(sandbox, number, regions=(REGION,)).scopes == (Scope(number, REGION),)


def test_unknown_account_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(HarnessError, match="account 'consumre': is not in the sandbox") as caught:
        places(sandbox, "consumre")
    assert caught.value.hint == "Name one of: consumer, provider, spoke."


def test_every_region_that_an_account_has_enabled_is_looked_in(sandbox: Sandbox) -> None:
    found = places(sandbox, "consumer")
    ec2 = LocalStackSession(sandbox.endpoint, sandbox.accounts["consumer"]).client("ec2")
    enabled = {each["RegionName"] for each in ec2.describe_regions()["Regions"]}
    number = sandbox.accounts["consumer"]
    assert set(found.scopes) == {Scope(number, region) for region in enabled}
    assert (found.covers(number), found.covers(sandbox.other)) == (True, False)
    assert places(sandbox, "consumer", regions=(REGION,)).covers(number) is False
    assert (found.allows(Scope(number, REGION)), found.allows(Scope(sandbox.other, REGION))) == (True, False)
