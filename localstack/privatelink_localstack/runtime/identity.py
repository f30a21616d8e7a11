"""Which process is the LocalStack of a directory, and whether it has ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

    from privatelink_localstack.runtime.home import Home
    from privatelink_localstack.runtime.record import Record

MODULE = "privatelink_localstack.runtime.serve"
"""The module that LocalStack's command line names."""


def find_process(home: Home, record: Record | None) -> psutil.Process | None:
    """Return the process that a record names; None where it has ended.

    Another process may have the process ID by now, so the command line is compared, which names the directory too.
    The time of its start would not do: on Linux it shifts whenever the clock is set.
    """
    if record is None:
        return None
    import psutil

    try:
        process = psutil.Process(record.pid)
        command = process.cmdline()
    except psutil.Error:
        return None
    return process if MODULE in command and str(home.root) in command and not has_ended(process) else None


def has_ended(process: psutil.Process) -> bool:
    """Return whether a process has ended; a zombie has."""
    import psutil

    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_ended(process: psutil.Process, timeout: float) -> bool:
    """Wait until a process has ended and released its sockets. Return False if it has not within `timeout` seconds.

    The wait comes before the check of the status: a process may seem to have ended while the last of its threads still
    holds the sockets. It is done in slices: psutil goes on waiting for a zombie.
    """
    import psutil

    deadline = time.monotonic() + timeout
    while True:
        remaining = deadline - time.monotonic()
        try:
            process.wait(max(min(remaining, 0.25), 0))
        except psutil.TimeoutExpired:
            if has_ended(process):
                return True
            if remaining <= 0:
                return False
        else:
            return True
