"""Who did what, when: of every endpoint, service and notification."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

PER_RESOURCE = 100
RESOURCES = 20_000
"""Older entries, and resources that had none for longest, are forgotten: LocalStack may run for weeks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event.

    Parameters:
        at: seconds since the epoch.
        account: who did it; `aws` for what happens by itself.
        action: EC2's operation, or `state`.
        detail: what came of it.
    """

    at: float
    account: str
    action: str
    detail: str


class History:
    """The events of each resource, oldest first. Not for use by two threads at once."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, deque[Entry]] = OrderedDict()

    def record(self, resource_id: str, entry: Entry) -> None:
        """Add an event."""
        entries = self._entries.setdefault(resource_id, deque(maxlen=PER_RESOURCE))
        entries.append(entry)
        self._entries.move_to_end(resource_id)
        while len(self._entries) > RESOURCES:
            self._entries.popitem(last=False)

    def of(self, resource_id: str) -> tuple[Entry, ...]:
        """Give a resource's events."""
        return tuple(self._entries.get(resource_id, ()))

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
