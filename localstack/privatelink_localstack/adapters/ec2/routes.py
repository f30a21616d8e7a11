"""EC2's calls about routes that lead to Gateway Load Balancer endpoints, of which moto does not know."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.moto import call_moto
from moto.ec2.utils import generate_route_id

from privatelink_localstack.adapters.ec2.call import ec2_call
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.kernel.errors import AwsError, dry_run, no_endpoint
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import model as states
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER
from privatelink_localstack.wiring import plane

Request = dict[str, Any]


class RouteCalls:
    """Each handler is the EC2 call of its name. Routes to anything else are moto's."""

    @ec2_call("CreateRoute")
    def create_route(self, context: RequestContext, request: Request) -> Any:
        """Make a route to an endpoint."""
        if not request.get("VpcEndpointId"):
            return call_moto(context)
        scope = Scope(context.account_id, context.region)
        with plane().lock:
            endpoint = _target(scope, request)
            known = network_of(scope).backend.vpc_end_points
            known[endpoint.id] = SimpleNamespace(id=endpoint.id, vpc_endpoint_type=endpoint.kind)
            try:
                return call_moto(context)
            finally:
                del known[endpoint.id]

    @ec2_call("ReplaceRoute")
    def replace_route(self, context: RequestContext, request: Request) -> Any:
        """Lead a route to an endpoint, or from one to something else."""
        scope = Scope(context.account_id, context.region)
        with plane().lock:
            target = _target(scope, request).id if request.get("VpcEndpointId") else None
            # Moto takes the other targets off, but for these two.
            answer = call_moto(context)
            route = _route(scope, request)
            route.vpc_endpoint_id = target
            route.carrier_gateway = None
            return answer


def _target(scope: Scope, request: Request) -> Endpoint:
    """Look up the endpoint that a route is to lead to.

    Raises:
        AwsError: there is none, it is of another type or in another VPC, or the call is a dry run.
    """
    endpoint_id, table_id = request["VpcEndpointId"], request["RouteTableId"]
    endpoint = plane().store.endpoint_in(scope, endpoint_id)
    if endpoint is None or endpoint.state in states.ENDED:
        raise no_endpoint(endpoint_id)
    if endpoint.kind != GATEWAY_LOAD_BALANCER:
        raise AwsError(
            "RouteNotSupported",
            f"Route table contains unsupported route target: {endpoint_id}. "
            "VPC Endpoints of this type cannot be used as route targets.",
        )
    vpc_id = network_of(scope).route_table(table_id)
    if vpc_id not in {None, endpoint.vpc_id}:
        raise AwsError(
            "InvalidParameterValue",
            f"route table {table_id} and VPC endpoint {endpoint_id} belong to different networks",
        )
    if request.get("DryRun"):
        raise dry_run()
    return endpoint


def _route(scope: Scope, request: Request) -> Any:
    """Give moto's route that a call is about."""
    table_id = request["RouteTableId"]
    destinations = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    key = generate_route_id(table_id, *(request.get(each) for each in destinations))
    return network_of(scope).backend.route_tables[table_id].routes[key]
