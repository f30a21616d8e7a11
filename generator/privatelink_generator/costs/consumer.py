"""What the endpoints of a VPC use."""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_generator.aws.prices import Item
from privatelink_generator.costs.usage import Entry, Free, Left, Month, Place, Use, hourly
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec

_GATEWAYS_ARE_FREE = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"
_ZONES_ARE_FREE = (
    "https://aws.amazon.com/about-aws/whats-new/2022/04/"
    "aws-data-transfer-price-reduction-privatelink-transit-gateway-client-vpn-services/"
)


def zones_of(endpoint: InterfaceEndpoint, month: Month) -> int:
    """Return how many Availability Zones an endpoint is in: those of its fixed addresses, if it has any."""
    return len(endpoint.addresses) or month.zones


def entries(spec: ConsumerSpec, place: Place, month: Month) -> Iterator[Entry]:
    """Yield what a month of the endpoints uses."""
    for name, endpoint in spec.interfaces.items():
        zones = zones_of(endpoint, month)
        yield hourly(Item.INTERFACE_ENDPOINT_HOUR, name, place, month, count=zones, counted="zone/zones")
    for name, endpoint in spec.interfaces.items():
        yield from _data(place.prefix + name, endpoint, place, month)
    for name in spec.gateway_load_balancers:
        # In one subnet: AWS PrivateLink guide, "Gateway Load Balancer endpoints".
        yield hourly(Item.GATEWAY_LOAD_BALANCER_ENDPOINT_HOUR, name, place, month)
        subject = place.prefix + name
        yield Use(subject, Item.GATEWAY_LOAD_BALANCER_ENDPOINT_GB, month.data(subject), place)
    for name in spec.gateways:
        yield Free(place.prefix + name, "gateway endpoints cost nothing", _GATEWAYS_ARE_FREE)
    if spec.interfaces:
        yield Free(
            "", "data between Availability Zones on its way to interface endpoints, since April 2022", _ZONES_ARE_FREE
        )
    yield Left("what the services bill themselves: requests, storage, invocations, a vendor's fees")


def _data(subject: str, endpoint: InterfaceEndpoint, place: Place, month: Month) -> Iterator[Use]:
    yield Use(subject, Item.INTERFACE_ENDPOINT_GB, month.data(subject), place)
    far = endpoint.service_region
    if far and far != place.region:
        yield Use(subject, Item.BETWEEN_REGIONS_GB, month.data(subject), place, f"between {place.region} and {far}")
