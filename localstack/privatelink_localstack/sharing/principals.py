"""Principals of a share. Source: RAM API reference, `principals` of AssociateResourceShare."""

from __future__ import annotations

import re

from privatelink_localstack.kernel.errors import AwsError

_ACCOUNT = re.compile(r"\d{12}")
_IAM = re.compile(r"arn:[a-z-]+:iam::(\d{12}):(?:role|user)/.+")
_ORGANIZATION = re.compile(r"arn:[a-z-]+:organizations::\d{12}:organization/(o-[a-z0-9]{10,32})")
_UNIT = re.compile(r"arn:[a-z-]+:organizations::\d{12}:ou/o-[a-z0-9]{10,32}/(ou-[a-z0-9-]+)")
_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")


def account_of(principal: str) -> str | None:
    """Return the account of a principal; None for a service."""
    if _ACCOUNT.fullmatch(principal):
        return principal
    found = _IAM.fullmatch(principal)
    return found[1] if found else None


def check_principal(principal: str) -> None:
    """Reject what is no principal, and organizations and their units: no account is in one. The words are observed."""
    if organization := _ORGANIZATION.fullmatch(principal):
        raise AwsError("UnknownResourceException", f"Organization {organization[1]} could not be found.")
    if unit := _UNIT.fullmatch(principal):
        raise AwsError(
            "UnknownResourceException",
            f"OrganizationalUnit {unit[1]} in unknown organization could not be found.",
        )
    if account_of(principal) is None and _SERVICE.fullmatch(principal) is None:
        raise AwsError(
            "InvalidParameterException", f"Principal ID {principal} is malformed. Verify the ID and try again."
        )
