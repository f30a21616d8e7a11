"""Which VPC of a stack a test means, and what it is told where there is none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.pytest_plugin.vpc import StackVpc, Vpcs, vpc_of
from privatelink_harness.terraform.snapshot import Resource, Snapshot


def vpc(module: str, number: int, name: str = "this") -> Resource:
    return Resource(module, "aws_vpc", name, None, {"id": f"vpc-{number}"})


ONE = Snapshot((vpc("", 1),), {})
SEVERAL = Snapshot(
    (vpc("module.orders_network", 1), vpc("module.trial", 2), vpc("", 3, "shared")),
    {
        "vpc_id": "vpc-7",
        "partner_vpc_id": "vpc-4",
        "networks": {"payments": {"vpc_id": "vpc-5", "subnet_ids": []}},
        "spokes": {"reports": {"vpc_id": "vpc-6"}, "other": "none"},
    },
)
TWO = Snapshot((vpc("module.a", 1), vpc("module.b", 2)), {})


@pytest.mark.parametrize(
    ("state", "name", "expected"),
    [
        (ONE, None, "vpc-1"),
        (ONE, "this", "vpc-1"),
        (ONE, "vpc-0abc", "vpc-0abc"),
        (SEVERAL, None, "vpc-7"),
        (SEVERAL, "orders", "vpc-1"),
        (SEVERAL, "orders_network", "vpc-1"),
        (SEVERAL, "trial", "vpc-2"),
        (SEVERAL, "shared", "vpc-3"),
        (SEVERAL, "partner", "vpc-4"),
        (SEVERAL, "payments", "vpc-5"),
        (SEVERAL, "reports", "vpc-6"),
    ],
)
def test_vpc_is_found_by_its_name(state: Snapshot, name: str | None, expected: str) -> None:
    assert vpc_of(state, name) == expected


def test_output_comes_before_the_name_of_a_module() -> None:
    assert vpc_of(Snapshot((vpc("module.orders", 1),), {"orders_vpc_id": "vpc-2"}), "orders") == "vpc-2"


@pytest.mark.parametrize(
    ("state", "name", "message", "hint"),
    [
        (ONE, "consumer", "the stack has no VPC 'consumer'", "Name one of: this; or its ID."),
        (TWO, None, "the stack has several VPCs", "Name one of: a, b, this; or its ID."),
        (Snapshot((), {}), None, "the stack has no VPC", "Give its ID."),
    ],
)
def test_unknown_vpc_is_told_with_the_known_ones(state: Snapshot, name: str | None, message: str, hint: str) -> None:
    with pytest.raises(HarnessError) as caught:
        vpc_of(state, name)

    assert (str(caught.value), caught.value.hint) == (message, hint)


def test_target_without_traffic_says_why() -> None:
    session: Any = SimpleNamespace(name="toy", data_plane=lambda: NoTraffic("traffic is off", "Turn it on."))
    with pytest.raises(HarnessError) as caught:
        Vpcs().find(ONE, session, None)

    assert (str(caught.value), caught.value.hint) == ("toy: traffic is off", "Turn it on.")


def test_vpc_is_the_same_one_until_it_is_closed() -> None:
    opened: Any = SimpleNamespace(data_plane=lambda: lambda: pytest.fail("nothing is opened"), name="toy")
    vpcs = Vpcs()

    assert vpcs.find(ONE, opened, "this") is vpcs.find(ONE, opened, None)
    vpcs.close()


@pytest.mark.parametrize("url", ["orders.example.com", "ftp://orders.example.com/", "https:///orders"])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(HarnessError) as caught:
        StackVpc("vpc-1", cast("Any", pytest.fail)).http(url)

    assert str(caught.value) == f"{url!r} is not a URL of HTTP"
