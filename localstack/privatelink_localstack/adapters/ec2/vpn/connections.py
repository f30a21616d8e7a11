"""Handlers of EC2's operations on VPN connections."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import requests
from privatelink_localstack.adapters.ec2.vpn import responses, transit_gateways
from privatelink_localstack.adapters.ec2.vpn.context import Vpn, new_id, vpn_of
from privatelink_localstack.kernel.filters import check_filters, matches
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.tags import read_tag_specifications
from privatelink_localstack.transit_gateways.plane import TransitGateways
from privatelink_localstack.vpn import configuration, connections, errors, routes, tunnels
from privatelink_localstack.vpn.customer_gateways import check_type
from privatelink_localstack.vpn.gateways import DEFAULT_ASN
from privatelink_localstack.vpn.model import AVAILABLE, DELETED, IPSEC, MODIFYING, Connection

_FILTERS = (
    *("customer-gateway-configuration", "customer-gateway-id", "state", "option.static-routes-only"),
    *("route.destination-cidr-block", "bgp-asn", "type", "vpn-connection-id", "vpn-gateway-id", "transit-gateway-id"),
)


def create_vpn_connection(call: Call) -> Response:
    """CreateVpnConnection."""
    vpn, request = vpn_of(call), call.request
    tags = read_tag_specifications(request.get("TagSpecifications") or (), "vpn-connection")
    check_type(request["Type"])
    _check_emulated(request)
    gateway_id, transit_gateway_id = request.get("VpnGatewayId") or None, request.get("TransitGatewayId") or None
    connections.check_target(gateway_id, transit_gateway_id)
    customer_gateway = vpn.customer_gateway(request["CustomerGatewayId"])
    if gateway_id:
        vpn.gateway(gateway_id)
    blocks = transit_gateways.cidr_blocks(*_hubs(vpn), transit_gateway_id) if transit_gateway_id else []
    given = request.get("Options") or {}
    options = connections.read_options(given, on_transit_gateway=bool(transit_gateway_id))
    connections.check_gateways(customer_gateway, options)
    known = list(vpn.store.connections.values())
    wanted = Connection(
        id=new_id("vpn"),
        customer_gateway_id=customer_gateway.id,
        options=options,
        tunnels=(),
        changed=call.emulation.clock(),
        request=(customer_gateway.id, gateway_id, given),
        gateway_id=gateway_id,
        transit_gateway_id=transit_gateway_id,
    )
    connection = connections.existing(wanted, known)
    if connection is None:
        quotas = call.emulation.settings.quotas
        region, gateway = quotas["vpn_connections_per_region"], quotas["vpn_connections_per_vpn_gateway"]
        connections.check_quotas(known, gateway_id, region=region, gateway=gateway)
        made = tunnels.new(
            given.get("TunnelOptions") or (),
            options,
            neighbours=[each for each in known if each.gateway_id == gateway_id],
            taken={tunnel.outside for each in known for tunnel in each.tunnels},
            blocks=blocks,
            has_address=customer_gateway.address is not None,
        )
        connection = replace(wanted, tunnels=made)
        vpn.put(connection)
        vpn.network.tag(connection.id, dict(tags))
        _attach(vpn, connection)
    return {"VpnConnection": _described(vpn, connection)}


def describe_vpn_connections(call: Call) -> Response:
    """DescribeVpnConnections."""
    vpn, filters = vpn_of(call), requests.filters(call.request)
    check_filters(filters, _FILTERS)
    ids = requests.strings(call.request, "VpnConnectionIds")
    for connection_id in ids:
        if connection_id not in vpn.store.connections:
            raise errors.no_connection(connection_id)
    found = [
        _described(vpn, each)
        for each in vpn.store.connections.values()
        if (not ids or each.id in ids) and matches(filters, _values(vpn, each), vpn.tags(each.id))
    ]
    return {"VpnConnections": found}


def modify_vpn_connection(call: Call) -> Response:
    """ModifyVpnConnection: to another customer gateway, VPN gateway or transit gateway."""
    vpn, request = vpn_of(call), call.request
    customer_gateway = request.get("CustomerGatewayId")
    gateway_id, transit_gateway_id = request.get("VpnGatewayId") or None, request.get("TransitGatewayId") or None
    changed = connections.modify_target(
        vpn.connection(request["VpnConnectionId"]),
        customer_gateway=vpn.customer_gateway(customer_gateway) if customer_gateway else None,
        gateway_id=vpn.gateway(gateway_id).id if gateway_id else None,
        transit_gateway_id=transit_gateway_id,
    )
    if transit_gateway_id:
        transit_gateways.check(*_hubs(vpn), transit_gateway_id)
    vpn.put(changed)
    _attach(vpn, changed)
    return {"VpnConnection": _described(vpn, changed)}


def modify_vpn_connection_options(call: Call) -> Response:
    """ModifyVpnConnectionOptions."""
    vpn = vpn_of(call)
    connection = vpn.connection(call.request["VpnConnectionId"])
    connections.check_modifiable(connection)
    return _modified(vpn, connection, options=connections.with_networks(connection.options, call.request))


def modify_vpn_tunnel_options(call: Call) -> Response:
    """ModifyVpnTunnelOptions."""
    vpn, request = vpn_of(call), call.request
    _check_emulated(request)
    connection = vpn.connection(request["VpnConnectionId"])
    connections.check_modifiable(connection)
    has_address = vpn.store.customer_gateways[connection.customer_gateway_id].address is not None
    outside = request["VpnTunnelOutsideIpAddress"]
    made = tunnels.modify(connection, outside, request["TunnelOptions"], has_address=has_address)
    return _modified(vpn, connection, tunnels=made)


def modify_vpn_tunnel_certificate(call: Call) -> Response:
    """ModifyVpnTunnelCertificate."""
    vpn, request = vpn_of(call), call.request
    connection = vpn.connection(request["VpnConnectionId"])
    connections.check_modifiable(connection)
    tunnels.of_address(connection, request["VpnTunnelOutsideIpAddress"])
    customer_gateway = vpn.store.customer_gateways[connection.customer_gateway_id]
    if customer_gateway.certificate is None:
        raise errors.combination(f"The customer gateway {customer_gateway.id} does not use certificates.")
    return _modified(vpn, connection)


def delete_vpn_connection(call: Call) -> Response:
    """DeleteVpnConnection."""
    vpn = vpn_of(call)
    connection = connections.delete(vpn.connection(call.request["VpnConnectionId"]))
    vpn.put(connection)
    transit_gateways.detach(*_hubs(vpn), connection.id)
    return {}


def create_vpn_connection_route(call: Call) -> Response:
    """CreateVpnConnectionRoute."""
    vpn = vpn_of(call)
    connection = vpn.connection(call.request["VpnConnectionId"])
    quota = call.emulation.settings.quotas["static_routes_per_vpn_connection"]
    vpn.put(routes.add(connection, call.request["DestinationCidrBlock"], quota))
    return {}


def delete_vpn_connection_route(call: Call) -> Response:
    """DeleteVpnConnectionRoute."""
    vpn = vpn_of(call)
    vpn.put(routes.remove(vpn.connection(call.request["VpnConnectionId"]), call.request["DestinationCidrBlock"]))
    return {}


def refuse(feature: str, _call: Call) -> Response:
    """Refuse an operation on a feature that is not emulated."""
    raise errors.not_emulated(feature)


def _modified(vpn: Vpn, connection: Connection, **changes: Any) -> Response:
    changed = replace(connection, state=MODIFYING, changed=vpn.call.emulation.clock(), **changes)
    vpn.put(changed)
    return {"VpnConnection": _described(vpn, changed)}


def _hubs(vpn: Vpn) -> tuple[TransitGateways, Scope]:
    """Return the transit gateways, and the scope that owns those of a call."""
    return vpn.call.emulation.transit_gateways, vpn.call.scope


def _attach(vpn: Vpn, connection: Connection) -> None:
    if connection.transit_gateway_id:
        transit_gateways.attach(*_hubs(vpn), connection.transit_gateway_id, connection.id, "vpn")
    else:
        transit_gateways.detach(*_hubs(vpn), connection.id)


def _check_emulated(request: dict[str, Any]) -> None:
    """Reject what has no counterpart here: concentrators, and keys in Secrets Manager."""
    if request.get("VpnConcentratorId"):
        raise errors.not_emulated("VPN concentrators")
    storage = request.get("PreSharedKeyStorage") or "Standard"
    if storage == "SecretsManager":
        raise errors.not_emulated("Pre-shared keys in Secrets Manager")
    if storage != "Standard":
        raise errors.invalid("PreSharedKeyStorage", storage)


def _described(vpn: Vpn, connection: Connection) -> Response:
    xml = _configuration(vpn, connection)
    customer_gateway = vpn.store.customer_gateways.get(connection.customer_gateway_id)
    certificate = customer_gateway.certificate if customer_gateway else None
    sites, device = vpn.call.emulation.sites, connection.customer_gateway_id
    is_up = connection.state in {AVAILABLE, MODIFYING} and sites.is_up(device)
    accepted = len(routes.destinations(connection, sites.announced(device))) if is_up else None
    return responses.connection(connection, vpn.tags(connection.id), xml, certificate, accepted)


def _configuration(vpn: Vpn, connection: Connection) -> str | None:
    """Return the XML for the customer gateway; None for a deleted connection (EC2 API reference, VpnConnection)."""
    customer_gateway = vpn.store.customer_gateways.get(connection.customer_gateway_id)
    if customer_gateway is None or not connection.is_live:
        return None
    return configuration.xml(connection, customer_gateway, _amazon_asn(vpn, connection))


def _amazon_asn(vpn: Vpn, connection: Connection) -> int:
    """Return AWS's number in BGP; a deleted connection may have outlived its gateway."""
    hub = vpn.call.emulation.transit_gateways.gateways.get(connection.transit_gateway_id or "")
    gateway = hub or vpn.store.gateways.get(connection.gateway_id or "")
    return gateway.asn if gateway else DEFAULT_ASN


def _values(vpn: Vpn, connection: Connection) -> dict[str, list[str]]:
    return {
        "bgp-asn": [str(_amazon_asn(vpn, connection))],
        "customer-gateway-configuration": [_configuration(vpn, connection) or ""],
        "customer-gateway-id": [connection.customer_gateway_id],
        "option.static-routes-only": [str(connection.options.static_only).lower()],
        "route.destination-cidr-block": [each.cidr for each in connection.routes if each.state != DELETED],
        "state": [connection.state],
        "transit-gateway-id": [connection.transit_gateway_id] if connection.transit_gateway_id else [],
        "type": [IPSEC],
        "vpn-connection-id": [connection.id],
        "vpn-gateway-id": [connection.gateway_id] if connection.gateway_id else [],
    }
