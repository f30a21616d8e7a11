"""Handlers of EC2's operations on routes to Gateway Load Balancer endpoints, which moto does not know."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from moto.ec2.utils import generate_route_id

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import ENDED
from privatelink_localstack.privatelink.errors import no_endpoint
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER


def create_route(call: Call) -> Response:
    """CreateRoute. Moto handles routes to other targets."""
    if not call.request.get("VpcEndpointId"):
        return call.moto()
    endpoint = _target(call)
    moto_endpoints = network_of(call.scope).backend.vpc_end_points
    moto_endpoints[endpoint.id] = SimpleNamespace(id=endpoint.id, vpc_endpoint_type=endpoint.type)
    try:
        return call.moto()
    finally:
        del moto_endpoints[endpoint.id]


def replace_route(call: Call) -> Response:
    """ReplaceRoute."""
    target = _target(call).id if call.request.get("VpcEndpointId") else None
    # Moto removes all other targets, but neither an endpoint nor a carrier gateway.
    response = call.moto()
    route = _route(call)
    route.vpc_endpoint_id = target
    route.carrier_gateway = None
    return response


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


def _route(call: Call) -> Any:
    """Return moto's route of a call."""
    table_id = call.request["RouteTableId"]
    destinations = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    key = generate_route_id(table_id, *(call.request.get(each) for each in destinations))
    return network_of(call.scope).backend.route_tables[table_id].routes[key]
