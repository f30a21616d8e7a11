"""What the control planes share: their state changes with time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from privatelink_localstack.kernel.network import Network
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.kernel.timeline import Change, Timeline


class Plane(ABC):
    """Resources of all accounts and Regions, and the changes that time brings. Not thread-safe.

    Parameters:
        timer: seconds since some moment, for durations: it is never set back.
        network: returns the network of an account in a Region.
    """

    def __init__(self, settings: Settings, *, timer: Callable[[], float], network: Callable[[Scope], Network]) -> None:
        self.settings = settings
        self.timer = timer
        self.network = network
        self.timeline = Timeline()

    def later(self, duration: str, resource_id: str, before: str, after: str, *, field: str = "state") -> None:
        """Plan a change of state; see `timeline.Change`.

        Parameters:
            duration: name of the setting for the time until the change.
        """
        self.timeline.plan(self.timer() + self.settings.durations[duration], resource_id, before, after, field=field)

    def settle(self) -> None:
        """Apply the changes of state that are due."""
        for change in self.timeline.due(self.timer()):
            self._apply(change)

    @abstractmethod
    def _apply(self, change: Change) -> None:
        """Apply a change, unless its resource is gone or in another state by now."""
