"""What AWS bills for the resources of our patterns: list prices in US dollars, each with its source and date.

The data is prices.json beside this file. What it lacks for a Region is taken from another one, and the price says so.
For another partition than aws nothing is taken from elsewhere: AWS has price lists of their own for them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from privatelink_generator.aws.partitions import partition

CURRENCY = "USD"
EVERYWHERE = "*"
"""Stands in the data for all Regions of partition aws."""
HOURS_PER_MONTH = 730
"""Of an average month, as AWS's calculator has it."""
PETABYTE = Decimal(1_048_576)
"""Gigabytes in a petabyte, as AWS's price list counts them."""


class Item(Enum):
    """What AWS bills for, by the name that price files have for it."""

    INTERFACE_ENDPOINT_HOUR = "interface-endpoint-hour"
    INTERFACE_ENDPOINT_GB = "interface-endpoint-gb"
    GATEWAY_LOAD_BALANCER_ENDPOINT_HOUR = "gateway-load-balancer-endpoint-hour"
    GATEWAY_LOAD_BALANCER_ENDPOINT_GB = "gateway-load-balancer-endpoint-gb"
    REMOTE_REGION_HOUR = "remote-region-hour"
    NETWORK_LOAD_BALANCER_HOUR = "network-load-balancer-hour"
    NETWORK_LOAD_BALANCER_LCU_HOUR = "network-load-balancer-lcu-hour"
    RESOLVER_INTERFACE_HOUR = "resolver-interface-hour"
    RESOLVER_QUERIES = "resolver-queries"
    HOSTED_ZONE_MONTH = "hosted-zone-month"
    PROFILE_HOUR = "profile-hour"
    PROFILE_ASSOCIATION_HOUR = "profile-association-hour"
    PUBLIC_IPV4_HOUR = "public-ipv4-hour"
    VPN_CONNECTION_HOUR = "vpn-connection-hour"
    TRANSIT_GATEWAY_ATTACHMENT_HOUR = "transit-gateway-attachment-hour"
    TRANSIT_GATEWAY_GB = "transit-gateway-gb"
    PEERING_GB = "peering-gb"
    BETWEEN_REGIONS_GB = "between-regions-gb"
    DIRECT_CONNECT_PORT_HOUR = "direct-connect-port-hour"
    ALARM_MONTH = "alarm-month"
    DASHBOARD_MONTH = "dashboard-month"
    CONTRIBUTOR_INSIGHTS_RULE_MONTH = "contributor-insights-rule-month"

    @property
    def title(self) -> str:
        """What the item is, for people."""
        return _FACTS[self][0]

    @property
    def unit(self) -> str:
        """What a quantity of the item counts, as in "$0.01 per AZ-hour"."""
        return _FACTS[self][1]

    @property
    def is_billed_by_hour(self) -> bool:
        """Whether AWS bills each hour that the resource exists, a part of an hour as a whole one."""
        return self.value.endswith("-hour")


_FACTS: Mapping[Item, tuple[str, str]] = MappingProxyType(
    {
        Item.INTERFACE_ENDPOINT_HOUR: ("interface endpoint", "AZ-hour"),
        Item.INTERFACE_ENDPOINT_GB: ("data through interface endpoints", "GB"),
        Item.GATEWAY_LOAD_BALANCER_ENDPOINT_HOUR: ("Gateway Load Balancer endpoint", "AZ-hour"),
        Item.GATEWAY_LOAD_BALANCER_ENDPOINT_GB: ("data through Gateway Load Balancer endpoints", "GB"),
        Item.REMOTE_REGION_HOUR: ("remote Region of an endpoint service", "Region-hour"),
        Item.NETWORK_LOAD_BALANCER_HOUR: ("network load balancer", "hour"),
        Item.NETWORK_LOAD_BALANCER_LCU_HOUR: ("capacity of network load balancers", "LCU-hour"),
        Item.RESOLVER_INTERFACE_HOUR: ("network interface of a Resolver endpoint", "interface-hour"),
        Item.RESOLVER_QUERIES: ("queries through Resolver endpoints", "million"),
        Item.HOSTED_ZONE_MONTH: ("private hosted zone", "month"),
        Item.PROFILE_HOUR: ("Route 53 Profiles of the account", "hour"),
        Item.PROFILE_ASSOCIATION_HOUR: ("VPC of a Profile beyond the first 100", "hour"),
        Item.PUBLIC_IPV4_HOUR: ("public IPv4 address", "hour"),
        Item.VPN_CONNECTION_HOUR: ("VPN connection", "hour"),
        Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR: ("transit gateway attachment", "hour"),
        Item.TRANSIT_GATEWAY_GB: ("data through the transit gateway", "GB"),
        Item.PEERING_GB: ("data over VPC peering between zones, each way", "GB"),
        Item.BETWEEN_REGIONS_GB: ("data to another Region", "GB"),
        Item.DIRECT_CONNECT_PORT_HOUR: ("Direct Connect port of 1 Gbps", "hour"),
        Item.ALARM_MONTH: ("CloudWatch alarm", "month"),
        Item.DASHBOARD_MONTH: ("CloudWatch dashboard", "month"),
        Item.CONTRIBUTOR_INSIGHTS_RULE_MONTH: ("Contributor Insights rule", "month"),
    }
)


class UnknownPriceError(LookupError):
    """A price list has no price of an item for a Region."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a price was read.

    Parameters:
        date: the day or the month in which AWS published it, or in which it was read: "2026-09-17" or "2026-09".
        url: AWS's own page or file; None for a file of the user's.
        quoted: whether it was read in a public document that quotes AWS, and not at AWS itself.
    """

    title: str
    date: str
    url: str | None = None
    quoted: bool = False

    def __str__(self) -> str:
        """Return the title and the date."""
        return f"{self.title}, {self.date}"


@dataclass(frozen=True, slots=True)
class Tier:
    """A price for a part of a month's quantity.

    Parameters:
        up_to: where the part ends, counted from nothing; None for the last one.
    """

    up_to: Decimal | None
    price: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """The price of an item in a Region.

    Parameters:
        region: the Region that the price is for.
        listed_region: the Region that the list has it for; `EVERYWHERE` where one price holds for all.
        tiers: by rising quantity; a single one where the price does not depend on it.
        note: what else is to know, such as a free allowance that is not subtracted; "" for nothing.
    """

    item: Item
    region: str
    listed_region: str
    tiers: tuple[Tier, ...]
    source: Source
    note: str = ""

    @property
    def first(self) -> Decimal:
        """The price of the first unit."""
        return self.tiers[0].price

    @property
    def is_substitute(self) -> bool:
        """Whether the list has no price for the Region, so that another Region's stands in its place."""
        return self.listed_region not in {self.region, EVERYWHERE}

    def cost(self, quantity: Decimal) -> Decimal:
        """Return what a month's quantity costs, each tier at its price."""
        total, below = Decimal(0), Decimal(0)
        for tier in self.tiers:
            end = quantity if tier.up_to is None else min(quantity, tier.up_to)
            total += max(end - below, Decimal(0)) * tier.price
            below = end
        return total


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices by item and Region.

    Parameters:
        notes: what could not be read of the files behind it, for people.
    """

    prices: Mapping[Item, Mapping[str, Price]]
    notes: tuple[str, ...] = ()

    def price(self, item: Item, region: str) -> Price:
        """Return the item's price in the Region, or another Region's in its place.

        Raises:
            UnknownPriceError: the list has no price of the item, or the Region's partition has price lists of its own.
        """
        regions = self.prices.get(item, {})
        if region in regions:
            return regions[region]
        if partition(region).name != "aws":
            raise UnknownPriceError(f"no price of {item.title} in {region} is known")
        listed = next((each for each in (EVERYWHERE, "us-east-1", *regions) if each in regions), None)
        if listed is None:
            raise UnknownPriceError(f"no price of {item.title} is known")
        found = regions[listed]
        return Price(item, region, listed, found.tiers, found.source, found.note)

    @property
    def dates(self) -> tuple[str, str]:
        """The dates of the oldest and of the newest source."""
        dates = sorted(price.source.date for regions in self.prices.values() for price in regions.values())
        return (dates[0], dates[-1]) if dates else ("", "")

    def over(self, other: PriceList) -> PriceList:
        """Return this list, with the other's prices for the items and Regions that this one lacks."""
        items = {**other.prices, **self.prices}
        merged = {item: {**other.prices.get(item, {}), **self.prices.get(item, {})} for item in items}
        return PriceList(merged, (*self.notes, *other.notes))


@functools.cache
def built_in() -> PriceList:
    """Return the prices that came with this release, read once."""
    return price_list(json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8")))


def price_list(data: Mapping[str, Any]) -> PriceList:
    """Return the prices of a file, whose form is known to be right."""
    sources = {name: Source(**each) for name, each in data["sources"].items()}

    def price(item: Item, region: str, entry: Mapping[str, Any]) -> Price:
        return Price(item, region, region, _tiers(entry), sources[entry["source"]], entry.get("note", ""))

    return PriceList(
        {
            Item(item): {region: price(Item(item), region, entry) for region, entry in regions.items()}
            for item, regions in data["prices"].items()
        }
    )


def _tiers(entry: Mapping[str, Any]) -> tuple[Tier, ...]:
    if "price" in entry:
        return (Tier(None, Decimal(entry["price"])),)
    return tuple(
        Tier(Decimal(each["up_to"]) if "up_to" in each else None, Decimal(each["price"])) for each in entry["tiers"]
    )
