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
