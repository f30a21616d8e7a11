"""A hub of endpoints beside endpoints in each VPC."""

from __future__ import annotations

from decimal import Decimal

import pytest

from privatelink_generator.aws.prices import built_in
from privatelink_generator.costs.compare import Comparison, of_hub, of_vpcs
from privatelink_generator.costs.usage import Month
from privatelink_generator.load import load, loads
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from tests.support.costs import CONSUMER, HUB
from tests.support.paths import ROOT


def hub(text: str, month: Month | None = None) -> Comparison | None:
    spec = loads(text)
    assert isinstance(spec, HybridSpec)
    return of_hub(spec, month or Month(), built_in())


def vpcs(count: int, month: Month | None = None) -> Comparison:
    spec = loads(CONSUMER)
    assert isinstance(spec, ConsumerSpec)
    found = of_vpcs(spec, count, month or Month(), built_in())
    assert found is not None
    return found


def costs(found: Comparison | None) -> list[list[str]]:
    assert found is not None
    return [[str(part) for part in option.parts] for option in found.options]


def test_endpoints_in_each_vpc_cost_as_often_as_there_are_vpcs() -> None:
    found = vpcs(5, Month(gigabytes=Decimal(100)))

    # 2 endpoints x 2 zones x 730 hours, in 5 VPCs or in one.
    assert costs(found) == [
        ["146.00", "0.00", "0.00", "10.00", "0.00"],
        ["29.20", "1.00", "0.00", "10.00", "20.00"],
        ["29.20", "1.00", "219.00", "10.00", "20.00"],
    ]


def test_break_even_is_where_the_hub_becomes_cheaper() -> None:
    peering, gateway = vpcs(5).break_evens

    # By peering, 29.20 + 1.00 is less than 2 x 29.20; an attachment is dearer than two endpoints in two zones.
    assert (peering.way, peering.vpcs) == ("peering", 2)
    assert (gateway.way, gateway.vpcs, gateway.gigabytes) == ("transit_gateway", None, None)


def test_break_even_in_gigabytes_is_what_the_links_eat_up() -> None:
    peering, _ = vpcs(5).break_evens
    at, above = (vpcs(5, Month(gigabytes=Decimal(each))) for each in (578, 580))

    # (5 x 29.20 - 30.20) / (5 x 0.02)
    assert peering.gigabytes == 1158
    assert at.options[1].total < at.options[0].total
    assert above.options[1].total > above.options[0].total


@pytest.mark.parametrize(("way", "links"), [("peering", "0.00"), ("transit_gateway", "109.50"), ("existing", "0.00")])
def test_hub_is_compared_with_endpoints_in_its_spokes(way: str, links: str) -> None:
    assert costs(hub(HUB.replace("WAY", way))) == [
        ["58.40", "0.00", "0.00", "0.00", "0.00"],
        ["29.20", "1.00", links, "0.00", "0.00"],
    ]


def test_data_centre_needs_the_hubs_endpoints_in_any_case() -> None:
    found = hub(HUB.replace("WAY", "peering") + "on_premises: {cidrs: [192.168.0.0/16]}\n")

    assert costs(found)[0][0] == "87.60"


def test_hub_that_the_data_centre_reaches_by_transit_gateway_is_attached_already() -> None:
    spec = load(ROOT / "specs/hybrid/profile.yaml")
    assert isinstance(spec, HybridSpec)
    found = of_hub(spec, Month(), built_in())

    assert costs(found)[1] == ["29.20", "547.50", "73.00", "0.00", "0.00"]


def test_hub_without_routed_spokes_is_not_compared() -> None:
    spec = load(ROOT / "specs/hybrid/overlapping.yaml")
    assert isinstance(spec, HybridSpec)

    assert of_hub(spec, Month(), built_in()) is None


def test_gateway_endpoints_alone_are_not_compared() -> None:
    spec = loads("version: 1\npattern: consumer\nname: core\nendpoints: {s3: {service: s3, type: gateway}}\n")
    assert isinstance(spec, ConsumerSpec)

    assert of_vpcs(spec, 3, Month(), built_in()) is None
