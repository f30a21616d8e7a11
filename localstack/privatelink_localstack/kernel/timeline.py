"""Changes of state that are due at a time. Nobody waits for them: whoever looks next makes those that are due."""

from __future__ import annotations

import dataclasses
import heapq
from collections.abc import Iterator
from itertools import count


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Change:
    """A change of state.

    Parameters:
        due: seconds since the epoch.
        order: of changes that are due at the same time.
        resource_id: of what.
        field: which of its states, `state` or `domain`.
        before: it happens only if the state still is this one.
        after: the new state.
    """

    due: float
    order: int
    resource_id: str = dataclasses.field(compare=False)
    field: str = dataclasses.field(compare=False)
    before: str = dataclasses.field(compare=False)
    after: str = dataclasses.field(compare=False)


class Timeline:
    """The changes to come: of each state of a resource the last that was planned. Not for use by two threads at once.

    A connection that is accepted, rejected and accepted again is pending for as long as after the second time.
    """

    def __init__(self) -> None:
        self._changes: list[Change] = []
        self._order = count()
        self._last: dict[tuple[str, str], int] = {}

    def plan(self, due: float, resource_id: str, before: str, after: str, *, field: str = "state") -> None:
        """Add a change, in place of one that was planned for the same; parameters as of `Change`."""
        change = Change(due, next(self._order), resource_id, field, before, after)
        self._last[resource_id, field] = change.order
        heapq.heappush(self._changes, change)

    def is_due(self, now: float) -> bool:
        """Tell whether there is a change to make. Cheap, and safe without a lock."""
        changes = self._changes
        return bool(changes) and changes[0].due <= now

    def due(self, now: float) -> Iterator[Change]:
        """Take the changes out that are due, earliest first; those that are planned meanwhile too."""
        while self.is_due(now):
            change = heapq.heappop(self._changes)
            if self._last.get((change.resource_id, change.field)) == change.order:
                del self._last[change.resource_id, change.field]
                yield change

    def clear(self) -> None:
        """Forget everything."""
        self._changes.clear()
        self._last.clear()
