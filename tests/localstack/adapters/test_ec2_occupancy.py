"""The index of managed interfaces."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from privatelink_localstack.adapters.ec2.occupancy import Occupancy


def interface(identity: str, *groups: str, ipv6: str = "") -> Any:
    """Return a stand-in for one of moto's interfaces."""
    return SimpleNamespace(
        id=identity,
        subnet=SimpleNamespace(id="subnet-1", vpc_id="vpc-1"),
        group_set=[SimpleNamespace(id=group) for group in groups],
        ipv6_addresses=[ipv6] if ipv6 else [],
    )


@pytest.fixture
def occupancy() -> Occupancy:
    """The index of two interfaces in a subnet."""
    occupancy = Occupancy()
    occupancy.hold(interface("eni-1", "sg-1", "sg-2", ipv6="fd00::1"))
    occupancy.hold(interface("eni-2", "sg-2"))
    return occupancy


def held(occupancy: Occupancy) -> list[str]:
    """Return the resources that the interfaces hold."""
    return [each for each in ("vpc-1", "subnet-1", "sg-1", "sg-2", "sg-3") if occupancy.holds(each)]


def test_interface_holds_its_vpc_subnet_and_groups(occupancy: Occupancy) -> None:
    assert held(occupancy) == ["vpc-1", "subnet-1", "sg-1", "sg-2"]


def test_changed_interface_holds_its_new_groups(occupancy: Occupancy) -> None:
    occupancy.hold(interface("eni-1", "sg-3", ipv6="fd00::2"))
    assert held(occupancy) == ["vpc-1", "subnet-1", "sg-2", "sg-3"]
    assert occupancy.ipv6("subnet-1") == {"fd00::2"}


def test_nothing_is_held_without_interfaces(occupancy: Occupancy) -> None:
    occupancy.let_go("eni-1")
    assert held(occupancy) == ["vpc-1", "subnet-1", "sg-2"]
    occupancy.let_go("eni-2")
    occupancy.let_go("eni-2")
    assert (held(occupancy), len(occupancy.ipv6("subnet-1")), len(occupancy.shares)) == ([], 0, 0)
