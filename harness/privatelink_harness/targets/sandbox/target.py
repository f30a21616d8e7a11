"""Sandbox accounts as a target."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_harness.checks.check import Proof
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import FILE, settings, state_backend
from privatelink_harness.targets.sandbox.session import SandboxSession

if TYPE_CHECKING:
    from datetime import timedelta

    from privatelink_generator.patterns.base import Spec


@dataclass(frozen=True, slots=True)
class SandboxTarget:
    """The accounts that a `privatelink.toml`, the environment and flags name.

    Parameters:
        region: of the stack, which every account must have enabled.
        account: 12 digits, the one that Terraform's credentials are for; None: the spec's first, or the account whose
            alias is the spec's pattern, or the first of the settings.
        directory: of `privatelink.toml`.
        flags: settings from the command line, `name=value` each.
    """

    region: str
    account: str | None
    directory: Path
    flags: tuple[str, ...] = ()

    @property
    def proof(self) -> Proof:
        """AWS's own answers."""
        return Proof.LIVE

    @property
    def opening(self) -> str:
        """The step of a run that looks at the accounts."""
        return "look at the accounts"

    @property
    def lifetime(self) -> timedelta | None:
        """The settings' `expires_after`."""
        return settings.load(self.directory, self.flags).expires_after

    @contextmanager
    def session(self, spec: Spec | None, *, keep: bool) -> Iterator[SandboxSession]:
        """Resolve the accounts, and compare each with the allow-list; nothing is created, kept or not.

        Raises:
            HarnessError: an account can't be resolved, or is refused; the spec needs one that the settings lack.
        """
        del keep
        session = self._open(spec, settings.load(self.directory, self.flags))
        yield replace(session, run=secrets.token_hex(8))

    def attach(self, directory: Path, spec: Spec) -> SandboxSession:
        """Return access to a root module that the user has applied; its state's account must be on the list too.

        Raises:
            HarnessError: an account can't be resolved, or is refused; the spec needs one that the settings lack.
        """
        read = settings.load(self.directory, self.flags)
        session = self._open(spec, read)
        state_backend.check_note(directory, read, self.region)
        return replace(session, reads_users_state=True)

    def _open(self, spec: Spec | None, read: settings.SandboxSettings) -> SandboxSession:
        check_aliases(spec, read, self.directory)
        own_alias = own(spec, read.accounts)
        regions = regions_of(spec, read, own_alias, self.region)
        session = SandboxSession.open(self.directory, self.flags, alias=own_alias, regions=regions)
        return session.in_account(self.account).in_region(self.region)


def check_aliases(spec: Spec | None, read: settings.SandboxSettings, directory: Path) -> None:
    """Reject settings that lack an account of the spec's.

    Raises:
        HarnessError: they lack some.
    """
    if missing := [alias for alias in (spec.accounts if spec else ()) if alias not in read.accounts]:
        raise HarnessError(
            f"the spec has accounts that the sandbox lacks: {', '.join(missing)}",
            hint=f"Name them in {directory / FILE}: [sandbox.accounts.{missing[0]}]",
        )


def regions_of(
    spec: Spec | None, read: settings.SandboxSettings, own_alias: str | None, region: str | None
) -> Mapping[str, frozenset[str]]:
    """Return the Regions that a run needs in each account, by alias.

    Parameters:
        own_alias: of Terraform's own account; None: the first.
        region: of the stack; None: that of the settings.
    """
    if spec is None:
        return {alias: frozenset({region} if region else ()) for alias in read.accounts}
    home = own_alias or next(iter(read.accounts), "")
    used = spec.accounts or (home,)
    named = spec.account_regions
    return {
        alias: (named.get(alias if spec.accounts else "", frozenset()) | ({region} if region else set()))
        for alias in used
    }


def own(spec: Spec | None, named: Mapping[str, object]) -> str | None:
    """Return the alias of Terraform's own account, as far as the spec tells it."""
    if spec is None:
        return None
    if spec.accounts:
        return spec.accounts[0]
    return spec.pattern if spec.pattern in named else None
