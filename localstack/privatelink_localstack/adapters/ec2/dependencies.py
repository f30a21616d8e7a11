"""EC2's calls about other things, that endpoints and load balancers stand in the way of, and tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.moto import call_moto, call_moto_with_request

from privatelink_localstack.adapters.ec2.call import ec2_call
from privatelink_localstack.adapters.ec2.network import MotoNetwork, network_of
from privatelink_localstack.adapters.ec2.routes import RouteCalls
from privatelink_localstack.kernel import addresses
from privatelink_localstack.kernel.errors import AwsError, dry_run, no_endpoint, no_service_id, no_subnet
from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import model as states
from privatelink_localstack.privatelink.endpoints import modify
from privatelink_localstack.wiring import plane

Request = dict[str, Any]

OURS = ("vpce-",)
"""Ids that the control plane knows, and moto does not."""


def _in_the_way(message: str) -> AwsError:
    return AwsError("DependencyViolation", message)


class DependencyCalls(RouteCalls):
    """Each handler is the EC2 call of its name. Those that delete hold the plane's lock, so that none slips in."""

    @ec2_call("DeleteSubnet")
    def delete_subnet(self, context: RequestContext, request: Request) -> Any:
        """Refuse while a managed interface is in it."""
        network = _network(context)
        with plane().lock:
            subnet_id = request["SubnetId"]
            if network.is_held(subnet_id):
                raise _in_the_way(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
            return call_moto(context)

    @ec2_call("DeleteSecurityGroup")
    def delete_security_group(self, context: RequestContext, request: Request) -> Any:
        """Refuse while a managed interface has it."""
        network = _network(context)
        with plane().lock:
            group_id = request.get("GroupId")
            if group_id and network.is_held(group_id):
                raise _in_the_way(f"resource {group_id} has a dependent object")
            return call_moto(context)

    @ec2_call("DeleteVpc")
    def delete_vpc(self, context: RequestContext, request: Request) -> Any:
        """Refuse while it has endpoints or managed interfaces."""
        network = _network(context)
        with plane().lock:
            vpc_id = request["VpcId"]
            endpoints = plane().store.endpoints_in_vpc(vpc_id)
            if network.is_held(vpc_id) or any(each.state != states.DELETED for each in endpoints):
                raise _in_the_way(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
            return call_moto(context)

    @ec2_call("DeleteRouteTable")
    def delete_route_table(self, context: RequestContext, request: Request) -> Any:
        """Take it off its gateway endpoints too."""
        with plane().lock:
            answer = call_moto(context)
            scope = Scope(context.account_id, context.region)
            modify.forget_route_table(plane(), scope, request["RouteTableId"])
            return answer

    @ec2_call("DeleteNetworkInterface")
    def delete_network_interface(self, context: RequestContext, request: Request) -> Any:
        """Refuse an interface that a service of AWS's manages."""
        interface_id = request["NetworkInterfaceId"]
        network = _network(context)
        if network.is_managed(interface_id):
            raise AwsError("InvalidParameterValue", f"Network interface '{interface_id}' is currently in use.")
        with plane().lock:
            network.vacate(interface_id)
            return call_moto(context)

    @ec2_call("CreateNetworkInterface")
    def create_network_interface(self, context: RequestContext, request: Request) -> Any:
        """Give addresses that nothing has: moto's own are random, and may be an endpoint's."""
        network = _network(context)
        with plane().lock:
            subnet = network.subnet(request["SubnetId"])
            if subnet is None or subnet.ipv4 is None or request.get("DryRun"):
                return call_moto(context)
            made = call_moto_with_request(context, {**request, **_addresses(network, subnet, request)})
            network.occupy(made["NetworkInterface"]["NetworkInterfaceId"])
            return made

    @ec2_call("RunInstances")
    def run_instances(self, context: RequestContext, request: Request) -> Any:  # noqa: ARG002 - as LocalStack calls it
        """Give instances no address that an endpoint has got since something else let go of it."""
        network = _network(context)
        with plane().lock:
            for subnets in list(network.backend.subnets.values()):
                for subnet in list(subnets.values()):
                    # What was released, and what is taken: moto looks at the first only.
                    subnet._unused_ips.difference_update(subnet._subnet_ips)  # noqa: SLF001 - moto tells nobody
            return call_moto(context)

    @ec2_call("AssignPrivateIpAddresses")
    def assign_private_ip_addresses(self, context: RequestContext, request: Request) -> Any:
        """Give an interface more addresses that nothing has."""
        network = _network(context)
        with plane().lock:
            interface = network.backend.enis.get(request["NetworkInterfaceId"])
            subnet = network.subnet(interface.subnet.id) if interface else None
            if subnet is None or subnet.ipv4 is None or request.get("Ipv4Prefixes") or request.get("Ipv4PrefixCount"):
                return call_moto(context)
            own = {each["PrivateIpAddress"] for each in interface.private_ip_addresses}
            wanted = [each for each in request.get("PrivateIpAddresses") or () if each not in own]
            got = _choose(network, subnet, wanted, request.get("SecondaryPrivateIpAddressCount") or 0)
            chosen = {"PrivateIpAddresses": got, "SecondaryPrivateIpAddressCount": 0}
            answer = call_moto_with_request(context, {**request, **chosen})
            network.occupy(interface.id)
            return answer

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


def _addresses(network: MotoNetwork, subnet: Subnet, request: Request) -> Request:
    """Give CreateNetworkInterface's arguments about IPv4 addresses, with each address chosen.

    Raises:
        AwsError: one that is asked for can't be had, or there is none left.
    """
    listed = request.get("PrivateIpAddresses") or ()
    primary = next((each["PrivateIpAddress"] for each in listed if each.get("Primary")), None)
    primary = primary or request.get("PrivateIpAddress")
    secondary = [each["PrivateIpAddress"] for each in listed if each["PrivateIpAddress"] != primary]
    got = _choose(network, subnet, [primary, *secondary], request.get("SecondaryPrivateIpAddressCount") or 0)
    return {
        "PrivateIpAddress": got[0],
        "PrivateIpAddresses": [{"Primary": each == got[0], "PrivateIpAddress": each} for each in got],
        "SecondaryPrivateIpAddressCount": 0,
    }


def _choose(network: MotoNetwork, subnet: Subnet, wanted: Sequence[str | None], more: int) -> list[str]:
    """Give addresses that nothing has: those that are wanted, any for None, and some more.

    Raises:
        AwsError: one that is asked for can't be had, or there is none left.
    """
    if subnet.ipv4 is None:
        raise no_subnet(subnet.id)
    chosen: set[str] = set()
    taken = addresses.Taken(network.addresses(subnet.id), chosen)
    for address in filter(None, wanted):
        chosen.add(addresses.check_address(address, subnet.ipv4, taken, subnet.id))
    got: list[str] = []
    for each in (*wanted, *[None] * more):
        got.append(each or addresses.free_address(subnet.ipv4, taken, subnet.id))
        chosen.add(got[-1])
    return got


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
