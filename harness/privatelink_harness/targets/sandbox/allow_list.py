"""The rule that the wrong account can't happen: an account is on the list, is no production account, has its Region.

The list comes first: an account off it is asked for nothing but its identity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox.accounts import main_region

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.accounts import ResolvedAccount
    from privatelink_harness.targets.sandbox.settings import SandboxSettings

_LIST = "sandbox.allowed_accounts in privatelink.toml"


@dataclass(frozen=True, slots=True)
class Names:
    """The names that people gave to an account and to its place in the organization.

    Parameters:
        alias: IAM's alias of the account; None where it has none.
        units: names of the organizational units that it is in, the innermost first.
        unread: the API operations that the identity may not call, so that a name may be missing.
    """

    alias: str | None = None
    units: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        yield from (*([self.alias] if self.alias else []), *self.units)


def check(accounts: Iterable[ResolvedAccount], settings: SandboxSettings, regions: Collection[str] = ()) -> None:
    """Reject accounts that a run may not use, before anything else is asked of them.

    Parameters:
        regions: that the run needs in each account, beside the account's own.

    Raises:
        HarnessError: the list is empty; an account is off it, looks like production, or has not enabled a Region.
    """
    check_settings(settings)
    accounts = list(accounts)
    if off := [account for account in accounts if account.account_id not in settings.allowed_accounts]:
        raise HarnessError(
            "\n".join(
                f"account {each.alias}: is {each.account_id} ({each.arn}), which is not on the allow-list"
                for each in off
            ),
            hint=f"Nothing was done. If it is a sandbox account, add it: {_LIST}",
        )
    for account in accounts:
        _reject_production(account, settings)
        _reject_disabled(account, {account.region, *regions})


def check_settings(settings: SandboxSettings) -> None:
    """Reject settings without a list, before any account is resolved.

    Raises:
        HarnessError: the list is empty.
    """
    if not settings.allowed_accounts:
        raise HarnessError("the sandbox has no allow-list", hint=f"Name the accounts of your sandbox: {_LIST}")


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
            hint=f"Nothing was done. If it is a sandbox account, add it: {_LIST}",
        )


def names(account: ResolvedAccount) -> Names:
    """Return the names of an account, as far as its identity may read them."""
    session, region = account.session(), main_region(account.region)
    unread: list[str] = []
    listed = _read(session.client("iam", region_name=region).list_account_aliases, unread)
    alias = next(iter(listed.get("AccountAliases", ())), None)
    return Names(alias, tuple(_units(session.client("organizations", region_name=region), account, unread)), (*unread,))


def _reject_production(account: ResolvedAccount, settings: SandboxSettings) -> None:
    found = names(account)
    for name in found:
        if pattern := settings.production_pattern(name):
            what = "alias" if name == found.alias else "organizational unit"
            raise HarnessError(
                f"account {account.alias}: {account.account_id} looks like production: its {what} is {name!r}, which "
                f"{pattern!r} matches",
                hint="Name another account. The patterns are sandbox.production in privatelink.toml.",
            )


def _reject_disabled(account: ResolvedAccount, regions: Iterable[str]) -> None:
    """Reject Regions that the account has not enabled. An identity that may not ask is told by Terraform."""
    ec2 = account.session().client("ec2", region_name=main_region(account.region))
    listed = _read(ec2.describe_regions, [], AllRegions=True).get("Regions", ())
    enabled = {each["RegionName"] for each in listed if each["OptInStatus"] != "not-opted-in"}
    for region in sorted(regions):
        if listed and region not in enabled:
            raise HarnessError(
                f"account {account.alias}: Region {region} is not enabled in {account.account_id}",
                hint="Enable it in the account's settings, or name another Region.",
            )


def _units(organizations: Any, account: ResolvedAccount, unread: list[str]) -> Iterator[str]:
    child = account.account_id
    while True:
        parents = _read(organizations.list_parents, unread, ChildId=child).get("Parents", ())
        if not parents or parents[0]["Type"] != "ORGANIZATIONAL_UNIT":
            return
        child = parents[0]["Id"]
        unit = _read(organizations.describe_organizational_unit, unread, OrganizationalUnitId=child)
        if "OrganizationalUnit" in unit:
            yield unit["OrganizationalUnit"]["Name"]


def _read(operation: Any, unread: list[str], **request: Any) -> Any:
    """Return the answer of an operation that only reads; {} where AWS refuses, which is noted."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return operation(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AWSOrganizationsNotInUseException":
            unread.append(f"{error.operation_name} ({error.response['Error']['Code']})")
        return {}
    except BotoCoreError as error:
        raise HarnessError(f"{operation.__name__}: {error}") from error
