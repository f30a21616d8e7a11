"""The accounts and Regions of a sandbox, for a sweep: each account is on the allow-list before anything is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import allow_list, settings
from privatelink_harness.targets.sandbox.accounts import main_region, resolve
from privatelink_harness.targets.sandbox.session import SandboxSession

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.accounts import ResolvedAccount


@dataclass(frozen=True, slots=True)
class SandboxPlaces:
    """Accounts of a sandbox.

    Parameters:
        regions: that the user named; none: all that an account has enabled.
    """

    session: SandboxSession
    scopes: tuple[Scope, ...]
    regions: tuple[str, ...]
    target: str = "sandbox"

    @property
    def name(self) -> str:
        """The sandbox's, with its accounts."""
        return self.session.name

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Return a boto3 client of an account that is on the list."""
        return self.session.client(service, account, region)

    def allows(self, scope: Scope) -> bool:
        """Return whether an account is one of these, and the user has named the Region, or none."""
        return scope.account in self.session.accounts.values() and scope.region in (self.regions or [scope.region])

    def covers(self, account: str) -> bool:
        """Return whether all Regions of an account are among the places."""
        return not self.regions and account in self.session.accounts.values()

    def open_calls(self, _run: str) -> int | None:
        """Return None: AWS does not tell."""
        return None


def places(directory: Path, flags: tuple[str, ...], accounts: Sequence[str], regions: Sequence[str]) -> SandboxPlaces:
    """Return the accounts that the settings name, each compared with the allow-list, and their Regions.

    Parameters:
        accounts: aliases, or 12 digits that one leads to; none: all of the settings. Only these need be resolved.
        regions: none: all that an account has enabled.

    Raises:
        HarnessError: no setting has an alias; an account can't be resolved, or is refused.
    """
    read = settings.load(directory, flags)
    allow_list.check_settings(read)
    if accounts and set(accounts) <= set(read.accounts):
        read = read.model_copy(update={"accounts": {alias: read.accounts[alias] for alias in accounts}})
    resolved = _named(accounts, resolve(read))
    allow_list.check(resolved.values(), read, dict.fromkeys(resolved, regions))
    session = SandboxSession(directory, flags, resolved, next(iter(resolved)))
    scopes = [
        Scope(account.account_id, region) for account in resolved.values() for region in regions or _enabled(account)
    ]
    return SandboxPlaces(session, tuple(dict.fromkeys(scopes)), tuple(regions))


def _named(names: Sequence[str], resolved: Mapping[str, ResolvedAccount]) -> Mapping[str, ResolvedAccount]:
    """Return the accounts with these aliases or numbers; all, where there is no name."""
    found = {alias: each for alias, each in resolved.items() if not names or {alias, each.account_id} & set(names)}
    for name in names:
        if not any(name in (alias, each.account_id) for alias, each in found.items()):
            raise HarnessError(
                f"account {name!r}: is not in the sandbox", hint=f"Name one of: {', '.join(sorted(resolved))}."
            )
    return found


def _enabled(account: ResolvedAccount) -> list[str]:
    """Return the Regions that an account has enabled; its own, where its identity may not ask."""
    from botocore.exceptions import ClientError

    ec2 = account.session().client("ec2", region_name=main_region(account.region))
    try:
        return sorted(each["RegionName"] for each in ec2.describe_regions()["Regions"])
    except ClientError as error:
        raise HarnessError(
            f"account {account.alias}: its Regions can't be listed: {error}", hint="Name them: --region REGION"
        ) from error
