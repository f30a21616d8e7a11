"""What a hub, its links and its spokes use."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from privatelink_generator.aws.prices import Item
from privatelink_generator.costs import consumer, provider
from privatelink_generator.costs.usage import Entry, Left, Month, Place, Use, hourly
from privatelink_generator.patterns.hybrid.model import FixedAddresses, HybridSpec
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.hybrid.view import HybridView

PROFILE_ALLOWANCE = 100
"""VPCs whose associations a Profile's price includes. Amazon Route 53 pricing page."""


def entries(spec: HybridSpec, place: Place, month: Month) -> Iterator[Entry]:
    """Yield what a month of the hub uses, and of what its module makes in spokes."""
    if spec.consumer:
        yield from consumer.entries(spec.consumer, place, month)
    for name in spec.services:
        yield from provider.entries(
            spec.provider(name), Place(place.region, place.account, f"{place.prefix}{name}."), month
        )
    yield from _names(spec, place, month)
    yield from _links(spec, place, month)
    yield from _spokes(spec, place, month)


def _names(spec: HybridSpec, place: Place, month: Month) -> Iterator[Entry]:
    view = HybridView(spec)
    ends: list[tuple[str, FixedAddresses | None]] = []
    if spec.resolver.inbound:
        ends.append(("inbound", spec.resolver.inbound))
    if view.has_outbound:
        ends.append(("outbound", spec.resolver.outbound))
    for name, addresses in ends:
        count = len(addresses.addresses) if addresses and addresses.addresses else max(month.zones, 2)
        yield hourly(
            Item.RESOLVER_INTERFACE_HOUR, f"resolver.{name}", place, month, count=count, counted="interface/interfaces"
        )
    if ends:
        yield Use(f"{place.prefix}resolver", Item.RESOLVER_QUERIES, month.queries, place)
    if view.names.zones:
        count = len(view.names.zones)
        yield Use(f"{place.prefix}zones", Item.HOSTED_ZONE_MONTH, count * month.months, place, _zones(count))
    if spec.has_profile:
        yield from profile(1 + len(view.routed), place, month)


def _zones(count: int) -> str:
    return f"{count} hosted zones" if count > 1 else ""


def profile(vpcs: int, place: Place, month: Month) -> Iterator[Use]:
    """Yield what a Route 53 Profile uses that so many VPCs have."""
    yield hourly(Item.PROFILE_HOUR, "profile", place, month)
    if vpcs > PROFILE_ALLOWANCE:
        more = vpcs - PROFILE_ALLOWANCE
        yield hourly(Item.PROFILE_ASSOCIATION_HOUR, "profile", place, month, count=more, counted="VPC/VPCs")


def _links(spec: HybridSpec, place: Place, month: Month) -> Iterator[Entry]:
    on_premises = spec.on_premises
    links = HybridView(spec).links
    through, connections = links.gateway == "transit_gateway", links.connections
    for name in connections:
        yield hourly(Item.VPN_CONNECTION_HOUR, name, place, month)
    direct = bool(on_premises and on_premises.direct_connect_gateway)
    if spec.has_transit_gateway:
        attached = [
            "hub",
            *(connections if through else ()),
            *(["direct_connect_gateway"] if through and direct else []),
        ]
        for name in attached:
            yield hourly(Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR, name, place, month)
    if through:
        data = share(spec, place, month)
        yield Use(f"{place.prefix}on_premises", Item.TRANSIT_GATEWAY_GB, data, place, _shares(spec))
    if on_premises:
        yield Left("data from AWS to the data centre, over VPN or Direct Connect")
    if connections:
        yield Left("public IPv4 addresses of the VPN tunnels")
    if direct:
        yield Left("ports and carriers of Direct Connect", Item.DIRECT_CONNECT_PORT_HOUR)
    if any(each.reached_by == "existing" for each in spec.spokes.values()):
        yield Left("the routes that are there already to spokes with reached_by: existing")


def _clients(spec: HybridSpec) -> int:
    return bool(spec.on_premises) + sum(each.is_routed for each in spec.spokes.values())


def share(spec: HybridSpec, place: Place, month: Month) -> Decimal:
    """Return the gigabytes of one client of the endpoints: on premises and the routed spokes have equal shares."""
    clients = _clients(spec)
    total = sum((month.data(place.prefix + name) for name in spec.interfaces), Decimal(0))
    return total / clients if clients else Decimal(0)


def _shares(spec: HybridSpec, *more: str) -> str:
    clients = _clients(spec)
    return ", ".join([*([f"1 of {clients} equal shares"] if clients > 1 else []), *more])


def _spokes(spec: HybridSpec, place: Place, month: Month) -> Iterator[Entry]:
    for name, spoke in spec.spokes.items():
        there = Place(spec.region_of(spoke), spoke.account or place.account, place.prefix)
        match spoke.reached_by:
            case "transit_gateway":
                yield hourly(Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR, name, there, month)
                data = share(spec, place, month)
                yield Use(place.prefix + name, Item.TRANSIT_GATEWAY_GB, data, there, _shares(spec))
            case "peering":
                yield _peering(name, spoke, share(spec, place, month), spec, there)
            case "privatelink":
                yield from _privatelink(name, spec, there, month)


def _peering(name: str, spoke: Spoke, data: Decimal, spec: HybridSpec, there: Place) -> Use:
    if spec.is_here(spoke):
        both = _shares(spec, "out of one VPC and into the other")
        return Use(there.prefix + name, Item.PEERING_GB, 2 * data, there, both)
    far = _shares(spec, f"between {spec.example_region} and {there.region}")
    return Use(there.prefix + name, Item.BETWEEN_REGIONS_GB, data, there, far)


def _privatelink(name: str, spec: HybridSpec, there: Place, month: Month) -> Iterator[Entry]:
    """Yield the spoke's endpoints for the hub's services; each service's data is shared equally by such spokes."""
    spokes = sum(not each.is_routed for each in spec.spokes.values())
    for service in spec.services:
        data = sum(
            (month.data(f"{there.prefix}{service}.{each}") for each in spec.services[service].load_balancers),
            Decimal(0),
        )
        subject = f"{name}.{service}"
        yield hourly(Item.INTERFACE_ENDPOINT_HOUR, subject, there, month, count=month.zones, counted="zone/zones")
        yield Use(there.prefix + subject, Item.INTERFACE_ENDPOINT_GB, data / spokes, there)
