"""Zones are matched by their ids, and an endpoint is in each once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from privatelink_localstack.control.memory import MemoryNetwork
from privatelink_localstack.control.network import Subnet
from privatelink_localstack.control.zones import Zone, check_zones, names_of

Refusal = Callable[[Callable[[], object]], str]


@pytest.fixture
def subnets() -> dict[str, Subnet]:
    """A subnet in each zone, by its letter."""
    network = MemoryNetwork("us-east-1")
    vpc = network.add_vpc()
    return {zone: network.add_subnet(vpc, zone) for zone in "abc"}


def test_an_account_has_its_own_names_for_zones() -> None:
    zones = [Zone("us-east-1a", "use1-az6"), Zone("us-east-1b", "use1-az1"), Zone("us-east-1c", "use1-az2")]
    assert names_of({"use1-az1", "use1-az6"}, zones) == ("us-east-1a", "us-east-1b")


def test_the_service_must_be_in_the_zone(subnets: dict[str, Subnet], refusal: Refusal) -> None:
    supported = {subnets["a"].zone_id}
    met = refusal(lambda: check_zones("the-service", [subnets["a"], subnets["b"]], supported, set()))
    assert met == (
        "InvalidParameter: The VPC endpoint service the-service does not support the availability zone of the subnet: "
        f"{subnets['b'].id}."
    )
    assert refusal(lambda: check_zones("the-service", [subnets["a"]], supported, set())) == ""


def test_a_service_of_all_zones_is_in_each(subnets: dict[str, Subnet], refusal: Refusal) -> None:
    assert refusal(lambda: check_zones("the-service", subnets.values(), None, set())) == ""


@pytest.mark.parametrize(("added", "taken"), [("aa", ""), ("a", "a"), ("bca", "a")])
def test_a_zone_counts_once(added: str, taken: str, subnets: dict[str, Subnet], refusal: Refusal) -> None:
    new = [subnets[zone] for zone in added]
    have = {subnets[zone].zone_id for zone in taken}
    assert refusal(lambda: check_zones("the-service", new, None, have)) == (
        f"DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of {subnets['a'].id}"
    )
