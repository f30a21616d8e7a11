"""Changes of state are due in the order of their times; of a state only the change that was planned last."""

from __future__ import annotations

from privatelink_localstack.kernel.timeline import Timeline


def test_changes_are_due_in_order() -> None:
    timeline = Timeline()
    for due, name in ((3.0, "c"), (1.0, "a"), (1.0, "b"), (9.0, "d")):
        timeline.plan(due, name, "before", "after")
    assert [each.resource_id for each in timeline.due(3.0)] == ["a", "b", "c"]
    assert (timeline.is_due(8.9), timeline.is_due(9.0)) == (False, True)


def test_last_planned_change_replaces_earlier_ones() -> None:
    timeline = Timeline()
    timeline.plan(1.0, "a", "pending", "available")
    timeline.plan(1.0, "a", "token", "", field="domain")
    timeline.plan(5.0, "a", "pending", "available")
    assert [(each.due, each.field) for each in timeline.due(4.0)] == [(1.0, "domain")]
    assert [(each.due, each.field) for each in timeline.due(5.0)] == [(5.0, "state")]
