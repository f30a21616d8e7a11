"""Operations of service owners: configurations and private DNS names."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.kernel.batch import Refusals, each_for_itself
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.kernel.filters import Filters, check_filters, matches
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.pages import Page
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors, names
from privatelink_localstack.privatelink.endpoints.states import LIVE
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import regions, states, visibility
from privatelink_localstack.privatelink.services.model import CreateService, EndpointService, ModifyService, PrivateName
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER, INTERFACE

CREATE = "CreateVpcEndpointServiceConfiguration"
MODIFY = "ModifyVpcEndpointServiceConfiguration"
DELETE = "DeleteVpcEndpointServiceConfigurations"
VERIFY = "StartVpcEndpointServicePrivateDnsVerification"

FILTERS = ("service-id", "service-name", "service-state", "supported-ip-address-types")

ENDPOINT_TYPES = {"network": INTERFACE, "gateway": GATEWAY_LOAD_BALANCER}
"""Endpoint type of a service by load balancer type."""


def find_own(plane: ControlPlane, scope: Scope, service_id: str, *, deleting: bool = False) -> EndpointService:
    """Return a service that the account owns.

    Parameters:
        deleting: whether to find a service in deletion too, as only Describe operations do.

    Raises:
        AwsError: the account owns no such service.
    """
    service = plane.store.service_in(scope, service_id)
    if service is None or (service.state == states.DELETING and not deleting):
        raise errors.no_service_id(service_id)
    return service


def create_service(plane: ControlPlane, scope: Scope, request: CreateService) -> EndpointService:
    """Create an endpoint service, or return the one that an earlier request with the same client token created.

    Raises:
        AwsError: AWS would refuse the request.
    """
    earlier_id = plane.remembered(scope, CREATE, request.token, request)
    if earlier_id is not None and (earlier := plane.store.services.get(earlier_id)):
        return earlier
    service = _new_service(plane, scope, request)
    regions.check_across_regions(plane, service)
    if request.dry_run:
        raise dry_run_succeeded()
    plane.remember(scope, CREATE, request.token, request, service.id)
    plane.network(scope).tag(service.id, dict(request.tags))
    plane.store.put_service(service)
    plane.record(service.id, scope.account, CREATE, service.name)
    plane.later("service.pending", service.id, states.PENDING, states.AVAILABLE)
    return service


def _new_service(plane: ControlPlane, scope: Scope, request: CreateService) -> EndpointService:
    """Check a request and return its service, without storing it."""
    if bool(request.network_load_balancers) == bool(request.gateway_load_balancers):
        raise errors.one_load_balancer_type()
    arns = tuple(dict.fromkeys(request.network_load_balancers or request.gateway_load_balancers))
    expected = "network" if request.network_load_balancers else "gateway"
    balancers = _find_load_balancers(plane, scope, arns, expected)
    endpoint_type = ENDPOINT_TYPES[expected]
    service_id = new_id("vpce-svc")
    return EndpointService(
        id=service_id,
        account=scope.account,
        region=scope.region,
        name=names.custom_service_name(scope.region, service_id),
        type=endpoint_type,
        state=states.PENDING,
        created=plane.clock(),
        load_balancers=arns,
        zones=_zones(balancers),
        acceptance_required=request.acceptance_required,
        address_types=_check_address_types(request.address_types or ("ipv4",), balancers),
        regions=regions.check_regions(scope.region, (scope.region, *request.regions)),
        private_name=_new_name(request.private_name, endpoint_type) if request.private_name else None,
    )


def modify_service(plane: ControlPlane, scope: Scope, request: ModifyService) -> None:
    """Modify an endpoint service.

    Raises:
        AwsError: AWS would refuse the request; nothing has changed.
    """
    service = find_own(plane, scope, request.service_id)
    if request.private_name and request.remove_private_name:
        raise errors.invalid("PrivateDnsName and RemovePrivateDnsName cannot be specified together.")
    changed = replace(
        service,
        load_balancers=_changed_load_balancers(plane, scope, service, request),
        regions=regions.changed_regions(service, request),
        private_name=_changed_name(plane, service, request),
    )
    balancers = visibility.load_balancers_of(plane, changed)
    types = _changed(service.address_types, request.add_address_types, request.remove_address_types)
    changed = replace(changed, zones=_zones(balancers), address_types=_check_address_types(types, balancers))
    if changed.regions != service.regions or changed.load_balancers != service.load_balancers:
        regions.check_across_regions(plane, changed)
    if request.acceptance_required is not None:
        changed = replace(changed, acceptance_required=request.acceptance_required)
    if request.dry_run:
        raise dry_run_succeeded()
    plane.store.put_service(changed)
    plane.record(service.id, scope.account, MODIFY)


def delete_services(plane: ControlPlane, scope: Scope, service_ids: Sequence[str], *, dry_run: bool) -> Refusals:
    """Delete services one by one; see `batch.each_for_itself`."""

    def delete(service_id: str) -> None:
        service = plane.store.service_in(scope, service_id)
        if service is None:
            raise AwsError("InvalidVpcEndpointService.NotFound", errors.no_service_id(service_id).message)
        _check_no_live_connections(plane, service)
        if service.state != states.DELETING:
            # The load balancers can be used by another service at once, and consumers no longer see the service.
            plane.store.put_service(replace(service, state=states.DELETING, load_balancers=()))
            plane.record(service.id, scope.account, DELETE)
            plane.later("service.deleting", service.id, states.DELETING, states.DELETED)

    return each_for_itself(service_ids, delete, dry_run=dry_run)


def describe_own_services(
    plane: ControlPlane,
    scope: Scope,
    service_ids: Sequence[str],
    filters: Filters,
    *,
    size: int | None,
    token: str | None,
) -> Page[EndpointService]:
    """Return a page of the services that an account owns in a Region, oldest first.

    Raises:
        AwsError: an ID or a filter is unknown.
    """
    check_filters(filters, FILTERS)
    candidates = (
        [find_own(plane, scope, each, deleting=True) for each in dict.fromkeys(service_ids)]
        if service_ids
        else plane.store.services_in(scope)
    )
    network = plane.network(scope)
    services = [each for each in candidates if matches(filters, _values(each), network.tags(each.id))]
    services.sort(key=lambda each: each.key)
    return page(services, lambda each: each.key, size=size, token=token, smallest=5)


def start_verification(plane: ControlPlane, scope: Scope, service_id: str, *, dry_run: bool) -> None:
    """Start the verification of a private DNS name by its TXT record; the outcome shows a while later.

    See `record_names` for the names of the record.

    Raises:
        AwsError: the account owns no such service, or the service has no private DNS name.
    """
    service = find_own(plane, scope, service_id)
    name = service.private_name
    if name is None:
        raise errors.invalid(f"The VpcEndpointService {service_id} does not have a private DNS name.")
    if dry_run:
        raise dry_run_succeeded()
    found = any(f"vpce:{name.token}" in plane.records.texts(each) for each in record_names(name))
    started = replace(name, state="pendingVerification", found=found)
    plane.store.put_service(replace(service, private_name=started))
    plane.record(service_id, scope.account, VERIFY, f"{name.name}: the TXT record is {'' if found else 'not '}there")
    plane.later("domain.pending", service_id, name.token, "", field="domain")


def record_names(name: PrivateName) -> list[str]:
    """Return the names that the TXT record may have, for the private DNS name and for each domain above it.

    The record of a domain verifies its subdomains. It may be at the domain itself, for DNS servers that allow no
    underscores.
    """
    labels = name.name.removeprefix("*.").split(".")
    domains = [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]
    return [record for domain in domains for record in (f"_{name.token}.{domain}", domain)]


def _check_no_live_connections(plane: ControlPlane, service: EndpointService) -> None:
    """Reject a change of a service with connections that are available, pending or waiting for acceptance."""
    if any(each.state in LIVE for each in plane.store.endpoints_of(service.id)):
        raise AwsError("ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!")


def _new_name(name: str, endpoint_type: str) -> PrivateName:
    if endpoint_type == GATEWAY_LOAD_BALANCER:
        raise errors.invalid("Private DNS names are not supported for Gateway Load Balancer endpoint services.")
    if names.PRIVATE_NAME.fullmatch(name) is None:
        raise errors.invalid(f"PrivateDnsName {name} is invalid: it is no domain name.")
    return PrivateName(name, token=secrets.token_hex(10))


def _changed_name(plane: ControlPlane, service: EndpointService, request: ModifyService) -> PrivateName | None:
    if request.remove_private_name:
        if service.private_name is not None:
            _check_no_live_connections(plane, service)
        return None
    if not request.private_name or (service.private_name and service.private_name.name == request.private_name):
        return service.private_name
    return _new_name(request.private_name, service.type)


def _changed(present: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in dict.fromkeys((*present, *add)) if each not in remove)


def _changed_load_balancers(
    plane: ControlPlane, scope: Scope, service: EndpointService, request: ModifyService
) -> tuple[str, ...]:
    own = (request.add_network, request.remove_network)
    other = (request.add_gateway, request.remove_gateway)
    expected = "network"
    if service.type == GATEWAY_LOAD_BALANCER:
        own, other, expected = other, own, "gateway"
    if any(other):
        raise errors.one_load_balancer_type()
    add, remove = own
    new = tuple(each for each in dict.fromkeys(add) if each not in service.load_balancers)
    _find_load_balancers(plane, scope, new, expected)
    for arn in remove:
        if arn not in service.load_balancers:
            raise errors.invalid(f"The load balancer {arn} is not associated with the service {service.id}.")
    if remove:
        _check_no_live_connections(plane, service)
    changed = _changed(service.load_balancers, new, remove)
    if not changed:
        raise errors.one_load_balancer_type()
    return changed


def _find_load_balancers(
    plane: ControlPlane, scope: Scope, arns: Sequence[str], expected: str
) -> list[LoadBalancerView]:
    """Return load balancers for a service. Reject unknown ones, those of another type and those of another service."""
    balancers = []
    for arn in arns:
        balancer = plane.load_balancers.lookup(arn, scope.account, scope.region)
        if balancer is None or balancer.type != expected:
            raise errors.invalid(f"The load balancer {arn} does not exist or is not a {expected} load balancer.")
        using = visibility.services_using(plane, arn)
        if using:
            raise errors.invalid(f"The load balancer {arn} is already associated with the service {using[0]}.")
        balancers.append(balancer)
    return balancers


def _zones(balancers: Sequence[LoadBalancerView]) -> frozenset[str]:
    return frozenset(zone_id for each in balancers for zone_id in each.zones)


def _check_address_types(types: Sequence[str], balancers: Sequence[LoadBalancerView]) -> tuple[str, ...]:
    """Return the types without repetition. `ipv6` requires dual-stack load balancers (PrivateLink guide)."""
    for address_type in types:
        if address_type not in {"ipv4", "ipv6"}:
            raise errors.invalid(f"SupportedIpAddressType {address_type} is invalid. Valid values are ipv4, ipv6.")
    if not types:
        raise errors.invalid("At least one SupportedIpAddressType is required.")
    single = [balancer.arn for balancer in balancers if not balancer.dual_stack]
    if "ipv6" in types and single:
        raise errors.invalid(f"SupportedIpAddressType ipv6 needs dualstack load balancers, {single[0]} is ipv4.")
    return tuple(dict.fromkeys(types))


def _values(service: EndpointService) -> dict[str, list[str]]:
    return {
        "service-id": [service.id],
        "service-name": [service.name],
        "service-state": [service.state],
        "supported-ip-address-types": list(service.address_types),
    }
