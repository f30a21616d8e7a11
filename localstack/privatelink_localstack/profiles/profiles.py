"""Profiles, and their associations with VPCs. Source: Route 53 Profiles API reference; words are not confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.profiles.model import (
    COMPLETE,
    CREATING,
    DELETED,
    DELETING,
    Profile,
    VpcAssociation,
)
from privatelink_localstack.profiles.plane import ProfilePlane, not_found


def create_profile(plane: ProfilePlane, scope: Scope, name: str, token: str, tags: Mapping[str, str]) -> Profile:
    """Create a profile, which is complete at once; a second request with a token returns the same one."""
    own = [each for each in plane.profiles.values() if Scope(each.account, each.region) == scope]
    for profile in own:
        if profile.token == token:
            if profile.name != name:
                raise AwsError(
                    "InvalidParameterException", f"The client token {token} is that of a request with another name."
                )
            return profile
    check_quota("profiles_per_region", len(own), plane.settings.quotas)
    now, profile_id = plane.clock(), new_id("rp")
    created = Profile(
        id=profile_id,
        arn=_arn(scope, f"profile/{profile_id}"),
        account=scope.account,
        region=scope.region,
        name=name,
        token=token,
        status=COMPLETE,
        created=now,
        modified=now,
        tags=tags,
    )
    plane.profiles[created.id] = created
    return created


def delete_profile(plane: ProfilePlane, scope: Scope, profile_id: str) -> Profile:
    """Delete a profile that no VPC is associated with; its resources are disassociated."""
    profile = plane.own_profile(scope, profile_id)
    plane.drop_unreachable(scope.region)
    if any(each.profile_id == profile_id for each in plane.vpcs.values()):
        raise AwsError("ConflictException", f"The profile {profile_id} is associated with VPCs. Disassociate it first.")
    for resource in list(plane.resources_of(profile_id)):
        del plane.resources[resource.id]
    del plane.profiles[profile_id]
    return replace(profile, status=DELETED)


def associate_vpc(
    plane: ProfilePlane, scope: Scope, profile_id: str, vpc_id: str, name: str, tags: Mapping[str, str]
) -> VpcAssociation:
    """Associate a profile with a VPC of the caller's.

    Raises:
        AwsError: the profile or the VPC is unknown to the caller; the VPC has a profile; a quota is exceeded.
    """
    plane.drop_unreachable(scope.region)
    plane.profile(scope, profile_id)
    if plane.network(scope).vpc(vpc_id) is None:
        raise not_found(vpc_id)
    of_vpc = [each for each in plane.vpcs.values() if each.vpc_id == vpc_id]
    if any(each.profile_id == profile_id for each in of_vpc):
        raise AwsError("ResourceExistsException", f"The profile {profile_id} is already associated with {vpc_id}.")
    check_quota("profiles_per_vpc", len(of_vpc), plane.settings.quotas)
    of_profile = [each for each in plane.vpcs.values() if each.profile_id == profile_id]
    check_quota("vpcs_per_profile", len(of_profile), plane.settings.quotas)
    now, association_id = plane.clock(), new_id("rpassoc")
    association = VpcAssociation(
        id=association_id,
        arn=_arn(scope, f"profile-association/{association_id}"),
        account=scope.account,
        region=scope.region,
        profile_id=profile_id,
        vpc_id=vpc_id,
        name=name,
        status=CREATING,
        created=now,
        modified=now,
        tags=tags,
    )
    plane.vpcs[association.id] = association
    plane.later("profile.association", association.id, CREATING, COMPLETE)
    return association


def disassociate_vpc(plane: ProfilePlane, scope: Scope, profile_id: str, vpc_id: str) -> VpcAssociation:
    """Disassociate a profile from a VPC of the caller's."""
    plane.drop_unreachable(scope.region)
    plane.profile(scope, profile_id)
    for each in plane.vpcs.values():
        if (each.account, each.profile_id, each.vpc_id) == (scope.account, profile_id, vpc_id):
            removed = replace(each, status=DELETING, modified=plane.clock())
            plane.vpcs[each.id] = removed
            plane.later("profile.deleting", each.id, DELETING, DELETED)
            return removed
    raise not_found(vpc_id)


def check_quota(name: str, present: int, quotas: Mapping[str, int]) -> None:
    """Reject one more record than a quota has."""
    if present >= quotas[name]:
        raise AwsError("LimitExceededException", f"The quota {name} of {quotas[name]} is exceeded.")


def _arn(scope: Scope, resource: str) -> str:
    return f"arn:{partition_of(scope.region).name}:route53profiles:{scope.region}:{scope.account}:{resource}"
