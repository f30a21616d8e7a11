"""The transit gateways that VPN connections and Direct Connect gateways are on."""

from __future__ import annotations

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.transit_gateways import vpcs
from privatelink_localstack.transit_gateways.model import ENDED
from privatelink_localstack.transit_gateways.plane import TransitGateways


def check(plane: TransitGateways, scope: Scope, gateway_id: str) -> None:
    """Reject a gateway that is not the account's own: AWS allows no VPN on one that is shared."""
    plane.own_gateway(scope, gateway_id)


def amazon_asn(plane: TransitGateways, scope: Scope, gateway_id: str) -> int:
    """Return the number in BGP of a transit gateway."""
    return plane.own_gateway(scope, gateway_id).asn


def cidr_blocks(plane: TransitGateways, scope: Scope, gateway_id: str) -> list[str]:
    """Return the CIDR blocks of a transit gateway."""
    return list(plane.own_gateway(scope, gateway_id).cidrs)


def attach(plane: TransitGateways, scope: Scope, gateway_id: str, resource_id: str, resource_type: str) -> None:
    """Attach a connection, or a Direct Connect gateway, to a transit gateway; one that is attached moves."""
    if resource_type == "vpn":
        detach(plane, scope, resource_id)
    vpcs.attach(plane, scope, gateway_id, resource_type, resource_id)


def detach(plane: TransitGateways, scope: Scope, resource_id: str, gateway_id: str | None = None) -> None:
    """End the attachments of a connection, or of a Direct Connect gateway.

    Parameters:
        gateway_id: of the only transit gateway; None for all.
    """
    for attachment in plane.seen_attachments(scope):
        is_meant = attachment.resource_id == resource_id and gateway_id in {None, attachment.gateway_id}
        if is_meant and attachment.state not in {"deleting", *ENDED}:
            vpcs.end(plane, attachment)
