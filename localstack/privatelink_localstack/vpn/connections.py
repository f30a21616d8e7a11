"""Rules of VPN connections.

Source: EC2 API reference, CreateVpnConnection and the operations that modify one; Site-to-Site VPN guide, "Quotas",
"Modify the target gateway" and "Private IP VPN". The words are inferred, unless a rule says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv6Network
from typing import Any

from privatelink_localstack.kernel.errors import AwsError, missing
from privatelink_localstack.vpn.errors import combination, incorrect_state, invalid
from privatelink_localstack.vpn.model import (
    AVAILABLE,
    DELETED,
    DELETING,
    MODIFYING,
    Connection,
    CustomerGateway,
    Options,
)
from privatelink_localstack.vpn.routes import network

_OUTSIDE = frozenset({"PublicIpv4", "PrivateIpv4", "Ipv6"})
_VERSIONS = frozenset({"ipv4", "ipv6"})
_BANDWIDTHS = frozenset({"standard", "large"})

_NETWORKS = ("LocalIpv4NetworkCidr", "RemoteIpv4NetworkCidr", "LocalIpv6NetworkCidr", "RemoteIpv6NetworkCidr")


def check_target(gateway_id: str | None, transit_gateway_id: str | None) -> None:
    """Reject two targets. None at all is allowed: the connection waits for one."""
    if gateway_id and transit_gateway_id:
        raise combination("The request must not contain both parameter vpnGatewayId and transitGatewayId")


def read_options(given: Mapping[str, Any], *, on_transit_gateway: bool) -> Options:
    """Return the options of a request, without the tunnels'.

    Parameters:
        on_transit_gateway: whether the target is a transit gateway, which some options need.

    Raises:
        AwsError: a value is not allowed, or not with this target.
    """
    version = _one_of("TunnelInsideIpVersion", given.get("TunnelInsideIpVersion") or "ipv4", _VERSIONS)
    outside = _one_of("OutsideIpAddressType", given.get("OutsideIpAddressType") or "PublicIpv4", _OUTSIDE)
    bandwidth = _one_of("TunnelBandwidth", given.get("TunnelBandwidth") or "standard", _BANDWIDTHS)
    acceleration, transport = bool(given.get("EnableAcceleration")), given.get("TransportTransitGatewayAttachmentId")
    needing = {
        "EnableAcceleration": acceleration,
        "TunnelInsideIpVersion ipv6": version == "ipv6",
        f"OutsideIpAddressType {outside}": outside != "PublicIpv4",
        "TunnelBandwidth large": bandwidth == "large",
    }
    if not on_transit_gateway and (name := next((each for each, used in needing.items() if used), None)):
        raise combination(f"{name} is only supported for VPN connections on a transit gateway.")
    if (outside == "PrivateIpv4") != bool(transport):
        raise combination(
            "OutsideIpAddressType PrivateIpv4 and TransportTransitGatewayAttachmentId require each other."
        )
    anywhere = "0.0.0.0/0" if version == "ipv4" else "::/0"
    options = Options(
        static_only=bool(given.get("StaticRoutesOnly")),
        acceleration=acceleration,
        ip_version=version,
        local=anywhere,
        remote=anywhere,
        outside=outside,
        transport=transport or None,
        bandwidth=bandwidth,
    )
    return with_networks(options, given)


def with_networks(options: Options, given: Mapping[str, Any]) -> Options:
    """Return options with the CIDR blocks of both sides that a request gives.

    Raises:
        AwsError: a text is no CIDR block, or of the other IP version.
    """
    changed = options
    for name in _NETWORKS:
        value = given.get(name)
        if not value:
            continue
        version = "ipv6" if "Ipv6" in name else "ipv4"
        if version != options.ip_version:
            raise combination(f"{name} is not allowed for VPNs using an {options.ip_version} inside ip version")
        block = network(name, value) if version == "ipv4" else _network_ipv6(name, value)
        changed = replace(changed, local=block) if name.startswith("Local") else replace(changed, remote=block)
    return changed


def check_gateways(customer_gateway: CustomerGateway, options: Options) -> None:
    """Reject a customer gateway whose address is of the other IP version than the addresses outside the tunnels."""
    if customer_gateway.address is not None and (":" in customer_gateway.address) != (options.outside == "Ipv6"):
        raise combination(
            f"The customer gateway {customer_gateway.id} does not match the outside IP address type {options.outside}."
        )


def existing(wanted: Connection, known: Iterable[Connection]) -> Connection | None:
    """Return the connection that the same request has created on the same VPN gateway; None if there is none.

    The API reference calls the operation idempotent. Several equal connections on a transit gateway are usual, for
    multipath routing, and are made anew each time.
    """
    if wanted.gateway_id is None:
        return None
    return next((each for each in known if each.is_live and each.request == wanted.request), None)


def check_quotas(known: Sequence[Connection], gateway_id: str | None, *, region: int, gateway: int) -> None:
    """Reject one more connection than a Region, or a VPN gateway, has (Site-to-Site VPN guide, "Quotas")."""
    live = [each for each in known if each.is_live]
    if len(live) >= region or (
        gateway_id is not None and len([each for each in live if each.gateway_id == gateway_id]) >= gateway
    ):
        raise AwsError("VpnConnectionLimitExceeded", "The maximum number of VPN connections has been reached.")


def modify_target(
    connection: Connection,
    *,
    customer_gateway: CustomerGateway | None,
    gateway_id: str | None,
    transit_gateway_id: str | None,
) -> Connection:
    """Return a connection that is moving to another customer gateway, VPN gateway or transit gateway.

    Raises:
        AwsError: the request changes nothing, or the connection has options or routes that the target does not take.
    """
    check_target(gateway_id, transit_gateway_id)
    check_modifiable(connection)
    if customer_gateway is None and not gateway_id and not transit_gateway_id:
        raise missing("CustomerGatewayId")
    changed = replace(connection, state=MODIFYING)
    if customer_gateway is not None:
        check_gateways(customer_gateway, connection.options)
        changed = replace(changed, customer_gateway_id=customer_gateway.id)
    if transit_gateway_id:
        if any(each.state != DELETED for each in connection.routes):
            raise incorrect_state(f"The vpnConnection '{connection.id}' has static routes; delete them first.")
        changed = replace(changed, gateway_id=None, transit_gateway_id=transit_gateway_id)
    if gateway_id:
        options = connection.options
        if options.acceleration or options.ip_version == "ipv6" or options.outside != "PublicIpv4":
            raise combination(f"The options of the vpnConnection '{connection.id}' need a transit gateway.")
        changed = replace(changed, gateway_id=gateway_id, transit_gateway_id=None)
    return changed


def check_modifiable(connection: Connection) -> None:
    """Reject a change of a connection that is not available."""
    if connection.state != AVAILABLE:
        raise incorrect_state(f"The vpnConnection '{connection.id}' is {connection.state}.")


def delete(connection: Connection) -> Connection:
    """Return a connection that is being deleted; one that is already stays as it is."""
    return replace(connection, state=DELETING, routes=()) if connection.is_live else connection


def _one_of(name: str, value: str, allowed: frozenset[str]) -> str:
    if value not in allowed:
        raise invalid(name, value)
    return value


def _network_ipv6(name: str, cidr: str) -> str:
    try:
        if "/" in cidr:
            return str(IPv6Network(cidr, strict=False))
    except ValueError:
        pass
    raise invalid(name, cidr, "This is not a valid CIDR block.")
