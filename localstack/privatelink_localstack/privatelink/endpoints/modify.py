"""ModifyVpcEndpoint."""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.kernel.network import Network, Subnet
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints import (
    arguments,
    create,
    gateways,
    placement,
    policy,
    private_dns,
    states,
    zones,
)
from privatelink_localstack.privatelink.endpoints.model import Endpoint, EndpointInterface, ModifyEndpoint, SubnetChoice
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import visibility
from privatelink_localstack.privatelink.services.service_view import (
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    INTERFACE,
    ServiceView,
)

MODIFY = "ModifyVpcEndpoint"


def modify_endpoint(plane: ControlPlane, scope: Scope, request: ModifyEndpoint) -> None:
    """Modify an endpoint.

    Raises:
        AwsError: AWS would refuse the request; nothing has changed.
    """
    endpoint = plane.store.endpoint_in(scope, request.endpoint_id)
    if endpoint is None or endpoint.state == states.DELETED:
        raise errors.no_endpoint(request.endpoint_id)
    if endpoint.state in states.ENDED:
        raise AwsError("IncorrectState", f"The VPC endpoint {endpoint.id} is in the state {endpoint.state}.")
    arguments.check_arguments(
        endpoint.type,
        subnets=bool(request.add_subnets or request.remove_subnets or request.subnet_configurations),
        groups=bool(request.add_groups or request.remove_groups),
        route_tables=bool(request.add_route_tables or request.remove_route_tables),
        private_dns=bool(request.private_dns),
        dns=request.dns,
    )
    changed = _with_policy(plane, scope, endpoint, request)
    changed = (
        _modify_gateway(plane, scope, changed, request)
        if endpoint.type == GATEWAY
        else _modify_interface(plane, scope, changed, request)
    )
    if changed.subnets != endpoint.subnets and changed.state == states.AVAILABLE:
        changed = replace(changed, state=states.PENDING)
        plane.later("endpoint.pending", endpoint.id, states.PENDING, states.AVAILABLE)
    plane.store.put_endpoint(changed)
    plane.record(endpoint.id, scope.account, MODIFY, _differences(endpoint, changed))
    if changed.policy != endpoint.policy:
        create.record_policy(plane, scope, changed, MODIFY)


def forget_route_table(plane: ControlPlane, scope: Scope, table_id: str) -> None:
    """Remove a deleted route table from the gateway endpoints that used it."""
    for endpoint in plane.store.gateways_in(scope):
        if table_id in endpoint.route_tables:
            remaining = tuple(each for each in endpoint.route_tables if each != table_id)
            plane.store.put_endpoint(replace(endpoint, route_tables=remaining))


def _with_policy(plane: ControlPlane, scope: Scope, endpoint: Endpoint, request: ModifyEndpoint) -> Endpoint:
    if request.reset_policy and request.policy is not None:
        raise errors.invalid("PolicyDocument and ResetPolicy cannot be specified together.")
    if endpoint.type == GATEWAY_LOAD_BALANCER and (request.reset_policy or request.policy is not None):
        raise errors.policies_not_supported(endpoint.service_name)
    if request.reset_policy:
        return replace(endpoint, policy=policy.DEFAULT)
    if request.policy is None:
        return endpoint
    if not _service(plane, scope, endpoint).policy_supported:
        raise errors.policies_not_supported(endpoint.service_name)
    return replace(endpoint, policy=policy.check_policy(request.policy))


def _modify_gateway(plane: ControlPlane, scope: Scope, endpoint: Endpoint, request: ModifyEndpoint) -> Endpoint:
    network = plane.network(scope)
    address_type = request.address_type or endpoint.address_type
    dns = request.dns or endpoint.dns
    if request.address_type or request.dns:
        gateways.check_addresses(_service(plane, scope, endpoint), address_type, dns.record_type)
    added = tuple(each for each in request.add_route_tables if each not in endpoint.route_tables)
    placement.check_route_tables(network, added, endpoint.vpc_id)
    for table_id in request.remove_route_tables:
        if table_id not in endpoint.route_tables:
            raise errors.no_route_table(table_id)
    prefixes = network.prefix_list(endpoint.service_name)
    if prefixes is not None:
        gateways.check_routes(network, added, prefixes)
    if request.dry_run:
        raise dry_run_succeeded()
    prefix_list = endpoint.prefix_list or ""
    for table_id in added:
        network.add_route(table_id, prefix_list, endpoint.id)
    for table_id in request.remove_route_tables:
        network.remove_route(table_id, prefix_list, endpoint.id)
    tables = tuple(each for each in (*endpoint.route_tables, *added) if each not in request.remove_route_tables)
    return replace(endpoint, route_tables=tables, address_type=address_type, dns=dns)


def _modify_interface(plane: ControlPlane, scope: Scope, endpoint: Endpoint, request: ModifyEndpoint) -> Endpoint:
    if endpoint.type == GATEWAY_LOAD_BALANCER and request.remove_subnets:
        raise errors.invalid("The subnet of a GatewayLoadBalancer VPC Endpoint cannot be changed.")
    network = plane.network(scope)
    service = _service(plane, scope, endpoint)
    address_type = request.address_type or endpoint.address_type or "ipv4"
    groups = _groups(network, endpoint, request)
    kept, new = _subnets(network, endpoint, request)
    placement.check_count(endpoint.type, [*kept, *new])
    zones.check_zones(network, service, new, frozenset(each.zone_id for each, _ in kept))
    if request.address_type or new:
        placement.check_address_type(address_type, service, [*(subnet for _, subnet in kept), *new])
    placement.check_choices(request.subnet_configurations, address_type)
    changed = _with_dns(plane, scope, replace(endpoint, groups=groups), request, service, address_type)
    choices = {each.subnet_id: each for each in request.subnet_configurations}
    places = [
        placement.plan_place(network, subnet, choices.get(subnet.id, SubnetChoice(subnet.id)), address_type)
        for subnet in new
    ]
    readdressed = [
        _readdress(network, each, subnet, choices.get(subnet.id, SubnetChoice(subnet.id)), address_type)
        for each, subnet in kept
    ]
    if request.dry_run:
        raise dry_run_succeeded()
    for interface in endpoint.interfaces:
        if interface.subnet_id in request.remove_subnets:
            network.remove_interface(interface.id)
    for interface in readdressed:
        network.change_interface(interface.id, ipv4=interface.ipv4, ipv6=interface.ipv6, groups=groups)
    changed = replace(changed, address_type=address_type, interfaces=tuple(readdressed))
    return create.add_interfaces(plane, changed, places)


def _subnets(
    network: Network, endpoint: Endpoint, request: ModifyEndpoint
) -> tuple[list[tuple[EndpointInterface, Subnet]], list[Subnet]]:
    """Return the interfaces that stay with their subnets, and the new subnets."""
    for subnet_id in request.remove_subnets:
        if subnet_id not in endpoint.subnets:
            raise errors.no_subnet(subnet_id)
    kept = {each.subnet_id: each for each in endpoint.interfaces if each.subnet_id not in request.remove_subnets}
    requested = dict.fromkeys((*request.add_subnets, *(each.subnet_id for each in request.subnet_configurations)))
    new = placement.find_subnets(network, (each for each in requested if each not in kept), endpoint.vpc_id)
    old = placement.find_subnets(network, kept, endpoint.vpc_id)
    return list(zip(kept.values(), old, strict=True)), new


def _groups(network: Network, endpoint: Endpoint, request: ModifyEndpoint) -> tuple[str, ...]:
    placement.check_groups(network, request.add_groups, endpoint.vpc_id)
    for group_id in request.remove_groups:
        if group_id not in endpoint.groups:
            raise errors.no_group(group_id)
    together = dict.fromkeys((*endpoint.groups, *request.add_groups))
    groups = tuple(each for each in together if each not in request.remove_groups)
    if endpoint.groups and not groups:
        raise errors.invalid(f"The VPC endpoint {endpoint.id} must have at least one security group.")
    return groups


def _with_dns(
    plane: ControlPlane,
    scope: Scope,
    endpoint: Endpoint,
    request: ModifyEndpoint,
    service: ServiceView,
    address_type: str,
) -> Endpoint:
    if endpoint.type != INTERFACE:
        return endpoint
    enabled = endpoint.private_dns if request.private_dns is None else request.private_dns
    changed = replace(endpoint, private_dns=enabled)
    if enabled and not endpoint.private_dns:
        vpc = plane.network(scope).vpc(endpoint.vpc_id)
        if vpc is None:
            raise errors.no_vpc(endpoint.vpc_id)
        hosted_zones = plane.records.private_zones(vpc.id)
        private_dns.check_private_dns(service, vpc, endpoint.state, plane.store.endpoints_in_vpc(vpc.id), hosted_zones)
        # Endpoints with private DNS keep the name that the service had when it was enabled.
        changed = replace(changed, private_names=service.private_names)
    dns = private_dns.resolve_options(request.dns, endpoint.dns, address_type, service, private_dns=enabled)
    if dns.inbound_only and (request.dns is not None or request.private_dns):
        private_dns.check_inbound_only(service, endpoint.vpc_id, plane.store.gateways_in(scope))
    return replace(changed, dns=dns)


def _readdress(
    network: Network, interface: EndpointInterface, subnet: Subnet, choice: SubnetChoice, address_type: str
) -> EndpointInterface:
    """Return a remaining interface with its chosen, present or new addresses, in this order of preference."""
    own = frozenset(each for each in (interface.ipv4, interface.ipv6) if each)
    combined = SubnetChoice(subnet.id, ipv4=choice.ipv4 or interface.ipv4, ipv6=choice.ipv6 or interface.ipv6)
    place = placement.plan_place(network, subnet, combined, address_type, own=own)
    return replace(interface, ipv4=place.ipv4, ipv6=place.ipv6)


def _service(plane: ControlPlane, scope: Scope, endpoint: Endpoint) -> ServiceView:
    """Return the endpoint's service, even if the account may no longer connect to it."""
    if endpoint.service_id and endpoint.service_id in plane.store.services:
        return visibility.view_of(plane, plane.store.services[endpoint.service_id], scope)
    view = visibility.find_service(plane, scope, endpoint.service_name, endpoint.service_region)
    if view is None:
        raise errors.no_service(endpoint.service_name)
    return view


def _differences(before: Endpoint, after: Endpoint) -> str:
    fields = (
        "policy",
        "route_tables",
        "subnets",
        "groups",
        "address_type",
        "dns",
        "private_dns",
    )
    changed = [field for field in fields if getattr(before, field) != getattr(after, field)]
    return f"changed: {', '.join(changed) or 'nothing'}"
