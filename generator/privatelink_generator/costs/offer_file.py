"""AWS's own price lists: the service files in JSON of the Price List Bulk API.

AWS Billing guide, "Reading the service price list file for an AWS service". The guide calls the bounds of a tier
startingRange and endingRange; the files have beginRange and endRange. Both are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from privatelink_generator.aws.prices import CURRENCY, EVERYWHERE, Item, Price, PriceList, Source, Tier
from privatelink_generator.errors import Fault, Position, PriceListError

_PREFIX = re.compile(r"[A-Z]{2,4}[0-9]?-")
"""What a usage type starts with for a Region: USE1-, EU-, APN1-."""

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class _Meter:
    """A usage type of AWS's, without the Region's prefix, that stands for an item.

    Parameters:
        operation: of the product; None for any.
        units: of the file in one unit of the item.
        is_global: whether it holds for all Regions, and its usage type has no prefix.
        is_prefixed: whether its usage type always has a prefix: without one, it is another thing.
    """

    usage_type: str
    item: Item
    operation: str | None = None
    units: Decimal = Decimal(1)
    is_global: bool = False
    is_prefixed: bool = False

    def has(self, usage_type: str) -> bool:
        """Return whether this is the usage type, with a Region's prefix or without: us-east-1's may have none."""
        prefix = _PREFIX.match(usage_type)
        with_prefix = prefix is not None and usage_type[prefix.end() :] == self.usage_type
        return (usage_type == self.usage_type and not self.is_prefixed) or (with_prefix and not self.is_global)


_METERS: Mapping[str, tuple[_Meter, ...]] = {
    "AmazonVPC": (
        _Meter("VpcEndpoint-Hours", Item.INTERFACE_ENDPOINT_HOUR),
        _Meter("VpcEndpoint-Bytes", Item.INTERFACE_ENDPOINT_GB),
        _Meter("VpcEndpoint-GWLBE-Hours", Item.GATEWAY_LOAD_BALANCER_ENDPOINT_HOUR),
        _Meter("VpcEndpoint-GWLBE-Bytes", Item.GATEWAY_LOAD_BALANCER_ENDPOINT_GB),
        _Meter("VpcEndpoint-Service-Hours", Item.REMOTE_REGION_HOUR),
        _Meter("TransitGateway-Hours", Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR, "TransitGatewayVPC"),
        _Meter("TransitGateway-Bytes", Item.TRANSIT_GATEWAY_GB, "TransitGatewayVPC"),
        _Meter("VPN-Usage-Hours:ipsec.1", Item.VPN_CONNECTION_HOUR, "CreateVpnConnection"),
        _Meter("VpcPeering-In-Bytes", Item.PEERING_GB),
        _Meter("PublicIPv4:InUseAddress", Item.PUBLIC_IPV4_HOUR),
    ),
    "AWSELB": (
        _Meter("LoadBalancerUsage", Item.NETWORK_LOAD_BALANCER_HOUR, "LoadBalancing:Network"),
        _Meter("LCUUsage", Item.NETWORK_LOAD_BALANCER_LCU_HOUR, "LoadBalancing:Network"),
    ),
    "AmazonRoute53": (
        _Meter("ResolverNetworkInterface", Item.RESOLVER_INTERFACE_HOUR),
        _Meter("DNS-Queries", Item.RESOLVER_QUERIES, units=_MILLION, is_prefixed=True),
        _Meter("HostedZone", Item.HOSTED_ZONE_MONTH, is_global=True),
    ),
    "AmazonCloudWatch": (
        _Meter("CW:AlarmMonitorUsage", Item.ALARM_MONTH),
        _Meter("CW:ContributorInsightRules", Item.CONTRIBUTOR_INSIGHTS_RULE_MONTH),
    ),
}


def price_list(data: Mapping[str, Any], file: str) -> PriceList:
    """Return the prices of a service's file.

    Raises:
        PriceListError: the file has another form, or nothing that our modules make.
    """
    reader = _Reader(data, file)
    offer = reader.text(data, "offerCode")
    source = Source(f"{file}: AWS Price List, {offer}", reader.text(data, "publicationDate")[:10])
    found: dict[Item, dict[str, Price]] = {}
    unclear: dict[tuple[Item, str], None] = {}
    for meter, region, sku in reader.products(_METERS.get(offer, ())):
        price = Price(meter.item, region, region, reader.tiers(sku, meter.units), source)
        if found.setdefault(meter.item, {}).setdefault(region, price) != price:
            unclear[meter.item, region] = None
    if not found:
        known = ", ".join(_METERS)
        raise reader.error("offerCode", f"{offer!r} has no price of what our modules make; give the files of {known}")
    for item, region in unclear:
        del found[item][region]
    notes = (f"{file}: several prices of {item.title} in {region}; none of them is taken" for item, region in unclear)
    return PriceList({item: regions for item, regions in found.items() if regions}, tuple(notes))


@dataclass(frozen=True, slots=True)
class _Reader:
    data: Mapping[str, Any]
    file: str

    def error(self, path: str, message: str) -> PriceListError:
        return PriceListError([Fault(Position(self.file), f"{path}: {message}")])

    def mapping(self, value: object, path: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.error(path, "is not a mapping; give AWS's file of a service, index.json, as it is")
        return value

    def text(self, mapping: Mapping[str, Any], key: str) -> str:
        value = mapping.get(key)
        if not isinstance(value, str) or not value:
            raise self.error(key, "is not a text; give AWS's file of a service, index.json, as it is")
        return value

    def products(self, meters: tuple[_Meter, ...]) -> Iterator[tuple[_Meter, str, str]]:
        """Yield what is metered, in which Region, and its SKU."""
        for sku, product in self.mapping(self.data.get("products"), "products").items():
            attributes = self.mapping(
                self.mapping(product, f"products.{sku}").get("attributes"), f"products.{sku}.attributes"
            )
            usage_type, operation = str(attributes.get("usagetype", "")), attributes.get("operation")
            region = attributes.get("regionCode")
            is_regional = attributes.get("locationType") == "AWS Region" and isinstance(region, str) and bool(region)
            for meter in meters:
                if meter.operation not in {None, operation} or not meter.has(usage_type):
                    continue
                if meter.is_global:
                    yield meter, EVERYWHERE, sku
                elif is_regional:
                    yield meter, str(region), sku

    def tiers(self, sku: str, units: Decimal) -> tuple[Tier, ...]:
        """Return the tiers of the SKU's newest price on demand."""
        path = f"terms.OnDemand.{sku}"
        terms = self.mapping(self.data.get("terms"), "terms")
        offers = self.mapping(self.mapping(terms.get("OnDemand"), "terms.OnDemand").get(sku), path)
        newest = max(
            (self.mapping(term, path) for term in offers.values()),
            key=lambda term: str(term.get("effectiveDate", "")),
            default={},
        )
        dimensions = self.mapping(newest.get("priceDimensions"), f"{path}.priceDimensions")
        found = sorted(
            (
                self._tier(self.mapping(each, path), f"{path}.priceDimensions.{rate}", units)
                for rate, each in dimensions.items()
            ),
            key=lambda tier: tier[0],
        )
        ends = [Decimal(0), *(end for _, end, _ in found)]
        if not found or [begin for begin, _, _ in found] != ends[:-1] or ends[-1].is_finite():
            raise self.error(f"{path}.priceDimensions", "has tiers with gaps, or without an end")
        return tuple(Tier(end if end.is_finite() else None, price) for _, end, price in found)

    def _tier(self, dimension: Mapping[str, Any], path: str, units: Decimal) -> tuple[Decimal, Decimal, Decimal]:
        begin = dimension.get("beginRange", dimension.get("startingRange", "0"))
        end = dimension.get("endRange", dimension.get("endingRange", "Inf"))
        prices = self.mapping(dimension.get("pricePerUnit"), f"{path}.pricePerUnit")
        if CURRENCY not in prices:
            raise self.error(
                f"{path}.pricePerUnit", f"is in {', '.join(prices) or 'no currency'}; costs are in {CURRENCY}"
            )
        price = self._number(prices[CURRENCY], f"{path}.pricePerUnit.{CURRENCY}")
        return self._number(begin, path) / units, self._number(end, path) / units, price * units

    def _number(self, value: object, path: str) -> Decimal:
        try:
            number = Decimal(str(value))
        except InvalidOperation as error:
            raise self.error(path, f"{value!r} is not a number") from error
        if number.is_nan() or number < 0:
            raise self.error(path, f"{value!r} is not a number from 0 on")
        return number
