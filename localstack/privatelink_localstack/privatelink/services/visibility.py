"""Services that an account sees and may use in a Region.

Source: PrivateLink guide, "Create a service powered by AWS PrivateLink", "Cross Region enabled services".
"""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import names
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import catalogue, principals
from privatelink_localstack.privatelink.services.model import EndpointService
from privatelink_localstack.privatelink.services.service_view import INTERFACE, ServiceView
from privatelink_localstack.privatelink.services.states import DELETING


def find_service(plane: ControlPlane, scope: Scope, name: str, service_region: str | None) -> ServiceView | None:
    """Return a service as an account sees it; None if it is unknown or the account may not use it.

    Parameters:
        service_region: the service's Region; None for the Region of the scope.
    """
    region = service_region or scope.region
    if region == scope.region:
        aws_service = catalogue.services_in(region).get(name)
        if aws_service is not None:
            return _without_zones_down(plane, scope, aws_service)
    elif _is_reachable(scope, region) and (remote := catalogue.services_across(region).get(name)):
        return remote
    service = plane.store.service_named(name)
    if service is None or service.region != region or not may_see(service, scope):
        return None
    return view_of(plane, service, scope)


def visible_services(plane: ControlPlane, scope: Scope, regions: tuple[str, ...]) -> list[ServiceView]:
    """Return all services that an account sees in the given Regions; without any, in the Region of the scope."""
    views: list[ServiceView] = []
    if not regions or scope.region in regions:
        views += (_without_zones_down(plane, scope, each) for each in catalogue.services_in(scope.region).values())
    chosen = regions or (scope.region,)
    others = (each for each in dict.fromkeys(chosen) if each != scope.region and _is_reachable(scope, each))
    views += (each for region in others for each in catalogue.services_across(region).values())
    views += (
        view_of(plane, service, scope)
        for service in plane.store.services.values()
        if service.region in chosen and may_see(service, scope)
    )
    return views


def may_see(service: EndpointService, scope: Scope) -> bool:
    """Return whether a scope may use a service: the service supports the Region and allows the account."""
    if service.state == DELETING or scope.region not in service.regions:
        return False
    return service.account == scope.account or any(
        permission.permission_type == principals.ENDPOINT and principals.admits(permission.principal, scope.account)
        for permission in service.permissions
    )


def view_of(plane: ControlPlane, service: EndpointService, scope: Scope) -> ServiceView:
    """Return a customer's service as a scope sees it; without zones from another Region."""
    remote = service.region != scope.region
    name = service.private_name
    return ServiceView(
        name=service.name,
        id=service.id,
        types=(service.type,),
        region=service.region,
        owner=service.account,
        base_name=names.custom_base_name(service.region, service.id),
        zone_ids=None if remote else zones_of(plane, service),
        private_names=(name.name,) if name and service.type == INTERFACE else (),
        private_state=name.state if name else None,
        policy_supported=False,
        acceptance_required=service.acceptance_required,
        custom=True,
        address_types=service.address_types,
        payer=service.payer,
        remote=remote,
        load_balancers=service.load_balancers,
    )


def load_balancers_of(plane: ControlPlane, service: EndpointService) -> list[LoadBalancerView]:
    """Return a service's load balancers, without deleted ones."""
    balancers = (plane.load_balancers.lookup(arn, service.account, service.region) for arn in service.load_balancers)
    return [each for each in balancers if each is not None]


def zones_of(plane: ControlPlane, service: EndpointService) -> frozenset[str]:
    """Return the IDs of the zones of a service: enabled, with a load balancer, and not down by a fault.

    Source: PrivateLink guide, "Manage load balancers": a zone that is added to a load balancer later is enabled by
    the next modification of the service.
    """
    if service.is_stand_in and service.zones:
        zones = service.zones
    elif service.is_stand_in:
        all_zones = plane.network(Scope(service.account, service.region)).zones()
        zones = frozenset(zone_id for _, zone_id in all_zones)
    else:
        zones = service.zones & {zone_id for each in load_balancers_of(plane, service) for zone_id in each.zones}
    return zones - plane.settings.faults.zones_down(service.id, service.name)


def services_using(plane: ControlPlane, load_balancer_arn: str) -> list[str]:
    """Return the IDs of the services that use a load balancer, which keep it from being deleted."""
    return [each.id for each in plane.store.services.values() if load_balancer_arn in each.load_balancers]


def _is_reachable(scope: Scope, region: str) -> bool:
    """Return whether a text is a Region of the scope's partition, outside of which nothing is reached."""
    return names.REGION.fullmatch(region) is not None and partition_of(region) == partition_of(scope.region)


def _without_zones_down(plane: ControlPlane, scope: Scope, view: ServiceView) -> ServiceView:
    down = plane.settings.faults.zones_down(view.id, view.name)
    if not down:
        return view
    zone_ids = {zone_id for _, zone_id in plane.network(scope).zones()}
    return replace(view, zone_ids=frozenset(zone_ids) - down)
