"""The rule that the wrong account can't happen: an account is on the list, is no production account, has its Regions.

The list comes first: an account off it is asked for nothing but its identity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import enabled_regions
from privatelink_harness.targets.sandbox.accounts import main_region
from privatelink_harness.targets.sandbox.reading import Reading

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.accounts import ResolvedAccount
    from privatelink_harness.targets.sandbox.settings import SandboxSettings


@dataclass(frozen=True, slots=True)
class Names:
    """The names that people gave to an account and to its place in the organization.

    Parameters:
        alias: IAM's alias of the account; None where it has none.
        units: names of the organizational units that it is in, the innermost first.
    """

    alias: str | None = None
    units: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        yield from (*([self.alias] if self.alias else []), *self.units)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out about an account.

    Parameters:
        unread: the API operations that the identity may not call, so that something may be missing.
        refusal: why a run may not use the account; None where it may.
    """

    names: Names = Names()
    unread: tuple[str, ...] = ()
    refusal: HarnessError | None = None


def check(
    accounts: Iterable[ResolvedAccount], settings: SandboxSettings, regions: Mapping[str, Collection[str]] | None = None
) -> None:
    """Reject accounts that a run may not use, before anything else is asked of them.

    Parameters:
        regions: by alias, those that the run needs beside the account's own.

    Raises:
        HarnessError: the list is empty; an account is off it, looks like production, or has not enabled a Region; AWS
            does not tell, although the identity may ask.
    """
    accounts = list(accounts)
    check_listed(accounts, settings)
    for account in accounts:
        if refusal := examine(account, settings, (regions or {}).get(account.alias, ())).refusal:
            raise refusal


def check_listed(accounts: Iterable[ResolvedAccount], settings: SandboxSettings) -> None:
    """Reject accounts that are off the list, without another call.

    Raises:
        HarnessError: the list is empty, or an account is off it.
    """
    check_settings(settings)
    if off := [account for account in accounts if account.account_id not in settings.allowed_accounts]:
        raise HarnessError(
            "\n".join(
                f"account {each.alias}: is {each.account_id} ({each.arn}), which is not on the allow-list"
                for each in off
            ),
            hint=f"Nothing was done. If it is a sandbox account, add it: {_list(settings)}",
        )


def examine(account: ResolvedAccount, settings: SandboxSettings, regions: Collection[str] = ()) -> Findings:
    """Return what is to be known of an account on the list.

    Parameters:
        regions: that the run needs beside the account's own.

    Raises:
        HarnessError: AWS does not tell, although the identity may ask.
    """
    reading = Reading(account)
    found = _names(account, reading)
    refusal = _production(account, found, settings) or enabled_regions.refusal(
        account, {account.region, *regions}, reading
    )
    return Findings(found, tuple(reading.refused), refusal)


def check_settings(settings: SandboxSettings) -> None:
    """Reject settings without a list, before any account is resolved.

    Raises:
        HarnessError: the list is empty.
    """
    if not settings.allowed_accounts:
        raise HarnessError(
            "the sandbox has no allow-list", hint=f"Name the accounts of your sandbox: {_list(settings)}"
        )


def check_number(number: str, subject: str, settings: SandboxSettings) -> None:
    """Reject an account that only its number is known of.

    Parameters:
        subject: what leads there, for the message.

    Raises:
        HarnessError: it is off the list.
    """
    if number not in settings.allowed_accounts:
        raise HarnessError(
            f"{subject}: leads to account {number}, which is not on the allow-list",
            hint=f"Nothing was done. If it is a sandbox account, add it: {_list(settings)}",
        )


def _list(settings: SandboxSettings) -> str:
    return f"sandbox.allowed_accounts in {settings.file}"


def _names(account: ResolvedAccount, reading: Reading) -> Names:
    """Return the names of an account, as far as its identity may read them."""
    session, region = account.session(), main_region(account.region)
    listed = reading.answer(session.client("iam", region_name=region).list_account_aliases)
    alias = next(iter(listed.get("AccountAliases", ())), None)
    return Names(alias, tuple(_units(session.client("organizations", region_name=region), account, reading)))


def _production(account: ResolvedAccount, found: Names, settings: SandboxSettings) -> HarnessError | None:
    for name in found:
        if pattern := settings.production_pattern(name):
            what = "alias" if name == found.alias else "organizational unit"
            return HarnessError(
                f"account {account.alias}: {account.account_id} looks like production: its {what} is {name!r}, which "
                f"{pattern!r} matches",
                hint=f"Name another account. The patterns are sandbox.production in {settings.file}.",
            )
    return None


def _units(organizations: Any, account: ResolvedAccount, reading: Reading) -> Iterator[str]:
    child = account.account_id
    while True:
        parents = reading.answer(organizations.list_parents, ChildId=child).get("Parents", ())
        if not parents or parents[0]["Type"] != "ORGANIZATIONAL_UNIT":
            return
        child = parents[0]["Id"]
        unit = reading.answer(organizations.describe_organizational_unit, OrganizationalUnitId=child)
        if "OrganizationalUnit" in unit:
            yield unit["OrganizationalUnit"]["Name"]
