"""Handlers of EC2's operations on attachments to transit gateways: VPCs, and other gateways."""

from __future__ import annotations

from functools import partial

from privatelink_localstack.adapters.dispatch import Call, Handler, Response
from privatelink_localstack.adapters.ec2 import requests
from privatelink_localstack.adapters.ec2 import transit_gateway_records as records
from privatelink_localstack.kernel.caller import Caller
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.tags import read_tag_specifications
from privatelink_localstack.transit_gateways import peerings, vpcs
from privatelink_localstack.transit_gateways.errors import no_attachment
from privatelink_localstack.transit_gateways.model import ATTACHMENT_SWITCHES, PEERING, VPC, Attachment, Peer
from privatelink_localstack.transit_gateways.plane import TransitGateways


def create_transit_gateway_vpc_attachment(call: Call) -> Response:
    """CreateTransitGatewayVpcAttachment."""
    made = vpcs.create(
        call.emulation.transit_gateways,
        requests.caller(call),
        call.request["TransitGatewayId"],
        call.request["VpcId"],
        requests.strings(call.request, "SubnetIds"),
        _switches(call),
        _tags(call),
    )
    return _vpc_attachment(call, made)


def modify_transit_gateway_vpc_attachment(call: Call) -> Response:
    """ModifyTransitGatewayVpcAttachment."""
    changed = vpcs.modify(
        call.emulation.transit_gateways,
        requests.caller(call),
        call.request["TransitGatewayAttachmentId"],
        requests.strings(call.request, "AddSubnetIds"),
        requests.strings(call.request, "RemoveSubnetIds"),
        _switches(call),
    )
    return _vpc_attachment(call, changed)


def accept_transit_gateway_vpc_attachment(call: Call) -> Response:
    """AcceptTransitGatewayVpcAttachment."""
    return _vpc_attachment(call, vpcs.accept(*_named(call)))


def reject_transit_gateway_vpc_attachment(call: Call) -> Response:
    """RejectTransitGatewayVpcAttachment."""
    return _vpc_attachment(call, vpcs.reject(*_named(call)))


def delete_transit_gateway_vpc_attachment(call: Call) -> Response:
    """DeleteTransitGatewayVpcAttachment."""
    return _vpc_attachment(call, vpcs.delete(*_named(call)))


def describe_transit_gateway_vpc_attachments(call: Call) -> Response:
    """DescribeTransitGatewayVpcAttachments: those to the caller's gateways, and of its VPCs."""
    shown = partial(records.vpc_attachment, viewer=call.scope)
    return records.listed(
        call,
        "TransitGatewayVpcAttachments",
        _seen(call, VPC),
        lambda each: each.id,
        shown=shown,
        values=lambda each: records.values(shown(each), records.VPC_ATTACHMENT_FILTERS),
        known=tuple(records.VPC_ATTACHMENT_FILTERS),
    )


def describe_transit_gateway_attachments(call: Call) -> Response:
    """DescribeTransitGatewayAttachments, of every type."""
    plane = call.emulation.transit_gateways
    return records.listed(
        call,
        "TransitGatewayAttachments",
        _seen(call, None),
        lambda each: each.id,
        shown=partial(records.attachment, plane=plane, viewer=call.scope),
        values=partial(records.attachment_values, plane=plane, viewer=call.scope),
        known=tuple(records.ATTACHMENT_FILTERS),
    )


def create_transit_gateway_peering_attachment(call: Call) -> Response:
    """CreateTransitGatewayPeeringAttachment."""
    request = call.request
    peer = Peer(request["PeerTransitGatewayId"], Scope(request["PeerAccountId"], request["PeerRegion"]), "")
    made = peerings.create(
        call.emulation.transit_gateways,
        requests.caller(call),
        request["TransitGatewayId"],
        peer,
        (request.get("Options") or {}).get("DynamicRouting") or "",
        _tags(call),
    )
    return {"TransitGatewayPeeringAttachment": records.peering_attachment(made)}


def accept_transit_gateway_peering_attachment(call: Call) -> Response:
    """AcceptTransitGatewayPeeringAttachment."""
    return {"TransitGatewayPeeringAttachment": records.peering_attachment(peerings.accept(*_named(call)))}


def reject_transit_gateway_peering_attachment(call: Call) -> Response:
    """RejectTransitGatewayPeeringAttachment."""
    return {"TransitGatewayPeeringAttachment": records.peering_attachment(peerings.reject(*_named(call)))}


def delete_transit_gateway_peering_attachment(call: Call) -> Response:
    """DeleteTransitGatewayPeeringAttachment."""
    return {"TransitGatewayPeeringAttachment": records.peering_attachment(peerings.delete(*_named(call)))}


def describe_transit_gateway_peering_attachments(call: Call) -> Response:
    """DescribeTransitGatewayPeeringAttachments: the ends at the caller's gateways."""
    return records.listed(
        call,
        "TransitGatewayPeeringAttachments",
        _seen(call, PEERING),
        lambda each: each.id,
        shown=records.peering_attachment,
        values=records.peering_values,
        known=tuple(records.PEERING_FILTERS),
    )


def _seen(call: Call, kind: str | None) -> list[Attachment]:
    """Return the attachments that a request names, or all that the caller sees.

    Parameters:
        kind: the only type that counts; None for every type.
    """
    plane = call.emulation.transit_gateways
    wanted = requests.strings(call.request, "TransitGatewayAttachmentIds")
    found = [plane.attachment(call.scope, each) for each in wanted]
    for each in found:
        if kind not in {None, each.type}:
            raise no_attachment(each.id)
    return found or [each for each in plane.seen_attachments(call.scope) if kind in {None, each.type}]


def _named(call: Call) -> tuple[TransitGateways, Caller, str]:
    return call.emulation.transit_gateways, requests.caller(call), call.request["TransitGatewayAttachmentId"]


def _vpc_attachment(call: Call, attachment: Attachment) -> Response:
    return {"TransitGatewayVpcAttachment": records.vpc_attachment(attachment, call.scope)}


def _switches(call: Call) -> dict[str, str]:
    given = call.request.get("Options") or {}
    return {name: given[name] for name in ATTACHMENT_SWITCHES if given.get(name)}


def _tags(call: Call) -> dict[str, str]:
    return dict(read_tag_specifications(call.request.get("TagSpecifications") or (), "transit-gateway-attachment"))


HANDLERS: dict[str, Handler] = {
    "CreateTransitGatewayVpcAttachment": create_transit_gateway_vpc_attachment,
    "ModifyTransitGatewayVpcAttachment": modify_transit_gateway_vpc_attachment,
    "AcceptTransitGatewayVpcAttachment": accept_transit_gateway_vpc_attachment,
    "RejectTransitGatewayVpcAttachment": reject_transit_gateway_vpc_attachment,
    "DeleteTransitGatewayVpcAttachment": delete_transit_gateway_vpc_attachment,
    "DescribeTransitGatewayVpcAttachments": describe_transit_gateway_vpc_attachments,
    "DescribeTransitGatewayAttachments": describe_transit_gateway_attachments,
    "CreateTransitGatewayPeeringAttachment": create_transit_gateway_peering_attachment,
    "AcceptTransitGatewayPeeringAttachment": accept_transit_gateway_peering_attachment,
    "RejectTransitGatewayPeeringAttachment": reject_transit_gateway_peering_attachment,
    "DeleteTransitGatewayPeeringAttachment": delete_transit_gateway_peering_attachment,
    "DescribeTransitGatewayPeeringAttachments": describe_transit_gateway_peering_attachments,
}
