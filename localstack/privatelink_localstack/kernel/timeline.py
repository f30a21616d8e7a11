"""Planned changes of state. They are applied lazily, by the next call after they fall due."""

from __future__ import annotations

import dataclasses
import heapq
from collections.abc import Iterator
from itertools import count


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Change:
    """A change of state.

    Parameters:
        due: in seconds of the emulation's timer.
        order: order of changes with the same time.
        field: the state that changes: `state`, or `domain` for a private DNS name.
        before: the change is dropped if the state is another one by then.
        after: the new state.
    """

    due: float
    order: int
    resource_id: str = dataclasses.field(compare=False)
    field: str = dataclasses.field(compare=False)
    before: str = dataclasses.field(compare=False)
    after: str = dataclasses.field(compare=False)


class Timeline:
    """Planned changes, at most one for each state of a resource. Not thread-safe.

    The last plan counts: a connection that is accepted, rejected and accepted again becomes available after the second
    acceptance.
    """

    def __init__(self) -> None:
        self._changes: list[Change] = []
        self._order = count()
        self._last: dict[tuple[str, str], int] = {}

    def plan(self, due: float, resource_id: str, before: str, after: str, *, field: str = "state") -> None:
        """Plan a change, in place of an earlier plan for the same state; see `Change`."""
        change = Change(due, next(self._order), resource_id, field, before, after)
        self._last[resource_id, field] = change.order
        heapq.heappush(self._changes, change)

    def is_due(self, now: float) -> bool:
        """Return whether a change is due."""
        changes = self._changes
        return bool(changes) and changes[0].due <= now

    @property
    def next(self) -> float | None:
        """When the next change is due; None without one. It may turn out to be planned anew."""
        return self._changes[0].due if self._changes else None

    def due(self, now: float) -> Iterator[Change]:
        """Remove and yield the due changes, earliest first, including those that are planned meanwhile."""
        while self.is_due(now):
            change = heapq.heappop(self._changes)
            if self._last.get((change.resource_id, change.field)) == change.order:
                del self._last[change.resource_id, change.field]
                yield change

    def clear(self) -> None:
        """Remove all changes."""
        self._changes.clear()
        self._last.clear()
