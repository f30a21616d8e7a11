"""Network interfaces of functions: who shares one, and when it goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pytest

from privatelink_localstack.function_interfaces.plane import DELETING, FunctionInterfaces, Placement, placements
from privatelink_localstack.kernel.network import NewInterface
from privatelink_localstack.kernel.scope import Scope
from tests.support.refusal import refusal
from tests.support.world import MemoryNetwork, World

HERE = Scope("111111111111", "us-east-1")


class Place(NamedTuple):
    """Two subnets and two security groups of a VPC."""

    world: World
    plane: FunctionInterfaces
    subnets: tuple[str, str]
    groups: tuple[str, str]

    @property
    def network(self) -> MemoryNetwork:
        return self.world.network(HERE)

    def use(self, **functions: Iterable[Placement]) -> None:
        """Let functions, by name, use interfaces; nobody uses others."""
        self.plane.follow(HERE, {placement: name for name, own in functions.items() for placement in own})

    @property
    def interfaces(self) -> list[NewInterface]:
        return list(self.network.interfaces.values())


@pytest.fixture
def place() -> Place:
    world = World()
    network = world.network(HERE)
    vpc = network.add_vpc("10.0.0.0/16")
    subnets = network.add_subnet(vpc, "a", "10.0.0.0/24").id, network.add_subnet(vpc, "b", "10.0.1.0/28").id
    return Place(world, world.function_interfaces, subnets, (network.add_group(vpc), network.add_group(vpc)))


def test_function_has_an_interface_in_each_subnet(place: Place) -> None:
    place.use(orders=placements(place.subnets, place.groups[:1]))
    assert place.interfaces == [
        NewInterface(
            subnet_id=subnet,
            type="lambda",
            description="AWS Lambda VPC ENI-orders-0f0e0d0c",
            ipv4=address,
            ipv6=None,
            groups=place.groups[:1],
            requester="amazon-aws",
        )
        for subnet, address in zip(place.subnets, ("10.0.0.4", "10.0.1.4"), strict=True)
    ]


def test_functions_with_the_same_groups_share_an_interface(place: Place) -> None:
    first, second = placements(place.subnets[:1], place.groups), placements(place.subnets[:1], reversed(place.groups))
    place.use(orders=first, payments=second)
    assert len(place.interfaces) == 1
    assert place.plane.find(HERE, first[0]) == place.plane.find(HERE, second[0])


def test_functions_with_other_groups_do_not_share(place: Place) -> None:
    place.use(
        orders=placements(place.subnets[:1], place.groups), payments=placements(place.subnets[:1], place.groups[:1])
    )
    assert len(place.interfaces) == 2


def test_interface_outlives_its_last_function_as_long_as_set(place: Place) -> None:
    place.world.settings.durations[DELETING] = 60
    place.use(orders=placements(place.subnets[:1], place.groups))
    place.use()
    place.world.wait(59)
    assert len(place.interfaces) == 1
    place.world.wait(1)
    assert place.interfaces == []


def test_interface_that_is_used_again_stays(place: Place) -> None:
    place.world.settings.durations[DELETING] = 60
    own = placements(place.subnets[:1], place.groups)
    place.use(orders=own)
    kept = place.plane.find(HERE, own[0])
    place.use()
    place.use(orders=own)
    place.world.wait(3600)
    assert place.plane.find(HERE, own[0]) == kept


def test_interface_goes_at_once_by_default(place: Place) -> None:
    place.use(orders=placements(place.subnets, place.groups))
    place.use()
    assert place.interfaces == []


def test_interfaces_of_other_accounts_stay(place: Place) -> None:
    place.use(orders=placements(place.subnets[:1], place.groups))
    place.plane.follow(Scope("222222222222", "us-east-1"), {})
    assert len(place.interfaces) == 1


def test_full_subnet_is_refused(place: Place) -> None:
    for number in range(11):
        place.use(**{f"f{each}": placements(place.subnets[1:], (f"sg-{each}",)) for each in range(number + 1)})
    refused = refusal(place.plane.ensure, HERE, placements(place.subnets[1:], ("sg-12",)), "orders")
    assert refused.code == "InvalidParameterValueException"
    assert refused.message.startswith(
        "Error occurred while CreateNetworkInterface. EC2 Error Code: InsufficientFreeAddressesInSubnet. "
    )


@pytest.mark.parametrize(
    ("subnets", "groups", "operation", "code"),
    [
        (["subnet-0"], [], "DescribeSubnets", "InvalidSubnetID.NotFound"),
        ([], ["sg-0"], "DescribeSecurityGroups", "InvalidGroup.NotFound"),
    ],
)
def test_what_does_not_exist_is_refused(
    place: Place, subnets: list[str], groups: list[str], operation: str, code: str
) -> None:
    refused = refusal(place.plane.check, HERE, subnets, groups)
    assert refused.code == "InvalidParameterValueException"
    assert refused.message.startswith(f"Error occurred while {operation}. EC2 Error Code: {code}. EC2 Error Message: ")


def test_group_of_another_vpc_is_refused(place: Place) -> None:
    other = place.network.add_group(place.network.add_vpc("10.1.0.0/16"))
    assert refusal(place.plane.check, HERE, place.subnets, [other]) == (
        "InvalidParameterValueException",
        "Subnets and security groups must be in the same VPC.",
    )
