"""Records in the form of Direct Connect's responses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from privatelink_localstack.direct_connect.model import VPN_GATEWAY, Associated, Association, Gateway, Proposal

type Response = dict[str, Any]


def gateway(found: Gateway) -> Response:
    """Return Direct Connect's DirectConnectGateway."""
    return {
        "directConnectGatewayId": found.id,
        "directConnectGatewayName": found.name,
        "amazonSideAsn": found.asn,
        "ownerAccount": found.account,
        "directConnectGatewayState": found.state,
        "tags": tags(found),
    }


def tags(found: Gateway) -> list[Response]:
    """Return a gateway's tags."""
    return [{"key": key, "value": value} for key, value in found.tags.items()]


def association(found: Association) -> Response:
    """Return Direct Connect's DirectConnectGatewayAssociation."""
    virtual = {
        "virtualGatewayId": found.associated.id,
        "virtualGatewayRegion": found.associated.region,
        "virtualGatewayOwnerAccount": found.associated.account,
    }
    return {
        "associationId": found.id,
        "directConnectGatewayId": found.gateway_id,
        "directConnectGatewayOwnerAccount": found.account,
        "associationState": found.state,
        "associatedGateway": _associated(found.associated),
        "allowedPrefixesToDirectConnectGateway": _prefixes(found.prefixes),
        **(virtual if found.associated.type == VPN_GATEWAY else {}),
    }


def proposal(found: Proposal) -> Response:
    """Return Direct Connect's DirectConnectGatewayAssociationProposal."""
    return {
        "proposalId": found.id,
        "directConnectGatewayId": found.gateway_id,
        "directConnectGatewayOwnerAccount": found.account,
        "proposalState": found.state,
        "associatedGateway": _associated(found.associated),
        "existingAllowedPrefixesToDirectConnectGateway": _prefixes(found.existing),
        "requestedAllowedPrefixesToDirectConnectGateway": _prefixes(found.requested),
    }


def _associated(found: Associated) -> Response:
    return {"id": found.id, "type": found.type, "ownerAccount": found.account, "region": found.region}


def _prefixes(prefixes: Iterable[str]) -> list[Response]:
    return [{"cidr": each} for each in prefixes]
