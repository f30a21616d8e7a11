"""Handlers of EC2's operations on propagated routes, and what DescribeRouteTables shows of them."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.vpn.context import Vpn, vpn_of
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.vpn import routes


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
        gateways = sorted(gateway for table_id, gateway in vpn.store.propagations if table_id == table["RouteTableId"])
        table["PropagatingVgws"] = [{"GatewayId": each} for each in gateways]
        present = {each.get("DestinationCidrBlock") for each in table["Routes"]}
        table["Routes"] += [
            {
                "DestinationCidrBlock": cidr,
                "GatewayId": gateway,
                "Origin": "EnableVgwRoutePropagation",
                "State": "active",
            }
            for gateway in gateways
            for cidr in routes.propagated(gateway, vpn.store.connections.values())
            # A static route, or a local one, to the same destination wins (VPC guide, "Route priority").
            if cidr not in present
        ]
    return response


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
