"""`privatelink destroy`: destroy a stack that was kept or left."""

from __future__ import annotations

from contextlib import closing

from privatelink_cli.answer import Format, FormatOption, Status, reply
from privatelink_cli.options import StackArgument
from privatelink_cli.runs import progress_on


def destroy(directory: StackArgument, output_format: FormatOption = Format.TEXT) -> int:
    """Destroy a stack that was kept or left behind.

    The stack is one that `test --keep` or a killed run left. The exit code is 2 where something remains.
    Needs the extras [harness,localstack].
    """
    from privatelink_harness.checks.check import Verdict
    from privatelink_harness.reports.data import check_data
    from privatelink_harness.reports.model import explain
    from privatelink_harness.runs import applied

    with closing(progress_on(output_format)) as progress:
        check = applied.destroy(directory, progress)
    status = Status.FAILED if check.verdict is Verdict.FAILED else Status.OK
    return reply("destroy", output_format, {"check": check_data(check)}, [explain(check)], status=status)
