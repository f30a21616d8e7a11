"""Accounts of a sandbox: what Terraform and boto3 get to reach them."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.targets.sandbox import allow_list, settings, state_backend
from privatelink_harness.targets.sandbox.accounts import ResolvedAccount, resolve
from privatelink_harness.targets.sandbox.root_module import PROFILE, RootModule
from privatelink_harness.targets.sandbox.written import of_profile
from privatelink_harness.targets.validity import Validity, shortest
from privatelink_harness.terraform.workspace import configuration

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.api import Drop
    from privatelink_harness.orphans.orphans import Created

CONFIG = "aws-config"
"""The child's AWS configuration file in the stack's directory: profiles without a secret."""

_KEPT = ("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE", "AWS_USE_")
"""What AWS variables of the user's that say nothing of an account start with."""


_SECRET = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


@dataclass(frozen=True, slots=True)
class SandboxSession:
    """One run's access to sandbox accounts, all of which are on the allow-list.

    Parameters:
        directory: of `privatelink.toml`.
        flags: settings that the user gave on the command line.
        resolved: the accounts by alias.
        alias: of the account that Terraform's own credentials are for.
        profiles: accounts by the profile that the child reaches them with.
        config: the child's AWS configuration file; None before the root module is confined.
        origin: the user's root module, whose backend is looked at again before a destroy; None for a generated one.
        stack: the account and Region that the stack's state tells; None before its apply.
        reads_users_state: Terraform does nothing but read a state of the user's, with the user's own credentials.
        run: the run's ID; "" for access that creates nothing.
    """

    directory: Path
    flags: tuple[str, ...]
    resolved: Mapping[str, ResolvedAccount]
    alias: str
    profiles: Mapping[str, ResolvedAccount] = field(default_factory=dict)
    config: Path | None = None
    origin: Path | None = None
    stack: Scope | None = None
    reads_users_state: bool = False
    run: str = ""
    _clients: dict[tuple[str, str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(
        cls,
        directory: Path,
        flags: tuple[str, ...],
        *,
        alias: str | None = None,
        regions: Mapping[str, Collection[str]] | None = None,
    ) -> SandboxSession:
        """Return the session of the accounts that the settings name, each compared with the allow-list.

        Parameters:
            alias: of Terraform's own account; None: the first.
            regions: by alias, those that the run needs beside the account's own.

        Raises:
            HarnessError: an account can't be resolved, or is refused; none has the alias.
        """
        read = settings.load(directory, flags)
        allow_list.check_settings(read)
        resolved = resolve(read)
        allow_list.check(resolved.values(), read, regions)
        return cls(directory, flags, resolved, alias or next(iter(resolved)))

    @property
    def name(self) -> str:
        """For reports and errors."""
        return "sandbox " + ", ".join(f"{alias} {account.account_id}" for alias, account in self.resolved.items())

    @property
    def own(self) -> ResolvedAccount:
        """The account that Terraform's own credentials are for."""
        return self.resolved[self.alias]

    @property
    def home(self) -> Scope:
        """Where the stack is: as its state tells, before its apply as the settings say."""
        return self.stack or Scope(self.own.account_id, self.own.region)

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions of the accounts; the stack's is the first."""
        return tuple(dict.fromkeys((self.home.region, *(account.region for account in self.resolved.values()))))

    @property
    def accounts(self) -> Mapping[str, str]:
        """Account IDs by alias."""
        return {alias: account.account_id for alias, account in self.resolved.items()}

    @property
    def role_arns(self) -> Mapping[str, str]:
        """None: the credentials of each account are resolved before Terraform starts."""
        return {}

    def assuming(self, role_arns: Mapping[str, str]) -> SandboxSession:
        """Reject roles that a test gives: nothing has compared their accounts with the allow-list.

        Raises:
            HarnessError: there are some.
        """
        if role_arns:
            raise HarnessError(
                f"role_arns: {', '.join(sorted(role_arns))}: roles in the sandbox are settings, not variables",
                hint="Name them in privatelink.toml: [sandbox.accounts.ALIAS] role_arn",
            )
        return self

    def confined(self, directory: Path, root: Path, origin: Path | None) -> SandboxSession:
        """Restrict the provider blocks of a root module to the accounts, and write the child's profiles."""
        read = settings.load(self.directory, self.flags)
        profiles = RootModule(directory, root, origin, self.resolved, read, self.own).confine()
        config = directory / CONFIG
        names = {name: _variable(number) for number, name in enumerate(profiles)}
        config.write_text(
            "".join(f"[profile {name}]\ncredential_process = printenv {names[name]}\n" for name in names),
            encoding="utf-8",
        )
        return replace(self, profiles=profiles, config=config, origin=origin)

    def in_account(self, number: str | None) -> SandboxSession:
        """Return the session whose own account has this number; None: the same session.

        Raises:
            HarnessError: no alias leads there.
        """
        if number is None:
            return self
        alias = next((alias for alias, each in self.accounts.items() if each == number), None)
        if alias is None:
            raise HarnessError(
                f"--account {number}: no alias of the sandbox leads there", hint=f"Known: {_listed(self.accounts)}."
            )
        return replace(self, alias=alias)

    def in_region(self, region: str) -> SandboxSession:
        """Return the session whose own account is used in this Region."""
        return replace(self, resolved={**self.resolved, self.alias: self.own.in_region(region)})

    def settled(self, stack: Scope) -> SandboxSession:
        """Return the session of a stack whose state tells where it is."""
        return replace(self, stack=stack)

    def renewed(self) -> SandboxSession:
        """Return the session with accounts that are resolved, and compared with the allow-list, anew.

        Raises:
            HarnessError: an account can't be resolved, or is refused; an alias leads to another account than before.
        """
        return reopen(self.record())

    @property
    def validity(self) -> Validity | None:
        """That of the account whose credentials end first."""
        return shortest(each.validity for each in (*self.resolved.values(), *self.profiles.values()))

    @property
    def proof(self) -> Proof:
        """AWS's own answers."""
        return Proof.LIVE

    @property
    def gaps(self) -> Mapping[Property, str]:
        """None: AWS is what everything is measured by."""
        return {}

    @property
    def drops(self) -> Mapping[tuple[str, str], Drop]:
        """None."""
        return {}

    @property
    def advice(self) -> str:
        """The command that shows whether the accounts answer."""
        return "Ask the accounts: privatelink accounts"

    @property
    def secrets(self) -> frozenset[str]:
        """The secret keys and session tokens of all accounts."""
        accounts = (*self.resolved.values(), *self.profiles.values())
        return frozenset(each.environment[name] for each in accounts for name in _SECRET if name in each.environment)

    def environment(self) -> dict[str, str]:
        """Return this process's environment with the run's credentials in place of all AWS settings of the user's."""
        if self.reads_users_state:
            return {name: value for name, value in os.environ.items() if not name.startswith(settings.PREFIX)}
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", settings.PREFIX)) or name.startswith(_KEPT)
        }
        return {
            **kept,
            **self.own.environment,
            **{_variable(number): _process_output(each) for number, each in enumerate(self.profiles.values())},
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(self.config) if self.config else os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Return a boto3 client for an account of the run.

        Raises:
            HarnessError: the run has no such account.
        """
        number = self.accounts.get(account, account) if account else self.home.account
        known = {each.account_id: each for each in (*self.profiles.values(), *self.resolved.values())}
        if number not in known:
            raise HarnessError(
                f"{self.name}: the run has no account {number!r}", hint=f"Name one of: {', '.join(self.accounts)}."
            )
        key = (service, number, region or self.home.region)
        if key not in self._clients:
            make: Any = known[number].session().client
            self._clients[key] = make(service, region_name=key[2])
        return self._clients[key]

    def traffic(self, wanted: str | None = None) -> None:
        """Return None: nothing of ours can connect in an account."""

    def data_plane(self) -> NoTraffic:
        """Return that there is none."""
        return NoTraffic("nothing of ours can connect in an account", "Test it on LocalStack.")

    def prepare(self, spec: Spec) -> None:
        """Create nothing: foreign services must be there."""

    def alive(self) -> bool:
        """Return True: AWS does not end."""
        return True

    def release(self, *, clean: bool) -> None:
        """Release nothing: the accounts are the user's."""

    @property
    def ephemeral(self) -> frozenset[str]:
        """None: nobody can forget an account."""
        return frozenset()

    def forget(self) -> frozenset[str]:
        """Forget nothing."""
        return frozenset()

    def open_calls(self) -> int | None:
        """Return None: AWS does not tell."""
        return None

    def created(self) -> Sequence[Created] | None:
        """Return None: AWS does not tell."""
        return None

    def record(self) -> dict[str, Any]:
        """Return what `reopen` needs; no credentials, and no setting that the environment or the file gives."""
        return {
            "target": "sandbox",
            "settings": str(self.directory),
            "flags": list(self.flags),
            "alias": self.alias,
            "accounts": dict(self.accounts),
            "account": self.home.account,
            "region": self.home.region,
            "own_region": self.own.region,
            "profiles": list(self.profiles),
            "config": str(self.config) if self.config else None,
            "origin": str(self.origin) if self.origin else None,
            "run": self.run,
        }


def reopen(record: Mapping[str, Any]) -> SandboxSession:
    """Return the session that wrote this record, with its accounts resolved anew.

    Raises:
        HarnessError: an account can't be resolved, or is refused; an alias leads to another account than before.
        KeyError, TypeError: the record lacks a field.
    """
    directory, before = Path(record["settings"]), record["accounts"]
    session = SandboxSession.open(directory, tuple(record["flags"]), alias=record["alias"])
    session = session.in_region(record["own_region"])
    if session.accounts != before:
        raise HarnessError(
            f"the accounts have changed since the apply: {_listed(before)} became {_listed(session.accounts)}",
            hint="Give the accounts of the apply; the state is kept until then.",
        )
    stack = Scope(record["account"], record["region"])
    origin = Path(record["origin"]) if record["origin"] else None
    if origin and origin.is_dir():
        read = settings.load(session.directory, session.flags)
        state_backend.check_files(configuration(origin), read, session.own.region)
    return replace(
        session,
        origin=origin,
        profiles={name: _of_name(name, session) for name in record["profiles"]},
        config=Path(record["config"]) if record["config"] else None,
        stack=stack if stack != session.home else None,
        run=record["run"],
    )


def _of_name(profile: str, session: SandboxSession) -> ResolvedAccount:
    """Return the account of a profile that the child needs: one of the run's own, or of the user's root module."""
    if profile.startswith(PROFILE):
        return session.resolved[profile.removeprefix(PROFILE)]
    read = settings.load(session.directory, session.flags)
    return of_profile(profile, f"of profile {profile}", session.home.region, read)


def _listed(accounts: Mapping[str, str]) -> str:
    return ", ".join(f"{alias} {number}" for alias, number in accounts.items())


def _variable(number: int) -> str:
    """Return the name of the child's variable that has the credentials of a profile."""
    return f"PRIVATELINK_CREDENTIALS_{number}"


def _process_output(account: ResolvedAccount) -> str:
    """Return credentials in the form that AWS's SDKs read from a credential process.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
    """
    given = account.environment
    token = {"SessionToken": given["AWS_SESSION_TOKEN"]} if "AWS_SESSION_TOKEN" in given else {}
    keys = {"AccessKeyId": given["AWS_ACCESS_KEY_ID"], "SecretAccessKey": given["AWS_SECRET_ACCESS_KEY"]}
    return json.dumps({"Version": 1, **keys, **token})
