"""`privatelink test`: generate, apply, verify, plan again and destroy, on LocalStack or in sandbox accounts."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption
from privatelink_cli.options import (
    AccountOption,
    AwsProviderChoice,
    AwsProviderOption,
    ExpiresOption,
    JunitOption,
    MaxMinutesOption,
    MaxResourcesOption,
    OnlyOption,
    ReportOption,
    SandboxOption,
    SpecArgument,
    TargetChoice,
    TargetOption,
    TemplatesOption,
    TrafficOption,
    check_traffic,
)
from privatelink_cli.runs import chosen_behaviours, find_properties, progress_on, recorded, reply_with_report

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec


def test(
    spec: SpecArgument,
    keep: Annotated[bool, typer.Option("--keep", help="Do not destroy the stack; print how to do so.")] = False,
    aws_provider: AwsProviderOption = AwsProviderChoice.AUTO,
    target: TargetOption = TargetChoice.LOCALSTACK,
    sandbox: SandboxOption = None,
    expires_after: ExpiresOption = None,
    plan_only: Annotated[
        bool, typer.Option("--plan-only", help="Plan and compare the plan with the spec; apply nothing.")
    ] = False,
    upgrade_from: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="Apply the module as it is at this revision of git, and plan the spec's on it.",
            show_default=False,
        ),
    ] = None,
    published: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="With --upgrade-from: directory of the module. [default: modules/<pattern>/<name>]",
            show_default=False,
        ),
    ] = None,
    max_minutes: MaxMinutesOption = None,
    max_resources: MaxResourcesOption = None,
    only: OnlyOption = None,
    behaviours: Annotated[
        bool,
        typer.Option("--behaviours", help="Also act on the stack, look at both sides, and put back: all behaviours."),
    ] = False,
    behaviour: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Try this behaviour only; may be repeated.", show_default=False),
    ] = None,
    probes: Annotated[
        bool,
        typer.Option(
            "--probes",
            help="With --target sandbox: connect too, by Lambda functions in the run's VPCs, which are removed.",
        ),
    ] = False,
    account: AccountOption = None,
    traffic: TrafficOption = None,
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

    alone = "--plan-only" if plan_only else "--upgrade-from" if upgrade_from else None
    others = {
        "--keep": keep,
        "--upgrade-from": upgrade_from,
        "--behaviours": behaviours,
        "--behaviour": behaviour,
        "--only": only and upgrade_from,
        "--probes": probes,
    }
    _reject_contradictions(alone, published=published, others=others)
    if probes and target is not TargetChoice.SANDBOX:
        raise typer.BadParameter("--probes goes with --target sandbox; on LocalStack connections are made without it")
    setting = check_traffic(traffic, target)
    loaded = load(spec)
    properties = find_properties(only)
    chosen = chosen_behaviours(behaviour, all_of_them=behaviours)
    module = render(loaded, source=spec.name, templates=templates)
    from privatelink_harness.runs import commands
    from privatelink_harness.runs.budget import Budget

    settings = commands.Settings(
        target=target.value,
        aws_provider=aws_provider.value,
        account=account,
        directory=spec.parent,
        flags=tuple(sandbox or ()),
        budget=Budget(max_minutes, max_resources),
        expires_after=expires_after,
        traffic=setting,
        probes=probes,
    )
    earlier = _earlier(loaded, upgrade_from, published)
    with recorded(progress_on(output_format), reports) as progress:
        if earlier is not None:
            report = commands.upgrade(loaded, module.files, earlier, progress, settings)
        elif plan_only:
            report = commands.plan_only(loaded, module.files, progress, settings, only=properties)
        else:
            report = commands.test(
                loaded, module.files, progress, settings, keep=keep, only=properties, behaviours=chosen
            )
    return reply_with_report("test", report, junit, output_format, after=_kept(str(spec), report.kept, target))


def _reject_contradictions(alone: str | None, *, published: Path | None, others: Mapping[str, object]) -> None:
    """Reject options of which one would have no effect.

    Parameters:
        alone: an option that says what the run is, if one does.
        others: the values of the options that do not go with it.
    """
    if alone and (given := [option for option, value in others.items() if value and option != alone]):
        raise typer.BadParameter(f"{alone} is a run of another kind: leave {given[0]} out")
    if published and alone != "--upgrade-from":
        raise typer.BadParameter("--published goes with --upgrade-from")


def _earlier(spec: Spec, revision: str | None, published: Path | None) -> dict[str, str] | None:
    """Return the files of the module at a revision; None without one."""
    if revision is None:
        return None
    from privatelink_harness.runs import published as versions

    return versions.published(revision, published or Path("modules", spec.pattern, spec.name))


def _kept(spec: str, directory: str | None, target: TargetChoice) -> Iterator[str]:
    if directory:
        yield f"The stack is kept in {directory}"
        yield f"  {shlex.join(['privatelink', 'verify', spec, directory])}"
        yield f"  {shlex.join(['privatelink', 'destroy', directory])}"
        if target is TargetChoice.LOCALSTACK:
            yield "  privatelink localstack down"
        else:
            yield "Its state is in that directory until then: readable for you alone, and not encrypted"
