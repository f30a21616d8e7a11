"""`privatelink fleet`: verify many specs, side by side."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply
from privatelink_cli.options import (
    AwsProviderChoice,
    AwsProviderOption,
    ExpiresOption,
    JunitOption,
    MaxMinutesOption,
    MaxResourcesOption,
    OnlyOption,
    ReportOption,
    SandboxOption,
    TargetChoice,
    TargetOption,
    TemplatesOption,
    TrafficOption,
    check_traffic,
)
from privatelink_cli.runs import find_properties, shown_if_unwritten
from privatelink_generator.errors import PrivateLinkError

if TYPE_CHECKING:
    from privatelink_cli.fleet_data import FleetStack
    from privatelink_generator.errors import Fault
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.fleets.last import Results
    from privatelink_harness.fleets.progress import FleetProgress
    from privatelink_harness.fleets.shard import Shard
    from privatelink_harness.fleets.work import Job, Outcome


def fleet(
    specs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[SPEC]...", help="YAML specs; --rerun-failed needs none.", show_default=False),
    ] = None,
    *,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Stacks at once. [default: 3 for each processor]", show_default=False),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(metavar="K/N", help="Run the K-th of N parts of the specs.", show_default=False),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="SCHEDULER",
            help="Run on the Dask cluster of this scheduler, such as tcp://10.0.0.1:8786; needs [fleet] too.",
            show_default=False,
        ),
    ] = None,
    rerun_failed: Annotated[
        bool, typer.Option("--rerun-failed", help="Run what has not passed in the last fleet.")
    ] = False,
    aws_provider: AwsProviderOption = AwsProviderChoice.AUTO,
    target: TargetOption = TargetChoice.LOCALSTACK,
    sandbox: SandboxOption = None,
    max_minutes: MaxMinutesOption = None,
    max_resources: MaxResourcesOption = None,
    only: OnlyOption = None,
    expires_after: ExpiresOption = None,
    traffic: TrafficOption = None,
    junit: JunitOption = None,
    reports: ReportOption = None,
    templates: TemplatesOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Verify the modules of many specs, side by side.

    Each spec goes the way of `test`, all on one LocalStack, or in the sandbox accounts. What fails ends no other stack.
    The exit code is 2 where a check or a stack fails.
    Needs the extras [harness,localstack].
    """
    if dask and jobs:
        raise typer.BadParameter("--jobs is for this machine; a Dask worker runs as many stacks as it has threads")
    setting = check_traffic(traffic, target)
    properties = find_properties(only)
    from privatelink_harness.fleets import last
    from privatelink_harness.fleets.cluster import ClusterFleet
    from privatelink_harness.fleets.local import LocalFleet, default_jobs
    from privatelink_harness.fleets.shard import Shard
    from privatelink_harness.fleets.work import Options
    from privatelink_harness.runs.budget import Budget
    from privatelink_harness.runs.stop import STOPPED, Stop

    part = Shard.parse(shard) if shard else None
    chosen, earlier = _chosen(specs or [], rerun_failed=rerun_failed)
    work = _jobs(part.select(chosen) if part else chosen, templates)
    results = last.Results.begin(last.results_file(), [job.path for job in work], beside=earlier)
    options = Options(
        target=target.value,
        flags=tuple(sandbox or ()),
        aws_provider=aws_provider.value,
        max_resources=max_resources,
        only=tuple(properties) if properties else None,
        expires_after=expires_after,
        traffic=setting,
    )
    stop = Stop()
    begin = time.monotonic()
    with Budget(max_minutes).limiting(stop), closing(_progress_on(output_format)) as progress:
        progress.begin(len(work))
        running: LocalFleet | ClusterFleet
        if dask:
            running = ClusterFleet(options, dask, progress, stop)
        else:
            running = LocalFleet(options, jobs or default_jobs(), progress, stop)
        outcomes = running.run(work, lambda outcome: _note(outcome, results, progress))
    if reports:
        from privatelink_harness.reports.files import write_reports

        known = (outcome.report or outcome.record for outcome in outcomes)
        with shown_if_unwritten(lambda: _text(outcomes, results)):
            write_reports([report for report in known if report], reports)
    if stop.reason == STOPPED:
        sys.stderr.writelines(f"{line}\n" for line in _text(outcomes, results))
        raise KeyboardInterrupt
    return _reply(outcomes, results, part, junit, output_format, seconds=round(time.monotonic() - begin, 3))


def _chosen(specs: Sequence[Path], *, rerun_failed: bool) -> tuple[list[Path], dict[str, str]]:
    """Return the specs to run, and the results of the last fleet that stay beside theirs."""
    from privatelink_harness.fleets.last import Results, results_file

    if not rerun_failed:
        if not specs:
            raise typer.BadParameter("name the specs, or --rerun-failed")
        return list(dict.fromkeys(specs)), {}
    last = Results.read(results_file())
    failed = [spec for spec in dict.fromkeys(specs) if last.has_failed(spec)] if specs else last.failed()
    return failed, last.statuses


def _jobs(specs: Sequence[Path], templates: Path | None) -> list[Job]:
    """Load and render the specs; report the faults of all of them before anything runs."""
    from privatelink_generator.errors import SpecError
    from privatelink_generator.load import load
    from privatelink_generator.render.module import render
    from privatelink_harness.fleets.work import Job

    loaded: list[tuple[Path, Spec]] = []
    faults: list[Fault] = []
    for path in specs:
        try:
            loaded.append((path, load(path)))
        except SpecError as error:
            faults += error.faults
    if faults:
        raise SpecError(faults)
    return [Job(path, spec, render(spec, source=path.name, templates=templates).files) for path, spec in loaded]


def _progress_on(output_format: Format) -> FleetProgress:
    """Return one live display on a terminal, plain lines elsewhere; beside JSON they go to standard error."""
    from privatelink_harness.fleets.progress import FleetLines, LiveFleet

    stream = sys.stderr if output_format is Format.JSON else sys.stdout
    if not stream.isatty():
        return FleetLines(stream)
    from rich.console import Console

    return LiveFleet(Console(file=stream))


def _note(outcome: Outcome, results: Results, progress: FleetProgress) -> None:
    try:
        results.note(outcome.spec, outcome.status)
    except PrivateLinkError as error:
        # The stacks go on, and each result is in the answer.
        progress.say(f"warning: --rerun-failed will not know of {outcome.name}: {error.message}")
    progress.ended(outcome)


def _reply(
    outcomes: Sequence[Outcome],
    results: Results,
    shard: Shard | None,
    junit: Path | None,
    output_format: Format,
    *,
    seconds: float,
) -> int:
    if junit:
        from privatelink_generator.output import write_new
        from privatelink_harness.fleets.junit import fleet_junit_xml

        with shown_if_unwritten(lambda: _text(outcomes, results)):
            write_new({junit: fleet_junit_xml(outcomes)}, replacing=[junit])
    warnings = [warning for outcome in outcomes if outcome.report for warning in outcome.report.warnings]
    return reply(
        "fleet",
        output_format,
        {
            "stacks": [_stack(outcome) for outcome in outcomes],
            "shard": str(shard) if shard else None,
            "results": str(results.file),
            "seconds": seconds,
        },
        _text(outcomes, results),
        status=Status.FAILED if any(outcome.is_bad for outcome in outcomes) else Status.OK,
        warnings=list(dict.fromkeys(warnings)),
    )


def _stack(outcome: Outcome) -> FleetStack:
    from privatelink_harness.reports.data import report_data

    return {
        "spec": str(outcome.spec),
        "name": outcome.name,
        "status": outcome.status.value,
        "report": report_data(outcome.report) if outcome.report else None,
        "message": outcome.message or None,
        "hint": outcome.hint or None,
        "seconds": outcome.seconds,
        "worker": outcome.worker or None,
    }


def _text(outcomes: Sequence[Outcome], results: Results) -> Iterator[str]:
    """Yield a line for each stack, every failed check and every error in full, and the counts."""
    from privatelink_generator.characters import visible
    from privatelink_harness.checks.check import Verdict
    from privatelink_harness.fleets.work import stacks
    from privatelink_harness.reports.model import explain

    rows = [("stack", "status", "checks", "seconds", "spec")]
    rows += [
        (each.name, each.status, _counts(each), f"{each.seconds:.1f}" if each.seconds else "", str(each.spec))
        for each in outcomes
    ]
    yield from map(visible, columns(rows))
    for outcome in outcomes:
        failed = [check for check in outcome.report.checks if check.verdict is Verdict.FAILED] if outcome.report else []
        texts = [*map(explain, failed), *(text for text in (outcome.message, outcome.hint) if text)]
        if outcome.is_bad and texts:
            yield f"\n{outcome.name}"
            yield from map(visible, texts)
    yield ""
    counts = {status: sum(each.status == status for each in outcomes) for status in dict.fromkeys(_statuses(outcomes))}
    ended = ", ".join(f"{count} {status}" for status, count in counts.items())
    yield f"{stacks(len(outcomes))}: {ended or 'none ran'}"
    if any(each.is_bad for each in outcomes):
        yield f"Run what has not passed again: privatelink fleet --rerun-failed ({results.file})"


def _statuses(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.status.value for outcome in outcomes]


def _counts(outcome: Outcome) -> str:
    counts = outcome.report.counts if outcome.report else {}
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
