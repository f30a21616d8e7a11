"""The transit gateways that connections are on, and their attachments, which moto's EC2 keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.network import MotoNetwork
from privatelink_localstack.kernel.errors import AwsError


def find(network: MotoNetwork, gateway_id: str) -> Any:
    """Return moto's transit gateway of the account.

    Raises:
        AwsError: the account has none: AWS allows no VPN on one that is shared.
    """
    found = network.backend.transit_gateways.get(gateway_id)
    if found is None or found.state == "deleted":
        raise AwsError(
            "InvalidTransitGatewayID.NotFound", f"Transit Gateway {gateway_id} was deleted or does not exist."
        )
    return found


def amazon_asn(network: MotoNetwork, gateway_id: str) -> int:
    """Return the number in BGP of a transit gateway."""
    return int(find(network, gateway_id).options.get("AmazonSideAsn") or 64512)


def cidr_blocks(network: MotoNetwork, gateway_id: str) -> list[str]:
    """Return the CIDR blocks of a transit gateway."""
    blocks = find(network, gateway_id).options.get("TransitGatewayCidrBlocks") or ()
    return [str(each) for each in (blocks.values() if isinstance(blocks, Mapping) else blocks)]


def describe_transit_gateway_vpc_attachments(call: Call) -> Response:
    """DescribeTransitGatewayVpcAttachments. Moto shows attachments of other types too, without a VPC."""
    response = call.moto()
    found = [each for each in response.get("TransitGatewayVpcAttachments") or () if each.get("VpcId")]
    return {**response, "TransitGatewayVpcAttachments": found}


def attach(network: MotoNetwork, gateway_id: str, resource_id: str, resource_type: str) -> None:
    """Attach a connection, or a Direct Connect gateway, to a transit gateway; one that is attached moves."""
    detach(network, resource_id)
    attachment = network.backend.create_transit_gateway_vpn_attachment(
        vpn_id=resource_id, transit_gateway_id=gateway_id
    )
    attachment.resource_type = resource_type


def detach(network: MotoNetwork, resource_id: str, gateway_id: str | None = None) -> None:
    """End the attachments of a connection, or of a Direct Connect gateway.

    Parameters:
        gateway_id: of the only transit gateway; None for all.
    """
    attachments = network.backend.transit_gateway_attachments
    for attachment in list(attachments.values()):
        if attachment.resource_id == resource_id and gateway_id in {None, attachment.transit_gateway_id}:
            del attachments[attachment.id]
            network.untag([attachment.id])
