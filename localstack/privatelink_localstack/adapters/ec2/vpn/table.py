"""The handlers of Site-to-Site VPN's operations."""

from __future__ import annotations

from functools import partial

from privatelink_localstack.adapters.dispatch import Handler
from privatelink_localstack.adapters.ec2.vpn import connections, gateways, propagation

_NOT_EMULATED = {
    "CreateVpnConcentrator": "VPN concentrators",
    "DeleteVpnConcentrator": "VPN concentrators",
    "DescribeVpnConcentrators": "VPN concentrators",
    "GetActiveVpnTunnelStatus": "Negotiated tunnels",
    "GetVpnConnectionDeviceSampleConfiguration": "Sample configurations of devices",
    "GetVpnConnectionDeviceTypes": "Sample configurations of devices",
    "GetVpnTunnelReplacementStatus": "Replacements of tunnels",
    "ReplaceVpnTunnel": "Replacements of tunnels",
}

HANDLERS: dict[str, Handler] = {
    "CreateCustomerGateway": gateways.create_customer_gateway,
    "DeleteCustomerGateway": gateways.delete_customer_gateway,
    "DescribeCustomerGateways": gateways.describe_customer_gateways,
    "CreateVpnGateway": gateways.create_vpn_gateway,
    "DeleteVpnGateway": gateways.delete_vpn_gateway,
    "AttachVpnGateway": gateways.attach_vpn_gateway,
    "DetachVpnGateway": gateways.detach_vpn_gateway,
    "DescribeVpnGateways": gateways.describe_vpn_gateways,
    "CreateVpnConnection": connections.create_vpn_connection,
    "DescribeVpnConnections": connections.describe_vpn_connections,
    "ModifyVpnConnection": connections.modify_vpn_connection,
    "ModifyVpnConnectionOptions": connections.modify_vpn_connection_options,
    "ModifyVpnTunnelOptions": connections.modify_vpn_tunnel_options,
    "ModifyVpnTunnelCertificate": connections.modify_vpn_tunnel_certificate,
    "DeleteVpnConnection": connections.delete_vpn_connection,
    "CreateVpnConnectionRoute": connections.create_vpn_connection_route,
    "DeleteVpnConnectionRoute": connections.delete_vpn_connection_route,
    "EnableVgwRoutePropagation": propagation.enable_vgw_route_propagation,
    "DisableVgwRoutePropagation": propagation.disable_vgw_route_propagation,
    **{operation: partial(connections.refuse, feature) for operation, feature in _NOT_EMULATED.items()},
}
