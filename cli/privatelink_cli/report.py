"""`privatelink report`: one report of several runs, from their JSON files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, reply
from privatelink_cli.options import ReportOption

if TYPE_CHECKING:
    from privatelink_harness.reports.model import Report


def report(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="JSON reports, or answers of test and verify.", show_default=False),
    ],
    reports: ReportOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Make one report of several runs.

    Each file is one that --report FILE.json or `test --format json` has written, such as in the jobs of a CI pipeline.
    The exit code is 2 where a run failed.
    """
    from privatelink_harness.reports.data import read_reports, report_data
    from privatelink_harness.reports.files import write_reports

    runs = [run for file in files for run in read_reports(file)]
    if reports:
        write_reports(runs, reports)
    status = Status.FAILED if any(run.failed for run in runs) else Status.OK
    return reply("report", output_format, {"runs": [report_data(run) for run in runs]}, _text(runs), status=status)


def _text(runs: list[Report]) -> Iterator[str]:
    from privatelink_harness.reports.table import summary

    for run in runs:
        yield summary(run)
