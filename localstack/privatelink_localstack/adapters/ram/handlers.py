"""Handlers of RAM's operations."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ram import responses
from privatelink_localstack.adapters.ram.store import all_shares, put, shares_of
from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import PageRules
from privatelink_localstack.sharing import shares
from privatelink_localstack.sharing.model import ACTIVE, ASSOCIATED, DELETED, PRINCIPAL, RESOURCE, Invitation, Share
from privatelink_localstack.sharing.principals import account_of
from privatelink_localstack.sharing.received import reaches

_SHARE_ARN = re.compile(r"arn:[a-z-]+:ram:[a-z0-9-]+:\d{12}:resource-share/.+")
_DELETED_FOR = 2 * 60 * 60
"""Seconds that AWS lists a deleted share. Source: RAM guide, "Deleting a resource share"."""

_MOST_TAGS = 50


def create_resource_share(call: Call) -> Response:
    """CreateResourceShare."""
    now = call.emulation.clock()
    new = Share(
        arn=_new_arn(call, "resource-share"),
        name=call.request["name"],
        account=call.scope.account,
        allow_external=call.request.get("allowExternalPrincipals", True),
        status=ACTIVE,
        created=now,
        updated=now,
        permissions=tuple(call.request.get("permissionArns") or ()),
        tags=_tagged({}, call.request.get("tags") or ()),
    )
    made = _associated(call, new, now)
    put(made, call.scope.region)
    return {"resourceShare": responses.share(made), **_token(call)}


def update_resource_share(call: Call) -> Response:
    """UpdateResourceShare."""
    changed = shares.update(
        _own(call),
        name=call.request.get("name"),
        allow_external=call.request.get("allowExternalPrincipals"),
        now=call.emulation.clock(),
    )
    put(changed, call.scope.region)
    return {"resourceShare": responses.share(changed), **_token(call)}


def delete_resource_share(call: Call) -> Response:
    """DeleteResourceShare."""
    put(shares.delete(_own(call), now=call.emulation.clock()), call.scope.region)
    return {"returnValue": True, **_token(call)}


def associate_resource_share(call: Call) -> Response:
    """AssociateResourceShare."""
    before = _own(call)
    changed = _associated(call, before, call.emulation.clock())
    put(changed, call.scope.region)
    named = {*(call.request.get("resourceArns") or ()), *(call.request.get("principals") or ())}
    added = [responses.association(changed, one) for one in changed.associations if one.entity in named]
    return {"resourceShareAssociations": added, **_token(call)}


def disassociate_resource_share(call: Call) -> Response:
    """DisassociateResourceShare: by the owner, or by an account that leaves the share."""
    arn = _share_arn(call.request["resourceShareArn"])
    found = next((each for each in all_shares(call.scope.region) if each.arn == arn), None)
    if found is None or not (found.account == call.scope.account or reaches(found, call.scope.account)):
        raise shares.unknown_share(arn)
    changed, removed = shares.disassociate(
        found,
        call.request.get("resourceArns") or (),
        call.request.get("principals") or (),
        caller=call.scope.account,
        now=call.emulation.clock(),
    )
    put(changed, call.scope.region)
    ended = [responses.association(changed, replace(one, status="DISASSOCIATED")) for one in removed]
    return {"resourceShareAssociations": ended, **_token(call)}


def get_resource_shares(call: Call) -> Response:
    """GetResourceShares."""
    request = call.request
    wanted = {each["tagKey"]: set(each.get("tagValues") or ()) for each in request.get("tagFilters") or ()}
    found = [
        each
        for each in _seen(call)
        if request.get("resourceShareStatus") in {None, each.status}
        and request.get("name") in {None, each.name}
        and all(key in each.tags and (not values or each.tags[key] in values) for key, values in wanted.items())
    ]
    return _page(call, "resourceShares", [responses.share(each) for each in found], "resourceShareArn")


def get_resource_share_associations(call: Call) -> Response:
    """GetResourceShareAssociations: of the caller's own shares."""
    request = call.request
    found = [
        responses.association(share, one)
        for share in _named(call, _owned(call))
        for one in share.of(request["associationType"])
        if request.get("resourceArn") in {None, one.entity}
        and request.get("principal") in {None, one.entity}
        and request.get("associationStatus") in {None, one.status}
    ]
    return _page(call, "resourceShareAssociations", found, "resourceShareArn", "associatedEntity")


def get_resource_share_invitations(call: Call) -> Response:
    """GetResourceShareInvitations: of the caller."""
    wanted, of_shares = call.request.get("resourceShareInvitationArns"), call.request.get("resourceShareArns")
    mine = dict(_invitations(call))
    if unknown := sorted({*(wanted or ())} - {each.arn for each in mine}):
        raise _unknown_invitation(unknown[0])
    found = [
        responses.invitation(share, one)
        for one, share in mine.items()
        if (not wanted or one.arn in wanted) and (not of_shares or share.arn in of_shares)
    ]
    return _page(call, "resourceShareInvitations", found, "resourceShareInvitationArn")


def accept_resource_share_invitation(call: Call) -> Response:
    """AcceptResourceShareInvitation."""
    return _answer(call, accept=True)


def reject_resource_share_invitation(call: Call) -> Response:
    """RejectResourceShareInvitation."""
    return _answer(call, accept=False)


def list_resources(call: Call) -> Response:
    """ListResources."""
    request = call.request
    found = [
        described
        for share in _seen(call)
        for one in share.of(RESOURCE)
        if (not request.get("resourceArns") or one.entity in request["resourceArns"])
        and (not request.get("principal") or request["principal"] in _names(call, share))
        and request.get("resourceType") in {None, (described := responses.resource(share, one))["type"]}
    ]
    return _page(call, "resources", found, "resourceShareArn", "arn")


def list_principals(call: Call) -> Response:
    """ListPrincipals: those that the caller shares with, or the owners of what it has."""
    request = call.request
    mine = request["resourceOwner"] == "SELF"
    found = [
        responses.principal(share, one.entity if mine else share.account, one)
        for share in _seen(call)
        for one in share.of(PRINCIPAL)
        if one.status == ASSOCIATED
        and (mine or account_of(one.entity) == call.scope.account)
        and (not request.get("principals") or (one.entity if mine else share.account) in request["principals"])
        and request.get("resourceArn") in {None, *(each.entity for each in share.of(RESOURCE))}
    ]
    return _page(call, "principals", found, "resourceShareArn", "id")


def list_resource_share_permissions(call: Call) -> Response:
    """ListResourceSharePermissions: the default ones of the types of the share's resources."""
    arn = _share_arn(call.request["resourceShareArn"])
    found = next((each for each in all_shares(call.scope.region) if each.arn == arn), None)
    if found is None or not (found.account == call.scope.account or reaches(found, call.scope.account)):
        raise shares.unknown_share(arn)
    return _page(call, "permissions", responses.permissions(found), "arn")


def tag_resource(call: Call) -> Response:
    """TagResource."""
    share = _own(call, call.request.get("resourceShareArn") or call.request.get("resourceArn") or "")
    put(replace(share, tags=_tagged(share.tags, call.request["tags"])), call.scope.region)
    return {}


def untag_resource(call: Call) -> Response:
    """UntagResource."""
    share = _own(call, call.request.get("resourceShareArn") or call.request.get("resourceArn") or "")
    kept = {key: value for key, value in share.tags.items() if key not in call.request["tagKeys"]}
    put(replace(share, tags=kept), call.scope.region)
    return {}


def _answer(call: Call, *, accept: bool) -> Response:
    arn = call.request["resourceShareInvitationArn"]
    share = next((share for one, share in _invitations(call) if one.arn == arn), None)
    if share is None:
        raise _unknown_invitation(arn)
    changed = shares.answer(share, arn, accept=accept, now=call.emulation.clock())
    put(changed, call.scope.region)
    (one,) = (each for each in changed.invitations if each.arn == arn)
    return {"resourceShareInvitation": responses.invitation(changed, one), **_token(call)}


def _invitations(call: Call) -> Iterator[tuple[Invitation, Share]]:
    """Yield the caller's invitations, and the shares that they are for."""
    for share in all_shares(call.scope.region):
        yield from ((one, share) for one in share.invitations if one.receiver == call.scope.account)


def _unknown_invitation(arn: str) -> AwsError:
    return AwsError("ResourceShareInvitationArnNotFoundException", f"ResourceShareInvitation {arn} could not be found.")


def _associated(call: Call, share: Share, now: float) -> Share:
    """Return a share with the resources and principals of the request."""
    return shares.associate(
        share,
        call.request.get("resourceArns") or (),
        call.request.get("principals") or (),
        now=now,
        new_arn=lambda: _new_arn(call, "resource-share-invitation"),
    )


def _own(call: Call, arn: str | None = None) -> Share:
    """Return a share of the caller's own; by default the one that the request names."""
    arn = _share_arn(call.request["resourceShareArn"] if arn is None else arn)
    share = shares_of(call.scope).get(arn)
    if share is None or share.status == DELETED:
        raise shares.unknown_share(arn)
    return share


def _owned(call: Call) -> list[Share]:
    """Return the caller's own shares, with those that were deleted lately."""
    since = call.emulation.clock() - _DELETED_FOR
    return [each for each in shares_of(call.scope).values() if each.status != DELETED or each.updated > since]


def _seen(call: Call) -> list[Share]:
    """Return the shares that a request is about: its owner's, or those that the caller has from other accounts."""
    if call.request["resourceOwner"] == "SELF":
        return _named(call, _owned(call))
    return _named(call, [each for each in all_shares(call.scope.region) if reaches(each, call.scope.account)])


def _named(call: Call, known: list[Share]) -> list[Share]:
    """Return those of the known shares that a request names; it may name none."""
    arns = [_share_arn(arn) for arn in call.request.get("resourceShareArns") or ()]
    for arn in arns:
        if all(each.arn != arn for each in known):
            raise shares.unknown_share(arn)
    return [each for each in known if not arns or each.arn in arns]


def _names(call: Call, share: Share) -> set[str]:
    """Return the principals of a share as the caller sees them."""
    if share.account != call.scope.account:
        return {share.account}
    return {each.entity for each in share.of(PRINCIPAL)}


def _share_arn(arn: str) -> str:
    if _SHARE_ARN.fullmatch(arn) is None:
        raise AwsError(
            "MalformedArnException", "The specified resource share ARN is not valid. Verify the ARN and try again."
        )
    return arn


def _new_arn(call: Call, kind: str) -> str:
    return f"arn:{call.context.partition}:ram:{call.scope.region}:{call.scope.account}:{kind}/{uuid.uuid4()}"


def _tagged(before: Any, tags: Any) -> dict[str, str]:
    after = {**before, **{each["key"]: each.get("value") or "" for each in tags}}
    if len(after) > _MOST_TAGS:
        raise AwsError("TagLimitExceededException", f"A resource share has at most {_MOST_TAGS} tags.")
    return after


def _token(call: Call) -> dict[str, str]:
    token = call.request.get("clientToken")
    return {"clientToken": token} if token else {}


def _page(call: Call, key: str, records: list[Response], *names: str) -> Response:
    def identity(record: Response) -> str:
        return " ".join(str(record[name]) for name in names)

    rules = PageRules(500, lambda _: None, _invalid_token, ordered=True)
    token, size = call.request.get("nextToken"), call.request.get("maxResults")
    found = pages.page(sorted(records, key=identity), identity, token=token, size=size, rules=rules)
    return {key: list(found.items), **({"nextToken": found.next_token} if found.next_token else {})}


def _invalid_token(token: str) -> AwsError:
    return AwsError("InvalidNextTokenException", f"The specified value {token} for nextToken is not valid.")
