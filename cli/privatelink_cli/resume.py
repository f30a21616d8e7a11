"""`privatelink resume`: go on with a stack that was kept, or that a killed run has left."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption
from privatelink_cli.options import (
    ConnectionsOption,
    JunitOption,
    MaxMinutesOption,
    MaxResourcesOption,
    OnlyOption,
    ReportOption,
    SpecArgument,
    StackArgument,
)
from privatelink_cli.runs import find_properties, progress_on, recorded, reply_with_report


class StageChoice(StrEnum):
    """The stage at which a stack goes on; the ones after it follow."""

    PLAN = "plan"
    VERIFY = "verify"
    DESTROY = "destroy"


def resume(
    spec: SpecArgument,
    directory: StackArgument,
    *,
    stage: Annotated[
        StageChoice | None,
        typer.Option("--from", help="Stage to go on at. [default: where the run has stopped]", show_default=False),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Do not destroy the stack at the end.")] = False,
    max_minutes: MaxMinutesOption = None,
    max_resources: MaxResourcesOption = None,
    only: OnlyOption = None,
    traffic: ConnectionsOption = None,
    junit: JunitOption = None,
    reports: ReportOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Go on with a stack that was kept or left behind.

    A stack that `test --keep` left is verified, planned again and destroyed; one of a killed run is planned and applied
    to its end before. The exit code is 2 where a check fails. Needs the extras [harness,localstack].
    """
    if keep and stage is StageChoice.DESTROY:
        raise typer.BadParameter("--from destroy keeps nothing: leave --keep out")
    from privatelink_generator.load import load

    loaded = load(spec)
    properties = find_properties(only)
    from privatelink_harness.runs import applied
    from privatelink_harness.runs.budget import Budget
    from privatelink_harness.runs.stages import Stage

    with recorded(progress_on(output_format), reports) as progress:
        report = applied.resume(
            loaded,
            directory,
            progress,
            stage=Stage(stage.value) if stage else None,
            keep=keep,
            only=properties,
            budget=Budget(max_minutes, max_resources),
            traffic=traffic.value if traffic else None,
        )
    return reply_with_report("resume", report, junit, output_format)
