"""What a running LocalStack takes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


@dataclass(frozen=True, slots=True)
class Usage:
    """What one LocalStack process has taken so far.

    Parameters:
        uptime: seconds since its start.
        memory: bytes of memory that it holds (its resident set).
    """

    uptime: float
    memory: int


def measure(instance: Instance) -> Usage | None:
    """Measure a LocalStack of ours; None for a user's own, and for one that has ended."""
    if instance.pid is None:
        return None
    import psutil

    try:
        process = psutil.Process(instance.pid)
        return Usage(uptime=max(time.time() - process.create_time(), 0.0), memory=process.memory_info().rss)
    except psutil.Error:
        return None
