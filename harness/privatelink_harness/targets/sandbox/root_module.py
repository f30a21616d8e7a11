"""The provider blocks and the backend of a run's root module: none reaches an account that is off the allow-list.

Each provider configuration gets `allowed_account_ids`, which the AWS provider compares with GetCallerIdentity before
anything else. The account of an alias is reached by a profile of the run's own, whose credentials are in the child's
environment. A block with a profile, role or keys of its own is refused, unless these accounts are on the list; and of
roles and keys, unless an alias leads there too.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import state_backend
from privatelink_harness.targets.sandbox.written import Written
from privatelink_harness.terraform import provider_blocks
from privatelink_harness.terraform.workspace import configuration, read

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.accounts import ResolvedAccount
    from privatelink_harness.targets.sandbox.settings import SandboxSettings
    from privatelink_harness.terraform.provider_blocks import ProviderBlock

DEFAULT = "privatelink_provider.tf"
"""Has the default provider configuration, where the root module leaves it out."""

PROFILE = "privatelink-"
"""What the names of the run's own profiles start with; an account's alias follows."""

_UNCHECKED = ("skip_credentials_validation", "skip_requesting_account_id")


@dataclass(slots=True)
class RootModule:
    """An initialised root module of a run.

    Parameters:
        directory: the stack's own, with the root module and the modules that it calls.
        root: the root module.
        origin: the user's directory that the root module is a copy of; None for a generated one, whose provider blocks
            are ours.
        accounts: by alias; the first is that of provider configurations without an alias.
    """

    directory: Path
    root: Path
    origin: Path | None
    accounts: Mapping[str, ResolvedAccount]
    settings: SandboxSettings
    home: ResolvedAccount
    _profiles: dict[str, ResolvedAccount] = field(default_factory=dict)

    def confine(self) -> Mapping[str, ResolvedAccount]:
        """Restrict every provider configuration; return the accounts of the profiles that the child needs, by name.

        Raises:
            HarnessError: a block or the backend leads to an account off the list, or nobody can tell where it leads.
        """
        if self.origin is not None:
            state_backend.check_files(configuration(self.origin), self.settings, self.home.region)
        self._profiles = {PROFILE + alias: account for alias, account in self.accounts.items()}
        for module in provider_blocks.modules_below(self.directory):
            if self.origin is not None:
                for block in provider_blocks.find(module, "awscc"):
                    self._own_accounts(block)
            blocks = provider_blocks.find(module)
            provider_blocks.override(module, [block.overridden_by(self._restricted(block)) for block in blocks])
            if module == self.root and all(block.alias for block in blocks):
                self._write_default()
        return self._profiles

    def _restricted(self, block: ProviderBlock) -> Iterator[str]:
        """Yield the lines of a block's override."""
        account = self.accounts.get(block.alias or "")
        allowed = self._own_accounts(block) if self.origin is not None else ()
        if not allowed:
            allowed = ((account or self.home).account_id,)
            if account is not None:
                yield f"profile = {json.dumps(PROFILE + account.alias)}"
        yield f"allowed_account_ids = {json.dumps(list(allowed))}"
        if "forbidden_account_ids" in block.arguments:
            yield "forbidden_account_ids = null"
        yield from (f"{name} = false" for name in _UNCHECKED if name in block.arguments)

    def _own_accounts(self, block: ProviderBlock) -> tuple[str, ...]:
        """Return the accounts that a user's block reaches with credentials of its own.

        Raises:
            HarnessError: one is off the list, or nobody can tell; or ask it what is left after the run.
        """
        subject = f"{self._shown(block.file)}: provider {block.name}{'.' + block.alias if block.alias else ''}"
        written = Written(subject, block.body, block.arguments, self.settings, self.home.region)
        written.check_files()
        roles, keys, named = written.roles(), written.keys(), written.profile()
        self._check_known(subject, roles or keys)
        if named is None:
            return roles or keys
        profile, account = named
        if profile.startswith(PROFILE):
            raise HarnessError(
                f"{subject}: profile {profile!r} has a name of the run's own", hint=f"Name it without {PROFILE!r}."
            )
        self._profiles[profile] = account
        return roles or keys or (account.account_id,)

    def _check_known(self, subject: str, numbers: Collection[str]) -> None:
        """Reject accounts on the list to which no alias leads: the run has no credentials to ask them with."""
        known = {account.account_id for account in self.accounts.values()}
        for number in numbers:
            if number not in known:
                raise HarnessError(
                    f"{subject}: leads to account {number}, to which no alias of the sandbox leads, so that nobody "
                    "could ask it what is left",
                    hint="Name it in privatelink.toml: [sandbox.accounts.ALIAS]",
                )

    def _write_default(self) -> None:
        """Write the default provider configuration, where the lock file says that the AWS provider is needed."""
        lock = self.root / ".terraform.lock.hcl"
        if not lock.exists() or "/hashicorp/aws" not in lock.read_text(encoding="utf-8"):
            return
        names = provider_blocks.local_names(map(read, configuration(self.root)))
        name = next(iter(names - {"aws"}), "aws")
        text = f'provider "{name}" {{\n  allowed_account_ids = {json.dumps([self.home.account_id])}\n}}\n'
        (self.root / DEFAULT).write_text(text, encoding="utf-8")

    def _shown(self, file: Path) -> Path:
        """Return the path of a file as the user knows it."""
        inside = self.origin is not None and file.is_relative_to(self.root)
        return self.origin / file.relative_to(self.root) if inside and self.origin else file
