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


@pytest.fixture
def subnets() -> dict[str, Subnet]:
    """A subnet in each zone, by its letter."""
    network = MemoryNetwork("us-east-1")
    vpc = network.add_vpc()
    return {zone: network.add_subnet(vpc, zone) for zone in "abc"}


def test_zone_names_are_those_of_the_account() -> None:
    zones = [Zone("us-east-1a", "use1-az6"), Zone("us-east-1b", "use1-az1"), Zone("us-east-1c", "use1-az2")]
    assert names_of({"use1-az1", "use1-az6"}, zones) == ("us-east-1a", "us-east-1b")


def test_check_zones_rejects_a_zone_without_the_service(subnets: dict[str, Subnet]) -> None:
    service = replace(EVERYWHERE, zone_ids=frozenset({subnets["a"].zone_id}))
    error = refusal(check_zones, service, [subnets["a"], subnets["b"]], set())
    assert error == (
        "InvalidParameter",
        (
            "The VPC endpoint service the-service does not support the availability zone of the subnet: "
            f"{subnets['b'].id}."
        ),
    )
    assert refusal_code(check_zones, service, [subnets["a"]], set()) is None


def test_check_zones_accepts_all_zones_of_a_service_everywhere(subnets: dict[str, Subnet]) -> None:
    assert refusal_code(check_zones, EVERYWHERE, subnets.values(), set()) is None


@pytest.mark.parametrize(
    ("zone_id", "code"), [("use1-az3", "InvalidParameter"), ("use1-az1", None), ("apne2-az4", "InvalidParameter")]
)
def test_check_zones_rejects_zones_that_do_not_reach_other_regions(
    zone_id: str, code: str | None, subnets: dict[str, Subnet]
) -> None:
    subnet = replace(subnets["a"], zone_id=zone_id)
    remote = replace(EVERYWHERE, region="eu-west-1", remote=True)
    assert code == refusal_code(check_zones, remote, [subnet], set())


@pytest.mark.parametrize(("added", "taken"), [("aa", ""), ("a", "a"), ("bca", "a")])
def test_check_zones_rejects_two_subnets_in_a_zone(added: str, taken: str, subnets: dict[str, Subnet]) -> None:
    new = [subnets[zone] for zone in added]
    present = {subnets[zone].zone_id for zone in taken}
    assert refusal(check_zones, EVERYWHERE, new, present) == (
        "DuplicateSubnetsInSameZone",
        f"Found another VPC endpoint subnet in the availability zone of {subnets['a'].id}",
    )
