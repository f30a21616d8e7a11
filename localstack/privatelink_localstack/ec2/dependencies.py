"""EC2's calls about other things, that endpoints and load balancers stand in the way of, and tags."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.moto import call_moto, call_moto_with_request

from privatelink_localstack.control import endpoint as states
from privatelink_localstack.control import modification, placement
from privatelink_localstack.control.endpoint import SubnetChoice
from privatelink_localstack.control.errors import AwsError, dry_run, no_endpoint, no_service_id
from privatelink_localstack.control.service_view import GATEWAY_LOAD_BALANCER
from privatelink_localstack.control.store import Scope
from privatelink_localstack.ec2.call import ec2_call
from privatelink_localstack.ec2.network import MotoNetwork, network_of
from privatelink_localstack.running import plane

Request = dict[str, Any]

OURS = ("vpce-",)
"""Ids that the control plane knows, and moto does not."""


def _in_the_way(message: str) -> AwsError:
    return AwsError("DependencyViolation", message)


class DependencyCalls:
    """Each handler is the EC2 call of its name. Those that delete hold the plane's lock, so that none slips in."""

    @ec2_call("DeleteSubnet")
    def delete_subnet(self, context: RequestContext, request: Request) -> Any:
        """Refuse while a managed interface is in it."""
        network = _network(context)
        with plane().lock:
            subnet_id = request["SubnetId"]
            if any(each.subnet.id == subnet_id for each in network.managed_interfaces()):
                raise _in_the_way(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
            return call_moto(context)

    @ec2_call("DeleteSecurityGroup")
    def delete_security_group(self, context: RequestContext, request: Request) -> Any:
        """Refuse while a managed interface has it."""
        network = _network(context)
        with plane().lock:
            group_id = request.get("GroupId")
            used = {group.id for each in network.managed_interfaces() for group in each.group_set}
            if group_id in used:
                raise _in_the_way(f"resource {group_id} has a dependent object")
            return call_moto(context)

    @ec2_call("DeleteVpc")
    def delete_vpc(self, context: RequestContext, request: Request) -> Any:
        """Refuse while it has endpoints or managed interfaces."""
        scope = Scope(context.account_id, context.region)
        network = network_of(scope)
        with plane().lock:
            vpc_id = request["VpcId"]
            endpoints = plane().store.endpoints_in(scope)
            if any(each.vpc_id == vpc_id and each.state != states.DELETED for each in endpoints) or any(
                each.vpc_id == vpc_id for each in network.managed_interfaces()
            ):
                raise _in_the_way(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
            return call_moto(context)

    @ec2_call("DeleteRouteTable")
    def delete_route_table(self, context: RequestContext, request: Request) -> Any:
        """Take it off its gateway endpoints too."""
        with plane().lock:
            answer = call_moto(context)
            scope = Scope(context.account_id, context.region)
            modification.forget_route_table(plane(), scope, request["RouteTableId"])
            return answer

    @ec2_call("DeleteNetworkInterface")
    def delete_network_interface(self, context: RequestContext, request: Request) -> Any:
        """Refuse an interface that a service of AWS's manages."""
        interface_id = request["NetworkInterfaceId"]
        network = _network(context)
        if any(each.id == interface_id for each in network.managed_interfaces()):
            raise AwsError("InvalidParameterValue", f"Network interface '{interface_id}' is currently in use.")
        with plane().lock:
            network.vacate(interface_id)
            return call_moto(context)

    @ec2_call("CreateNetworkInterface")
    def create_network_interface(self, context: RequestContext, request: Request) -> Any:
        """Give an address that nothing has: moto's own are random, and may be an endpoint's."""
        network = _network(context)
        with plane().lock:
            subnet = network.subnet(request["SubnetId"])
            if subnet is None or subnet.ipv4 is None or request.get("PrivateIpAddresses") or request.get("DryRun"):
                return call_moto(context)
            wanted = SubnetChoice(subnet.id, ipv4=request.get("PrivateIpAddress"))
            place = placement.plan_place(network, subnet, wanted, "ipv4")
            made = call_moto_with_request(context, {**request, "PrivateIpAddress": place.ipv4})
            network.occupy(made["NetworkInterface"]["NetworkInterfaceId"])
            return made

    @ec2_call("CreateRoute")
    def create_route(self, context: RequestContext, request: Request) -> Any:
        """Route to a Gateway Load Balancer endpoint, of which moto does not know; the rest is moto's."""
        endpoint_id = request.get("VpcEndpointId")
        if not endpoint_id:
            return call_moto(context)
        scope = Scope(context.account_id, context.region)
        with plane().lock:
            endpoint = plane().store.endpoint_in(scope, endpoint_id)
            if endpoint is None or endpoint.state in states.ENDED:
                raise no_endpoint(endpoint_id)
            if endpoint.kind != GATEWAY_LOAD_BALANCER:
                raise AwsError(
                    "RouteNotSupported",
                    f"Route table contains unsupported route target: {endpoint_id}. "
                    "VPC Endpoints of this type cannot be used as route targets.",
                )
            known = network_of(scope).backend.vpc_end_points
            known[endpoint_id] = SimpleNamespace(id=endpoint_id, vpc_endpoint_type=endpoint.kind)
            try:
                return call_moto(context)
            finally:
                del known[endpoint_id]

    @ec2_call("CreateTags")
    def create_tags(self, context: RequestContext, request: Request) -> Any:
        """Tag endpoints, services, permissions and connections; the rest is moto's."""
        return _tag(context, request, "create_tags", {each["Key"]: each.get("Value") or "" for each in request["Tags"]})

    @ec2_call("DeleteTags")
    def delete_tags(self, context: RequestContext, request: Request) -> Any:
        """Untag them."""
        resources = [each for each in request["Resources"] if each.startswith(OURS)]
        everything = {key: None for each in resources for key in _network(context).tags(each)}
        tags = {each["Key"]: each.get("Value") for each in request.get("Tags") or ()}
        return _tag(context, request, "delete_tags", tags or everything)


def _network(context: RequestContext) -> MotoNetwork:
    return network_of(Scope(context.account_id, context.region))


def _tag(context: RequestContext, request: Request, method: str, tags: dict[str, Any]) -> Any:
    scope = Scope(context.account_id, context.region)
    ours = [each for each in request["Resources"] if each.startswith(OURS)]
    theirs = [each for each in request["Resources"] if not each.startswith(OURS)]
    with plane().lock:
        for resource_id in ours:
            _check_is_there(scope, resource_id)
        if ours and request.get("DryRun"):
            raise dry_run()
        if theirs:
            call_moto_with_request(context, {**request, "Resources": theirs}) if ours else call_moto(context)
        if ours:
            getattr(network_of(scope).backend, method)(ours, tags)
    return {}


def _check_is_there(scope: Scope, resource_id: str) -> None:
    store = plane().store
    services = store.services_in(scope)
    if resource_id.startswith("vpce-svc-perm-"):
        known = any(each.id == resource_id for service in services for each in service.permissions)
    elif resource_id.startswith("vpce-svc-"):
        if store.service_in(scope, resource_id) is None:
            raise no_service_id(resource_id)
        known = True
    elif resource_id.startswith("vpce-con-"):
        known = any(each.connection_id == resource_id for own in services for each in store.endpoints_of(own.id))
    else:
        known = store.endpoint_in(scope, resource_id) is not None
        if not known:
            raise no_endpoint(resource_id)
    if not known:
        raise AwsError("InvalidID", f"The ID '{resource_id}' is not valid")
