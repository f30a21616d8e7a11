"""Records of transit gateways in EC2's form, and what filters compare of them.

Each account sees its own tags of a gateway or attachment that it shares with another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import requests, responses
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.kernel.filters import Values, check_filters, matches
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.transit_gateways.errors import no_attachment
from privatelink_localstack.transit_gateways.model import Attachment, RouteTable, TransitGateway
from privatelink_localstack.transit_gateways.plane import TransitGateways
from privatelink_localstack.transit_gateways.routes import Route


def listed[Record](
    call: Call,
    key: str,
    records: Iterable[Record],
    identity: Callable[[Record], str],
    *,
    shown: Callable[[Record], Response],
    values: Callable[[Record], Values],
    known: Sequence[str],
) -> Response:
    """Return a page of the records that pass a call's filters.

    Parameters:
        key: of the response's list.
        identity: returns the ID of a record, by which it is tagged and ordered.
        shown: returns a record in EC2's form.
        values: returns what filters compare.
        known: names of filters.
    """
    filters, network = requests.filters(call.request), network_of(call.scope)
    check_filters(filters, known)
    found = [each for each in records if matches(filters, values(each), network.tags(identity(each)))]
    paged = page(sorted(found, key=identity), identity, **requests.paging(call.request), smallest=5)
    return responses.page_of(key, [shown(each) for each in paged.items], paged.next_token)


def gateway(record: TransitGateway, viewer: Scope) -> Response:
    """Return a TransitGateway."""
    tables = {
        "AssociationDefaultRouteTableId": record.association_table,
        "PropagationDefaultRouteTableId": record.propagation_table,
    }
    options: Response = {"AmazonSideAsn": record.asn, **record.switches}
    options |= {name: table for name, table in tables.items() if table}
    if record.cidrs:
        options["TransitGatewayCidrBlocks"] = list(record.cidrs)
    return {
        "TransitGatewayId": record.id,
        "TransitGatewayArn": record.arn,
        "State": record.state,
        "OwnerId": record.scope.account,
        "Description": record.description,
        "CreationTime": responses.timestamp(record.created),
        "Options": options,
        "Tags": _tags(viewer, record.id),
    }


GATEWAY_FILTERS = {
    "options.amazon-side-asn": "AmazonSideAsn",
    "options.association-default-route-table-id": "AssociationDefaultRouteTableId",
    "options.auto-accept-shared-attachments": "AutoAcceptSharedAttachments",
    "options.default-route-table-association": "DefaultRouteTableAssociation",
    "options.default-route-table-propagation": "DefaultRouteTablePropagation",
    "options.dns-support": "DnsSupport",
    "options.propagation-default-route-table-id": "PropagationDefaultRouteTableId",
    "options.vpn-ecmp-support": "VpnEcmpSupport",
    "owner-id": "OwnerId",
    "state": "State",
    "transit-gateway-id": "TransitGatewayId",
}
"""Filters of DescribeTransitGateways, with the members that they compare (EC2 API reference, as all below)."""

ATTACHMENT_FILTERS = {
    "association.state": "AssociationState",
    "association.transit-gateway-route-table-id": "AssociationTable",
    "resource-id": "ResourceId",
    "resource-owner-id": "ResourceOwnerId",
    "resource-type": "ResourceType",
    "state": "State",
    "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
    "transit-gateway-id": "TransitGatewayId",
    "transit-gateway-owner-id": "TransitGatewayOwnerId",
}

VPC_ATTACHMENT_FILTERS = {
    "state": "State",
    "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
    "transit-gateway-id": "TransitGatewayId",
    "vpc-id": "VpcId",
}

PEERING_FILTERS = {
    "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
    "local-owner-id": "LocalOwnerId",
    "remote-owner-id": "RemoteOwnerId",
    "state": "State",
    "transit-gateway-id": "TransitGatewayId",
}

TABLE_FILTERS = {
    "default-association-route-table": "DefaultAssociationRouteTable",
    "default-propagation-route-table": "DefaultPropagationRouteTable",
    "state": "State",
    "transit-gateway-id": "TransitGatewayId",
    "transit-gateway-route-table-id": "TransitGatewayRouteTableId",
}

MEMBER_FILTERS = {
    "resource-id": "ResourceId",
    "resource-type": "ResourceType",
    "transit-gateway-attachment-id": "TransitGatewayAttachmentId",
}


def values(shown: Response, names: dict[str, str]) -> Values:
    """Return what filters compare of a record in EC2's form, or of its options."""
    flat = {**shown, **(shown.get("Options") or {})}
    return {name: [_text(flat[member])] if flat.get(member) is not None else [] for name, member in names.items()}


def table(record: RouteTable, plane: TransitGateways) -> Response:
    """Return a TransitGatewayRouteTable."""
    owner = plane.gateways.get(record.gateway_id)
    return {
        "TransitGatewayRouteTableId": record.id,
        "TransitGatewayId": record.gateway_id,
        "State": record.state,
        "DefaultAssociationRouteTable": owner is not None and owner.association_table == record.id,
        "DefaultPropagationRouteTable": owner is not None and owner.propagation_table == record.id,
        "CreationTime": responses.timestamp(record.created),
        "Tags": _tags(record.scope, record.id),
    }


def attachment(record: Attachment, plane: TransitGateways, viewer: Scope) -> Response:
    """Return a TransitGatewayAttachment. That the association is shown to the gateway's owner alone is inferred."""
    association = plane.association(record) if viewer == record.gateway else None
    response: Response = {
        "TransitGatewayAttachmentId": record.id,
        "TransitGatewayId": record.gateway_id,
        "TransitGatewayOwnerId": record.gateway.account,
        "ResourceOwnerId": record.owner,
        "ResourceType": record.type,
        "ResourceId": record.resource_id,
        "State": record.state,
        "CreationTime": responses.timestamp(record.created),
        "Tags": _tags(viewer, record.id),
    }
    if association:
        response["Association"] = {"TransitGatewayRouteTableId": association[0].id, "State": association[1]}
    return response


def attachment_values(record: Attachment, plane: TransitGateways, viewer: Scope) -> Values:
    """Return what filters of DescribeTransitGatewayAttachments compare."""
    shown = attachment(record, plane, viewer)
    association = shown.get("Association") or {}
    flat = {
        **shown,
        "AssociationState": association.get("State"),
        "AssociationTable": association.get("TransitGatewayRouteTableId"),
    }
    return values(flat, ATTACHMENT_FILTERS)


def vpc_attachment(record: Attachment, viewer: Scope) -> Response:
    """Return a TransitGatewayVpcAttachment."""
    return {
        "TransitGatewayAttachmentId": record.id,
        "TransitGatewayId": record.gateway_id,
        "VpcId": record.resource_id,
        "VpcOwnerId": record.owner,
        "State": record.state,
        "SubnetIds": list(record.interfaces),
        "CreationTime": responses.timestamp(record.created),
        "Options": dict(record.switches),
        "Tags": _tags(viewer, record.id),
    }


def peering_attachment(record: Attachment) -> Response:
    """Return a TransitGatewayPeeringAttachment, of either end."""
    peer = record.peer
    if peer is None:
        raise no_attachment(record.id)
    here = _end(record.gateway_id, record.gateway)
    there = _end(peer.gateway_id, peer.scope)
    response: Response = {
        "TransitGatewayAttachmentId": record.id,
        "RequesterTgwInfo": here if record.requester else there,
        "AccepterTgwInfo": there if record.requester else here,
        "Status": {"Code": record.state, "Message": ""},
        "State": record.state,
        "CreationTime": responses.timestamp(record.created),
        "Tags": _tags(record.gateway, record.id),
    }
    if peer.attachment != record.id:
        response["AccepterTransitGatewayAttachmentId"] = peer.attachment if record.requester else record.id
    return response | ({"Options": dict(record.switches)} if record.switches else {})


def peering_values(record: Attachment) -> Values:
    """Return what filters of DescribeTransitGatewayPeeringAttachments compare."""
    own = {"LocalOwnerId": record.gateway.account, "RemoteOwnerId": record.owner, "TransitGatewayId": record.gateway_id}
    return values({**peering_attachment(record), **own}, PEERING_FILTERS)


def member(record: Attachment, state: str, **more: str) -> Response:
    """Return the association or propagation of an attachment.

    Parameters:
        more: members beside those of the attachment.
    """
    return {
        "TransitGatewayAttachmentId": record.id,
        "ResourceId": record.resource_id,
        "ResourceType": record.type,
        "State": state,
        **more,
    }


def route(record: Route) -> Response:
    """Return a TransitGatewayRoute."""
    response: Response = {
        "DestinationCidrBlock": record.cidr,
        "Type": record.type,
        "State": record.state,
        "TransitGatewayAttachments": [target(each) for each in record.attachments],
    }
    return response | ({"PrefixListId": record.prefix_list} if record.prefix_list else {})


def target(record: Attachment) -> Response:
    """Return the attachment of a route."""
    return {
        "TransitGatewayAttachmentId": record.id,
        "ResourceId": record.resource_id,
        "ResourceType": record.type,
    }


def _end(gateway_id: str, scope: Scope) -> Response:
    return {"TransitGatewayId": gateway_id, "OwnerId": scope.account, "Region": scope.region}


def _tags(viewer: Scope, resource_id: str) -> list[Response]:
    return responses.tag_list(network_of(viewer).tags(resource_id))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
