"""Resources of profiles. Sources: Route 53 Profiles API reference, which has the codes; words are not confirmed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.profiles.model import (
    COMPLETE,
    DELETED,
    DELETING,
    FIREWALL_RULE_GROUP,
    HOSTED_ZONE,
    QUERY_LOG,
    RESOLVER_RULE,
    UPDATING,
    VPC_ENDPOINT,
    ProfileResource,
    ResourceAssociation,
)
from privatelink_localstack.profiles.plane import ProfilePlane, not_found
from privatelink_localstack.profiles.profiles import check_quota

_QUOTAS = {
    HOSTED_ZONE: "hosted_zones_per_profile",
    RESOLVER_RULE: "resolver_rules_per_profile",
    FIREWALL_RULE_GROUP: "firewall_rule_groups_per_profile",
    VPC_ENDPOINT: "endpoints_per_profile",
}
_PRIORITIES = range(100, 9901)
"""Priorities of firewall rule groups. Source: API reference, AssociateResourceToProfile."""


def associate(
    plane: ProfilePlane, scope: Scope, profile_id: str, resource: ProfileResource, name: str, properties: str | None
) -> ResourceAssociation:
    """Associate a resource with a profile of the caller's own.

    Raises:
        AwsError: the profile is not the caller's; the resource can't be in a profile; the profile has the resource, or
            one of its type for the same domain, or a rule group of the priority; a quota is exceeded.
    """
    plane.own_profile(scope, profile_id)
    if resource.refusal is not None:
        raise AwsError("InvalidParameterException", resource.refusal)
    others = list(plane.resources_of(profile_id))
    _check_conflict(resource, others)
    checked = _properties(resource.type, properties, others)
    if resource.type != QUERY_LOG:
        present = sum(each.type == resource.type for each in others)
        check_quota(_QUOTAS[resource.type], present, plane.settings.quotas)
    now = plane.clock()
    association = ResourceAssociation(
        id=new_id("rpr"),
        account=scope.account,
        region=scope.region,
        profile_id=profile_id,
        resource_arn=resource.arn,
        type=resource.type,
        name=name,
        status=UPDATING,
        created=now,
        modified=now,
        properties=checked,
        domains=resource.domains,
    )
    plane.resources[association.id] = association
    plane.later("profile.association", association.id, UPDATING, COMPLETE)
    return association


def update(
    plane: ProfilePlane, association: ResourceAssociation, name: str | None, properties: str | None
) -> ResourceAssociation:
    """Change the name or the properties of a resource's association."""
    plane.own_profile(Scope(association.account, association.region), association.profile_id)
    others = [each for each in plane.resources_of(association.profile_id) if each.id != association.id]
    changed = replace(
        association,
        name=name or association.name,
        properties=association.properties if properties is None else _properties(association.type, properties, others),
        status=UPDATING,
        modified=plane.clock(),
    )
    plane.resources[association.id] = changed
    plane.later("profile.association", association.id, UPDATING, COMPLETE)
    return changed


def disassociate(plane: ProfilePlane, scope: Scope, profile_id: str, resource_arn: str) -> ResourceAssociation:
    """Disassociate a resource from a profile of the caller's own."""
    plane.own_profile(scope, profile_id)
    for each in plane.resources_of(profile_id):
        if each.resource_arn == resource_arn:
            removed = replace(each, status=DELETING, modified=plane.clock())
            plane.resources[each.id] = removed
            plane.later("profile.deleting", each.id, DELETING, DELETED)
            return removed
    raise not_found(resource_arn)


def _check_conflict(resource: ProfileResource, others: Sequence[ResourceAssociation]) -> None:
    """Reject a resource that a profile has, or that has the domain of another one of its type.

    A zone and a rule may have one domain, as in a VPC. That AWS refuses two of a type is not confirmed.
    """
    for other in others:
        if other.resource_arn == resource.arn:
            raise _conflict(f"The resource {resource.arn} is already associated with the profile.")
        shared = sorted(set(other.domains) & set(resource.domains))
        if other.type == resource.type and shared:
            raise _conflict(
                f"The profile already has the resource {other.resource_arn} with the same domain name {shared[0]}."
            )


def _properties(resource_type: str, text: str | None, others: Sequence[ResourceAssociation]) -> str | None:
    """Return the properties of a resource as AWS shows them: a rule group's priority, nothing else."""
    if resource_type != FIREWALL_RULE_GROUP:
        if text is not None:
            raise AwsError("InvalidParameterException", f"A resource of the type {resource_type} has no properties.")
        return None
    try:
        priority = json.loads(text or "{}").get("priority")
    except (ValueError, AttributeError):
        raise AwsError("InvalidParameterException", "The resource properties are not valid JSON.") from None
    if not isinstance(priority, int) or priority not in _PRIORITIES:
        raise AwsError(
            "InvalidParameterException", "A DNS Firewall rule group needs a priority between '100' and '9900'."
        )
    shown = json.dumps({"priority": priority}, separators=(",", ":"))
    if any(each.type == FIREWALL_RULE_GROUP and each.properties == shown for each in others):
        raise _conflict(f"The profile already has a DNS Firewall rule group of the priority {priority}.")
    return shown


def _conflict(message: str) -> AwsError:
    return AwsError("ConflictException", message)
