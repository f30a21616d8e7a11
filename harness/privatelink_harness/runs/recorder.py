"""The recorder: progress that keeps a run's events, so that every form of report can be made from them."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from privatelink_harness.reports.scrub import Scrubber
from privatelink_harness.reports.stream import of_error
from privatelink_harness.runs.progress import Progress, Silent
from privatelink_harness.runs.stop import RunStopped
from privatelink_harness.terraform import TerraformInterrupted

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from privatelink_harness.reports.model import Report
    from privatelink_harness.reports.stream import RunEvent

_IN_ENVIRONMENT = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN")


_STOPS = (KeyboardInterrupt, RunStopped, TerraformInterrupted)


class Recorder(Progress):
    """Progress that keeps the events of one run, and hands them on without secrets.

    Parameters:
        then: the next listener, such as a terminal.
    """

    def __init__(self, then: Progress | None = None) -> None:
        self._listeners = [then or Silent()]
        self._events: list[RunEvent] = []
        self._secrets = {value for name in _IN_ENVIRONMENT if (value := os.environ.get(name))}
        self._scrubber = Scrubber(self._secrets)

    def take(self, event: RunEvent) -> None:
        """Keep an event, and hand it on."""
        self._events.append(event)
        shown = self._scrubber.all(event)
        for listener in self._listeners:
            listener.take(shown)

    def hide(self, secrets: Collection[str]) -> None:
        """Keep these texts out of the report."""
        self._secrets.update(secrets)
        self._scrubber = Scrubber(self._secrets)
        for listener in self._listeners:
            listener.hide(secrets)

    def close(self) -> None:
        """Close the listeners; the record stays."""
        for listener in self._listeners:
            listener.close()

    def tell(self, listener: Progress) -> None:
        """Hand the events from now on to another listener too."""
        self._listeners.append(listener)

    def fail(self, error: BaseException) -> None:
        """Note the error that ends the run, unless an earlier one is noted."""
        self.take(of_error(error, is_stopped=isinstance(error, _STOPS)))

    def clean[T: DataclassInstance](self, value: T) -> T:
        """Return a check, or another frozen dataclass, without the secrets that are known so far."""
        return self._scrubber.all(value)

    def report(self) -> Report:
        """Return the report of what has happened so far, without secrets."""
        from privatelink_harness.reports.record import replay

        return self._scrubber.all(replay(list(self._events)))


def recording(progress: Progress) -> Recorder:
    """Return the listener itself if it records, else a recorder that hands on to it."""
    return progress if isinstance(progress, Recorder) else Recorder(progress)
