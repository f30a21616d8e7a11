"""The accounts and Regions of a LocalStack, for a sweep."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack import calls
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.targets.localstack.target import DEFAULT_ACCOUNT, LocalStackTarget

_ACCOUNT = re.compile(r"\d{12}")
_REGION = "us-east-1"
"""Where to look in stock LocalStack, which does not tell the Regions that it has."""


@dataclass(frozen=True, slots=True)
class LocalStackPlaces:
    """Accounts of a LocalStack. Whoever reaches it may change them all.

    Parameters:
        known: all accounts and Regions with state.
        accounts, regions: that the user named; none: all.
    """

    session: LocalStackSession
    scopes: tuple[Scope, ...]
    known: frozenset[Scope]
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    target: str = "localstack"

    @property
    def name(self) -> str:
        """LocalStack's, with its URL."""
        return self.session.name

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Return a boto3 client, made by localstack-client."""
        return self.session.client(service, account, region)

    def allows(self, scope: Scope) -> bool:
        """Return whether the user has named the account and the Region, or none; ours tells all that have state."""
        if self.session.emulated:
            return scope in self.scopes
        return scope.account in (self.accounts or [scope.account]) and scope.region in (self.regions or [scope.region])

    def covers(self, account: str) -> bool:
        """Return whether all Regions in which an account has state are among the places."""
        return all(scope in self.scopes for scope in self.known if scope.account == account)

    def open_calls(self, run: str) -> int | None:
        """Return the number of a run's calls that are not answered; stock LocalStack does not tell."""
        return calls.open_calls(self.session.endpoint, run) if self.session.emulated else None


def places(accounts: Sequence[str], regions: Sequence[str]) -> LocalStackPlaces:
    """Return the accounts and Regions of the LocalStack that answers now.

    Parameters:
        accounts: 12 digits each; none: all that have state.
        regions: none: all in which an account has state.

    Raises:
        HarnessError: no LocalStack answers; an account is no ID.
    """
    session = LocalStackTarget(_REGION).attach()
    for account in accounts:
        if not _ACCOUNT.fullmatch(account):
            raise HarnessError(f"account {account!r}: is not in LocalStack", hint="Write 12 digits.")
    known = calls.regions(session.endpoint) if session.emulated else {DEFAULT_ACCOUNT: [_REGION]}
    scopes = (
        Scope(account, region)
        for account in accounts or sorted(known)
        for region in regions or known.get(account, [_REGION])
    )
    everything = frozenset(Scope(account, region) for account, some in known.items() for region in some)
    return LocalStackPlaces(session, tuple(scopes), everything, tuple(accounts), tuple(regions))
