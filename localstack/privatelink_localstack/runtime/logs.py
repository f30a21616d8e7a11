"""What LocalStack prints."""

from __future__ import annotations

from collections import deque
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLL = 0.25
"""Seconds between two looks at a log that is followed."""


def read_tail(path: Path, lines: int) -> list[str]:
    """Read the last lines of a log, without their line ends; none where there is no log.

    Parameters:
        lines: how many, at most.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as log:
            return [line.rstrip("\n") for line in deque(log, maxlen=lines)]
    except FileNotFoundError:
        return []


def log_path(directory: Path | None = None) -> Path:
    """Give the log's path. It may not exist yet.

    Parameters:
        directory: as of `process.up`.
    """
    from privatelink_localstack.runtime.home import Home

    return Home.at(directory).log


def follow(directory: Path | None = None, *, lines: int = 10) -> Iterator[str]:
    """Give the log's last lines, then each new one as it is printed, until LocalStack ends.

    Parameters:
        directory: as of `process.up`.
        lines: how many of the lines that are there already.
    """
    from privatelink_localstack.runtime.child import find_process, wait_ended
    from privatelink_localstack.runtime.home import Home
    from privatelink_localstack.runtime.record import Record

    home = Home.at(directory)
    process = find_process(home, Record.read(home.record))
    try:
        log = home.log.open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    with log:
        yield from (line.rstrip("\n") for line in deque(log, maxlen=lines))
        ended = process is None
        while not ended:
            # Read once more after its end: what it printed last is there by then.
            ended = process is None or wait_ended(process, POLL)
            yield from _new_lines(log, last=ended)


def _new_lines(log: IO[str], *, last: bool) -> Iterator[str]:
    """Give the lines that were added. Half a line is left for the next look, unless this is the last one."""
    while True:
        start = log.tell()
        line = log.readline()
        if not line:
            return
        if not line.endswith("\n") and not last:
            log.seek(start)
            return
        yield line.rstrip("\n")
