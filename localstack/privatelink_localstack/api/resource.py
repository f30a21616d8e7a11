"""Base class of the resources of the HTTP API."""

from __future__ import annotations

from collections.abc import Callable

from privatelink_localstack.emulation import Emulation


class EmulationResource:
    """A resource that shows or changes the emulation.

    Parameters:
        emulation: returns the emulation.
    """

    def __init__(self, emulation: Callable[[], Emulation]) -> None:
        self._emulation = emulation

    @property
    def emulation(self) -> Emulation:
        """The emulation, which the first request creates."""
        return self._emulation()
