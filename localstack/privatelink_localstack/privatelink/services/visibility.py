"""Which services an account may see and use in a Region, and as what.

Source: PrivateLink guide, "Create a service powered by AWS PrivateLink", "Cross Region enabled services".
"""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import names
from privatelink_localstack.privatelink.load_balancers import LoadBalancerView
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import catalogue, principals
from privatelink_localstack.privatelink.services.model import EndpointService
from privatelink_localstack.privatelink.services.service_view import INTERFACE, ServiceView
from privatelink_localstack.privatelink.services.states import DELETING


def find_service(plane: ControlPlane, scope: Scope, name: str, service_region: str | None) -> ServiceView | None:
    """Give what an account may see of a service by its name; None where it may not, or there is none.

    Parameters:
        service_region: where the service is; None: in the account's own Region.
    """
    region = service_region or scope.region
    if region == scope.region:
        own = catalogue.services_in(region).get(name)
        if own is not None:
            return _without_zones_down(plane, scope, own)
    elif names.REGION.fullmatch(region) and (across := catalogue.services_across(region).get(name)):
        return across
    service = plane.store.service_named(name)
    if service is None or service.region != region or not may_see(service, scope):
        return None
    return view_of(plane, service, scope)


def visible_services(plane: ControlPlane, scope: Scope, regions: tuple[str, ...]) -> list[ServiceView]:
    """Give all services that an account may see: of its own Region, or of the Regions that it names."""
    views: list[ServiceView] = []
    if not regions or scope.region in regions:
        views += (_without_zones_down(plane, scope, each) for each in catalogue.services_in(scope.region).values())
    wanted = regions or (scope.region,)
    afar = (each for each in dict.fromkeys(wanted) if each != scope.region and names.REGION.fullmatch(each))
    views += (each for region in afar for each in catalogue.services_across(region).values())
    views += (
        view_of(plane, service, scope)
        for service in plane.store.services.values()
        if service.region in wanted and may_see(service, scope)
    )
    return views


def may_see(service: EndpointService, scope: Scope) -> bool:
    """Tell whether an account in a Region may use a service: it is there, in that Region, for that account."""
    if service.state == DELETING or scope.region not in service.regions:
        return False
    return service.account == scope.account or any(
        principals.admits(permission.principal, scope.account) for permission in service.permissions
    )


def view_of(plane: ControlPlane, service: EndpointService, scope: Scope) -> ServiceView:
    """Give a customer's service as an account in a Region sees it; from another Region without its zones."""
    remote = service.region != scope.region
    name = service.private_name
    return ServiceView(
        name=service.name,
        id=service.id,
        kinds=(service.kind,),
        region=service.region,
        owner=service.account,
        base_name=names.custom_base_name(service.region, service.id),
        zone_ids=None if remote else zones_of(plane, service),
        private_names=(name.name,) if name and service.kind == INTERFACE else (),
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
    """Look up a service's load balancers; one that is gone is left out."""
    found = (plane.load_balancers.lookup(arn, service.account, service.region) for arn in service.load_balancers)
    return [each for each in found if each is not None]


def zones_of(plane: ControlPlane, service: EndpointService) -> frozenset[str]:
    """Give the ids of the zones that a service is in: enabled, with a load balancer, and not down.

    Source: PrivateLink guide, "Manage load balancers": a zone that a load balancer gets later is enabled when the
    service is modified next.
    """
    if service.everywhere:
        there = plane.network(Scope(service.account, service.region)).zones()
        zones = frozenset(zone_id for _, zone_id in there)
    else:
        zones = service.zones & {zone_id for each in load_balancers_of(plane, service) for zone_id in each.zones}
    return zones - plane.settings.faults.zones_down(service.id, service.name)


def services_using(plane: ControlPlane, load_balancer_arn: str) -> list[str]:
    """Give the ids of the services that use a load balancer: while there is one it can't be deleted.

    Takes no lock: whoever asks may hold one of its own, which a call of ours under our lock may wait for.
    """
    return [each.id for each in list(plane.store.services.values()) if load_balancer_arn in each.load_balancers]


def _without_zones_down(plane: ControlPlane, scope: Scope, view: ServiceView) -> ServiceView:
    down = plane.settings.faults.zones_down(view.id, view.name)
    if not down:
        return view
    every = {zone_id for _, zone_id in plane.network(scope).zones()}
    return replace(view, zone_ids=frozenset(every) - down)
