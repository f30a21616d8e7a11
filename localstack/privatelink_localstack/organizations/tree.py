"""The tree of an organization: root, units, accounts. Source of the codes: Organizations API reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations.model import Member, Organization, Unit

_PARENT = re.compile(r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}")
_UNIT = re.compile(r"ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}")
_ACCOUNT = re.compile(r"\d{12}")


def malformed() -> AwsError:
    """Return the error for an ID that is not of its form. The words are observed."""
    return AwsError("InvalidInputException", "You provided a value that does not match the required pattern.")


def unit(organization: Organization, name: str) -> Unit:
    """Return a unit by its ID."""
    if _UNIT.fullmatch(name) is None:
        raise malformed()
    if name not in organization.units:
        raise AwsError(
            "OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist."
        )
    return organization.units[name]


def account(organization: Organization, name: str) -> Member:
    """Return an account by its ID."""
    if _ACCOUNT.fullmatch(name) is None:
        raise malformed()
    if name not in organization.members:
        raise AwsError("AccountNotFoundException", "You specified an account that doesn't exist.")
    return organization.members[name]


def check_parent(organization: Organization, parent: str, code: str = "ParentNotFoundException") -> None:
    """Reject a parent that is neither the root nor a unit of the organization.

    Parameters:
        code: of the error; a move names its source and its destination apart.
    """
    if _PARENT.fullmatch(parent) is None:
        raise malformed()
    if parent != organization.root and parent not in organization.units:
        raise AwsError(code, "You specified parent that doesn't exist.")


def parent(organization: Organization, child: str) -> str:
    """Return the ID of the parent of a unit or account."""
    if _UNIT.fullmatch(child) is None and _ACCOUNT.fullmatch(child) is None:
        raise malformed()
    found = organization.units.get(child) or organization.members.get(child)
    if found is None:
        raise AwsError("ChildNotFoundException", "You specified a child that doesn't exist.")
    return found.parent


def units_of(organization: Organization, parent: str) -> tuple[Unit, ...]:
    """Return the units directly below a parent."""
    check_parent(organization, parent)
    return tuple(each for each in organization.units.values() if each.parent == parent)


def accounts_of(organization: Organization, parent: str) -> tuple[Member, ...]:
    """Return the accounts directly in a parent."""
    check_parent(organization, parent)
    return tuple(each for each in organization.members.values() if each.parent == parent)


def ancestors(organization: Organization, parent: str) -> Iterator[str]:
    """Yield a parent and what is above it, up to the root."""
    while parent != organization.root:
        yield parent
        parent = organization.units[parent].parent
    yield parent


def groups(organization: Organization, account: str) -> frozenset[str]:
    """Return the ARNs of the organization and of the units that an account of it is in, nested ones included."""
    above = ancestors(organization, organization.members[account].parent)
    return frozenset({organization.arn, *(organization.unit_arn(each) for each in above if each != organization.root)})
