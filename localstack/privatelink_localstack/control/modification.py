"""ModifyVpcEndpoint and DeleteVpcEndpoints."""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.control import creation, errors, placement, policy, private_dns, visibility, zones
from privatelink_localstack.control import endpoint as states
from privatelink_localstack.control.endpoint import (
    DnsOptions,
    Endpoint,
    EndpointInterface,
    ModifyEndpoint,
    SubnetChoice,
)
from privatelink_localstack.control.errors import AwsError
from privatelink_localstack.control.network import Network
from privatelink_localstack.control.plane import ControlPlane
from privatelink_localstack.control.service_view import GATEWAY, GATEWAY_LOAD_BALANCER, INTERFACE, ServiceView
from privatelink_localstack.control.store import Scope

MODIFY = "ModifyVpcEndpoint"
DELETE = "DeleteVpcEndpoints"


def modify_endpoint(plane: ControlPlane, scope: Scope, request: ModifyEndpoint) -> None:
    """Change an endpoint.

    Raises:
        AwsError: whatever AWS refuses; nothing is changed then.
    """
    with plane.lock:
        endpoint = plane.store.endpoint_in(scope, request.endpoint_id)
        if endpoint is None or endpoint.state == states.DELETED:
            raise errors.no_endpoint(request.endpoint_id)
        if endpoint.state in states.ENDED:
            raise AwsError("IncorrectState", f"The VPC endpoint {endpoint.id} is in the state {endpoint.state}.")
        changed = _with_policy(plane, scope, endpoint, request)
        changed = (
            _modify_gateway(plane, scope, changed, request)
            if endpoint.kind == GATEWAY
            else _modify_interface(plane, scope, changed, request)
        )
        if changed.subnets != endpoint.subnets and changed.state == states.AVAILABLE:
            changed = replace(changed, state=states.PENDING)
            plane.later("endpoint.pending", endpoint.id, states.PENDING, states.AVAILABLE)
        plane.store.put_endpoint(changed)
        plane.record(endpoint.id, scope.account, MODIFY, _differences(endpoint, changed))


def delete_endpoints(
    plane: ControlPlane, scope: Scope, endpoint_ids: tuple[str, ...], *, dry_run: bool
) -> list[tuple[str, AwsError]]:
    """Delete endpoints, each for itself.

    Returns:
        Those that were not deleted, with the reason.

    Raises:
        AwsError: it was a dry run.
    """
    if dry_run:
        raise errors.dry_run()
    failed = []
    with plane.lock:
        for endpoint_id in endpoint_ids:
            endpoint = plane.store.endpoint_in(scope, endpoint_id)
            if endpoint is None or endpoint.state == states.DELETED:
                text = errors.no_endpoint(endpoint_id).message
                failed.append((endpoint_id, AwsError("InvalidVpcEndpoint.NotFound", text)))
            elif endpoint.state != states.DELETING:
                _delete(plane, scope, endpoint)
    return failed


def forget_route_table(plane: ControlPlane, scope: Scope, table_id: str) -> None:
    """Take a route table that was deleted off the gateway endpoints that it belonged to."""
    with plane.lock:
        for endpoint in plane.store.endpoints_in(scope):
            if table_id in endpoint.route_tables:
                left = tuple(each for each in endpoint.route_tables if each != table_id)
                plane.store.put_endpoint(replace(endpoint, route_tables=left))


def _delete(plane: ControlPlane, scope: Scope, endpoint: Endpoint) -> None:
    network = plane.network(scope)
    for table_id in endpoint.route_tables:
        network.remove_route(table_id, endpoint.prefix_list or "", endpoint.id)
    plane.store.put_endpoint(replace(endpoint, state=states.DELETING))
    plane.record(endpoint.id, scope.account, DELETE, f"{endpoint.state} -> {states.DELETING}")
    plane.later("endpoint.deleting", endpoint.id, states.DELETING, states.DELETED)
    plane.tell("Delete", endpoint)


def _with_policy(plane: ControlPlane, scope: Scope, endpoint: Endpoint, request: ModifyEndpoint) -> Endpoint:
    if request.reset_policy and request.policy is not None:
        raise errors.invalid("PolicyDocument and ResetPolicy cannot be specified together.")
    if request.reset_policy:
        return replace(endpoint, policy=policy.DEFAULT)
    if request.policy is None:
        return endpoint
    if not _service(plane, scope, endpoint).policy_supported:
        raise errors.invalid(f"The service {endpoint.service_name} does not support endpoint policies.")
    return replace(endpoint, policy=policy.check_policy(request.policy))


def _modify_gateway(plane: ControlPlane, scope: Scope, endpoint: Endpoint, request: ModifyEndpoint) -> Endpoint:
    if request.add_subnets or request.remove_subnets or request.add_groups or request.remove_groups:
        raise errors.invalid("Subnets and security groups cannot be specified for Gateway VPC Endpoints.")
    if request.private_dns:
        raise errors.invalid("Private DNS cannot be enabled for Gateway VPC Endpoints.")
    if request.dns is not None and request.dns.inbound_only:
        raise errors.inbound_only_interface()
    network = plane.network(scope)
    added = tuple(each for each in request.add_route_tables if each not in endpoint.route_tables)
    placement.check_route_tables(network, added, endpoint.vpc_id)
    for table_id in request.remove_route_tables:
        if table_id not in endpoint.route_tables:
            raise errors.no_route_table(table_id)
    prefixes = network.prefix_list(endpoint.service_name)
    if prefixes is not None:
        creation.check_routes(tuple(plane.store.endpoints_in(scope)), endpoint.service_name, added, prefixes)
    if request.dry_run:
        raise errors.dry_run()
    prefix_list = endpoint.prefix_list or ""
    for table_id in added:
        network.add_route(table_id, prefix_list, endpoint.id)
    for table_id in request.remove_route_tables:
        network.remove_route(table_id, prefix_list, endpoint.id)
    kept = (*endpoint.route_tables, *added)
    return replace(endpoint, route_tables=tuple(each for each in kept if each not in request.remove_route_tables))


def _modify_interface(plane: ControlPlane, scope: Scope, endpoint: Endpoint, request: ModifyEndpoint) -> Endpoint:
    if request.add_route_tables or request.remove_route_tables:
        raise errors.invalid(f"Route table IDs are only supported for Gateway type VPC Endpoint: {endpoint.kind}")
    network = plane.network(scope)
    service = _service(plane, scope, endpoint)
    address_type = request.address_type or endpoint.address_type or "ipv4"
    groups = _groups(network, endpoint, request)
    kept = [each for each in endpoint.interfaces if each.subnet_id not in request.remove_subnets]
    for subnet_id in request.remove_subnets:
        if subnet_id not in endpoint.subnets:
            raise errors.no_subnet(subnet_id)
    choices = {each.subnet_id: each for each in request.subnet_configurations}
    added = [
        each for each in dict.fromkeys((*request.add_subnets, *choices)) if each not in {i.subnet_id for i in kept}
    ]
    new = placement.find_subnets(network, added, endpoint.vpc_id)
    placement.check_count(endpoint.kind, [*kept, *new])
    zones.check_zones(service.name, new, service.zone_ids, frozenset(each.zone_id for each in kept))
    old = placement.find_subnets(network, (each.subnet_id for each in kept), endpoint.vpc_id)
    placement.check_address_type(address_type, service, [*old, *new])
    changed = _with_dns(plane, scope, replace(endpoint, groups=groups), request, service, address_type)
    places = [
        placement.plan_place(network, subnet, choices.get(subnet.id, SubnetChoice(subnet.id)), address_type)
        for subnet in new
    ]
    readdressed = [_readdress(network, each, choices.get(each.subnet_id), address_type) for each in kept]
    if request.dry_run:
        raise errors.dry_run()
    for interface in endpoint.interfaces:
        if interface.subnet_id in request.remove_subnets:
            network.remove_interface(interface.id)
    for interface in readdressed:
        network.change_interface(interface.id, ipv4=interface.ipv4, ipv6=interface.ipv6, groups=groups)
    changed = replace(changed, address_type=address_type, interfaces=tuple(readdressed))
    return creation.add_interfaces(plane, changed, places)


def _groups(network: Network, endpoint: Endpoint, request: ModifyEndpoint) -> tuple[str, ...]:
    if endpoint.kind == GATEWAY_LOAD_BALANCER and request.add_groups:
        raise errors.invalid("Security groups are not supported for GatewayLoadBalancer VPC Endpoints.")
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
    others = [each for each in plane.store.endpoints_in(scope) if each.id != endpoint.id]
    if endpoint.kind != INTERFACE:
        if request.private_dns or (request.dns is not None and request.dns.inbound_only):
            raise errors.inbound_only_interface()
        return endpoint
    if request.private_dns and not endpoint.private_dns:
        vpc = plane.network(scope).vpc(endpoint.vpc_id)
        if vpc is None:
            raise errors.no_vpc(endpoint.vpc_id)
        private_dns.check_private_dns(service, vpc, endpoint.state, others)
    if request.dns is not None and request.dns.inbound_only:
        private_dns.check_inbound_only(service, endpoint.kind, endpoint.vpc_id, others)
    type_changed = address_type != endpoint.address_type
    enabled = endpoint.private_dns if request.private_dns is None else request.private_dns
    return replace(
        endpoint,
        dns=private_dns.settle_dns(
            request.dns or DnsOptions(), endpoint.dns, address_type, service, type_changed=type_changed
        ),
        private_dns=enabled,
        private_names=service.private_names or endpoint.private_names,
    )


def _readdress(
    network: Network, interface: EndpointInterface, choice: SubnetChoice | None, address_type: str
) -> EndpointInterface:
    """Give an interface that stays with the addresses that it is to have."""
    subnet = network.subnet(interface.subnet_id)
    if subnet is None:
        raise errors.no_subnet(interface.subnet_id)
    families = placement.FAMILIES[address_type]
    wanted4 = (choice.ipv4 if choice else None) or interface.ipv4
    wanted6 = (choice.ipv6 if choice else None) or interface.ipv6
    new = SubnetChoice(
        interface.subnet_id,
        ipv4=wanted4 if wanted4 != interface.ipv4 else None,
        ipv6=wanted6 if wanted6 != interface.ipv6 else None,
    )
    has_all = (4 not in families or interface.ipv4 is not None) and (6 not in families or interface.ipv6 is not None)
    if has_all and new.ipv4 is None and new.ipv6 is None:
        return replace(
            interface,
            ipv4=interface.ipv4 if 4 in families else None,
            ipv6=interface.ipv6 if 6 in families else None,
        )
    place = placement.plan_place(network, subnet, new, address_type)
    return replace(
        interface,
        ipv4=_pick(interface.ipv4, new.ipv4, place.ipv4),
        ipv6=_pick(interface.ipv6, new.ipv6, place.ipv6),
    )


def _pick(before: str | None, chosen: str | None, planned: str | None) -> str | None:
    """Keep the address of a family unless another was chosen or the family is gone or new."""
    if planned is None:
        return None
    return planned if chosen or before is None else before


def _service(plane: ControlPlane, scope: Scope, endpoint: Endpoint) -> ServiceView:
    """Give the endpoint's service, although the account may no longer be allowed to connect to it."""
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
