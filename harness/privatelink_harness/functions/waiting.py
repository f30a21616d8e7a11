"""Waiting for what Lambda does by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator


def tries(patience: float, first: float, longest: float) -> Iterator[bool]:
    """Yield for each try whether there is another one, with pauses between them that double.

    Parameters:
        patience: seconds after which a try is the last.
        first, longest: seconds of the pauses.
    """
    deadline, pause = time.monotonic() + patience, first
    while time.monotonic() <= deadline:
        yield True
        time.sleep(pause)
        pause = min(pause * 2, longest)
    yield False
