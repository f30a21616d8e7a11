"""Rules of VPN gateways and their attachments to VPCs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from privatelink_localstack.kernel.asn import is_amazon_asn
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.vpn.customer_gateways import check_type
from privatelink_localstack.vpn.errors import incorrect_state, invalid
from privatelink_localstack.vpn.model import (
    ATTACHED,
    ATTACHING,
    DELETED,
    DELETING,
    DETACHING,
    Connection,
    VpnGateway,
)

DEFAULT_ASN = 64512


def new(gateway_id: str, *, gateway_type: str, asn: int | None, zone: str | None) -> VpnGateway:
    """Return a new VPN gateway.

    Raises:
        AwsError: the type or the number is invalid.
    """
    check_type(gateway_type)
    if asn is not None and not is_amazon_asn(asn):
        raise invalid("amazonSideAsn", asn)
    return VpnGateway(gateway_id, DEFAULT_ASN if asn is None else asn, zone or None)


def check_quota(known: Collection[VpnGateway], quota: int) -> None:
    """Reject one more VPN gateway than a Region has (Site-to-Site VPN guide, "Quotas")."""
    if len([each for each in known if is_live(each)]) >= quota:
        raise AwsError(
            "VpnGatewayLimitExceeded", f"The maximum number of virtual private gateways has been reached: {quota}."
        )


def attach(gateway: VpnGateway, vpc_id: str, known: Iterable[VpnGateway]) -> VpnGateway:
    """Return a VPN gateway that is being attached to a VPC.

    Parameters:
        known: all VPN gateways of the scope.

    Raises:
        AwsError: the VPC has a gateway (words observed), or the gateway another VPC (code from EC2's table, words
            inferred).
    """
    if gateway.is_attached and gateway.vpc_id != vpc_id:
        raise AwsError(
            "VpnGatewayAttachmentLimitExceeded",
            f"The virtual private gateway {gateway.id} is already attached to a VPC.",
        )
    if any(each.is_attached and each.vpc_id == vpc_id for each in known):
        raise AwsError("InvalidVpcState", f"VPC {vpc_id} is currently attached to the Virtual Private Gateway.")
    return replace(gateway, vpc_id=vpc_id, attachment=ATTACHING)


def detach(gateway: VpnGateway, vpc_id: str) -> VpnGateway:
    """Return a VPN gateway that is being detached from a VPC.

    Raises:
        AwsError: it is not attached to this VPC.
    """
    if gateway.vpc_id != vpc_id or gateway.attachment not in {ATTACHING, ATTACHED}:
        raise AwsError(
            "InvalidVpnGatewayAttachment.NotFound",
            f"The attachment with vpn gateway ID '{gateway.id}' and vpc ID '{vpc_id}' does not exist",
        )
    return replace(gateway, attachment=DETACHING)


def delete(gateway: VpnGateway, connections: Iterable[Connection], *, has_direct_connect: bool) -> VpnGateway:
    """Return a VPN gateway that is being deleted.

    Raises:
        AwsError: it is attached, or a connection or a Direct Connect gateway uses it. The words are observed.
    """
    used = any(each.gateway_id == gateway.id and each.state != DELETED for each in connections)
    if used or gateway.is_attached or has_direct_connect:
        raise incorrect_state("The VPN gateway is in use.")
    return replace(gateway, state=DELETING)


def is_live(gateway: VpnGateway) -> bool:
    """Return whether a VPN gateway can be used."""
    return gateway.state not in {DELETING, DELETED}
