"""Network ACLs, and what joins VPCs, out of the emulation and moto."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from privatelink_localstack.adapters.ec2.network import MotoNetwork
from privatelink_localstack.adapters.ec2.network_acls import own_entries
from privatelink_localstack.peering.model import ACTIVE
from privatelink_localstack.peering.plane import Peerings
from privatelink_localstack.traffic.facts import AclFacts, HubFacts, LinkFacts
from privatelink_localstack.transit_gateways.model import (
    ASSOCIATED,
    CARRY,
    DELETED,
    PEERING,
    VPC,
    VPN,
    Attachment,
    RouteTable,
)
from privatelink_localstack.transit_gateways.plane import TransitGateways
from privatelink_localstack.transit_gateways.routes import search


def acls(network: MotoNetwork) -> Iterator[AclFacts]:
    """Yield the network ACLs of an account in a Region."""
    for acl in list(network.backend.network_acls.values()):
        yield AclFacts(str(acl.id), tuple(own_entries(acl)))


def acls_of_subnets(network: MotoNetwork) -> Mapping[str, str]:
    """Return the ID of the network ACL of each subnet."""
    found = list(network.backend.network_acls.values())
    return {str(own.subnet_id): str(acl.id) for acl in found for own in list(acl.associations.values())}


def peering_links(peerings: Peerings) -> Iterator[LinkFacts]:
    """Yield the peering connections that carry packets."""
    for peering in peerings.all():
        if peering.state == ACTIVE:
            yield LinkFacts(peering.id, (peering.requester.vpc_id, peering.accepter.vpc_id))


def transit_links(plane: TransitGateways) -> Iterator[LinkFacts]:
    """Yield the attachments of VPCs, and each pair of peered gateways once, under its requester's attachment."""
    for attachment in plane.attachments.values():
        if attachment.state not in CARRY:
            continue
        here = _table(plane, attachment)
        if attachment.type == VPC:
            yield LinkFacts(attachment.id, (attachment.gateway_id, attachment.resource_id), here)
        elif attachment.type == PEERING and attachment.peer and attachment.requester:
            other = plane.attachments.get(f"{attachment.peer.scope.region}/{attachment.peer.attachment}")
            there = _table(plane, other) if other else {}
            yield LinkFacts(attachment.id, (attachment.gateway_id, attachment.peer.gateway_id), {**here, **there})


def hubs(plane: TransitGateways, prefix_lists: Mapping[str, tuple[str, ...]]) -> Iterator[HubFacts]:
    """Yield the transit gateways with the routes of their tables, static and propagated."""
    for gateway in plane.gateways.values():
        if gateway.state != DELETED:
            tables = plane.tables_of(gateway.id)
            yield HubFacts(gateway.id, {each.id: tuple(_routes(plane, each, prefix_lists)) for each in tables})


def _table(plane: TransitGateways, attachment: Attachment) -> dict[str, str]:
    """Return the ID of the route table for what an attachment sends, by the gateway's ID."""
    found = plane.association(attachment)
    return {attachment.gateway_id: found[0].id} if found and found[1] == ASSOCIATED else {}


def _routes(
    plane: TransitGateways, table: RouteTable, prefix_lists: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    for route in search(plane, table, {}, prefix_lists):
        target = route.attachments[0] if route.attachments and route.state == "active" else None
        yield route.cidr, _link(target) if target else "blackhole"


def _link(attachment: Attachment) -> str:
    """Return the ID of an attachment's link: a VPN connection's own, of peers that of the requester's attachment."""
    if attachment.type == VPN:
        return attachment.resource_id
    return attachment.peer.attachment if attachment.peer and not attachment.requester else attachment.id
