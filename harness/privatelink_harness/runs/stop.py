"""A request to end runs in order, from any thread: of a fleet's stacks, or when a run's minutes are over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from privatelink_harness.errors import HarnessError

STOPPED = "stopped"
"""The reason of a stop by a user."""


class RunStopped(HarnessError):  # noqa: N818 - nothing failed: somebody asked the run to stop
    """A run that was asked to stop; what it had created is destroyed."""


@dataclass(slots=True)
class Stop:
    """A request that any number of runs heed: each destroys what it has created, and ends.

    Parameters:
        reason: of the first request, for messages; "" before it.
    """

    reason: str = ""
    _requested: threading.Event = field(default_factory=threading.Event)
    _insisted: threading.Event = field(default_factory=threading.Event)
    _listeners: list[Callable[[], object]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def requested(self) -> bool:
        """Whether runs are to end."""
        return self._requested.is_set()

    @property
    def insisted(self) -> bool:
        """Whether runs are to leave as it is what they have not destroyed yet."""
        return self._insisted.is_set()

    def request(self, reason: str = STOPPED) -> None:
        """End every run in order; a second request changes nothing."""
        with self._lock:
            if self.requested:
                return
            self.reason = reason
            self._requested.set()
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def insist(self) -> None:
        """End every run, and leave as it is what is not destroyed; where the target can, it forgets the rest."""
        self.request()
        self._insisted.set()

    def check(self) -> None:
        """Raise RunStopped if runs are to end."""
        if self.requested:
            raise RunStopped(self.reason)

    def wait(self, seconds: float) -> None:
        """Wait for so long, or until runs are to end."""
        self._requested.wait(seconds)

    @contextmanager
    def heard_by(self, listener: Callable[[], object]) -> Iterator[None]:
        """Call a function at the request, from whichever thread makes it; at once if there has been one."""
        with self._lock:
            self._listeners.append(listener)
            late = self.requested
        if late:
            listener()
        try:
            yield
        finally:
            with self._lock:
                self._listeners.remove(listener)
