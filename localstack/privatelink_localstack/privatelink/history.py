"""History of every endpoint, service and notification."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

PER_RESOURCE = 100
"""Entries a resource keeps; the oldest are dropped, as LocalStack may run for weeks."""

RESOURCES = 20_000
"""Resources with a history; the ones without events for the longest time are dropped."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event.

    Parameters:
        at: seconds since the epoch.
        account: the actor; `aws` for changes that time brings.
        action: EC2's operation, or `state`.
        detail: the outcome.
    """

    at: float
    account: str
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Resource:
    """A resource's events and owner. The first event names the owner too, but may have been dropped."""

    owner: str
    entries: deque[Entry]


class History:
    """Events by resource, oldest first. Not thread-safe."""

    def __init__(self) -> None:
        self._resources: OrderedDict[str, _Resource] = OrderedDict()

    def record(self, resource_id: str, entry: Entry) -> None:
        """Add an event. The account of a resource's first event owns the resource."""
        resource = self._resources.setdefault(resource_id, _Resource(entry.account, deque(maxlen=PER_RESOURCE)))
        resource.entries.append(entry)
        self._resources.move_to_end(resource_id)
        while len(self._resources) > RESOURCES:
            self._resources.popitem(last=False)

    def of(self, resource_id: str) -> tuple[Entry, ...]:
        """Return a resource's events, oldest first; none for an unknown resource."""
        resource = self._resources.get(resource_id)
        return () if resource is None else tuple(resource.entries)

    def forget(self, owner: str) -> None:
        """Forget an account's resources, deleted ones too."""
        owned = [resource_id for resource_id, resource in self._resources.items() if resource.owner == owner]
        for resource_id in owned:
            del self._resources[resource_id]

    def clear(self) -> None:
        """Forget everything."""
        self._resources.clear()
