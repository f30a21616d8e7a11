"""What managed interfaces hold, counted as they come, change and go."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from privatelink_localstack.adapters.ec2.occupancy import Occupancy


def interface(identity: str, *groups: str, ipv6: str = "") -> Any:
    return SimpleNamespace(
        id=identity,
        subnet=SimpleNamespace(id="subnet-1", vpc_id="vpc-1"),
        group_set=[SimpleNamespace(id=group) for group in groups],
        ipv6_addresses=[ipv6] if ipv6 else [],
    )


@pytest.fixture
def occupancy() -> Occupancy:
    """Of two interfaces in a subnet."""
    kept = Occupancy()
    kept.hold(interface("eni-1", "sg-1", "sg-2", ipv6="fd00::1"))
    kept.hold(interface("eni-2", "sg-2"))
    return kept


def held(occupancy: Occupancy) -> list[str]:
    return [each for each in ("vpc-1", "subnet-1", "sg-1", "sg-2", "sg-3") if occupancy.holds(each)]


def test_each_holds_its_vpc_its_subnet_and_its_groups(occupancy: Occupancy) -> None:
    assert held(occupancy) == ["vpc-1", "subnet-1", "sg-1", "sg-2"]


def test_one_that_changes_holds_what_it_has_then(occupancy: Occupancy) -> None:
    occupancy.hold(interface("eni-1", "sg-3", ipv6="fd00::2"))
    assert held(occupancy) == ["vpc-1", "subnet-1", "sg-2", "sg-3"]
    assert occupancy.ipv6("subnet-1") == {"fd00::2"}


def test_when_the_last_one_is_gone_nothing_is_held(occupancy: Occupancy) -> None:
    occupancy.let_go("eni-1")
    assert held(occupancy) == ["vpc-1", "subnet-1", "sg-2"]
    occupancy.let_go("eni-2")
    occupancy.let_go("eni-2")
    assert (held(occupancy), len(occupancy.ipv6("subnet-1")), len(occupancy.shares)) == ([], 0, 0)
