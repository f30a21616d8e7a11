"""Principals of AWS Organizations: units, whose accounts may connect, and with whom resources are shared."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

ORGANIZATIONAL_UNIT = (
    r"(arn:aws[a-z-]*:organizations::[0-9]{12}:(ou|root)/o-[a-z0-9]{10,32}/)?"
    r"(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})"
)
"""An organizational unit, or the root of an organization: its ID or its ARN. Terraform reads the expression too."""

_UNIT = re.compile(
    r"(?:arn:aws[a-z-]*:organizations::[0-9]{12}:(?P<kind>ou|root)/(?P<organization>o-[a-z0-9]{10,32})/)?"
    r"(?P<id>(?P<prefix>ou|r)-(?P<root>[0-9a-z]{4,32})(?:-[0-9a-z]{8,32})?)",
    re.ASCII,
)
SHARE_PRINCIPAL = (
    r"[0-9]{12}"
    r"|arn:aws[a-z-]*:organizations::[0-9]{12}:organization/o-[a-z0-9]{10,32}"
    r"|arn:aws[a-z-]*:organizations::[0-9]{12}:ou/o-[a-z0-9]{10,32}/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}"
)
"""With whom Resource Access Manager shares. Terraform reads the expression too."""


def is_unit(principal: str) -> bool:
    """Return whether a principal is an organizational unit or a root."""
    return re.fullmatch(ORGANIZATIONAL_UNIT, principal, re.ASCII) is not None


def unit_id(principal: str) -> str:
    """Return the ID of a unit or root that is given by its ID or its ARN."""
    return principal.rpartition("/")[2]


def organization_marks(principal: str) -> tuple[str | None, str | None]:
    """Return by what a unit or root tells its organization: the root's part of its ID, and the organization's ID."""
    match = _UNIT.fullmatch(principal)
    return (match["root"], match["organization"]) if match else (None, None)


def _share_principal(value: str) -> str:
    if re.fullmatch(SHARE_PRINCIPAL, value, re.ASCII) is None:
        raise ValueError(
            "is not a principal of a resource share; write a 12-digit account id, or the ARN of an organization or of "
            "an organizational unit, such as arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-abcd-12345678"
        )
    return value


SharePrincipal = Annotated[str, AfterValidator(_share_principal)]
"""With whom Resource Access Manager shares: an account, an organization or an organizational unit."""
