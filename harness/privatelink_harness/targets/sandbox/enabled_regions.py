"""The rule that an account has enabled every Region of a run.

Two operations tell: EC2's DescribeRegions, or GetRegionOptStatus of Account Management for an identity that may not
call the first. With neither, Terraform finds out.
https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox.accounts import main_region

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.accounts import ResolvedAccount
    from privatelink_harness.targets.sandbox.reading import Reading

_ENABLED = frozenset({"opt-in-not-required", "opted-in", "ENABLED", "ENABLED_BY_DEFAULT"})
"""The words of DescribeRegions and of GetRegionOptStatus."""

_UNKNOWN = "unknown"
"""The status of a Region that DescribeRegions does not list: of another partition, or misspelt."""

_OFF = ("is not enabled in", "Enable it in the account's settings, or name another Region.")
_WORDS = {
    "ENABLING": ("is still being enabled in", "Wait for it; AWS takes up to some hours."),
    _UNKNOWN: (
        "is not among the Regions of",
        "Look at its name; `aws account list-regions` lists those that the account has.",
    ),
}
"""The end of the message and the hint, by the status."""


def refusal(account: ResolvedAccount, regions: Collection[str], reading: Reading) -> HarnessError | None:
    """Return the error of a Region that the account has not enabled; None where it has enabled all, or nobody tells."""
    status = _by_ec2(account, regions, reading) or _by_account_management(account, regions, reading)
    off = [region for region in sorted(status) if status[region] not in _ENABLED]
    if not off:
        return None
    words, hint = _WORDS.get(status[off[0]], _OFF)
    return HarnessError(f"account {account.alias}: Region {off[0]} {words} {account.account_id}", hint=hint)


def _by_ec2(account: ResolvedAccount, regions: Collection[str], reading: Reading) -> Mapping[str, str]:
    """Return the status of Regions; {} where the identity may not ask."""
    ec2 = account.session().client("ec2", region_name=main_region(account.region))
    listed = reading.answer(ec2.describe_regions, AllRegions=True).get("Regions", ())
    status = {each["RegionName"]: str(each["OptInStatus"]) for each in listed}
    return {region: status.get(region, _UNKNOWN) for region in regions} if listed else {}


def _by_account_management(account: ResolvedAccount, regions: Collection[str], reading: Reading) -> Mapping[str, str]:
    own = account.session().client("account", region_name=main_region(account.region))
    answers = {region: reading.answer(own.get_region_opt_status, RegionName=region) for region in sorted(regions)}
    return {region: str(answer["RegionOptStatus"]) for region, answer in answers.items() if answer}
