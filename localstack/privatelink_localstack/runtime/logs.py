"""LocalStack's log."""

from __future__ import annotations

from collections import deque
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLL = 0.25
"""Seconds between two reads of the log by `follow`."""


def read_tail(path: Path, lines: int) -> list[str]:
    """Return the last lines of a log, without their line ends; an empty list where there is no log."""
    try:
        with path.open(encoding="utf-8", errors="replace") as log:
            return [line.rstrip("\n") for line in deque(log, maxlen=lines)]
    except FileNotFoundError:
        return []


def log_path(directory: Path | None = None) -> Path:
    """Return the log's path. The file may not exist yet.

    Parameters:
        directory: as in `process.up`.
    """
    from privatelink_localstack.runtime.home import Home

    return Home.at(directory).log


def follow(directory: Path | None = None, *, lines: int = 10) -> Iterator[str]:
    """Yield the log's last lines, then each new one, until LocalStack ends.

    Parameters:
        directory: as in `process.up`.
        lines: how many of the last lines to begin with.
    """
    from privatelink_localstack.runtime.home import Home
    from privatelink_localstack.runtime.identity import find_process, wait_ended
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
            # One more read after the process's end gets its last lines.
            ended = process is None or wait_ended(process, POLL)
            yield from _new_lines(log, last=ended)


def _new_lines(log: IO[str], *, last: bool) -> Iterator[str]:
    """Yield the new lines. A line without a line end is left for the next read, unless this read is the last."""
    while True:
        start = log.tell()
        line = log.readline()
        if not line:
            return
        if not line.endswith("\n") and not last:
            log.seek(start)
            return
        yield line.rstrip("\n")
