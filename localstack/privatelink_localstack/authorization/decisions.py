"""The last decisions on requests through endpoints, for people and for checks."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on one request.

    Parameters:
        at: seconds since the epoch.
        client: the client's address in the VPC.
        effect: of `privatelink_generator.policies.evaluate.Effect`.
        action, resource: the pair that decided; empty for an operation that has no entry.
        reason: which statement decided, or why the request was not evaluated.
    """

    at: float
    endpoint: str
    vpc: str
    client: str
    principal: str
    service: str
    operation: str
    effect: str
    action: str = ""
    resource: str = ""
    reason: str = ""


class Decisions:
    """The last decisions. Any thread may add one."""

    def __init__(self) -> None:
        self._kept: deque[Decision] = deque(maxlen=_MOST)
        self._lock = threading.Lock()

    def add(self, decision: Decision) -> None:
        """Keep a decision; forget the oldest if there are too many."""
        with self._lock:
            self._kept.append(decision)

    def of(self, endpoint: str | None = None) -> list[Decision]:
        """Return the decisions, oldest first; those of one endpoint alone if it is named."""
        with self._lock:
            return [each for each in self._kept if endpoint in {None, each.endpoint}]

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._kept.clear()
