"""How long work takes."""

from __future__ import annotations

import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Return the wall-clock time of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
