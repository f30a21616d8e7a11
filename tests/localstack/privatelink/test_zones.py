"""Zones of an endpoint's subnets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.privatelink.endpoints.zones import Zone, check_zones, names_of
from privatelink_localstack.privatelink.services.service_view import ServiceView
from tests.support.refusal import refusal, refusal_code
from tests.support.world import MemoryNetwork

EVERYWHERE = ServiceView("the-service", "vpce-svc-1", ("Interface",), "us-east-1", "amazon", "base")
REMOTE = replace(EVERYWHERE, region="eu-west-1", remote=True)


@pytest.fixture
def network() -> MemoryNetwork:
    """An account's network."""
    return MemoryNetwork("us-east-1")


@pytest.fixture
def subnets(network: MemoryNetwork) -> dict[str, Subnet]:
    """A subnet in each zone, by its letter."""
    vpc = network.add_vpc()
    return {zone: network.add_subnet(vpc, zone) for zone in "abc"}


def test_zone_names_are_those_of_the_account() -> None:
    zones = [Zone("us-east-1a", "use1-az6"), Zone("us-east-1b", "use1-az1"), Zone("us-east-1c", "use1-az2")]
    assert names_of({"use1-az1", "use1-az6"}, zones) == ("us-east-1a", "us-east-1b")


def test_check_zones_rejects_a_zone_without_the_service(network: MemoryNetwork, subnets: dict[str, Subnet]) -> None:
    service = replace(EVERYWHERE, zone_ids=frozenset({subnets["a"].zone_id}))
    error = refusal(check_zones, network, service, [subnets["a"], subnets["b"]], set())
    assert error == (
        "InvalidParameter",
        (
            "The VPC endpoint service the-service does not support the availability zone of the subnet: "
            f"{subnets['b'].id}."
        ),
    )
    assert refusal_code(check_zones, network, service, [subnets["a"]], set()) is None


def test_check_zones_accepts_all_zones_of_a_service_everywhere(
    network: MemoryNetwork, subnets: dict[str, Subnet]
) -> None:
    assert refusal_code(check_zones, network, EVERYWHERE, subnets.values(), set()) is None


ACROSS = ["use1-az1", "use1-az2", "use1-az6", "use1-az4", "use1-az5"]
"""The zones of us-east-1 that AWS names for a service of another Region, in AWS's order for some account."""


def test_check_zones_names_the_zones_that_reach_other_regions(
    monkeypatch: pytest.MonkeyPatch, network: MemoryNetwork, subnets: dict[str, Subnet]
) -> None:
    """Source: an apply's log, in a pull request of chanzuckerberg/cztack."""
    zones = zip("abcdef", [*ACROSS[:2], "use1-az3", *ACROSS[2:]], strict=True)
    monkeypatch.setattr(network, "zones", lambda: tuple((f"us-east-1{letter}", zone_id) for letter, zone_id in zones))
    subnet = replace(subnets["c"], zone_id="use1-az3")
    error = refusal(check_zones, network, REMOTE, [subnet])
    assert error == (
        "InvalidParameter",
        (
            "Only the following availability zones are supported for remote access: use1-az1, use1-az2, use1-az6, "
            "use1-az4, use1-az5"
        ),
    )


@pytest.mark.parametrize("zone_id", ["use1-az3", "usw1-az2", "apne1-az3", "apne2-az2", "apne2-az4"])
def test_check_zones_rejects_zones_that_do_not_reach_other_regions(
    zone_id: str, network: MemoryNetwork, subnets: dict[str, Subnet]
) -> None:
    subnet = replace(subnets["a"], zone_id=zone_id)
    assert refusal_code(check_zones, network, REMOTE, [subnet]) == "InvalidParameter"


def test_check_zones_accepts_other_zones_for_a_service_of_another_region(
    network: MemoryNetwork, subnets: dict[str, Subnet]
) -> None:
    assert refusal_code(check_zones, network, REMOTE, [replace(subnets["a"], zone_id="use1-az1")]) is None


@pytest.mark.parametrize(("added", "taken"), [("aa", ""), ("a", "a"), ("bca", "a")])
def test_check_zones_rejects_two_subnets_in_a_zone(
    added: str, taken: str, network: MemoryNetwork, subnets: dict[str, Subnet]
) -> None:
    new = [subnets[zone] for zone in added]
    present = {subnets[zone].zone_id for zone in taken}
    assert refusal(check_zones, network, EVERYWHERE, new, present) == (
        "DuplicateSubnetsInSameZone",
        (
            f"Found another VPC endpoint subnet in the availability zone of {subnets['a'].id}. VPC endpoint subnets "
            "should be in different availability zones supported by the VPC endpoint service."
        ),
    )
