"""Progress and reports of the commands that run stacks."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_cli.answer import Format, Status, reply

if TYPE_CHECKING:
    from privatelink_cli import data
    from privatelink_harness.checks.check import Account, Check
    from privatelink_harness.checks.property import Property
    from privatelink_harness.reports.model import Report
    from privatelink_harness.runs.progress import Progress

_LOG_WIDTH = 140
"""Columns of a table that does not go to a terminal."""


def progress_on(output_format: Format) -> Progress:
    """Return live progress on a terminal, plain lines elsewhere; beside JSON they go to standard error."""
    from privatelink_harness.runs.progress import Lines, Live

    stream = sys.stderr if output_format is Format.JSON else sys.stdout
    if not stream.isatty():
        return Lines(stream)
    from rich.console import Console

    return Live(Console(file=stream))


def reply_with_report(
    command: str, report: Report, junit: Path | None, output_format: Format, *, after: Iterable[str] = ()
) -> int:
    """Print a report, write it as JUnit XML too where wanted, and return the exit code.

    Parameters:
        after: lines for people below the report.
    """
    if junit:
        from privatelink_generator.output import write_new
        from privatelink_harness.reports.junit import junit_xml

        write_new({junit: junit_xml(report)}, replacing=[junit])
    return reply(
        command,
        output_format,
        report_data(report),
        _text(report, after),
        status=Status.FAILED if report.failed else Status.OK,
        warnings=report.warnings,
    )


def find_properties(names: list[str] | None) -> list[Property] | None:
    """Return the properties of these names; None: all.

    Raises:
        HarnessError: no property has such a name.
    """
    from privatelink_harness.checks.verify import find_property

    return [find_property(name) for name in names] if names else None


def check_data(check: Check) -> data.Check:
    """Return a check as the answer has it."""
    return {
        "subject": check.subject,
        "property": check.property.value,
        "verdict": check.verdict.value,
        "proof": check.proof.value,
        "spec": check.spec,
        "plan": check.plan,
        "state": check.state,
        "api": check.api,
        "output": check.output,
        "note": check.note,
        "account": _account_data(check.account),
        "where": check.where,
        "cause": check.cause,
    }


def _account_data(account: Account | None) -> data.Account | None:
    return {"alias": account.alias, "id": account.id, "region": account.region} if account else None


def report_data(report: Report) -> data.Report:
    """Return a report as the answer has it."""
    return {
        "name": report.name,
        "target": report.target,
        "terraform": report.terraform,
        "aws_provider": report.aws_provider,
        "checks": [check_data(check) for check in report.checks],
        "steps": [{"name": step.name, "seconds": step.seconds} for step in report.steps],
        "kept": report.kept,
    }


def _text(report: Report, after: Iterable[str]) -> Iterator[str]:
    from rich.console import Console

    from privatelink_harness.reports.table import print_table

    console = Console()
    if not console.is_terminal:
        console = Console(width=_LOG_WIDTH)
    with console.capture() as capture:
        print_table(report, console)
    yield capture.get().removesuffix("\n")
    yield from after
