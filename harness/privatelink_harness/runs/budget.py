"""Budgets of a run: how many minutes it may take, and how many resources it may create."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from privatelink_harness.runs.stop import Stop
    from privatelink_harness.terraform import PlanResult


class BudgetError(HarnessError):
    """A plan that would create more than the budget allows; nothing was applied."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of a run, None for none.

    Parameters:
        minutes: from its start; then it is stopped in order.
        resources: that its plan may create; a replaced resource counts.
    """

    minutes: float | None = None
    resources: int | None = None

    def check(self, plan: PlanResult) -> None:
        """Compare a plan with the number of resources, before its apply.

        Raises:
            BudgetError: the plan creates more.
        """
        if self.resources is None:
            return
        created = sum(change.action in {"create", "replace"} for change in plan.changes)
        if created > self.resources:
            raise BudgetError(
                f"the plan creates {created} resources, and --max-resources is {self.resources}; nothing was applied",
                hint="Raise --max-resources, or make the spec smaller.",
            )

    @contextmanager
    def limiting(self, stop: Stop) -> Iterator[None]:
        """Request a stop when the minutes are over, for as long as the context lasts."""
        if self.minutes is None:
            yield
            return
        reason = f"stopped: --max-minutes {self.minutes:g} are over"
        timer = threading.Timer(self.minutes * 60, stop.request, [reason])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
