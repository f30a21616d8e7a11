"""Peering attachments between two transit gateways, each end a record of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.transit_gateways import errors
from privatelink_localstack.transit_gateways.model import (
    AVAILABLE,
    DELETED,
    DELETING,
    ENDED,
    PEERING,
    PENDING,
    REJECTED,
    WAITING,
    Attachment,
    Peer,
)
from privatelink_localstack.transit_gateways.plane import TransitGateways

INITIATING = "initiatingRequest"


def create(
    plane: TransitGateways, caller: Caller, gateway_id: str, peer: Peer, dynamic: str, tags: Mapping[str, str]
) -> Attachment:
    """Ask another gateway for a connection. One that is unknown there fails, which is inferred.

    Both ends have one ID, unless the gateways are in one Region: then each has its own, which is inferred.
    """
    gateway = plane.own_gateway(caller.scope, gateway_id)
    if gateway.state != AVAILABLE:
        raise errors.incorrect_state(gateway_id)
    if peer.gateway_id == gateway_id:
        raise errors.invalid("A transit gateway cannot be peered with itself.")
    quota = plane.settings.quotas["peering_attachments_per_transit_gateway"]
    if sum(each.type == PEERING for each in plane.attachments_of(gateway_id)) >= quota:
        raise errors.limit_exceeded("TransitGatewayPeeringAttachment", quota, "transit gateway peering attachments")
    caller.proceed()
    attachment_id = plane.new_id("tgw-attach")
    theirs = plane.new_id("tgw-attach") if peer.scope.region == caller.region else attachment_id
    attachment = Attachment(
        id=attachment_id,
        gateway_id=gateway_id,
        gateway=gateway.scope,
        owner=peer.scope.account,
        type=PEERING,
        resource_id=peer.gateway_id,
        state=INITIATING,
        created=plane.clock(),
        switches={"DynamicRouting": dynamic} if dynamic else {},
        peer=replace(peer, attachment=theirs),
    )
    plane.network(caller.scope).tag(attachment_id, tags)
    plane.put_attachment(attachment)
    found = plane.gateways.get(peer.gateway_id)
    if found is None or found.scope != peer.scope or found.state != AVAILABLE:
        plane.later("pending", attachment.key, INITIATING, "failed")
        return attachment
    other = replace(
        attachment,
        id=theirs,
        gateway_id=found.id,
        gateway=found.scope,
        owner=gateway.scope.account,
        resource_id=gateway_id,
        peer=Peer(gateway_id, gateway.scope, attachment_id),
        requester=False,
    )
    plane.put_attachment(other)
    for each in (attachment, other):
        plane.later("pending", each.key, INITIATING, WAITING)
    return attachment


def accept(plane: TransitGateways, caller: Caller, attachment_id: str) -> Attachment:
    """Accept a connection, as the account of the gateway that was asked, in its Region."""
    ends = _asked(plane, caller, attachment_id)
    caller.proceed()
    for each in ends:
        plane.put_attachment(replace(each, state=PENDING))
        plane.later("pending", each.key, PENDING, AVAILABLE)
    return plane.attachments[ends[0].key]


def reject(plane: TransitGateways, caller: Caller, attachment_id: str) -> Attachment:
    """Reject a connection, as the account of the gateway that was asked, in its Region."""
    ends = _asked(plane, caller, attachment_id)
    caller.proceed()
    for each in ends:
        plane.put_attachment(replace(each, state=REJECTED))
    return plane.attachments[ends[0].key]


def delete(plane: TransitGateways, caller: Caller, attachment_id: str) -> Attachment:
    """Delete a connection, from either side."""
    attachment = _find(plane, caller, attachment_id)
    if attachment.state in {DELETING, *ENDED}:
        raise errors.incorrect_state(attachment_id)
    caller.proceed()
    for each in _ends(plane, attachment):
        plane.put_attachment(replace(each, state=DELETING))
        plane.later("deleting", each.key, DELETING, DELETED)
    return plane.attachments[attachment.key]


def _find(plane: TransitGateways, caller: Caller, attachment_id: str) -> Attachment:
    attachment = plane.known_attachment(caller.scope, attachment_id)
    if attachment.type != PEERING:
        raise errors.no_attachment(attachment_id)
    return attachment


def _asked(plane: TransitGateways, caller: Caller, attachment_id: str) -> list[Attachment]:
    """Return both ends of a connection that waits for the caller's word, the caller's first.

    The words for the requester are observed.
    """
    attachment = _find(plane, caller, attachment_id)
    if attachment.requester:
        raise errors.invalid(f"Cannot accept {attachment_id} as the source of the peering request.")
    if attachment.state != WAITING:
        raise errors.incorrect_state(attachment_id)
    return _ends(plane, attachment)


def _ends(plane: TransitGateways, attachment: Attachment) -> list[Attachment]:
    peer = attachment.peer
    other = plane.attachments.get(f"{peer.scope.region}/{peer.attachment}") if peer else None
    return [attachment, other] if other else [attachment]
