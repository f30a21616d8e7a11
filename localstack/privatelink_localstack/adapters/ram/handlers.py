"""Handlers of RAM's operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ram import responses
from privatelink_localstack.adapters.ram.calls import (
    is_mine,
    named,
    names,
    new_arn,
    own,
    own_or_received,
    owned,
    page,
    seen,
    tagged,
    token,
)
from privatelink_localstack.adapters.ram.organization import circle_of
from privatelink_localstack.adapters.ram.store import all_shares, put
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.sharing import shares
from privatelink_localstack.sharing.model import ACTIVE, ASSOCIATED, PENDING, PRINCIPAL, RESOURCE, Invitation, Share
from privatelink_localstack.sharing.permissions import with_permissions


def create_resource_share(call: Call) -> Response:
    """CreateResourceShare."""
    now = call.emulation.clock()
    new = Share(
        arn=new_arn(call, "resource-share"),
        name=call.request["name"],
        account=call.scope.account,
        allow_external=call.request.get("allowExternalPrincipals", True),
        status=ACTIVE,
        created=now,
        updated=now,
        tags=tagged({}, call.request.get("tags") or ()),
    )
    made = _associated(call, with_permissions(new, call.request.get("permissionArns") or (), now), now)
    put(made, call.scope.region)
    return {"resourceShare": responses.share(made), **token(call)}


def update_resource_share(call: Call) -> Response:
    """UpdateResourceShare."""
    changed = shares.update(
        own(call),
        name=call.request.get("name"),
        allow_external=call.request.get("allowExternalPrincipals"),
        now=call.emulation.clock(),
    )
    put(changed, call.scope.region)
    return {"resourceShare": responses.share(changed), **token(call)}


def delete_resource_share(call: Call) -> Response:
    """DeleteResourceShare."""
    ended = shares.delete(own(call), now=call.emulation.clock(), timer=call.emulation.timer())
    put(ended, call.scope.region)
    return {"returnValue": True, **token(call)}


def associate_resource_share(call: Call) -> Response:
    """AssociateResourceShare."""
    before = own(call)
    changed = _associated(call, before, call.emulation.clock())
    put(changed, call.scope.region)
    named = {*(call.request.get("resourceArns") or ()), *(call.request.get("principals") or ())}
    added = [responses.association(changed, one) for one in changed.associations if one.entity in named]
    return {"resourceShareAssociations": added, **token(call)}


def disassociate_resource_share(call: Call) -> Response:
    """DisassociateResourceShare: by the owner, or by an account that leaves the share."""
    found = own_or_received(call)
    changed, removed = shares.disassociate(
        found,
        call.request.get("resourceArns") or (),
        call.request.get("principals") or (),
        caller=call.scope.account,
        now=call.emulation.clock(),
    )
    put(changed, call.scope.region)
    ended = [responses.association(changed, replace(one, status="DISASSOCIATED")) for one in removed]
    return {"resourceShareAssociations": ended, **token(call)}


def get_resource_shares(call: Call) -> Response:
    """GetResourceShares."""
    request = call.request
    wanted = {each.get("tagKey"): set(each.get("tagValues") or ()) for each in request.get("tagFilters") or ()}
    found = [
        each
        for each in seen(call)
        if request.get("resourceShareStatus") in {None, each.status}
        and request.get("name") in {None, each.name}
        and all(key in each.tags and (not values or each.tags[key] in values) for key, values in wanted.items())
    ]
    return page(call, "resourceShares", [responses.share(each) for each in found], "resourceShareArn")


def get_resource_share_associations(call: Call) -> Response:
    """GetResourceShareAssociations: of the caller's own shares."""
    request = call.request
    found = [
        responses.association(share, one)
        for share in named(call, owned(call))
        for one in share.of(request["associationType"])
        if request.get("resourceArn") in {None, one.entity}
        and request.get("principal") in {None, one.entity}
        and request.get("associationStatus") in {None, one.status}
    ]
    return page(call, "resourceShareAssociations", found, "resourceShareArn", "associatedEntity")


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
    return page(call, "resourceShareInvitations", found, "resourceShareInvitationArn")


def accept_resource_share_invitation(call: Call) -> Response:
    """AcceptResourceShareInvitation."""
    return _answer(call, accept=True)


def reject_resource_share_invitation(call: Call) -> Response:
    """RejectResourceShareInvitation."""
    return _answer(call, accept=False)


def list_pending_invitation_resources(call: Call) -> Response:
    """ListPendingInvitationResources: what an unanswered invitation is for."""
    arn = call.request["resourceShareInvitationArn"]
    found = next((pair for pair in _invitations(call) if pair[0].arn == arn), None)
    if found is None:
        raise _unknown_invitation(arn)
    one, share = found
    if one.status != PENDING:
        raise shares.answered(one)
    return page(call, "resources", [responses.resource(share, each) for each in share.of(RESOURCE)], "arn")


def list_resources(call: Call) -> Response:
    """ListResources."""
    request = call.request
    found = [
        described
        for share in seen(call)
        for one in share.of(RESOURCE)
        if (not request.get("resourceArns") or one.entity in request["resourceArns"])
        and (not request.get("principal") or request["principal"] in names(call, share))
        and request.get("resourceType") in {None, (described := responses.resource(share, one))["type"]}
    ]
    return page(call, "resources", found, "resourceShareArn", "arn")


def list_principals(call: Call) -> Response:
    """ListPrincipals: those that the caller shares with, or the owners of what it has."""
    request = call.request
    mine = request["resourceOwner"] == "SELF"
    found = [
        responses.principal(share, one.entity if mine else share.account, one)
        for share in seen(call)
        for one in share.of(PRINCIPAL)
        if one.status == ASSOCIATED
        and (mine or is_mine(call, one.entity))
        and (not request.get("principals") or (one.entity if mine else share.account) in request["principals"])
        and request.get("resourceArn") in {None, *(each.entity for each in share.of(RESOURCE))}
    ]
    return page(call, "principals", found, "resourceShareArn", "id")


def tag_resource(call: Call) -> Response:
    """TagResource."""
    share = own(call, call.request.get("resourceShareArn") or call.request.get("resourceArn") or "")
    put(replace(share, tags=tagged(share.tags, call.request["tags"])), call.scope.region)
    return {}


def untag_resource(call: Call) -> Response:
    """UntagResource."""
    share = own(call, call.request.get("resourceShareArn") or call.request.get("resourceArn") or "")
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
    return {"resourceShareInvitation": responses.invitation(changed, one), **token(call)}


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
        new_arn=lambda: new_arn(call, "resource-share-invitation"),
        circle=circle_of(call.scope.account, call.context.partition),
    )
