"""Handlers of the operations of Route 53 Profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.route53profiles import responses
from privatelink_localstack.adapters.route53profiles.resources import find_resource
from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import PageRules
from privatelink_localstack.kernel.sharing import NOT_SHARED, SHARED_BY_ME, SHARED_WITH_ME
from privatelink_localstack.profiles import profiles, resources
from privatelink_localstack.profiles.model import Profile, ResourceAssociation, VpcAssociation
from privatelink_localstack.profiles.plane import not_found

MAX_TAGS = 200


def create_profile(call: Call) -> Response:
    """CreateProfile."""
    request = call.request
    created = profiles.create_profile(
        call.emulation.profiles, call.scope, request["Name"], request["ClientToken"], _listed(request.get("Tags"))
    )
    return {"Profile": _shown(call, created)}


def get_profile(call: Call) -> Response:
    """GetProfile."""
    return {"Profile": _shown(call, call.emulation.profiles.profile(call.scope, call.request["ProfileId"]))}


def list_profiles(call: Call) -> Response:
    """ListProfiles: the caller's, and those that others share with it."""
    plane = call.emulation.profiles
    visible = [each for each in plane.profiles.values() if plane.is_visible(call.scope, each)]
    found = [responses.summary(each, _share_status(call, each)) for each in visible]
    return _page(call, "ProfileSummaries", found)


def delete_profile(call: Call) -> Response:
    """DeleteProfile."""
    deleted = profiles.delete_profile(call.emulation.profiles, call.scope, call.request["ProfileId"])
    return {"Profile": responses.profile(deleted, NOT_SHARED)}


def associate_profile(call: Call) -> Response:
    """AssociateProfile."""
    request = call.request
    made = profiles.associate_vpc(
        call.emulation.profiles,
        call.scope,
        request["ProfileId"],
        request["ResourceId"],
        request["Name"],
        _listed(request.get("Tags")),
    )
    return {"ProfileAssociation": responses.vpc_association(made)}


def disassociate_profile(call: Call) -> Response:
    """DisassociateProfile."""
    request = call.request
    ended = profiles.disassociate_vpc(call.emulation.profiles, call.scope, request["ProfileId"], request["ResourceId"])
    return {"ProfileAssociation": responses.vpc_association(ended)}


def get_profile_association(call: Call) -> Response:
    """GetProfileAssociation."""
    association_id = call.request["ProfileAssociationId"]
    for each in _vpc_associations(call):
        if each.id == association_id:
            return {"ProfileAssociation": responses.vpc_association(each)}
    raise not_found(association_id)


def list_profile_associations(call: Call) -> Response:
    """ListProfileAssociations: of the caller's VPCs, and of the caller's profiles with VPCs of other accounts."""
    request = call.request
    found = [
        responses.vpc_association(each)
        for each in _vpc_associations(call)
        if request.get("ProfileId") in {None, each.profile_id} and request.get("ResourceId") in {None, each.vpc_id}
    ]
    return _page(call, "ProfileAssociations", found)


def associate_resource_to_profile(call: Call) -> Response:
    """AssociateResourceToProfile."""
    request, plane = call.request, call.emulation.profiles
    plane.own_profile(call.scope, request["ProfileId"])
    made = resources.associate(
        plane,
        call.scope,
        request["ProfileId"],
        find_resource(call, request["ResourceArn"]),
        request["Name"],
        request.get("ResourceProperties"),
    )
    return {"ProfileResourceAssociation": responses.resource_association(made)}


def update_profile_resource_association(call: Call) -> Response:
    """UpdateProfileResourceAssociation."""
    request, plane = call.request, call.emulation.profiles
    association = _resource(call)
    plane.own_profile(call.scope, association.profile_id)
    changed = resources.update(plane, association, request.get("Name"), request.get("ResourceProperties"))
    return {"ProfileResourceAssociation": responses.resource_association(changed)}


def disassociate_resource_from_profile(call: Call) -> Response:
    """DisassociateResourceFromProfile."""
    request = call.request
    ended = resources.disassociate(call.emulation.profiles, call.scope, request["ProfileId"], request["ResourceArn"])
    return {"ProfileResourceAssociation": responses.resource_association(ended)}


def get_profile_resource_association(call: Call) -> Response:
    """GetProfileResourceAssociation."""
    return {"ProfileResourceAssociation": responses.resource_association(_resource(call))}


def list_profile_resource_associations(call: Call) -> Response:
    """ListProfileResourceAssociations."""
    request, plane = call.request, call.emulation.profiles
    profile = plane.profile(call.scope, request["ProfileId"])
    found = [
        responses.resource_association(each)
        for each in plane.resources_of(profile.id)
        if request.get("ResourceType") in {None, each.type}
    ]
    return _page(call, "ProfileResourceAssociations", found)


def tag_resource(call: Call) -> Response:
    """TagResource."""
    _change_tags(call, lambda tags: _checked({**tags, **call.request["Tags"]}))
    return {}


def untag_resource(call: Call) -> Response:
    """UntagResource."""
    _change_tags(call, lambda tags: {key: tags[key] for key in tags if key not in call.request["TagKeys"]})
    return {}


def list_tags_for_resource(call: Call) -> Response:
    """ListTagsForResource."""
    return {"Tags": dict(_tagged(call).tags)}


def _shown(call: Call, profile: Profile) -> Response:
    return responses.profile(profile, _share_status(call, profile))


def _share_status(call: Call, profile: Profile) -> str:
    if profile.account != call.scope.account:
        return SHARED_WITH_ME
    return SHARED_BY_ME if call.emulation.profiles.shares.is_shared_by(call.scope, profile.arn) else NOT_SHARED


def _vpc_associations(call: Call) -> list[VpcAssociation]:
    """Return the associations that the caller sees: of its VPCs, and of its profiles."""
    plane = call.emulation.profiles
    plane.drop_unreachable(call.scope.region)
    own = {each.id for each in plane.profiles.values() if each.account == call.scope.account}
    return [
        each
        for each in plane.vpcs.values()
        if each.region == call.scope.region and (each.account == call.scope.account or each.profile_id in own)
    ]


def _resource(call: Call) -> ResourceAssociation:
    """Return the resource's association that a request names, of a profile that the caller sees."""
    association_id, plane = call.request["ProfileResourceAssociationId"], call.emulation.profiles
    association = plane.resources.get(association_id)
    profile = None if association is None else plane.profiles.get(association.profile_id)
    if association is None or profile is None or not plane.is_visible(call.scope, profile):
        raise not_found(association_id)
    return association


def _listed(tags: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    return _checked({each["Key"]: each["Value"] for each in tags or ()})


def _checked(tags: Mapping[str, str]) -> dict[str, str]:
    """Reject reserved and too many tags; the words are not confirmed."""
    if reserved := [key for key in tags if key.lower().startswith("aws:")]:
        raise AwsError("ValidationException", f"The tag key {reserved[0]} is reserved.")
    if len(tags) > MAX_TAGS:
        raise AwsError("ValidationException", f"A resource has at most {MAX_TAGS} tags.")
    return dict(tags)


def _tagged(call: Call) -> Profile | VpcAssociation:
    """Return the caller's profile or association that a request names."""
    arn, plane = call.request["ResourceArn"], call.emulation.profiles
    records: list[Profile | VpcAssociation] = [*plane.profiles.values(), *plane.vpcs.values()]
    for each in records:
        if each.arn == arn and each.account == call.scope.account:
            return each
    raise not_found(arn)


def _change_tags(call: Call, change: Callable[[Mapping[str, str]], dict[str, str]]) -> None:
    found, plane = _tagged(call), call.emulation.profiles
    if isinstance(found, Profile):
        plane.profiles[found.id] = replace(found, tags=change(found.tags))
    else:
        plane.vpcs[found.id] = replace(found, tags=change(found.tags))


def _page(call: Call, name: str, records: list[Response]) -> Response:
    rules = PageRules(100, lambda _: None, _invalid_token, ordered=True)
    ordered = sorted(records, key=lambda each: str(each["Id"]))
    token, size = call.request.get("NextToken"), call.request.get("MaxResults")
    found = pages.page(ordered, lambda each: str(each["Id"]), token=token, size=size, rules=rules)
    return {name: list(found.items), **({"NextToken": found.next_token} if found.next_token else {})}


def _invalid_token(_token: str) -> AwsError:
    return AwsError("InvalidNextTokenException", "Invalid value passed for the NextToken parameter")
