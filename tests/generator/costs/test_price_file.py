"""Price lists of the user's: YAML in the form of our own prices, and AWS's own files."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from privatelink_generator.aws import prices
from privatelink_generator.aws.prices import EVERYWHERE, PETABYTE, Item, built_in
from privatelink_generator.costs.price_file import read
from privatelink_generator.errors import PriceListError

OWN = """\
version: 1
currency: USD
sources:
  contract: {title: Private pricing of ours, date: 2026-10-01}
prices:
  interface-endpoint-hour:
    us-east-1: {price: "0.007", source: contract}
  interface-endpoint-gb:
    "*":
      tiers: [{up_to: "1000", price: "0.01"}, {price: "0.002"}]
      source: contract
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a price list."""

    def write(text: str) -> Path:
        path = tmp_path / "prices.yaml"
        path.write_text(text)
        return path

    return write


def refusal(path: Path) -> str:
    """Return the message of a refused price list, without the directory."""
    with pytest.raises(PriceListError) as caught:
        read(path)
    return caught.value.message.replace(f"{path.parent}/", "")


def test_own_prices_are_read(file: Callable[[str], Path]) -> None:
    found = read(file(OWN))

    assert found.price(Item.INTERFACE_ENDPOINT_HOUR, "us-east-1").first == Decimal("0.007")
    assert found.price(Item.INTERFACE_ENDPOINT_GB, "eu-west-1").cost(Decimal(1500)) == Decimal("11.00")
    assert found.dates == ("2026-10-01", "2026-10-01")


def test_built_in_file_is_of_the_form_that_users_write() -> None:
    assert read(Path(prices.__file__).with_name("prices.json")) == built_in()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"0.007"',
            "0.007",
            "prices.yaml:7:24: prices.interface-endpoint-hour.us-east-1.price: 0.007 is not text; write it in quotes",
        ),
        (
            '"0.007"',
            '"-1"',
            'prices.yaml:7:24: prices.interface-endpoint-hour.us-east-1.price: "-1" is not a number such',
        ),
        (
            "interface-endpoint-hour",
            "interface-endpoint-hours",
            "prices.yaml:6:3: the key 'interface-endpoint-hours' is nothing that has a price here; did you mean",
        ),
        (
            "us-east-1",
            "europe",
            "prices.yaml:7:5: the key 'europe' is not a Region's name, such as us-east-1, nor '*' for all of them",
        ),
        (
            "source: contract}",
            "source: contrat}",
            "prices.yaml:7:41: prices.interface-endpoint-hour.us-east-1.source: 'contrat' is not one of sources;",
        ),
        (
            "2026-10-01",
            "October",
            'prices.yaml:4:52: sources.contract.date: "October" is not a date such as 2026-10-01 or 2026-10',
        ),
        ("USD", "EUR", "prices.yaml:2:11: currency: \"EUR\" is not one of 'USD'"),
        (
            '{price: "0.002"}',
            '{up_to: "900", price: "0.002"}',
            "prices.yaml:10:14: prices.interface-endpoint-gb.*.tiers: ",
        ),
        (
            '{price: "0.007", ',
            "{",
            "prices.yaml:7:5: prices.interface-endpoint-hour.us-east-1 has both or neither",
        ),
    ],
)
def test_fault_is_told_with_its_place(file: Callable[[str], Path], old: str, new: str, message: str) -> None:
    assert refusal(file(OWN.replace(old, new, 1))).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "prices.yaml: the file is empty; write a price list"),
        ("{}", "prices.yaml:1:1: the price list lacks the key 'version'"),
        ("[]", "prices.yaml:1:1: a price list is a mapping that starts with version: 1"),
        ('{"offerCode": "AmazonVPC",', "prices.yaml:1:27: broken JSON: "),
        ("a: [", "prices.yaml:"),
        ("[" * 100, "prices.yaml:"),
        ('{"a":' * 100_000, "prices.yaml"),
    ],
)
def test_file_that_is_no_price_list_is_refused(file: Callable[[str], Path], text: str, message: str) -> None:
    assert refusal(file(text)).startswith(message)


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.yaml") == "none.yaml: can't be read: No such file or directory"


def offer(code: str, *products: tuple[str, dict[str, str], list[tuple[str, str, str]]]) -> dict[str, Any]:
    """Return a file of AWS's Price List Bulk API with products, each by SKU with its attributes and tiers."""
    terms = {
        sku: {
            f"{sku}.JRTCKXETXF": {
                "offerTermCode": "JRTCKXETXF",
                "sku": sku,
                "effectiveDate": "2026-09-01T00:00:00Z",
                "priceDimensions": {
                    f"{sku}.JRTCKXETXF.{number}": {
                        "unit": "Hrs",
                        "beginRange": begin,
                        "endRange": end,
                        "pricePerUnit": {"USD": price},
                        "appliesTo": [],
                    }
                    for number, (begin, end, price) in enumerate(tiers)
                },
                "termAttributes": {},
            }
        }
        for sku, _, tiers in products
    }
    return {
        "formatVersion": "v1.0",
        "disclaimer": "",
        "offerCode": code,
        "version": "20260917190528",
        "publicationDate": "2026-09-17T19:05:28Z",
        "products": {
            sku: {"sku": sku, "productFamily": "VpcEndpoint", "attributes": attributes}
            for sku, attributes, _ in products
        },
        "terms": {"OnDemand": terms},
    }


def metered(usage_type: str, operation: str = "", region: str = "sa-east-1") -> dict[str, str]:
    """Return the attributes of a product in a Region."""
    return {
        "servicecode": "AmazonVPC",
        "location": "South America (Sao Paulo)",
        "locationType": "AWS Region",
        "usagetype": usage_type,
        "operation": operation,
        "regionCode": region,
    }


ONE = [("0", "Inf", "0.0210000000")]
VPC = offer(
    "AmazonVPC",
    ("AAAA", metered("SAE1-VpcEndpoint-Hours", "VpcEndpoint"), ONE),
    (
        "BBBB",
        metered("SAE1-VpcEndpoint-Bytes", "VpcEndpoint"),
        [("5242880", "Inf", "0.004"), ("0", "1048576", "0.01"), ("1048576", "5242880", "0.006")],
    ),
    ("CCCC", metered("SAE1-VpcEndpoint-GWLBE-Hours", "VpcEndpoint"), [("0", "Inf", "0.02")]),
    ("DDDD", metered("SAE1-TransitGateway-Hours", "TransitGatewayVPC"), [("0", "Inf", "0.09")]),
    ("EEEE", metered("SAE1-TransitGateway-Hours", "TransitGatewayPeering"), [("0", "Inf", "0.05")]),
    ("FFFF", metered("SAE1-NatGateway-Hours", "NatGateway"), [("0", "Inf", "0.093")]),
)


@pytest.fixture
def aws(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    """Return a function that writes a file of AWS's."""

    def write(data: dict[str, Any]) -> Path:
        path = tmp_path / "index.json"
        path.write_text(json.dumps(data, indent=2))
        return path

    return write


def test_prices_of_amazons_file_are_read(aws: Callable[[dict[str, Any]], Path]) -> None:
    found = read(aws(VPC))

    assert set(found.prices) == {
        Item.INTERFACE_ENDPOINT_HOUR,
        Item.INTERFACE_ENDPOINT_GB,
        Item.GATEWAY_LOAD_BALANCER_ENDPOINT_HOUR,
        Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR,
    }
    assert found.price(Item.INTERFACE_ENDPOINT_HOUR, "sa-east-1").first == Decimal("0.021")
    assert found.price(Item.TRANSIT_GATEWAY_ATTACHMENT_HOUR, "sa-east-1").first == Decimal("0.09")
    assert found.dates == ("2026-09-17", "2026-09-17")


def test_tiers_of_amazons_file_are_in_order(aws: Callable[[dict[str, Any]], Path]) -> None:
    price = read(aws(VPC)).price(Item.INTERFACE_ENDPOINT_GB, "sa-east-1")

    assert price.cost(6 * PETABYTE) == Decimal("39845.888")


def test_bounds_may_have_the_names_of_the_guide(aws: Callable[[dict[str, Any]], Path]) -> None:
    text = json.dumps(VPC).replace("beginRange", "startingRange").replace("endRange", "endingRange")

    assert read(aws(json.loads(text))) == read(aws(VPC))


def test_queries_are_counted_in_millions_and_authoritative_ones_not(aws: Callable[[dict[str, Any]], Path]) -> None:
    found = read(
        aws(
            offer(
                "AmazonRoute53",
                (
                    "AAAA",
                    metered("SAE1-DNS-Queries"),
                    [("0", "1000000000", "0.0000004"), ("1000000000", "Inf", "0.0000002")],
                ),
                ("BBBB", metered("DNS-Queries"), [("0", "Inf", "0.0000009")]),
                (
                    "CCCC",
                    {"usagetype": "HostedZone", "locationType": "", "regionCode": ""},
                    [("0", "25", "0.50"), ("25", "Inf", "0.10")],
                ),
            )
        )
    )

    assert found.price(Item.RESOLVER_QUERIES, "sa-east-1").cost(Decimal(2000)) == Decimal(600)
    assert list(found.prices[Item.HOSTED_ZONE_MONTH]) == [EVERYWHERE]


def test_load_balancers_of_other_types_are_passed_over(aws: Callable[[dict[str, Any]], Path]) -> None:
    found = read(
        aws(
            offer(
                "AWSELB",
                (
                    "AAAA",
                    metered("EUW2-LoadBalancerUsage", "LoadBalancing:Network", "eu-west-2"),
                    [("0", "Inf", "0.02646")],
                ),
                (
                    "BBBB",
                    metered("EUW2-LoadBalancerUsage", "LoadBalancing:Gateway", "eu-west-2"),
                    [("0", "Inf", "0.0147")],
                ),
                (
                    "CCCC",
                    metered("EUW2-LoadBalancerUsage", "LoadBalancing:Network", "eu-west-2")
                    | {"locationType": "AWS Outposts"},
                    [("0", "Inf", "0.9")],
                ),
            )
        )
    )

    assert found.price(Item.NETWORK_LOAD_BALANCER_HOUR, "eu-west-2").first == Decimal("0.02646")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"offerCode": "AmazonS3"},
            "index.json: offerCode: 'AmazonS3' has no price of what our modules make; give the files of Amazon",
        ),
        (
            {"publicationDate": None},
            "index.json: publicationDate: is not a text; give AWS's file of a service, index.json, as it is",
        ),
        (
            {"products": []},
            "index.json: products: is not a mapping; give AWS's file of a service, index.json, as it is",
        ),
        ({"products": {"AAAA": []}}, "index.json: products.AAAA: is not a mapping; "),
        ({"terms": {"OnDemand": {}}}, "index.json: terms.OnDemand.AAAA: is not a mapping; "),
        ({"terms": {"OnDemand": {"AAAA": {}}}}, "index.json: terms.OnDemand.AAAA.priceDimensions: is not a mapping; "),
    ],
    ids=str,
)
def test_amazons_file_of_another_form_is_refused(
    aws: Callable[[dict[str, Any]], Path], change: dict[str, Any], message: str
) -> None:
    assert refusal(aws(VPC | change)).startswith(message)


@pytest.mark.parametrize(
    ("tiers", "message"),
    [
        (
            [("0", "Inf", "free")],
            "pricePerUnit.USD: 'free' is not a number",
        ),
        (
            [("0", "Inf", "-1")],
            "pricePerUnit.USD: '-1' is not a number from 0 on",
        ),
        (
            [("0", "5", "1"), ("6", "Inf", "1")],
            "index.json: terms.OnDemand.AAAA.priceDimensions: has tiers with gaps, or without an end",
        ),
        ([("0", "5", "1")], "index.json: terms.OnDemand.AAAA.priceDimensions: has tiers with gaps, or without an end"),
        ([], "index.json: terms.OnDemand.AAAA.priceDimensions: has tiers with gaps, or without an end"),
    ],
    ids=str,
)
def test_amazons_price_of_another_form_is_refused(
    aws: Callable[[dict[str, Any]], Path], tiers: list[tuple[str, str, str]], message: str
) -> None:
    assert refusal(aws(offer("AmazonVPC", ("AAAA", metered("SAE1-VpcEndpoint-Hours"), tiers)))).endswith(message)


def test_price_in_another_currency_is_refused(aws: Callable[[dict[str, Any]], Path]) -> None:
    text = json.dumps(VPC).replace('"USD"', '"CNY"')

    assert refusal(aws(json.loads(text))).endswith(".pricePerUnit: is in CNY; costs are in USD")


def test_several_prices_of_one_item_are_passed_over_and_told(aws: Callable[[dict[str, Any]], Path]) -> None:
    usage = metered("SAE1-VpcEndpoint-Hours")
    other = metered("SAE1-VpcEndpoint-GWLBE-Hours")
    path = aws(offer("AmazonVPC", ("AAAA", usage, ONE), ("BBBB", usage, [("0", "Inf", "0.5")]), ("CCCC", other, ONE)))
    found = read(path)

    assert list(found.prices) == [Item.GATEWAY_LOAD_BALANCER_ENDPOINT_HOUR]
    assert found.over(built_in()).notes == (
        f"{path}: several prices of interface endpoint in sa-east-1; none of them is taken",
    )


def test_one_price_under_several_products_is_one(aws: Callable[[dict[str, Any]], Path]) -> None:
    usage = metered("SAE1-VpcEndpoint-Hours")
    found = read(aws(offer("AmazonVPC", ("AAAA", usage, ONE), ("BBBB", usage | {"operation": "Other"}, ONE))))

    assert found.price(Item.INTERFACE_ENDPOINT_HOUR, "sa-east-1").first == Decimal("0.021")


def test_usage_types_of_the_oldest_region_need_no_prefix(aws: Callable[[dict[str, Any]], Path]) -> None:
    connection = metered("VPN-Usage-Hours:ipsec.1", "CreateVpnConnection", "us-east-1")
    large = metered("USE1-VPN-large-Usage-Hours:ipsec.1", "CreateVpnConnection", "us-east-1")
    found = read(aws(offer("AmazonVPC", ("AAAA", connection, [("0", "Inf", "0.05")]), ("BBBB", large, ONE))))

    assert found.price(Item.VPN_CONNECTION_HOUR, "us-east-1").first == Decimal("0.05")
