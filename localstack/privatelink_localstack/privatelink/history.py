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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A resource's events, and whose it is: who made it is in the first one, which may be forgotten."""

    owner: str
    entries: deque[Entry]


class History:
    """The events of each resource, oldest first. Not for use by two threads at once."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def record(self, resource_id: str, entry: Entry) -> None:
        """Add an event. A resource's first one is by its owner."""
        kept = self._kept.setdefault(resource_id, _Kept(entry.account, deque(maxlen=PER_RESOURCE)))
        kept.entries.append(entry)
        self._kept.move_to_end(resource_id)
        while len(self._kept) > RESOURCES:
            self._kept.popitem(last=False)

    def of(self, resource_id: str) -> tuple[Entry, ...]:
        """Give a resource's events."""
        kept = self._kept.get(resource_id)
        return () if kept is None else tuple(kept.entries)

    def forget(self, owner: str) -> None:
        """Forget an account's resources, also those that are gone."""
        theirs = [resource_id for resource_id, kept in self._kept.items() if kept.owner == owner]
        for resource_id in theirs:
            del self._kept[resource_id]

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
