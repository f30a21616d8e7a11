"""What the commands that run stacks share: progress, the report, and the extra that they need."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from privatelink_cli.answer import Format, envelope, fail_as_json
from privatelink_generator.errors import PrivateLinkError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privatelink_harness.reports.report import Report
    from privatelink_harness.runs.progress import Progress


@contextmanager
def answering(command: str, output_format: Format) -> Iterator[None]:
    """Say which extra is missing, where one is; give errors in the form that was asked for."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in {"privatelink_harness", "boto3", "localstack_client"}:
            raise
        missing = PrivateLinkError(
            f"this command needs {error.name}", hint="Install it: pip install 'tf-privatelink[harness,localstack]'"
        )
        if output_format is Format.TEXT:
            raise missing from error
        raise typer.Exit(fail_as_json(command, missing)) from error
    except Exception as error:
        # LocalStack's errors are of a package that imports none of ours.
        message = getattr(error, "message", None)
        if message is None or output_format is Format.TEXT:
            raise
        ours = (
            error
            if isinstance(error, PrivateLinkError)
            else PrivateLinkError(str(message), hint=getattr(error, "hint", None))
        )
        raise typer.Exit(fail_as_json(command, ours)) from error


def progress_on(output_format: Format) -> Progress:
    """Live on a terminal, plain lines elsewhere; beside JSON they go to standard error."""
    from privatelink_harness.runs.progress import Lines, Live

    stream = sys.stderr if output_format is Format.JSON else sys.stdout
    if not stream.isatty():
        return Lines(stream)
    from rich.console import Console

    return Live(Console(file=stream))


def answer_report(command: str, report: Report, junit: Path | None, output_format: Format) -> int:
    """Print a report, write it as JUnit's XML too where wanted, and give the exit code."""
    from rich.console import Console

    from privatelink_harness.reports.report import junit as as_junit
    from privatelink_harness.reports.report import print_table

    if junit:
        from privatelink_generator.output import write_new

        write_new({junit: as_junit(report)}, replacing=[junit])
    if output_format is Format.JSON:
        envelope(command, "failed" if report.failed else "ok", report.data())
    else:
        console = Console()
        if not console.is_terminal:
            console = Console(width=140)
        print_table(report, console)
        for warning in report.warnings:
            typer.echo(f"warning: {warning}", err=True)
        if report.kept and command == "test":
            typer.echo(f"The stack stands in {report.kept}")
            typer.echo(f"  privatelink verify SPEC {report.kept}")
            typer.echo(f"  privatelink destroy {report.kept}")
    return 2 if report.failed else 0
