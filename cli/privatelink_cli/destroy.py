"""`privatelink destroy`: destroy a stack that was kept or left."""

from __future__ import annotations

from contextlib import closing

import typer

from privatelink_cli.answer import Format, FormatOption, envelope
from privatelink_cli.options import StackArgument
from privatelink_cli.runs import answering, progress_on


def destroy(directory: StackArgument, output_format: FormatOption = Format.TEXT) -> int:
    """Destroy a stack that `test --keep`, or a run that was killed, left standing."""
    with answering("destroy", output_format):
        from dataclasses import asdict

        from privatelink_harness.checks.check import Verdict
        from privatelink_harness.reports.report import explain
        from privatelink_harness.runs import commands

        with closing(progress_on(output_format)) as progress:
            check = commands.destroy(directory, progress)
    failed = check.verdict is Verdict.FAILED
    if output_format is Format.JSON:
        envelope("destroy", "failed" if failed else "ok", asdict(check))
    else:
        typer.echo(explain(check))
    return 2 if failed else 0
