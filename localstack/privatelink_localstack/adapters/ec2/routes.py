"""Handlers of EC2's operations on routes.

Moto does not know Gateway Load Balancer endpoints as targets, and lets its caller change the routes that AWS makes:
local ones, and those of gateway endpoints.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from moto.ec2.utils import generate_route_id

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import peering, transit_gateways
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.adapters.ec2.vpn import propagation
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import ENDED
from privatelink_localstack.privatelink.errors import no_endpoint
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER

DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
"""Parameters that name a route's destination, in moto's order."""


def create_route(call: Call) -> Response:
    """CreateRoute. Moto handles routes to other targets."""
    _check_target(call)
    _check_outward(call)
    prefix_list_id = call.request.get("DestinationPrefixListId")
    if prefix_list_id and _find_route(call) is not None:
        raise AwsError("RouteAlreadyExists", f"The route identified by {prefix_list_id} already exists.")
    if not call.request.get("VpcEndpointId"):
        return _with_outward_target(call)
    endpoint = _target(call)
    moto_endpoints = network_of(call.scope).backend.vpc_end_points
    moto_endpoints[endpoint.id] = SimpleNamespace(id=endpoint.id, vpc_endpoint_type=endpoint.type)
    try:
        return call.moto()
    finally:
        del moto_endpoints[endpoint.id]


def replace_route(call: Call) -> Response:
    """ReplaceRoute."""
    _check_target(call)
    _check_outward(call)
    if _leads_to_gateway_endpoint(_find_route(call)):
        raise _endpoint_route()
    target = _target(call).id if call.request.get("VpcEndpointId") else None
    # Moto removes all other targets, but neither an endpoint nor a carrier gateway.
    response = _with_outward_target(call)
    route = _find_route(call)
    route.vpc_endpoint_id = target
    route.carrier_gateway = None
    return response


def delete_route(call: Call) -> Response:
    """DeleteRoute. Reject it for local routes and for those of gateway endpoints.

    The words are observed; those about endpoints in part.
    """
    route = _find_route(call)
    destination = next(call.request[each] for each in DESTINATIONS if call.request.get(each)) if route else None
    table_id = call.request["RouteTableId"]
    if route is not None and route.local:
        raise AwsError("InvalidParameterValue", f"cannot remove local route {destination} in route table {table_id}")
    if _leads_to_gateway_endpoint(route):
        raise AwsError(
            "InvalidParameterValue", f"cannot remove VPC endpoint route {destination} in route table {table_id}"
        )
    return call.moto()


def describe_route_tables(call: Call) -> Response:
    """DescribeRouteTables. Moto says of every route that it is active."""
    response = propagation.describe_route_tables(call)
    for table in response["RouteTables"]:
        for route in table.get("Routes") or ():
            peering_id = route.get("VpcPeeringConnectionId")
            gateway_id = route.get("TransitGatewayId")
            if (peering_id and not peering.is_active(call, peering_id)) or (
                gateway_id and not transit_gateways.is_attached(call, gateway_id, table["VpcId"])
            ):
                route["State"] = "blackhole"
    return response


def _check_outward(call: Call) -> None:
    """Reject a route to a peering connection or transit gateway that the route table's VPC can't use."""
    vpc_id = network_of(call.scope).route_table(call.request["RouteTableId"])
    if call.request.get("VpcPeeringConnectionId"):
        peering.check_route(call, call.request["VpcPeeringConnectionId"], vpc_id)
    if call.request.get("TransitGatewayId"):
        transit_gateways.check_route(call, call.request["TransitGatewayId"], vpc_id)


def _with_outward_target(call: Call) -> Response:
    """Return moto's response. Peering connections and transit gateways get a record of moto's meanwhile."""
    backend = network_of(call.scope).backend
    lent = [
        (backend.vpc_pcxs, call.request.get("VpcPeeringConnectionId")),
        (backend.transit_gateways, call.request.get("TransitGatewayId")),
    ]
    for records, target in lent:
        if target:
            records[target] = SimpleNamespace(id=target)
    try:
        return call.moto()
    finally:
        for records, target in lent:
            records.pop(target, None)


def _check_target(call: Call) -> None:
    """Reject a route from a prefix list to an endpoint (AWS provider, `aws_route`).

    A gateway endpoint makes its own route.
    """
    target = call.request.get("VpcEndpointId") or call.request.get("GatewayId") or ""
    if call.request.get("DestinationPrefixListId") and target.startswith("vpce-"):
        raise _endpoint_route()


def _endpoint_route() -> AwsError:
    return AwsError("InvalidParameterValue", "Cannot create or replace a prefix list route targeting a VPC Endpoint.")


def _leads_to_gateway_endpoint(route: Any) -> bool:
    return route is not None and route.gateway is not None and str(route.gateway.id).startswith("vpce-")


def _target(call: Call) -> Endpoint:
    """Return the endpoint of a new route.

    Source: EC2 API reference, CreateRoute; the words about another VPC are inferred.

    Raises:
        AwsError: the endpoint is unknown, of another type or in another VPC, or the call is a dry run.
    """
    endpoint_id, table_id = call.request["VpcEndpointId"], call.request["RouteTableId"]
    endpoint = call.emulation.privatelink.store.endpoint_in(call.scope, endpoint_id)
    if endpoint is None or endpoint.state in ENDED:
        raise no_endpoint(endpoint_id)
    if endpoint.type != GATEWAY_LOAD_BALANCER:
        raise AwsError(
            "RouteNotSupported",
            f"Route table contains unsupported route target: {endpoint_id}. "
            "VPC Endpoints of this type cannot be used as route targets.",
        )
    vpc_id = network_of(call.scope).route_table(table_id)
    if vpc_id not in {None, endpoint.vpc_id}:
        raise AwsError(
            "InvalidParameterValue",
            f"route table {table_id} and VPC endpoint {endpoint_id} belong to different networks",
        )
    if call.request.get("DryRun"):
        raise dry_run_succeeded()
    return endpoint


def _find_route(call: Call) -> Any:
    """Return moto's route of a call's table and destination; None if there is none."""
    table_id = call.request["RouteTableId"]
    table = network_of(call.scope).backend.route_tables.get(table_id)
    key = generate_route_id(table_id, *(call.request.get(each) for each in DESTINATIONS))
    return None if table is None else table.routes.get(key)
