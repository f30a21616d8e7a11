"""Budgets of a run."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest

from privatelink_harness.runs.budget import Budget, BudgetError
from privatelink_harness.runs.stop import Stop
from privatelink_harness.terraform import PlanResult
from privatelink_harness.terraform.events import Address, PlannedChange


def plan(*actions: Any) -> PlanResult:
    address = Address("aws_vpc.this", "", "aws_vpc", "this", None)
    changes = tuple(PlannedChange(message="", resource=address, action=action) for action in actions)
    return PlanResult(has_changes=True, changes=changes, summary=None, diagnostics=())


def test_plan_within_the_budget_goes_on() -> None:
    Budget(resources=2).check(plan("create", "create", "update", "delete", "read"))


def test_creates_and_replacements_count() -> None:
    with pytest.raises(BudgetError, match="the plan creates 2 resources, and --max-resources is 1"):
        Budget(resources=1).check(plan("create", "replace"))


def test_nothing_may_be_created() -> None:
    with pytest.raises(BudgetError, match="--max-resources is 0"):
        Budget(resources=0).check(plan("create"))


def test_no_limit_reads_no_plan() -> None:
    Budget().check(cast("PlanResult", None))


def test_stop_is_requested_when_the_minutes_are_over() -> None:
    stop, heard = Stop(), threading.Event()
    with stop.heard_by(heard.set), Budget(minutes=0.0001).limiting(stop):
        assert heard.wait(timeout=60)
    assert stop.reason == "stopped: --max-minutes 0.0001 are over"


def test_run_that_ends_in_time_is_not_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    timers: list[threading.Timer] = []

    class Kept(threading.Timer):
        def start(self) -> None:
            timers.append(self)
            super().start()

    monkeypatch.setattr(threading, "Timer", Kept)
    stop = Stop()
    with Budget(minutes=60).limiting(stop):
        pass
    [timer] = timers
    timer.join(timeout=60)
    assert (timer.is_alive(), stop.requested) == (False, False)
