"""Endpoint services as their owners manage them: configurations, payer, private DNS names."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.kernel.batch import Refusals, each_for_itself
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.kernel.filters import Filters, check_filters, matches
from privatelink_localstack.kernel.pages import Page
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors, names
from privatelink_localstack.privatelink.endpoints.states import LIVE
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import states, visibility
from privatelink_localstack.privatelink.services.model import CreateService, EndpointService, ModifyService, PrivateName
from privatelink_localstack.privatelink.services.service_view import GATEWAY_LOAD_BALANCER, INTERFACE

CREATE = "CreateVpcEndpointServiceConfiguration"
MODIFY = "ModifyVpcEndpointServiceConfiguration"
DELETE = "DeleteVpcEndpointServiceConfigurations"
VERIFY = "StartVpcEndpointServicePrivateDnsVerification"
PAY = "ModifyVpcEndpointServicePayerResponsibility"

FILTERS = ("service-id", "service-name", "service-state", "supported-ip-address-types")

KINDS = {"network": INTERFACE, "gateway": GATEWAY_LOAD_BALANCER}
"""A service's type, by that of its load balancers."""


def find_own(plane: ControlPlane, scope: Scope, service_id: str, *, deleting: bool = False) -> EndpointService:
    """Look up a service that the account owns.

    Parameters:
        deleting: also one that is being deleted, which can be looked at and no more.

    Raises:
        AwsError: there is none.
    """
    service = plane.store.service_in(scope, service_id)
    if service is None or (service.state == states.DELETING and not deleting):
        raise errors.no_service_id(service_id)
    return service


def create_service(plane: ControlPlane, scope: Scope, request: CreateService) -> EndpointService:
    """Make an endpoint service, or give the one that the client token has made.

    Raises:
        AwsError: whatever AWS refuses.
    """
    made = plane.remembered(scope, CREATE, request.token, request)
    if made is not None and (known := plane.store.services.get(made)):
        return known
    service = _new_service(plane, scope, request)
    if request.dry_run:
        raise dry_run_succeeded()
    plane.remember(scope, CREATE, request.token, request, service.id)
    plane.network(scope).tag(service.id, dict(request.tags))
    plane.store.put_service(service)
    plane.record(service.id, scope.account, CREATE, service.name)
    plane.later("service.pending", service.id, states.PENDING, states.AVAILABLE)
    return service


def _new_service(plane: ControlPlane, scope: Scope, request: CreateService) -> EndpointService:
    """Check what is asked for, and give the service that it is; nothing is kept."""
    if bool(request.network_load_balancers) == bool(request.gateway_load_balancers):
        raise errors.one_load_balancer_type()
    arns = tuple(dict.fromkeys(request.network_load_balancers or request.gateway_load_balancers))
    expected = "network" if request.network_load_balancers else "gateway"
    balancers = _find_load_balancers(plane, scope, arns, expected)
    kind = KINDS[expected]
    service_id = names.new_id("vpce-svc")
    return EndpointService(
        id=service_id,
        account=scope.account,
        region=scope.region,
        name=names.custom_service_name(scope.region, service_id),
        kind=kind,
        state=states.PENDING,
        created=plane.clock(),
        load_balancers=arns,
        zones=_zones(balancers),
        acceptance_required=request.acceptance_required,
        address_types=_check_address_types(request.address_types or ("ipv4",), balancers),
        regions=_check_regions((scope.region, *request.regions)),
        private_name=_new_name(request.private_name, kind) if request.private_name else None,
    )


def modify_service(plane: ControlPlane, scope: Scope, request: ModifyService) -> None:
    """Change an endpoint service.

    Raises:
        AwsError: whatever AWS refuses; nothing is changed then.
    """
    service = find_own(plane, scope, request.service_id)
    if request.private_name and request.remove_private_name:
        raise errors.invalid("PrivateDnsName and RemovePrivateDnsName cannot be specified together.")
    changed = replace(
        service,
        load_balancers=_changed_load_balancers(plane, scope, service, request),
        regions=_changed_regions(service, request),
        private_name=_changed_name(plane, service, request),
    )
    balancers = visibility.load_balancers_of(plane, changed)
    types = _changed(service.address_types, request.add_address_types, request.remove_address_types)
    changed = replace(changed, zones=_zones(balancers), address_types=_check_address_types(types, balancers))
    if request.acceptance_required is not None:
        changed = replace(changed, acceptance_required=request.acceptance_required)
    if request.dry_run:
        raise dry_run_succeeded()
    plane.store.put_service(changed)
    plane.record(service.id, scope.account, MODIFY)


def delete_services(plane: ControlPlane, scope: Scope, service_ids: Sequence[str], *, dry_run: bool) -> Refusals:
    """Delete services, each for itself. Parameters, answer and errors as of `batch.each_for_itself`."""

    def delete(service_id: str) -> None:
        service = plane.store.service_in(scope, service_id)
        if service is None:
            raise AwsError("InvalidVpcEndpointService.NotFound", errors.no_service_id(service_id).message)
        _check_no_live_connections(plane, service)
        if service.state != states.DELETING:
            # Its load balancers are free at once; a name that nobody may see is all that is left.
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
    """Find the services that an account owns in a Region.

    Raises:
        AwsError: an id is unknown, or a filter.
    """
    check_filters(filters, FILTERS)
    found = (
        [find_own(plane, scope, each, deleting=True) for each in dict.fromkeys(service_ids)]
        if service_ids
        else plane.store.services_in(scope)
    )
    network = plane.network(scope)
    found = [each for each in found if matches(filters, _values(each), network.tags(each.id))]
    found.sort(key=lambda each: each.key)
    return page(found, lambda each: each.key, size=size, token=token, smallest=5)


def start_verification(plane: ControlPlane, scope: Scope, service_id: str, *, dry_run: bool) -> None:
    """Look for the TXT record that shows that a private DNS name is its owner's; the outcome shows a while later.

    The record may be the name's or that of a domain above it: who has verified a domain has its subdomains. It may
    stand at the domain itself, for DNS servers that take no underscores.

    Raises:
        AwsError: no such service, or it has no private name.
    """
    name = find_own(plane, scope, service_id).private_name
    if name is None:
        raise errors.invalid(f"The VpcEndpointService {service_id} does not have a private DNS name.")
    if dry_run:
        raise dry_run_succeeded()
    found = any(f"vpce:{name.token}" in plane.records.texts(each) for each in record_names(name))
    service = find_own(plane, scope, service_id)
    if service.private_name is None or service.private_name.token != name.token:
        return
    started = replace(name, state="pendingVerification", found=found)
    plane.store.put_service(replace(service, private_name=started))
    plane.record(service_id, scope.account, VERIFY, f"{name.name}: the TXT record is {'' if found else 'not '}there")
    plane.later("domain.pending", service_id, name.token, "", field="domain")


def record_names(name: PrivateName) -> list[str]:
    """Give the names that the TXT record may have: below or at the private name, and each domain above it."""
    labels = name.name.removeprefix("*.").split(".")
    domains = [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]
    return [record for domain in domains for record in (f"_{name.token}.{domain}", domain)]


def set_payer(plane: ControlPlane, scope: Scope, service_id: str, payer: str, *, dry_run: bool) -> None:
    """Let the service's owner pay for its endpoints. There is no way back.

    Raises:
        AwsError: no such service, or another payer.
    """
    service = find_own(plane, scope, service_id)
    if payer != "ServiceOwner":
        raise errors.invalid(f"PayerResponsibility {payer} is invalid. The valid value is ServiceOwner.")
    if dry_run:
        raise dry_run_succeeded()
    plane.store.put_service(replace(service, payer=payer))
    plane.record(service_id, scope.account, PAY, payer)


def _check_no_live_connections(plane: ControlPlane, service: EndpointService) -> None:
    """Refuse a change that connections stand in the way of: those that are available or wait for something."""
    if any(each.state in LIVE for each in plane.store.endpoints_of(service.id)):
        raise AwsError("ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!")


def _new_name(name: str, kind: str) -> PrivateName:
    if kind == GATEWAY_LOAD_BALANCER:
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
    return _new_name(request.private_name, service.kind)


def _changed_regions(service: EndpointService, request: ModifyService) -> tuple[str, ...]:
    if service.region in request.remove_regions:
        raise errors.invalid(f"The service's own Region {service.region} cannot be removed.")
    return _check_regions(_changed(service.regions, request.add_regions, request.remove_regions))


def _changed(have: Sequence[str], add: Sequence[str], remove: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in dict.fromkeys((*have, *add)) if each not in remove)


def _changed_load_balancers(
    plane: ControlPlane, scope: Scope, service: EndpointService, request: ModifyService
) -> tuple[str, ...]:
    own = (request.add_network, request.remove_network)
    other = (request.add_gateway, request.remove_gateway)
    expected = "network"
    if service.kind == GATEWAY_LOAD_BALANCER:
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
    """Look up load balancers that a service is to have: of its account and type, and no other service's."""
    balancers = []
    for arn in arns:
        found = plane.load_balancers.lookup(arn, scope.account, scope.region)
        if found is None or found.type != expected:
            raise errors.invalid(f"The load balancer {arn} does not exist or is not a {expected} load balancer.")
        using = visibility.services_using(plane, arn)
        if using:
            raise errors.invalid(f"The load balancer {arn} is already associated with the service {using[0]}.")
        balancers.append(found)
    return balancers


def _zones(balancers: Sequence[LoadBalancerView]) -> frozenset[str]:
    return frozenset(zone_id for each in balancers for zone_id in each.zones)


def _check_address_types(types: Sequence[str], balancers: Sequence[LoadBalancerView]) -> tuple[str, ...]:
    """Give the types once each; IPv6 only where every load balancer is dual-stack (PrivateLink guide)."""
    for each in types:
        if each not in {"ipv4", "ipv6"}:
            raise errors.invalid(f"SupportedIpAddressType {each} is invalid. Valid values are ipv4, ipv6.")
    if not types:
        raise errors.invalid("At least one SupportedIpAddressType is required.")
    single = [balancer.arn for balancer in balancers if not balancer.dual_stack]
    if "ipv6" in types and single:
        raise errors.invalid(f"SupportedIpAddressType ipv6 needs dualstack load balancers, {single[0]} is ipv4.")
    return tuple(dict.fromkeys(types))


def _check_regions(regions: Sequence[str]) -> tuple[str, ...]:
    for each in regions:
        if names.REGION.fullmatch(each) is None:
            raise errors.invalid(f"SupportedRegion {each} is invalid: it is no Region's code.")
    return tuple(dict.fromkeys(regions))


def _values(service: EndpointService) -> dict[str, list[str]]:
    return {
        "service-id": [service.id],
        "service-name": [service.name],
        "service-state": [service.state],
        "supported-ip-address-types": list(service.address_types),
    }
