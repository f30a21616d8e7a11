"""CreateVpcEndpoint.

Everything is checked before anything is made, so that a refusal leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
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
    """Where an endpoint is to be made, and what is there."""

    plane: ControlPlane
    scope: Scope
    network: Network
    vpc: Vpc
    service: ServiceView


def create_endpoint(plane: ControlPlane, scope: Scope, request: CreateEndpoint) -> Endpoint:
    """Make an endpoint, or give the one that the client token has made.

    Raises:
        AwsError: whatever AWS refuses.
    """
    made = plane.remembered(scope, OPERATION, request.token, request)
    if made is not None and (known := plane.store.endpoints.get(made)):
        return known
    site = _survey(plane, scope, request)
    endpoint = _gateway(site, request) if request.kind == GATEWAY else _interface(site, request)
    plane.remember(scope, OPERATION, request.token, request, endpoint.id)
    site.network.tag(endpoint.id, dict(request.tags))
    plane.store.put_endpoint(endpoint)
    plane.record(endpoint.id, scope.account, OPERATION, f"{endpoint.service_name}: {endpoint.state}")
    if endpoint.state == states.PENDING:
        after = states.FAILED if endpoint.failure else states.AVAILABLE
        plane.later("endpoint.pending", endpoint.id, states.PENDING, after)
    plane.tell("Connect", endpoint)
    return endpoint


def _survey(plane: ControlPlane, scope: Scope, request: CreateEndpoint) -> _Site:
    arguments.check_kind(request.kind)
    service = visibility.find_service(plane, scope, request.service_name, request.service_region)
    if service is None:
        raise errors.no_service(request.service_name)
    if request.kind not in service.kinds:
        raise errors.invalid(
            f"Endpoint type ({request.kind}) does not match available service types ([{', '.join(service.kinds)}])."
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
        request.kind,
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
    gateways.check_routes(store.gateways_in(site.scope), site.service.name, request.route_tables, prefixes)
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
    placement.check_count(request.kind, subnets)
    zones.check_zones(site.service, subnets, frozenset())
    placement.check_groups(site.network, request.groups, site.vpc.id)
    address_type = placement.check_address_type(request.address_type or "ipv4", site.service, subnets)
    placement.check_choices(request.subnets, address_type)
    state = states.PENDING_ACCEPTANCE if site.service.acceptance_required else states.PENDING
    enabled, dns = _settle_names(site, request, state, address_type)
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
        groups=tuple(dict.fromkeys(groups)) if request.kind == INTERFACE else (),
    )
    return add_interfaces(site.plane, endpoint, places)


def _settle_names(site: _Site, request: CreateEndpoint, state: str, address_type: str) -> tuple[bool, DnsOptions]:
    """Tell whether private DNS is enabled, and give the DNS options.

    Where nobody says so, it is enabled for AWS's own services that have private names, but not for those that have
    gateway endpoints too: theirs came later.
    """
    if request.kind != INTERFACE:
        return False, DnsOptions()
    service = site.service
    enabled = request.private_dns
    if enabled is None:
        enabled = not service.custom and bool(service.private_names) and not service.has_both
    if enabled:
        zones_there = site.plane.records.private_zones(site.vpc.id)
        there = site.plane.store.endpoints_in_vpc(site.vpc.id)
        private_dns.check_private_dns(service, site.vpc, state, there, zones_there)
    dns = private_dns.settle_dns(request.dns, DnsOptions(), address_type, service, private_dns=enabled)
    if dns.inbound_only:
        private_dns.check_inbound_only(service, site.vpc.id, site.plane.store.gateways_in(site.scope))
    return enabled, dns


def _new(site: _Site, request: CreateEndpoint, **values: object) -> Endpoint:
    failure = site.plane.settings.faults.take_failure(OPERATION, site.scope.account)
    endpoint = Endpoint(
        id=names.new_id("vpce"),
        kind=request.kind,
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
        connection_id=names.new_id("vpce-con"),
        policy=None if request.kind == GATEWAY_LOAD_BALANCER else request.policy or policy.DEFAULT,
        private_names=site.service.private_names if request.kind == INTERFACE else (),
        failure=failure,
    )
    return replace(endpoint, **values)  # type: ignore[arg-type]  # each caller gives fields of Endpoint


def add_interfaces(plane: ControlPlane, endpoint: Endpoint, places: list[placement.Place]) -> Endpoint:
    """Make an endpoint's interfaces in the places that were planned. Gives the endpoint with them."""
    network = plane.network(Scope(endpoint.account, endpoint.region))
    service = plane.store.services.get(endpoint.service_id) if endpoint.service_id else None
    load_balancers = visibility.load_balancers_of(plane, service) if service else []
    earlier = plane.store.endpoints_of(endpoint.service_id) if endpoint.service_id else []
    made = []
    for place in places:
        interface_id = network.add_interface(
            NewInterface(
                subnet_id=place.subnet.id,
                kind=placement.INTERFACE_TYPES[endpoint.kind],
                description=f"VPC Endpoint Interface {endpoint.id}",
                ipv4=place.ipv4,
                ipv6=place.ipv6,
                groups=endpoint.groups,
                requester=placement.REQUESTER,
            )
        )
        stuck = placement.stick(load_balancers, place.subnet.zone_id, earlier)
        made.append(_interface_of(interface_id, place.subnet, place, stuck))
    return replace(endpoint, interfaces=(*endpoint.interfaces, *made))


def _interface_of(interface_id: str, subnet: Subnet, place: placement.Place, stuck: str | None) -> EndpointInterface:
    return EndpointInterface(
        id=interface_id,
        subnet_id=subnet.id,
        zone=subnet.zone,
        zone_id=subnet.zone_id,
        ipv4=place.ipv4,
        ipv6=place.ipv6,
        load_balancer=stuck,
    )


def _check_quota(site: _Site, quota: str, what: str, have: int) -> None:
    limit = site.plane.settings.quotas[quota]
    if have >= limit:
        # The words are a reading.
        raise AwsError("VpcEndpointLimitExceeded", f"The maximum number of {what} has been reached: {limit}.")
