"""Principals of a share. Source: RAM API reference, `principals` of AssociateResourceShare."""

from __future__ import annotations

import re
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError

_ACCOUNT = re.compile(r"\d{12}")
_IAM = re.compile(r"arn:[a-z-]+:iam::(\d{12}):(?:role|user)/.+")
_ORGANIZATION = re.compile(r"arn:[a-z-]+:organizations::\d{12}:organization/(o-[a-z0-9]{10,32})")
_UNIT = re.compile(r"arn:[a-z-]+:organizations::\d{12}:ou/o-[a-z0-9]{10,32}/(ou-[a-z0-9-]+)")
_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")

ONLY_INSIDE = (
    "The resource you are attempting to share can only be shared within your AWS Organization. This error may also "
    "occur if you have not enabled sharing with your AWS organization, or that onboarding process is still in progress."
)


@dataclass(frozen=True, slots=True)
class Circle:
    """The owner's organization, as far as RAM may share within it.

    Parameters:
        organization: its ARN; "" where the owner is in none.
        units: ARNs of its organizational units.
        accounts: its accounts.
        enabled: whether sharing within the organization is enabled.
    """

    organization: str = ""
    units: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    enabled: bool = False


ALONE = Circle()
"""The circle of an owner without an organization."""


def account_of(principal: str) -> str | None:
    """Return the account of a principal; None for a service, an organization and a unit."""
    if _ACCOUNT.fullmatch(principal):
        return principal
    found = _IAM.fullmatch(principal)
    return found[1] if found else None


def is_group(principal: str) -> bool:
    """Return whether a principal is an organization or a unit."""
    return bool(_ORGANIZATION.fullmatch(principal) or _UNIT.fullmatch(principal))


def is_external(principal: str, owner: str, circle: Circle) -> bool:
    """Return whether a principal is in an account that the owner has to invite."""
    account = account_of(principal)
    return account not in {None, owner} and not (circle.enabled and account in circle.accounts)


def check_principal(principal: str, circle: Circle) -> None:
    """Reject what is no principal, and groups that the owner can't share with. The words are observed."""
    if is_group(principal):
        _check_group(principal, circle)
    elif account_of(principal) is None and _SERVICE.fullmatch(principal) is None:
        raise AwsError(
            "InvalidParameterException", f"Principal ID {principal} is malformed. Verify the ID and try again."
        )


def _check_group(principal: str, circle: Circle) -> None:
    """Reject groups of other organizations, unknown units, and groups without sharing within the organization."""
    unit = _UNIT.fullmatch(principal)
    if unit and principal not in circle.units:
        place = (
            "" if _organization_id(principal) == _organization_id(circle.organization) else " in unknown organization"
        )
        raise AwsError("UnknownResourceException", f"OrganizationalUnit {unit[1]}{place} could not be found.")
    if unit is None and principal != circle.organization:
        raise AwsError("UnknownResourceException", f"Organization {_organization_id(principal)} could not be found.")
    if not circle.enabled:
        raise AwsError("OperationNotPermittedException", ONLY_INSIDE)


def _organization_id(arn: str) -> str:
    """Return the ID of the organization of an organization's or a unit's ARN; "" for ""."""
    return arn.split("/")[1] if arn else ""
