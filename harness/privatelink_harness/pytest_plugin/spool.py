"""The spool of a pytest session: each stack's record on disk while its run goes on, and one report of all at the end.

Workers of pytest-xdist write into the directory of the process that controls them. So a stack is in the report also if
its worker crashed, or was killed on Ctrl-C.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_generator.errors import PrivateLinkError
from privatelink_harness.reports.data import read_reports, reports_json
from privatelink_harness.reports.files import write_reports
from privatelink_harness.reports.model import Failure
from privatelink_harness.reports.stream import (
    Applied,
    Equipped,
    Failed,
    RunBegun,
    RunEnded,
    RunEvent,
    StepEnded,
    Verified,
)
from privatelink_harness.runs.recorder import Recorder

if TYPE_CHECKING:
    from privatelink_harness.reports.model import Report
    from privatelink_harness.runs.progress import Progress

_KEPT_AT = (RunBegun, Equipped, StepEnded, Applied, Verified, Failed, RunEnded)
"""Events after which the record on disk is renewed."""

_OPEN, _OVER = ".open.json", ".over.json"

_NUMBERS = count()


def make_spool() -> Path:
    """Return a new directory, which only this user can read."""
    return Path(tempfile.mkdtemp(prefix="privatelink-reports-"))


class SpooledRecorder(Recorder):
    """A recorder whose report is on disk, also if the process is killed."""

    def __init__(self, spool: Path, then: Progress) -> None:
        """Record into the spool, and hand on to the next listener."""
        super().__init__(then)
        # In the order of the runs' beginnings, whichever process they are in.
        self._path = spool / f"{time.time_ns():020d}-{os.getpid()}-{next(_NUMBERS)}"

    def take(self, event: RunEvent) -> None:
        """Keep an event, and renew the record on disk where it tells something."""
        super().take(event)
        if isinstance(event, _KEPT_AT):
            self._write(is_over=isinstance(event, RunEnded))

    def _write(self, *, is_over: bool) -> None:
        # A thread may write while another does: each has a file of its own until it is whole.
        written = self._path.with_suffix(f".{next(_NUMBERS)}.new")
        written.write_text(reports_json([self.report()]), encoding="utf-8")
        opened = self._path.with_suffix(_OPEN)
        written.replace(opened)
        if is_over:
            opened.replace(self._path.with_suffix(_OVER))


def spooled(spool: Path) -> list[Report]:
    """Return the reports of all runs in the order of their beginnings.

    A run without an end was stopped with its process.
    """
    paths = sorted([*spool.glob(f"*{_OPEN}"), *spool.glob(f"*{_OVER}")])
    return [report for path in paths for report in _read(path)]


def _read(path: Path) -> list[Report]:
    reports = read_reports(path)
    if path.name.endswith(_OVER):
        return reports
    unended = Failure("the process of this run ended before the run did", is_stopped=True)
    return [report if report.failure else replace(report, failure=unended) for report in reports]


def finish(spool: Path, paths: Sequence[Path], say: Callable[[str], object]) -> None:
    """Write the report of all runs, and remove the spool.

    Parameters:
        say: shows where the report is, or why there is none.
    """
    try:
        reports = spooled(spool)
        write_reports(reports, paths)
        stacks = "1 stack" if len(reports) == 1 else f"{len(reports)} stacks"
        say(f"report of {stacks}: {', '.join(map(str, paths))}")
    except (PrivateLinkError, OSError) as error:
        say(f"there is no report: {error}")
    finally:
        shutil.rmtree(spool, ignore_errors=True)
