"""Tags of roots, units and accounts. Source of the codes: Organizations API reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations.model import Organization

_MOST = 50


def tags_of(organization: Organization, resource: str) -> Mapping[str, str]:
    """Return the tags of the root, a unit or an account by its ID."""
    if resource == organization.root:
        return organization.root_tags
    found = organization.units.get(resource) or organization.members.get(resource)
    if found is None:
        raise AwsError("TargetNotFoundException", "You specified a target that doesn't exist.")
    return found.tags


def tagged(organization: Organization, resource: str, tags: Mapping[str, str]) -> Organization:
    """Return the organization with these tags of a resource in place of those that it had."""
    tags_of(organization, resource)
    # The words are not confirmed.
    if len(tags) > _MOST:
        raise AwsError("ConstraintViolationException", f"A resource has at most {_MOST} tags.")
    if resource == organization.root:
        return replace(organization, root_tags=tags)
    if resource in organization.units:
        unit = replace(organization.units[resource], tags=tags)
        return replace(organization, units={**organization.units, resource: unit})
    member = replace(organization.members[resource], tags=tags)
    return replace(organization, members={**organization.members, resource: member})
