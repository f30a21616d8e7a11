"""The check of an upgrade."""

from __future__ import annotations

from typing import Any

from privatelink_harness.checks.upgrade import check


def change(address: str, *actions: str, **more: Any) -> dict[str, Any]:
    known = {name: more.pop(name) for name in ("replace_paths",) if name in more}
    return {"address": address, "mode": "managed", "change": {"actions": list(actions), **known}, **more}


def test_replaced_and_destroyed_resources_fail() -> None:
    plan = {
        "resource_changes": [
            change("aws_vpc.this", "no-op"),
            change("aws_lb.main", "delete", "create", replace_paths=[["subnet_mapping", 0, "subnet_id"], ["name"]]),
            change("aws_lb.other", "create", "delete"),
            change("aws_security_group.old", "delete"),
            {**change("data.aws_vpc.this", "read"), "mode": "data"},
        ]
    }
    rows = [(row.subject, row.property.value, row.verdict.value, row.spec, row.plan) for row in check(plan)]
    assert rows == [
        ("aws_lb.main", "upgrade", "failed", "kept", "replaced, by a change of name, subnet_mapping.0.subnet_id"),
        ("aws_lb.other", "upgrade", "failed", "kept", "replaced"),
        ("aws_security_group.old", "upgrade", "failed", "kept", "destroyed"),
    ]


def test_other_changes_pass_and_are_counted() -> None:
    plan = {
        "resource_changes": [
            change("aws_vpc.this", "update"),
            change("aws_lb.main", "create"),
            change("aws_lb.other", "create"),
            change("aws_lb.moved", "no-op", previous_address="aws_lb.old"),
        ]
    }
    [row] = check(plan)
    assert (row.subject, row.verdict.value, row.note) == (
        "stack",
        "passed",
        "2 created, 1 changed in place, 1 moved",
    )


def test_no_changes_pass() -> None:
    [row] = check({})
    assert (row.verdict.value, row.note) == ("passed", "no changes")
