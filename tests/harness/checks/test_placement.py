"""The placement in a root module's outputs."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.checks.placement import Placement, from_outputs
from privatelink_harness.errors import HarnessError


@pytest.mark.parametrize(
    ("outputs", "placement"),
    [
        ({}, Placement()),
        ({"vpc_id": "vpc-1", "other": 7}, Placement("vpc-1")),
        ({"subnet_ids": ["subnet-a", "subnet-b"]}, Placement(None, frozenset({"subnet-a", "subnet-b"}))),
        ({"subnet_ids": {"us-east-1a": "subnet-a"}}, Placement(None, frozenset({"subnet-a"}))),
        ({"subnet_ids": []}, Placement(None, frozenset())),
        ({"route_table_ids": "rtb-1"}, Placement(None, None, frozenset({"rtb-1"}))),
        ({"vpc_id": None, "subnet_ids": None}, Placement()),
    ],
)
def test_from_outputs_reads_ids_lists_and_mappings(outputs: dict[str, Any], placement: Placement) -> None:
    assert from_outputs(outputs) == placement


@pytest.mark.parametrize(
    ("outputs", "name"),
    [
        ({"vpc_id": ["vpc-1"]}, "vpc_id"),
        ({"vpc_id": {"id": "vpc-1"}}, "vpc_id"),
        ({"subnet_ids": 7}, "subnet_ids"),
        ({"subnet_ids": [["subnet-a"]]}, "subnet_ids"),
        ({"subnet_ids": {"a": {"id": "subnet-a"}}}, "subnet_ids"),
        ({"route_table_ids": ["rtb-1", None]}, "route_table_ids"),
    ],
)
def test_from_outputs_rejects_other_types(outputs: dict[str, Any], name: str) -> None:
    with pytest.raises(HarnessError, match=f"the output {name} is n"):
        from_outputs(outputs)


def test_placement_takes_any_iterable() -> None:
    taken = Placement("vpc-1", ["subnet-b", "subnet-a"], {"private": "rtb-1"})
    assert taken == Placement("vpc-1", frozenset({"subnet-a", "subnet-b"}), ("rtb-1",))


@pytest.mark.parametrize("arguments", [{"vpc": ["vpc-1"]}, {"subnets": [1]}, {"route_tables": 7}])
def test_placement_rejects_what_is_not_an_id(arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=f"{next(iter(arguments))} is n"):
        Placement(**arguments)


TWO = {
    "vpc_id": "vpc-1",
    "subnet_ids": ["subnet-a"],
    "shared_vpc_id": "vpc-2",
    "shared_subnet_ids": ["subnet-b"],
    "shared_eu_vpc_id": "vpc-3",
}


@pytest.mark.parametrize(
    ("module", "placement"),
    [
        (None, Placement("vpc-1", ["subnet-a"])),
        ("module.endpoints", Placement("vpc-1", ["subnet-a"])),
        ("module.shared", Placement("vpc-2", ["subnet-b"])),
        ("module.shared_endpoints", Placement("vpc-2", ["subnet-b"])),
        ("module.shared-endpoints[0]", Placement("vpc-2", ["subnet-b"])),
        ('module.network["shared"].module.endpoints', Placement("vpc-2", ["subnet-b"])),
        ("module.shared_eu", Placement("vpc-3")),
        ("module.unshared", Placement("vpc-1", ["subnet-a"])),
        ("module.sharedservices", Placement("vpc-1", ["subnet-a"])),
    ],
)
def test_from_outputs_tells_modules_apart(module: str | None, placement: Placement) -> None:
    assert from_outputs(TWO, module=module) == placement
