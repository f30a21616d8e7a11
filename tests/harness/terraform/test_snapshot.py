"""Resources of states and plans, as Terraform writes them."""

from __future__ import annotations

from typing import Any

from privatelink_harness.terraform.snapshot import Resource, Snapshot, from_plan, from_state

STATE: dict[str, Any] = {
    "version": 4,
    "outputs": {"vpc_id": {"value": "vpc-1", "type": "string"}, "ids": {"value": ["a"], "sensitive": True}},
    "resources": [
        {"mode": "data", "type": "aws_region", "name": "current", "instances": [{"attributes": {"id": "x"}}]},
        {"mode": "managed", "type": "aws_vpc", "name": "this", "instances": [{"attributes": {"id": "vpc-1"}}]},
        {
            "module": "module.endpoints[0]",
            "mode": "managed",
            "type": "aws_subnet",
            "name": "private",
            "instances": [
                {"index_key": "a", "attributes": {"id": "subnet-a"}},
                {"index_key": 1, "attributes": None},
            ],
        },
    ],
}

PLAN: dict[str, Any] = {
    "planned_values": {
        "outputs": {"vpc_id": {"sensitive": False}, "name": {"value": "core"}},
        "root_module": {
            "resources": [
                {"mode": "data", "type": "aws_region", "name": "x", "values": {}},
                {"mode": "managed", "type": "aws_vpc", "name": "this", "values": {"id": None, "cidr_block": "x"}},
            ],
            "child_modules": [
                {
                    "address": "module.a",
                    "resources": [
                        {"mode": "managed", "type": "aws_subnet", "name": "s", "index": "a", "values": {"tags": {}}}
                    ],
                    "child_modules": [
                        {
                            "address": "module.a.module.b",
                            "resources": [{"mode": "managed", "type": "aws_vpc", "name": "t", "values": {}}],
                        }
                    ],
                }
            ],
        },
    }
}


def test_from_state_reads_managed_resources_and_outputs() -> None:
    snapshot = from_state(STATE)
    assert [each.address for each in snapshot.resources] == [
        "aws_vpc.this",
        'module.endpoints[0].aws_subnet.private["a"]',
        "module.endpoints[0].aws_subnet.private[1]",
    ]
    assert [each.id for each in snapshot.resources] == ["vpc-1", "subnet-a", ""]
    assert snapshot.outputs == {"vpc_id": "vpc-1", "ids": ["a"]}


def test_from_plan_leaves_out_unknown_values() -> None:
    assert from_plan(PLAN) == Snapshot(
        (
            Resource("", "aws_vpc", "this", None, {"cidr_block": "x"}),
            Resource("module.a", "aws_subnet", "s", "a", {"tags": {}}),
            Resource("module.a.module.b", "aws_vpc", "t", None, {}),
        ),
        {"vpc_id": None, "name": "core"},
    )


def test_snapshot_of_an_empty_document_is_empty() -> None:
    assert from_state({}) == from_plan({}) == Snapshot((), {})


def test_of_filters_by_module_and_type() -> None:
    modules = ("", "module.a", "module.a[0]", "module.a.module.b", "module.ab")
    snapshot = Snapshot(tuple(Resource(each, "aws_vpc", "x", None, {}) for each in modules), {})
    assert [each.module for each in snapshot.of("aws_vpc", module="module.a")] == [
        "module.a",
        "module.a[0]",
        "module.a.module.b",
    ]
    assert len(list(snapshot.of("aws_vpc", "aws_subnet"))) == len(modules)
    assert list(snapshot.of("aws_subnet")) == []
