"""`privatelink test`: generate, apply, verify, plan again and destroy, on LocalStack or in sandbox accounts."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption
from privatelink_cli.options import (
    AccountOption,
    ExpiresOption,
    JunitOption,
    OnlyOption,
    ReportOption,
    SandboxOption,
    SpecArgument,
    TargetChoice,
    TargetOption,
    TemplatesOption,
)
from privatelink_cli.runs import chosen_behaviours, find_properties, progress_on, recorded, reply_with_report


class AwsProviderChoice(StrEnum):
    """The AWS provider that a stack on LocalStack runs with; see docs/aws-provider.md."""

    AUTO = "auto"
    OFFICIAL = "official"
    TRIMMED = "trimmed"


def test(
    spec: SpecArgument,
    keep: Annotated[bool, typer.Option("--keep", help="Do not destroy the stack; print how to do so.")] = False,
    aws_provider: Annotated[
        AwsProviderChoice,
        typer.Option(help="The official AWS provider, its trimmed build without fixed waits, or trimmed if built."),
    ] = AwsProviderChoice.AUTO,
    target: TargetOption = TargetChoice.LOCALSTACK,
    sandbox: SandboxOption = None,
    expires_after: ExpiresOption = None,
    only: OnlyOption = None,
    behaviours: Annotated[
        bool,
        typer.Option("--behaviours", help="Also act on the stack, look at both sides, and put back: all behaviours."),
    ] = False,
    behaviour: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Try this behaviour only; may be repeated.", show_default=False),
    ] = None,
    account: AccountOption = None,
    junit: JunitOption = None,
    reports: ReportOption = None,
    templates: TemplatesOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Apply a spec's module, verify and destroy it.

    The module's complete example is planned, applied, compared with the spec, planned again and destroyed; then
    nothing may be left. Nothing is applied to AWS without --target sandbox. The exit code is 2 where a check fails.
    Needs the extras [harness,localstack].
    """
    from privatelink_generator.load import load
    from privatelink_generator.render.module import render

    loaded = load(spec)
    properties = find_properties(only)
    chosen = chosen_behaviours(behaviour, all_of_them=behaviours)
    module = render(loaded, source=spec.name, templates=templates)
    from privatelink_harness.runs import commands

    with recorded(progress_on(output_format), reports) as progress:
        report = commands.test(
            loaded,
            module.files,
            progress,
            target=target.value,
            aws_provider=aws_provider.value,
            account=account,
            keep=keep,
            only=properties,
            behaviours=chosen,
            directory=spec.parent,
            flags=sandbox or (),
            expires_after=expires_after,
        )
    return reply_with_report("test", report, junit, output_format, after=_kept(str(spec), report.kept, target))


def _kept(spec: str, directory: str | None, target: TargetChoice) -> Iterator[str]:
    if directory:
        yield f"The stack is kept in {directory}"
        yield f"  {shlex.join(['privatelink', 'verify', spec, directory])}"
        yield f"  {shlex.join(['privatelink', 'destroy', directory])}"
        if target is TargetChoice.LOCALSTACK:
            yield "  privatelink localstack down"
        else:
            yield "Its state is in that directory until then: readable for you alone, and not encrypted"
