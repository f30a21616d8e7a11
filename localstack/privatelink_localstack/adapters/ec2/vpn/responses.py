"""Records of Site-to-Site VPN in the form of EC2's responses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from privatelink_localstack.vpn.model import IPSEC, Connection, CustomerGateway, Tunnel, VpnGateway
from privatelink_localstack.vpn.tunnel_options import NO_LOGS

type Response = dict[str, Any]


def customer_gateway(gateway: CustomerGateway, tags: Mapping[str, str]) -> Response:
    """Return EC2's CustomerGateway."""
    return _given(
        CustomerGatewayId=gateway.id,
        State=gateway.state,
        Type=IPSEC,
        IpAddress=gateway.address,
        BgpAsn=None if gateway.extended else str(gateway.asn),
        BgpAsnExtended=str(gateway.asn) if gateway.extended else None,
        CertificateArn=gateway.certificate,
        DeviceName=gateway.device,
        Tags=_tags(tags),
    )


def vpn_gateway(gateway: VpnGateway, tags: Mapping[str, str]) -> Response:
    """Return EC2's VpnGateway."""
    return _given(
        VpnGatewayId=gateway.id,
        State=gateway.state,
        Type=IPSEC,
        AmazonSideAsn=gateway.asn,
        AvailabilityZone=gateway.zone,
        VpcAttachments=attachments(gateway),
        Tags=_tags(tags),
    )


def attachments(gateway: VpnGateway) -> list[Response]:
    """Return EC2's VpcAttachments of a gateway; the last one stays listed after it ended (observed)."""
    return [] if gateway.attachment is None else [{"VpcId": gateway.vpc_id, "State": gateway.attachment}]


def connection(
    found: Connection,
    tags: Mapping[str, str],
    configuration: str | None,
    certificate: str | None,
    accepted: int | None,
) -> Response:
    """Return EC2's VpnConnection.

    Parameters:
        configuration: XML for the customer gateway; None for a deleted connection.
        certificate: ARN of the customer gateway's certificate.
        accepted: number of routes of tunnels that are up; None if they are down.
    """
    has_target = found.gateway_id or found.transit_gateway_id
    return _given(
        VpnConnectionId=found.id,
        State=found.state,
        Type=IPSEC,
        Category="VPN",
        CustomerGatewayId=found.customer_gateway_id,
        CustomerGatewayConfiguration=configuration,
        VpnGatewayId=found.gateway_id,
        TransitGatewayId=found.transit_gateway_id,
        GatewayAssociationState="associated" if has_target else "not-associated",
        Options=_options(found),
        Routes=[{"DestinationCidrBlock": each.cidr, "Source": "Static", "State": each.state} for each in found.routes],
        VgwTelemetry=[_telemetry(found, each, certificate, accepted) for each in found.tunnels]
        if found.is_live
        else [],
        Tags=_tags(tags),
    )


def _options(found: Connection) -> Response:
    options = found.options
    version = "Ipv6" if options.ip_version == "ipv6" else "Ipv4"
    networks = {f"Local{version}NetworkCidr": options.local, f"Remote{version}NetworkCidr": options.remote}
    return _given(
        EnableAcceleration=options.acceleration,
        StaticRoutesOnly=options.static_only,
        OutsideIpAddressType=options.outside,
        TransportTransitGatewayAttachmentId=options.transport,
        TunnelInsideIpVersion=options.ip_version,
        TunnelBandwidth=options.bandwidth,
        TunnelOptions=[_tunnel(each) for each in found.tunnels],
        **networks,
    )


def _tunnel(tunnel: Tunnel) -> Response:
    """Return EC2's TunnelOption: what was not given is not shown, but for logs and lifecycle (AWS provider's tests)."""
    return _given(
        OutsideIpAddress=tunnel.outside,
        PreSharedKey=tunnel.key,
        TunnelInsideCidr=tunnel.inside,
        TunnelInsideIpv6Cidr=tunnel.inside_ipv6,
        **{"LogOptions": NO_LOGS, "EnableTunnelLifecycleControl": False, **tunnel.options},
    )


def _telemetry(found: Connection, tunnel: Tunnel, certificate: str | None, accepted: int | None) -> Response:
    """Return EC2's VgwTelemetry."""
    is_static = found.options.static_only
    message = "IPSEC IS DOWN" if accepted is None else "" if is_static else f"{accepted} BGP ROUTES"
    return _given(
        OutsideIpAddress=tunnel.outside,
        Status="DOWN" if accepted is None else "UP",
        StatusMessage=message,
        AcceptedRouteCount=accepted or 0,
        LastStatusChange=datetime.fromtimestamp(found.changed, tz=UTC),
        CertificateArn=certificate,
    )


def _tags(tags: Mapping[str, str]) -> list[Response]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _given(**members: Any) -> Response:
    return {name: value for name, value in members.items() if value is not None}
