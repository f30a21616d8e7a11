"""The uptime and memory of a running LocalStack."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance


@dataclass(frozen=True, slots=True)
class Usage:
    """Uptime and memory of one LocalStack process.

    Parameters:
        uptime: seconds since its start.
        memory: bytes of its resident set.
    """

    uptime: float
    memory: int


def measure(instance: Instance) -> Usage | None:
    """Measure a LocalStack. Return None for the user's own, and for one that has ended."""
    if instance.pid is None:
        return None
    import psutil

    try:
        process = psutil.Process(instance.pid)
        return Usage(uptime=max(time.time() - process.create_time(), 0.0), memory=process.memory_info().rss)
    except psutil.Error:
        return None
