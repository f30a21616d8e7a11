"""CreateVpcEndpoint.

All checks come before the first change, so that a refusal leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.network import Network, NewInterface, Subnet, Vpc
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors, names
from privatelink_localstack.privatelink.endpoints import (
    arguments,
    gateways,
    placement,
    policy,
    private_dns,
    states,
    zones,
)
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint, DnsOptions, Endpoint, EndpointInterface
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import visibility
from privatelink_localstack.privatelink.services.service_view import (
    GATEWAY,
    GATEWAY_LOAD_BALANCER,
    INTERFACE,
    ServiceView,
)

OPERATION = "CreateVpcEndpoint"


@dataclass(frozen=True, slots=True)
class _Site:
    """The VPC and the service of a new endpoint."""

    plane: ControlPlane
    scope: Scope
    network: Network
    vpc: Vpc
    service: ServiceView


def create_endpoint(plane: ControlPlane, scope: Scope, request: CreateEndpoint) -> Endpoint:
    """Create an endpoint, or return the one that an earlier request with the same client token created.

    Raises:
        AwsError: AWS would refuse the request.
    """
    earlier_id = plane.remembered(scope, OPERATION, request.token, request)
    if earlier_id is not None and (earlier := plane.store.endpoints.get(earlier_id)):
        return earlier
    site = _survey(plane, scope, request)
    endpoint = _gateway(site, request) if request.type == GATEWAY else _interface(site, request)
    plane.remember(scope, OPERATION, request.token, request, endpoint.id)
    site.network.tag(endpoint.id, dict(request.tags))
    plane.store.put_endpoint(endpoint)
    plane.record(endpoint.id, scope.account, OPERATION, f"{endpoint.service_name}: {endpoint.state}")
    record_policy(plane, scope, endpoint, OPERATION)
    if endpoint.state == states.PENDING:
        after = states.FAILED if endpoint.failure else states.AVAILABLE
        plane.later("endpoint.pending", endpoint.id, states.PENDING, after)
    plane.notify("Connect", endpoint)
    return endpoint


def record_policy(plane: ControlPlane, scope: Scope, endpoint: Endpoint, operation: str) -> None:
    """Add to a gateway endpoint's history what its policy does unexpectedly."""
    note = policy.gateway_note(endpoint.policy) if endpoint.type == GATEWAY and endpoint.policy else None
    if note:
        plane.record(endpoint.id, scope.account, operation, note)


def _survey(plane: ControlPlane, scope: Scope, request: CreateEndpoint) -> _Site:
    arguments.check_endpoint_type(request.type)
    service = visibility.find_service(plane, scope, request.service_name, request.service_region)
    if service is None:
        raise errors.no_service(request.service_name)
    if request.type not in service.types:
        raise errors.invalid(
            f"Endpoint type ({request.type}) does not match available service types ([{', '.join(service.types)}])."
        )
    network = plane.network(scope)
    vpc = network.vpc(request.vpc_id)
    if vpc is None:
        raise errors.no_vpc(request.vpc_id)
    if request.policy is not None:
        if not service.policy_supported:
            raise errors.policies_not_supported(service.name)
        policy.check_policy(request.policy)
    arguments.check_arguments(
        request.type,
        subnets=bool(request.subnets),
        groups=bool(request.groups),
        route_tables=bool(request.route_tables),
        private_dns=bool(request.private_dns),
        dns=request.dns,
    )
    return _Site(plane, scope, network, vpc, service)


def _gateway(site: _Site, request: CreateEndpoint) -> Endpoint:
    dns = request.dns or DnsOptions()
    gateways.check_addresses(site.service, request.address_type, dns.record_type)
    placement.check_route_tables(site.network, request.route_tables, site.vpc.id)
    prefixes = site.network.prefix_list(site.service.name)
    if prefixes is None:
        raise errors.no_service(site.service.name)
    store = site.plane.store
    gateways.check_routes(site.network, request.route_tables, prefixes)
    in_region, in_vpc = (store.count(where, GATEWAY) for where in (site.scope, site.vpc.id))
    _check_quota(site, "gateway_endpoints_per_region", "gateway VPC endpoints in the Region", in_region)
    _check_quota(site, "gateway_endpoints_per_vpc", f"gateway VPC endpoints in {site.vpc.id}", in_vpc)
    if request.dry_run:
        raise dry_run_succeeded()
    endpoint = _new(
        site,
        request,
        route_tables=tuple(dict.fromkeys(request.route_tables)),
        prefix_list=prefixes.id,
        address_type=request.address_type,
        dns=dns,
    )
    for table_id in endpoint.route_tables:
        site.network.add_route(table_id, prefixes.id, endpoint.id)
    return endpoint


def _interface(site: _Site, request: CreateEndpoint) -> Endpoint:
    subnets = placement.find_subnets(site.network, (each.subnet_id for each in request.subnets), site.vpc.id)
    placement.check_count(request.type, subnets)
    zones.check_zones(site.network, site.service, subnets)
    placement.check_groups(site.network, request.groups, site.vpc.id)
    address_type = placement.check_address_type(request.address_type or "ipv4", site.service, subnets)
    placement.check_choices(request.subnets, address_type)
    state = states.PENDING_ACCEPTANCE if site.service.acceptance_required else states.PENDING
    enabled, dns = _resolve_dns(site, request, state, address_type)
    in_vpc = site.plane.store.count(site.vpc.id, INTERFACE, GATEWAY_LOAD_BALANCER)
    _check_quota(site, "interface_endpoints_per_vpc", f"interface VPC endpoints in {site.vpc.id}", in_vpc)
    places = [
        placement.plan_place(site.network, subnet, choice, address_type)
        for subnet, choice in zip(subnets, request.subnets, strict=True)
    ]
    if request.dry_run:
        raise dry_run_succeeded()
    groups = request.groups or (site.vpc.default_group,)
    endpoint = _new(
        site,
        request,
        state=state,
        address_type=address_type,
        dns=dns,
        private_dns=enabled,
        groups=tuple(dict.fromkeys(groups)) if request.type == INTERFACE else (),
    )
    return add_interfaces(site.plane, endpoint, places)


def _resolve_dns(site: _Site, request: CreateEndpoint, state: str, address_type: str) -> tuple[bool, DnsOptions]:
    """Resolve private DNS and DNS options.

    Private DNS is on by default for AWS's services with a private DNS name, and off for S3 and DynamoDB, whose
    interface endpoints came after their gateway endpoints.
    """
    if request.type != INTERFACE:
        return False, DnsOptions()
    service = site.service
    enabled = request.private_dns
    if enabled is None:
        enabled = not service.custom and bool(service.private_names) and not service.has_both
    if enabled:
        hosted_zones = site.plane.records.private_zones(site.vpc.id)
        endpoints = site.plane.store.endpoints_in_vpc(site.vpc.id)
        private_dns.check_private_dns(service, site.vpc, state, endpoints, hosted_zones)
    dns = private_dns.resolve_options(request.dns, DnsOptions(), address_type, service, private_dns=enabled)
    if dns.inbound_only:
        private_dns.check_inbound_only(service, site.vpc.id, site.plane.store.gateways_in(site.scope))
    return enabled, dns


def _new(site: _Site, request: CreateEndpoint, **values: object) -> Endpoint:
    failure = site.plane.settings.faults.take_failure(OPERATION, site.scope.account)
    endpoint = Endpoint(
        id=new_id("vpce"),
        type=request.type,
        account=site.scope.account,
        region=site.scope.region,
        vpc_id=site.vpc.id,
        service_name=site.service.name,
        service_region=site.service.region,
        service_id=site.service.id if site.service.custom else None,
        state=states.PENDING,
        created=site.plane.clock(),
        suffix=names.new_suffix(),
        base_name=site.service.base_name,
        wildcard=site.service.wildcard,
        private_zone=names.new_zone_id(),
        connection_id=new_id("vpce-con"),
        policy=None if request.type == GATEWAY_LOAD_BALANCER else request.policy or policy.DEFAULT,
        private_names=site.service.private_names if request.type == INTERFACE else (),
        failure=failure,
    )
    return replace(endpoint, **values)  # type: ignore[arg-type]  # each caller gives fields of Endpoint


def add_interfaces(plane: ControlPlane, endpoint: Endpoint, places: list[placement.Place]) -> Endpoint:
    """Create the planned interfaces of an endpoint, and return the endpoint with them."""
    network = plane.network(Scope(endpoint.account, endpoint.region))
    service = plane.store.services.get(endpoint.service_id) if endpoint.service_id else None
    load_balancers = visibility.load_balancers_of(plane, service) if service else []
    earlier = plane.store.endpoints_of(endpoint.service_id) if endpoint.service_id else []
    interfaces = []
    for place in places:
        interface_id = network.add_interface(
            NewInterface(
                subnet_id=place.subnet.id,
                type=placement.INTERFACE_TYPES[endpoint.type],
                description=f"VPC Endpoint Interface {endpoint.id}",
                ipv4=place.ipv4,
                ipv6=place.ipv6,
                groups=endpoint.groups,
                requester=placement.REQUESTER,
            )
        )
        load_balancer = placement.pick_load_balancer(load_balancers, place.subnet.zone_id, earlier)
        interfaces.append(_interface_of(interface_id, place.subnet, place, load_balancer))
    return replace(endpoint, interfaces=(*endpoint.interfaces, *interfaces))


def _interface_of(
    interface_id: str, subnet: Subnet, place: placement.Place, load_balancer: str | None
) -> EndpointInterface:
    return EndpointInterface(
        id=interface_id,
        subnet_id=subnet.id,
        zone=subnet.zone,
        zone_id=subnet.zone_id,
        ipv4=place.ipv4,
        ipv6=place.ipv6,
        load_balancer=load_balancer,
    )


def _check_quota(site: _Site, quota: str, resources: str, count: int) -> None:
    limit = site.plane.settings.quotas[quota]
    if count >= limit:
        # The words are inferred from the error code.
        raise AwsError("VpcEndpointLimitExceeded", f"The maximum number of {resources} has been reached: {limit}.")
