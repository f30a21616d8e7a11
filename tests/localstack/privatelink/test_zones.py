"""Zones are matched by their ids, and an endpoint is in each once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from privatelink_localstack.kernel.network import Subnet
from privatelink_localstack.privatelink.endpoints.zones import Zone, check_zones, names_of
from privatelink_localstack.privatelink.services.service_view import ServiceView
from tests.support.world import MemoryNetwork

Refusal = Callable[[Callable[[], object]], str]

EVERYWHERE = ServiceView("the-service", "vpce-svc-1", ("Interface",), "us-east-1", "amazon", "base")


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
    service = replace(EVERYWHERE, zone_ids=frozenset({subnets["a"].zone_id}))
    met = refusal(lambda: check_zones(service, [subnets["a"], subnets["b"]], set()))
    assert met == (
        "InvalidParameter: The VPC endpoint service the-service does not support the availability zone of the subnet: "
        f"{subnets['b'].id}."
    )
    assert refusal(lambda: check_zones(service, [subnets["a"]], set())) == ""


def test_a_service_of_all_zones_is_in_each(subnets: dict[str, Subnet], refusal: Refusal) -> None:
    assert refusal(lambda: check_zones(EVERYWHERE, subnets.values(), set())) == ""


@pytest.mark.parametrize(
    ("zone_id", "code"), [("use1-az3", "InvalidParameter"), ("use1-az1", ""), ("apne2-az4", "InvalidParameter")]
)
def test_some_zones_do_not_reach_other_regions(
    zone_id: str, code: str, subnets: dict[str, Subnet], refusal: Refusal
) -> None:
    subnet = replace(subnets["a"], zone_id=zone_id)
    remote = replace(EVERYWHERE, region="eu-west-1", remote=True)
    assert code == refusal(lambda: check_zones(remote, [subnet], set())).partition(":")[0]


@pytest.mark.parametrize(("added", "taken"), [("aa", ""), ("a", "a"), ("bca", "a")])
def test_a_zone_counts_once(added: str, taken: str, subnets: dict[str, Subnet], refusal: Refusal) -> None:
    new = [subnets[zone] for zone in added]
    have = {subnets[zone].zone_id for zone in taken}
    assert refusal(lambda: check_zones(EVERYWHERE, new, have)) == (
        f"DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of {subnets['a'].id}"
    )
