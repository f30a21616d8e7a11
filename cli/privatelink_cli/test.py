"""`privatelink test`: generate, apply, verify, plan again and destroy on LocalStack."""

from __future__ import annotations

from contextlib import closing
from enum import StrEnum
from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption
from privatelink_cli.options import (
    AccountOption,
    JunitOption,
    SpecArgument,
    TemplatesOption,
    check_account,
    check_junit,
)
from privatelink_cli.runs import answer_report, answering, progress_on


class AwsProviderChoice(StrEnum):
    """Which AWS provider a stack on LocalStack runs with; see docs/provider.md."""

    AUTO = "auto"
    OFFICIAL = "official"
    TRIMMED = "trimmed"


def test(
    spec: SpecArgument,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack standing, and say how to destroy it.")] = False,
    aws_provider: Annotated[
        AwsProviderChoice,
        typer.Option(help="AWS provider: official, the trimmed build without fixed waits, or auto: trimmed if built."),
    ] = AwsProviderChoice.AUTO,
    account: AccountOption = None,
    junit: JunitOption = None,
    templates: TemplatesOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Generate, apply, verify, plan again and destroy on LocalStack. Exit code 2 if a check fails, 1 on an error."""
    from privatelink_generator.load import load
    from privatelink_generator.render.module import render

    with answering("test", output_format):
        loaded = load(spec)
        module = render(loaded, source=spec.name, templates=templates)
        check_account(account)
        check_junit(junit)
        from privatelink_harness.runs import commands

        with closing(progress_on(output_format)) as progress:
            report = commands.test(
                loaded, module.files, progress, wanted=aws_provider.value, account=account, keep=keep
            )
        return answer_report("test", report, junit, output_format)
