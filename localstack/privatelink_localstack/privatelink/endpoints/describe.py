"""DescribeVpcEndpoints and DescribeVpcEndpointServices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.kernel.filters import Filters, check_filters, matches
from privatelink_localstack.kernel.pages import Page
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.names import endpoint_names, gateway_base_name, hosted_zone_of
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services import visibility
from privatelink_localstack.privatelink.services.service_view import GATEWAY, ServiceView

ENDPOINT_FILTERS = (
    "ip-address-type",
    "service-name",
    "service-region",
    "vpc-endpoint-id",
    "vpc-endpoint-state",
    "vpc-endpoint-type",
    "vpc-id",
)
GATEWAY_ADDRESS_TYPES = ("ipv4",)
SERVICE_FILTERS = ("owner", "service-name", "service-region", "service-type", "supported-ip-address-types")


def describe_endpoints(
    plane: ControlPlane,
    scope: Scope,
    endpoint_ids: Sequence[str],
    filters: Filters,
    *,
    size: int | None,
    token: str | None,
) -> Page[Endpoint]:
    """Return a page of an account's endpoints in a Region, oldest first.

    Parameters:
        endpoint_ids: empty for all.
        size, token: see `pages.page`.

    Raises:
        AwsError: an ID or a filter is unknown.
    """
    check_filters(filters, ENDPOINT_FILTERS)
    if endpoint_ids:
        endpoints = []
        for endpoint_id in dict.fromkeys(endpoint_ids):
            endpoint = plane.store.endpoint_in(scope, endpoint_id)
            if endpoint is None:
                raise errors.no_endpoint(endpoint_id)
            endpoints.append(endpoint)
        endpoints.sort(key=lambda each: each.key)
    else:
        endpoints = plane.store.endpoints_in(scope)
    if filters:
        network = plane.network(scope)
        endpoints = [each for each in endpoints if matches(filters, _values(each), network.tags(each.id))]
    return page(endpoints, lambda each: each.key, size=size, token=token)


def _values(endpoint: Endpoint) -> dict[str, list[str]]:
    return {
        "ip-address-type": [endpoint.address_type] if endpoint.address_type else [],
        "service-name": [endpoint.service_name],
        "service-region": [endpoint.service_region],
        "vpc-endpoint-id": [endpoint.id],
        "vpc-endpoint-state": [endpoint.state],
        "vpc-endpoint-type": [endpoint.type],
        "vpc-id": [endpoint.vpc_id],
    }


def dns_entries(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Return an interface endpoint's DNS names with their hosted zones: regional, zonal, private. Others have none.

    Endpoints of AWS's services in another Region have no zonal names (PrivateLink guide, "Cross-Region enabled AWS
    services"); those of customers' services have (same guide, "DNS hostnames").
    """
    if endpoint.type != "Interface":
        return []
    zones = tuple(interface.zone for interface in endpoint.interfaces)
    public = endpoint_names(endpoint.id, endpoint.suffix, endpoint.base_name, zones, wildcard=endpoint.wildcard)
    if endpoint.service_region != endpoint.region and endpoint.service_id is None:
        public = public[:1]
    entries = [(name, hosted_zone_of(endpoint.service_region)) for name in public]
    if endpoint.private_dns and zones:
        entries += [(name, endpoint.private_zone) for name in endpoint.private_names]
    return entries


def describe_services(
    plane: ControlPlane,
    scope: Scope,
    service_names: Sequence[str],
    filters: Filters,
    *,
    regions: tuple[str, ...],
    size: int | None,
    token: str | None,
) -> Page[ServiceView]:
    """Return a page of the services that an account may use, by name; a service has an entry for each endpoint type.

    Parameters:
        service_names: empty for all.
        regions: Regions of the services; empty for the Region of the scope.
        size, token: see `pages.page`.

    Raises:
        AwsError: a name or a filter is unknown.
    """
    check_filters(filters, SERVICE_FILTERS)
    views = visibility.visible_services(plane, scope, regions)
    if service_names:
        views = [view for view in views if view.name in service_names]
        known = {view.name for view in views}
        for name in service_names:
            if name not in known:
                raise errors.no_service(name)
    entries = [
        view
        for service in views
        for view in _by_endpoint_type(service)
        if matches(filters, _service_values(view), tags_of_service(plane, scope, view) if filters else {})
    ]
    entries.sort(key=_service_key)
    return page(entries, _service_key, size=size, token=token)


def tags_of_service(plane: ControlPlane, scope: Scope, view: ServiceView) -> dict[str, str]:
    """Return a service's tags as an account sees them: none, unless it owns the service."""
    if not view.custom or view.owner != scope.account:
        return {}
    return dict(plane.network(Scope(view.owner, view.region)).tags(view.id))


def _by_endpoint_type(view: ServiceView) -> list[ServiceView]:
    """Split a service by endpoint type: AWS lists S3 and DynamoDB twice, with different base names.

    Address types of gateway endpoints are not documented; the AWS provider's test of its data source expects one at
    least.
    """
    return [
        replace(
            view,
            types=(endpoint_type,),
            base_name=gateway_base_name(view.name, view.region),
            address_types=GATEWAY_ADDRESS_TYPES,
        )
        if endpoint_type == GATEWAY
        else replace(view, types=(endpoint_type,))
        for endpoint_type in view.types
    ]


def _service_key(view: ServiceView) -> str:
    return f"{view.name} {view.types[0]}"


def _service_values(view: ServiceView) -> dict[str, list[str]]:
    return {
        "owner": [view.owner],
        "service-name": [view.name],
        "service-region": [view.region],
        "service-type": list(view.types),
        "supported-ip-address-types": list(view.address_types),
    }
