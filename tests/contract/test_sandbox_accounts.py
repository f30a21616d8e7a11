"""A sandbox of three accounts: who answers, and which account a run refuses before it does anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient

from privatelink_generator.load import load, loads
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks.install import Installer
from privatelink_harness.targets import factory
from privatelink_harness.targets.sandbox import settings
from privatelink_harness.targets.sandbox.accounts import resolve
from privatelink_harness.targets.sandbox.target import SandboxTarget
from tests.support import sandbox as support
from tests.support.composition import composition
from tests.support.paths import ROOT
from tests.support.sandbox import Sandbox

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance
    from tests.conftest import Command

CONSUMER = "version: 1\npattern: consumer\nname: s3\nendpoints:\n  s3: {service: s3, type: gateway}\n"


@pytest.fixture(scope="module")
def shared(localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with support.sandbox(localstack.endpoint, tmp_path_factory.mktemp("sandbox")) as made:
        yield made


@pytest.fixture
def sandbox(shared: Sandbox) -> Sandbox:
    """The sandbox of this file, whose settings a test may write."""
    shared.write()
    return shared


@pytest.fixture
def named(localstack: Instance, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox whose accounts a test may name."""
    with support.sandbox(localstack.endpoint, tmp_path) as made:
        yield made


def refusal(sandbox: Sandbox, *flags: str) -> str:
    """Return the message of a session that is refused, with numbers replaced by aliases."""
    with pytest.raises(HarnessError) as caught:
        sandbox.open(*flags)
    text = caught.value.message
    for alias, number in sandbox.accounts.items():
        text = text.replace(number, alias.upper())
    return text


def test_every_alias_resolves_by_its_own_way(sandbox: Sandbox) -> None:
    found = resolve(settings.load(sandbox.directory)).values()
    assert [(each.account_id, each.region, each.found_by) for each in found] == [
        (sandbox.accounts["consumer"], "eu-west-1", "profile consumer"),
        (sandbox.accounts["provider"], "eu-west-1", f"role {sandbox.role('provider')}, assumed by profile consumer"),
        (sandbox.accounts["spoke"], "eu-west-1", f"role {sandbox.role('spoke')}, by web identity"),
    ]
    assert [each.arn.rpartition("/")[2] for each in found][1:] == ["release", "tf-privatelink"]


def test_alias_resolves_by_the_environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", sandbox.accounts["spoke"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", support.SECRET)
    read = settings.SandboxSettings.model_validate({"region": "eu-west-1", "accounts": {"spoke": {}}})
    found = resolve(read)["spoke"]
    assert (found.account_id, found.found_by) == (sandbox.accounts["spoke"], "the environment (env)")


def test_run_without_a_list_is_refused(sandbox: Sandbox) -> None:
    sandbox.write(allowed=())
    assert refusal(sandbox) == "the sandbox has no allow-list"


@pytest.mark.parametrize("alias", support.ALIASES)
def test_account_off_the_list_is_refused(sandbox: Sandbox, alias: str) -> None:
    sandbox.write(allowed=tuple(number for name, number in sandbox.accounts.items() if name != alias))
    message = refusal(sandbox)
    assert message.startswith(f"account {alias}: is {alias.upper()} (arn:aws:")
    assert message.endswith("), which is not on the allow-list")


def test_account_off_the_list_is_asked_for_its_identity_alone(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    make: Any = BaseClient._make_api_call  # type: ignore[attr-defined]  # the stubs leave it out

    def recorded(self: Any, operation: str, request: Any) -> Any:
        calls.append(operation)
        return make(self, operation, request)

    monkeypatch.setattr(BaseClient, "_make_api_call", recorded)
    sandbox.write(allowed=("111122223333",))
    with pytest.raises(HarnessError):
        sandbox.open()
    assert set(calls) == {"GetCallerIdentity", "AssumeRole", "AssumeRoleWithWebIdentity"}


def test_account_whose_alias_looks_like_production_is_refused(named: Sandbox) -> None:
    session = named.open()
    number = named.accounts["spoke"]
    session.client("iam", "spoke").create_account_alias(AccountAlias=f"shop-nonprod-{number}")
    assert list(named.open().accounts) == list(support.ALIASES), "an exception is part of the default patterns"
    assert "'shop-nonprod-SPOKE', which 'SHOP-*' matches" in refusal(named, "production=SHOP-*")

    number = named.accounts["provider"]
    session.client("iam", "provider").create_account_alias(AccountAlias=f"shop-prod-{number}")
    assert refusal(named) == (
        "account provider: PROVIDER looks like production: its alias is 'shop-prod-PROVIDER', which '*prod*' matches"
    )


def test_account_in_a_unit_of_production_is_refused(named: Sandbox) -> None:
    manager = named.open().client("organizations", "consumer")
    manager.create_organization(FeatureSet="ALL")
    root = manager.list_roots()["Roots"][0]["Id"]
    outer = manager.create_organizational_unit(ParentId=root, Name="Production")["OrganizationalUnit"]["Id"]
    inner = manager.create_organizational_unit(ParentId=outer, Name="shops")["OrganizationalUnit"]["Id"]
    manager.move_account(AccountId=named.accounts["consumer"], SourceParentId=root, DestinationParentId=inner)
    assert refusal(named) == (
        "account consumer: CONSUMER looks like production: its organizational unit is 'Production', which '*prod*' "
        "matches"
    )


def test_disabled_region_is_refused(sandbox: Sandbox) -> None:
    assert refusal(sandbox, "region=ap-east-1") == "account consumer: Region ap-east-1 is not enabled in CONSUMER"


def test_target_needs_its_region_enabled(sandbox: Sandbox) -> None:
    target = SandboxTarget("ap-east-1", None, sandbox.directory)
    with pytest.raises(HarnessError, match="Region ap-east-1 is not enabled"), target.session(None, keep=False):
        pass


@pytest.mark.parametrize(
    ("pattern", "account", "home"),
    [("consumer", None, "consumer"), ("provider", None, "provider"), ("consumer", "spoke", "spoke")],
)
def test_own_account_is_the_one_of_the_pattern(sandbox: Sandbox, pattern: str, account: str | None, home: str) -> None:
    spec = loads(CONSUMER, "s3.yaml").model_copy(update={"pattern": pattern})
    number = sandbox.accounts[account] if account else None
    with SandboxTarget("eu-central-1", number, sandbox.directory).session(spec, keep=False) as session:
        assert session.home == Scope(sandbox.accounts[home], "eu-central-1")
        assert session.environment()["AWS_REGION"] == "eu-central-1"


def test_account_without_an_alias_is_named(sandbox: Sandbox) -> None:
    target = SandboxTarget("eu-west-1", sandbox.other, sandbox.directory)
    with (
        pytest.raises(HarnessError, match=f"--account {sandbox.other}: no alias of the sandbox leads there"),
        target.session(None, keep=False),
    ):
        pass


def test_client_has_no_account_but_the_runs(sandbox: Sandbox) -> None:
    session = sandbox.open()
    identity = session.client("sts", "spoke").get_caller_identity()
    assert identity["Account"] == sandbox.accounts["spoke"]
    with pytest.raises(HarnessError, match=f"the run has no account '{sandbox.other}'"):
        session.client("sts", sandbox.other)


def test_child_has_no_setting_of_the_users(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "other")
    monkeypatch.setenv("PRIVATELINK_SANDBOX__ACCOUNTS__PROVIDER__EXTERNAL_ID", support.EXTERNAL_ID)
    environment = sandbox.open("accounts.spoke.duration=900").environment()
    assert environment["AWS_ENDPOINT_URL"] == sandbox.endpoint
    assert environment["AWS_CONFIG_FILE"] == environment["AWS_SHARED_CREDENTIALS_FILE"] == "/dev/null"
    assert "AWS_PROFILE" not in environment
    assert support.EXTERNAL_ID not in environment.values()


def test_record_reopens_and_has_no_secret(sandbox: Sandbox) -> None:
    session = sandbox.open().settled(Scope(sandbox.accounts["spoke"], "eu-west-1"))
    record = json.loads(json.dumps(session.record()))
    again = factory.reopen(record)
    assert (again.accounts, again.home) == (session.accounts, session.home)
    secrets = [each.environment[name] for each in session.resolved.values() for name in ("AWS_SECRET_ACCESS_KEY",)]
    assert not [secret for secret in (*secrets, support.EXTERNAL_ID, support.TOKEN) if secret in json.dumps(record)]


def test_session_is_not_renewed_once_an_account_is_off_the_list(sandbox: Sandbox) -> None:
    session = sandbox.open()
    sandbox.write(allowed=tuple(list(sandbox.accounts.values())[:2]))
    with pytest.raises(HarnessError, match=r"account spoke: is .* which is not on the allow-list"):
        session.renewed()


def test_session_knows_how_long_its_credentials_are_good(sandbox: Sandbox) -> None:
    session = sandbox.open("accounts.spoke.duration=7200")
    found = {alias: each.validity.minutes if each.validity else None for alias, each in session.resolved.items()}
    assert (found, session.validity) == (
        {"consumer": None, "provider": pytest.approx(15, abs=1), "spoke": pytest.approx(120, abs=1)},
        session.resolved["provider"].validity,
    )
    assert session.renewed().secrets & session.secrets == {support.SECRET}


def test_session_is_not_renewed_in_other_accounts(sandbox: Sandbox) -> None:
    session = sandbox.open()
    sandbox.write(allowed=(*sandbox.accounts.values(), sandbox.other))
    other = f"accounts.spoke.role_arn={sandbox.role(sandbox.other)}"
    record = {**session.record(), "flags": [other]}
    with pytest.raises(HarnessError, match="the accounts have changed since the apply"):
        factory.reopen(record)


def test_accounts_shows_the_refused_too(sandbox: Sandbox, command: Command) -> None:
    sandbox.write(allowed=(sandbox.accounts["consumer"], sandbox.accounts["provider"]))
    spec = sandbox.directory / "s3.yaml"
    spec.write_text(CONSUMER)
    answer = command("accounts", spec, "--format", "json")
    data = json.loads(answer.out)
    assert (answer.code, data["status"]) == (2, "failed")
    shown = {each["alias"]: each for each in data["data"]["accounts"]}
    assert {alias: each["id"] for alias, each in shown.items()} == sandbox.accounts
    assert [each["refusal"] for each in shown.values()][:2] == [None, None]
    assert "which is not on the allow-list" in shown["spoke"]["refusal"]


def test_accounts_has_a_line_for_each(sandbox: Sandbox, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sandbox.directory)
    answer = command("accounts")
    assert (answer.code, answer.err) == (0, "")
    assert [line.split()[:3] for line in answer.out.splitlines()] == [
        [alias, number, "eu-west-1"] for alias, number in sandbox.accounts.items()
    ]


def test_test_looks_at_the_accounts_before_anything_else(
    sandbox: Sandbox, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(Installer, "install", lambda *_, **__: pytest.fail("Terraform was initialised"))
    sandbox.write(allowed=(sandbox.accounts["consumer"], sandbox.accounts["provider"]))
    spec = sandbox.directory / "s3.yaml"
    spec.write_text(CONSUMER)
    answer = command("test", spec, "--target", "sandbox")
    assert answer.code == 1
    assert answer.err.startswith(f"error: account spoke: is {sandbox.accounts['spoke']} (arn:aws:")
    assert list(tmp_path.rglob("*.tf")) == []


@pytest.mark.parametrize("alias", support.ALIASES)
def test_composition_needs_the_regions_of_each_account_enabled(sandbox: Sandbox, alias: str) -> None:
    accounts = "".join(f"  {each}: {{{'region: ap-east-1' if each == alias else ''}}}\n" for each in support.ALIASES)
    modules = "".join(
        f"  of-{each}:\n    account: {each}\n"
        "    spec: {pattern: consumer, endpoints: {s3: {service: s3, type: gateway}}}\n"
        for each in support.ALIASES
    )
    spec = loads(f"version: 1\npattern: stack\nname: s\naccounts:\n{accounts}modules:\n{modules}", "stack.yaml")
    target = SandboxTarget("eu-west-1", None, sandbox.directory)
    with (
        pytest.raises(HarnessError, match=f"account {alias}: Region ap-east-1 is not enabled"),
        target.session(spec, keep=False),
    ):
        pass


def test_account_that_the_spec_does_not_use_needs_no_region_of_the_stacks(sandbox: Sandbox) -> None:
    spec = loads(CONSUMER, "s3.yaml")
    flags = ("accounts.consumer.region=eu-central-1",)
    with SandboxTarget("eu-central-1", None, sandbox.directory, flags).session(spec, keep=False) as session:
        assert [each.region for each in session.resolved.values()] == ["eu-central-1", "eu-west-1", "eu-west-1"]


def test_composition_needs_an_account_for_each_alias(sandbox: Sandbox) -> None:
    target = SandboxTarget("eu-west-1", None, sandbox.directory)
    with (
        pytest.raises(HarnessError, match="the spec has accounts that the sandbox lacks: "),
        target.session(load(ROOT / "specs/stack/market.yaml"), keep=False),
    ):
        pass
    spec = composition()
    with target.session(spec, keep=False) as session:
        assert session.home.account == sandbox.accounts[spec.accounts[0]]
        assert session.role_arns == {}
        with pytest.raises(HarnessError, match="roles in the sandbox are settings"):
            session.assuming({"consumer": sandbox.role("consumer")})
