"""Changes of organizations and their units. Source of the codes: Organizations API reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations import tree
from privatelink_localstack.organizations.model import Organization, Unit

_DEEPEST = 5
"""Levels of units below the root. Source: Organizations guide, "Quotas"."""


def check_empty(organization: Organization) -> None:
    """Reject the deletion of an organization with other accounts than the management account."""
    if organization.members.keys() - {organization.management}:
        raise AwsError(
            "OrganizationNotEmptyException",
            "To delete an organization you must first remove all member accounts (except the master).",
        )


def create(
    organization: Organization, unit: str, *, name: str, parent: str, tags: Mapping[str, str]
) -> tuple[Organization, Unit]:
    """Add a unit.

    Parameters:
        unit: the new ID.
    """
    tree.check_parent(organization, parent)
    _check_name(organization, name, parent)
    if len(list(tree.ancestors(organization, parent))) > _DEEPEST:
        # The words are not confirmed.
        raise AwsError("ConstraintViolationException", "You have exceeded the maximum depth of organizational units.")
    made = Unit(unit, name, parent, tags)
    return replace(organization, units={**organization.units, unit: made}), made


def rename(organization: Organization, unit: str, name: str | None) -> tuple[Organization, Unit]:
    """Rename a unit; without a name it stays as it is."""
    before = tree.unit(organization, unit)
    if name is None or name == before.name:
        return organization, before
    _check_name(organization, name, before.parent)
    after = replace(before, name=name)
    return replace(organization, units={**organization.units, unit: after}), after


def delete(organization: Organization, unit: str) -> Organization:
    """Remove a unit that has neither units nor accounts. The words are not confirmed."""
    tree.unit(organization, unit)
    if tree.units_of(organization, unit) or tree.accounts_of(organization, unit):
        raise AwsError(
            "OrganizationalUnitNotEmptyException",
            "The specified organizational unit (OU) is not empty. Move all accounts to another root or to other OUs, "
            "remove all child OUs, and try the operation again.",
        )
    return replace(organization, units={key: each for key, each in organization.units.items() if key != unit})


def _check_name(organization: Organization, name: str, parent: str) -> None:
    if any(each.name == name for each in tree.units_of(organization, parent)):
        raise AwsError("DuplicateOrganizationalUnitException", "An OU with the same name already exists.")
