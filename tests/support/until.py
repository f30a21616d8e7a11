"""Waiting for a state that comes by itself."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds until a missing state is an error."""

_PAUSE = 0.02
"""Seconds between two looks: without a pause, those who wait take the processor from what they wait for."""


def until[Value](read: Callable[[], Value], holds: Callable[[Value], bool]) -> Value:
    """Read a value until a condition holds for it, and return it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        value = read()
        if holds(value):
            return value
        assert time.monotonic() < deadline, value
        time.sleep(_PAUSE)
