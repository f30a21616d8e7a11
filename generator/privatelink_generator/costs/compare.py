"""A hub of endpoints against endpoints in each VPC: what either costs, and where the two cost the same.

What both have alike is in neither: the links to a data centre, Resolver endpoints, and the hub's services.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from privatelink_generator.aws.prices import Item, Price, PriceList
from privatelink_generator.costs.consumer import zones_of
from privatelink_generator.costs.estimate import cost_of
from privatelink_generator.costs.hybrid import profile, share
from privatelink_generator.costs.usage import Month, Place, Use, hourly
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.view import HybridView

Way = Literal["peering", "peering_across_regions", "transit_gateway", "existing"]
"""How a VPC reaches the hub; `existing` is there already and counted with nothing."""

MOST_VPCS = 1000
"""The largest number of VPCs that a break-even is looked for at: the quota of a Profile's VPCs."""

_ITEMS = (Item.INTERFACE_ENDPOINT_HOUR, Item.INTERFACE_ENDPOINT_GB, Item.HOSTED_ZONE_MONTH)
_OF: Mapping[Way, tuple[Item, ...]] = {
    "peering": (Item.PEERING_GB,),
    "peering_across_regions": (Item.BETWEEN_REGIONS_GB,),
    "transit_gateway": (Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR, Item.TRANSIT_GATEWAY_GB),
    "existing": (),
}
_NOTHING = Decimal("0.00")
PARTS = ("endpoints", "names", "links", "data through endpoints", "data over links")


@dataclass(frozen=True, slots=True)
class Design:
    """What a hub and single VPCs have in common.

    Parameters:
        zones: Availability Zones of each endpoint, by name.
        data: gigabytes of one VPC through all endpoints.
        hosted_zones: that the hub's names take; 0 with a Profile.
        on_premises: whether the hub's VPC needs the endpoints in any case, for a data centre.
        joined: whether the hub's VPC is attached to the transit gateway in any case.
    """

    place: Place
    month: Month
    zones: Mapping[str, int]
    data: Decimal
    hosted_zones: int
    has_profile: bool
    on_premises: bool
    joined: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One of the ways to give VPCs their endpoints.

    Parameters:
        name: for people.
        parts: US dollars a month, in the order of `PARTS`.
    """

    name: str
    parts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """The sum."""
        return sum(self.parts, Decimal(0))


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Where a hub and endpoints in each VPC cost the same.

    Parameters:
        vpcs: the smallest number of VPCs at which a hub is cheaper, with the data given; None if it never is.
        gigabytes: of each VPC a month, up to which a hub is cheaper for the VPCs given; None if no amount decides.
    """

    way: Way
    vpcs: int | None
    gigabytes: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The options side by side, endpoints in each VPC first.

    Parameters:
        prices: that the options are counted with.
    """

    vpcs: int
    options: tuple[Option, ...]
    break_evens: tuple[BreakEven, ...]
    prices: tuple[Price, ...]


def of_hub(spec: HybridSpec, month: Month, prices: PriceList) -> Comparison | None:
    """Compare a hub with endpoints in each of its spokes; None if no routed spoke uses its endpoints.

    Raises:
        UnknownPriceError: the list lacks a price.
    """
    ways = Counter(_ways(spec))
    if not ways or not spec.interfaces:
        return None
    view = HybridView(spec)
    place = Place(spec.example_region)
    design = Design(
        place,
        month,
        {name: zones_of(endpoint, month) for name, endpoint in spec.interfaces.items()},
        share(spec, place, month),
        len(view.names.zones),
        has_profile=spec.has_profile,
        on_premises=spec.on_premises is not None,
        joined=view.links.gateway == "transit_gateway",
    )
    most = max(ways, key=lambda way: ways[way])
    hub = Option("hub", _hub(design, ways, prices))
    return _comparison(design, ways.total(), [hub], [most], prices)


def of_vpcs(spec: ConsumerSpec, vpcs: int, month: Month, prices: PriceList) -> Comparison | None:
    """Compare the endpoints in so many VPCs with a hub that they reach; None without an interface endpoint.

    Raises:
        UnknownPriceError: the list lacks a price.
    """
    if not spec.interfaces:
        return None
    design = Design(
        Place(spec.example_region),
        month,
        {name: zones_of(endpoint, month) for name, endpoint in spec.interfaces.items()},
        sum((month.data(name) for name in spec.interfaces), Decimal(0)),
        _hosted_zones(spec),
        has_profile=False,
        on_premises=False,
        joined=False,
    )
    ways: tuple[Way, ...] = ("peering", "transit_gateway")
    hubs = [Option(f"hub, {_named(way)}", _hub(design, {way: vpcs}, prices)) for way in ways]
    return _comparison(design, vpcs, hubs, ways, prices)


def _comparison(
    design: Design, vpcs: int, hubs: list[Option], ways: tuple[Way, ...] | list[Way], prices: PriceList
) -> Comparison:
    own = Option("endpoints in each VPC", _own(design, vpcs, prices))
    items = (
        *_ITEMS,
        *([Item.PROFILE_HOUR] if design.has_profile else []),
        *(item for way in ways for item in _OF[way]),
    )
    return Comparison(
        vpcs,
        (own, *hubs),
        tuple(_break_even(design, way, vpcs, prices) for way in ways),
        tuple(prices.price(item, design.place.region) for item in items),
    )


def _named(way: Way) -> str:
    return f"by {way.replace('_', ' ')}"


def _ways(spec: HybridSpec) -> Iterator[Way]:
    for spoke in spec.spokes.values():
        if spoke.reached_by == "peering":
            yield "peering" if spec.is_here(spoke) else "peering_across_regions"
        elif spoke.reached_by != "privatelink":
            yield spoke.reached_by


def _hosted_zones(spec: ConsumerSpec) -> int:
    """Return how many private hosted zones lead VPCs to the endpoints: one for each private DNS name."""
    return len(
        {
            name.removeprefix("*.")
            for endpoint in spec.interfaces.values()
            if endpoint.private_dns_mode == "on"
            for name in endpoint.private_names(spec.example_region)
        }
    )


def _own(design: Design, vpcs: int, prices: PriceList) -> tuple[Decimal, ...]:
    """Return the parts where each VPC has its endpoints, and the hub's VPC too where the data centre needs them."""
    count = vpcs + design.on_premises
    endpoints = count * _endpoints(design, prices)
    return (endpoints, _NOTHING, _NOTHING, _through(design, count, prices), _NOTHING)


def _hub(design: Design, vpcs: Mapping[Way, int], prices: PriceList) -> tuple[Decimal, ...]:
    count = sum(vpcs.values())
    place, month = design.place, design.month
    attached = vpcs.get("transit_gateway", 0)
    attachments = attached + (1 if attached and not design.joined else 0)
    links = hourly(Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR, "links", place, month, count=attachments)
    data = [
        Use("links", Item.TRANSIT_GATEWAY_GB, attached * design.data, place),
        Use("links", Item.PEERING_GB, 2 * vpcs.get("peering", 0) * design.data, place),
        Use("links", Item.BETWEEN_REGIONS_GB, vpcs.get("peering_across_regions", 0) * design.data, place),
    ]
    names = [Use("names", Item.HOSTED_ZONE_MONTH, design.hosted_zones * month.months, place)]
    if design.has_profile:
        names += profile(1 + count, place, month)
    return (
        _endpoints(design, prices),
        _sum(names, prices),
        cost_of(links, prices),
        _through(design, count + design.on_premises, prices),
        _sum(data, prices),
    )


def _sum(uses: list[Use], prices: PriceList) -> Decimal:
    return sum((cost_of(use, prices) for use in uses), _NOTHING)


def _endpoints(design: Design, prices: PriceList) -> Decimal:
    item, place, month = Item.INTERFACE_ENDPOINT_HOUR, design.place, design.month
    return _sum([hourly(item, name, place, month, count=zones) for name, zones in design.zones.items()], prices)


def _through(design: Design, vpcs: int, prices: PriceList) -> Decimal:
    return cost_of(Use("data", Item.INTERFACE_ENDPOINT_GB, vpcs * design.data, design.place), prices)


def _break_even(design: Design, way: Way, vpcs: int, prices: PriceList) -> BreakEven:
    cheaper = (
        count
        for count in range(1, MOST_VPCS + 1)
        if sum(_hub(design, {way: count}, prices)) < sum(_own(design, count, prices))
    )
    idle = replace(design, data=Decimal(0))
    saved = sum(_own(idle, vpcs, prices), Decimal(0)) - sum(_hub(idle, {way: vpcs}, prices), Decimal(0))
    # The parts for data over links grow by what the first gigabyte of each VPC costs.
    thousand = replace(design, data=Decimal(1000))
    growth = _hub(thousand, {way: vpcs}, prices)[-1] / 1000
    gigabytes = (saved / growth).to_integral_value(ROUND_FLOOR) if saved > 0 and growth > 0 else None
    return BreakEven(way, next(cheaper, None), gigabytes)
