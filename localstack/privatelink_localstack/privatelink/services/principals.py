"""Allowed principals of a service.

Source: PrivateLink guide, "Manage permissions": `arn:aws:iam::<account>:root` (all principals of the account),
`:role/<name>`, `:user/<name>`, or `*`; no path in a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError

ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):iam::(?P<account>\d{12}):(?:(?P<root>root)|(?P<type>role|user)/(?P<name>[\w+=,.@-]+))"
)

EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Permission:
    """An allowed principal, an ARN or `*`, and the permission's ID (`vpce-svc-perm-…`)."""

    id: str
    principal: str

    @property
    def type(self) -> str:
        """EC2's principal type: `All`, `Account`, `Role` or `User`."""
        return principal_type(self.principal)


def principal_type(principal: str) -> str:
    """Return EC2's type of a principal.

    Raises:
        AwsError: the principal is malformed.
    """
    if principal == EVERYBODY:
        return "All"
    match = ARN.fullmatch(principal)
    if match is None:
        raise _invalid(principal)
    return "Account" if match["root"] else match["type"].capitalize()


def check_principal(principal: str, partition: str) -> None:
    """Reject malformed principals, and those of another partition, which has accounts of its own.

    Raises:
        AwsError: the error names the principal.
    """
    principal_type(principal)
    match = ARN.fullmatch(principal)
    if match is not None and match["partition"] != partition:
        raise _invalid(principal)


def admits(principal: str, account: str, caller: str | None = None) -> bool:
    """Return whether an allowed principal includes a caller.

    Parameters:
        account: the caller's.
        caller: ARN of the caller's user or role. None if only the account is known: then any user or role of the
            account is included.
    """
    if principal == EVERYBODY:
        return True
    match = ARN.fullmatch(principal)
    if match is None or match["account"] != account:
        return False
    return match["root"] is not None or caller is None or caller == principal


def _invalid(principal: str) -> AwsError:
    return AwsError("InvalidPrincipal", f"Principal {principal} is invalid")
