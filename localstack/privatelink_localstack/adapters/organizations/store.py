"""The organizations of all management accounts: one for each account and partition."""

from __future__ import annotations

from collections.abc import Iterator

from localstack.services.stores import AccountRegionBundle, BaseStore, CrossRegionAttribute

from privatelink_localstack.organizations import members, tree
from privatelink_localstack.organizations.model import Organization

_REGION = "us-east-1"
"""The Region under which the store is opened; what it holds is of all Regions."""


class OrganizationsStore(BaseStore):  # type: ignore[misc]
    """The organizations that an account manages, by partition."""

    organizations: dict[str, Organization] = CrossRegionAttribute(default=dict)


organizations_stores = AccountRegionBundle("organizations", OrganizationsStore, validate=False)


def _managed_by(account: str) -> dict[str, Organization]:
    found: dict[str, Organization] = organizations_stores[account][_REGION].organizations
    return found


def all_organizations(partition: str) -> Iterator[Organization]:
    """Yield the organizations of a partition."""
    for account in list(organizations_stores):
        if organization := _managed_by(account).get(partition):
            yield organization


def organization_of(account: str, partition: str) -> Organization | None:
    """Return the organization that an account is in; None without one."""
    return next((each for each in all_organizations(partition) if account in each.members), None)


def groups_of(account: str, partition: str) -> frozenset[str]:
    """Return the ARNs of the organization and of the units that an account is in, nested ones included."""
    organization = organization_of(account, partition)
    return tree.groups(organization, account) if organization else frozenset()


def put(organization: Organization) -> None:
    """Add or replace an organization."""
    _managed_by(organization.management)[organization.partition] = organization


def drop(organization: Organization) -> None:
    """Remove an organization."""
    _managed_by(organization.management).pop(organization.partition, None)


def forget_member(account: str) -> None:
    """Take an account out of all organizations that other accounts manage."""
    for manager in list(organizations_stores):
        for organization in list(_managed_by(manager).values()):
            if account != manager:
                put(members.forget(organization, account))
