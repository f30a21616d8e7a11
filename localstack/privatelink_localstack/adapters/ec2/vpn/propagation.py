"""Handlers of EC2's operations on propagated routes, and what DescribeRouteTables shows of them."""

from __future__ import annotations

from collections.abc import Container, Iterator

from privatelink_localstack.adapters.direct_connect.store import outside_of
from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.vpn.context import Vpn, vpn_of
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.vpn import routes
from privatelink_localstack.vpn.store import VpnStore


def enable_vgw_route_propagation(call: Call) -> Response:
    """EnableVgwRoutePropagation."""
    vpn = vpn_of(call)
    pair, vpc_id = _pair(vpn)
    routes.check_propagation(vpn.gateway(pair[1]), vpc_id)
    if call.request.get("DryRun"):
        raise dry_run_succeeded()
    vpn.store.propagations.add(pair)
    return {}


def disable_vgw_route_propagation(call: Call) -> Response:
    """DisableVgwRoutePropagation. Propagation that is off already is no error."""
    vpn = vpn_of(call)
    pair, _ = _pair(vpn)
    vpn.gateway(pair[1])
    if call.request.get("DryRun"):
        raise dry_run_succeeded()
    vpn.store.propagations.discard(pair)
    return {}


def describe_route_tables(call: Call) -> Response:
    """DescribeRouteTables, with the gateways that propagate, and their routes."""
    response, vpn = call.moto(), vpn_of(call)
    for table in response.get("RouteTables") or ():
        table["PropagatingVgws"] = [{"GatewayId": each} for each in _propagating(vpn.store, table["RouteTableId"])]
        present = {str(each.get("DestinationCidrBlock")) for each in table["Routes"]}
        table["Routes"] += [
            {
                "DestinationCidrBlock": cidr,
                "GatewayId": gateway,
                "Origin": "EnableVgwRoutePropagation",
                "State": "active",
            }
            for cidr, gateway in propagated(call.emulation, vpn.store, table["RouteTableId"], present)
        ]
    return response


def propagated(
    emulation: Emulation, store: VpnStore, table_id: str, present: Container[str]
) -> Iterator[tuple[str, str]]:
    """Yield the destinations that VPN gateways propagate into a route table, with the gateways.

    Parameters:
        present: destinations of the table's own routes, which win (VPC guide, "Route priority").
    """
    for gateway in _propagating(store, table_id):
        told = routes.propagated(gateway, store.connections.values(), emulation.sites)
        told += (cidr for each in outside_of(emulation, gateway) for cidr in emulation.sites.announced(each))
        for cidr in dict.fromkeys(told):
            if cidr not in present and ":" not in cidr:
                yield cidr, gateway


def _propagating(store: VpnStore, table_id: str) -> list[str]:
    return sorted(gateway for table, gateway in store.propagations if table == table_id)


def _pair(vpn: Vpn) -> tuple[tuple[str, str], str]:
    """Return the route table and the VPN gateway of a request, and the table's VPC.

    Raises:
        AwsError: the table is unknown.
    """
    table_id, gateway_id = vpn.call.request["RouteTableId"], vpn.call.request["GatewayId"]
    vpc_id = vpn.network.route_table(table_id)
    if vpc_id is None:
        raise AwsError("InvalidRouteTableID.NotFound", f"The routeTable ID '{table_id}' does not exist")
    return (table_id, gateway_id), vpc_id
