"""What AWS bills: the built-in prices, their tiers, and Regions that they lack."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.aws import prices
from privatelink_generator.aws.partitions import known_regions
from privatelink_generator.aws.prices import PETABYTE, Item, PriceList, UnknownPriceError, built_in, price_list

FILE: dict[str, Any] = json.loads(Path(prices.__file__).with_name("prices.json").read_text())


@pytest.mark.parametrize("item", Item)
def test_every_item_has_a_price_in_every_region_of_partition_aws(item: Item) -> None:
    regions = [region for region in known_regions() if not re.match(r"cn-|us-gov-|us-iso|eu-iso|eusc-", region)]

    assert all(built_in().price(item, region).first > 0 for region in regions)


def test_every_price_is_text_that_is_a_number() -> None:
    entries = [entry for regions in FILE["prices"].values() for entry in regions.values()]
    texts = [each["price"] for entry in entries for each in entry.get("tiers", [entry])]

    assert [text for text in texts if not re.fullmatch(r"[0-9]+\.[0-9]{2,}", text)] == []


def test_every_source_is_used_dated_and_amazons() -> None:
    used = {entry["source"] for regions in FILE["prices"].values() for entry in regions.values()}

    assert used == set(FILE["sources"])
    for source in FILE["sources"].values():
        assert re.fullmatch(r"20[0-9]{2}-[01][0-9](-[0-3][0-9])?", source["date"])
        assert re.match(r"https://(aws\.amazon\.com|pricing\.us-east-1\.amazonaws\.com)/", source["url"])


@pytest.mark.parametrize(
    ("region", "price"), [("us-east-1", "0.01"), ("eu-central-1", "0.012"), ("ap-northeast-1", "0.014")]
)
def test_price_is_the_regions(region: str, price: str) -> None:
    found = built_in().price(Item.INTERFACE_ENDPOINT_HOUR, region)

    assert (found.first, found.listed_region, found.is_substitute) == (Decimal(price), region, False)


def test_price_of_a_region_that_the_list_lacks_is_another_ones() -> None:
    found = built_in().price(Item.INTERFACE_ENDPOINT_HOUR, "sa-east-1")

    assert (found.region, found.listed_region, found.is_substitute) == ("sa-east-1", "us-east-1", True)


def test_price_for_all_regions_is_no_substitute() -> None:
    assert not built_in().price(Item.INTERFACE_ENDPOINT_GB, "sa-east-1").is_substitute


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_price_in_another_partition_is_not_known(region: str) -> None:
    with pytest.raises(UnknownPriceError, match=f"no price of interface endpoint in {region} is known"):
        built_in().price(Item.INTERFACE_ENDPOINT_HOUR, region)


def test_price_of_an_empty_list_is_not_known() -> None:
    with pytest.raises(UnknownPriceError, match="no price of VPN connection is known"):
        PriceList({}).price(Item.VPN_CONNECTION_HOUR, "us-east-1")


@pytest.mark.parametrize(
    ("gigabytes", "cost"),
    [
        (Decimal(0), Decimal(0)),
        (Decimal("0.5"), Decimal("0.005")),
        (PETABYTE, Decimal("10485.76")),
        (PETABYTE + 1, Decimal("10485.766")),
        (5 * PETABYTE, Decimal("35651.584")),
        (6 * PETABYTE, Decimal("39845.888")),
    ],
)
def test_cost_counts_each_tier_at_its_price(gigabytes: Decimal, cost: Decimal) -> None:
    assert built_in().price(Item.INTERFACE_ENDPOINT_GB, "us-east-1").cost(gigabytes) == cost


def test_list_goes_over_another_one() -> None:
    own = price_list(
        {
            "sources": {"contract": {"title": "our contract", "url": None, "date": "2026-10"}},
            "prices": {"interface-endpoint-hour": {"us-east-1": {"price": "0.007", "source": "contract"}}},
        }
    ).over(built_in())

    assert own.price(Item.INTERFACE_ENDPOINT_HOUR, "us-east-1").first == Decimal("0.007")
    assert own.price(Item.INTERFACE_ENDPOINT_HOUR, "eu-west-1").first == Decimal("0.011")
    assert own.price(Item.VPN_CONNECTION_HOUR, "us-east-1").first == Decimal("0.05")


def test_dates_are_those_of_the_oldest_and_newest_source() -> None:
    dates = sorted(source["date"] for source in FILE["sources"].values())

    assert built_in().dates == (dates[0], dates[-1])
    assert PriceList({}).dates == ("", "")
