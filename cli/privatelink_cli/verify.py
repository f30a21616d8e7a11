"""`privatelink verify`: check an applied stack against its spec."""

from __future__ import annotations

from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption
from privatelink_cli.options import (
    AccountOption,
    JunitOption,
    SpecArgument,
    StackArgument,
    check_account,
    check_junit,
)
from privatelink_cli.runs import answer_report, answering


def verify(
    spec: SpecArgument,
    directory: StackArgument,
    module: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Look only into this module of the stack.", show_default=False),
    ] = None,
    account: AccountOption = None,
    junit: JunitOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Check what stands against a spec: a stack kept by `test --keep`, or a root module that you applied."""
    from privatelink_generator.load import load

    with answering("verify", output_format):
        loaded = load(spec)
        check_account(account)
        check_junit(junit)
        from privatelink_harness.runs import commands

        report = commands.verify(loaded, directory, module=module, account=account)
        return answer_report("verify", report, junit, output_format)
