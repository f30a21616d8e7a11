"""`privatelink sweep`: remove what runs have left, from any machine, without a state."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, reply
from privatelink_cli.options import SandboxOption, TargetChoice, TargetOption, check_region
from privatelink_cli.runs import progress_on

if TYPE_CHECKING:
    from privatelink_cli import sweep_data as shapes
    from privatelink_harness.orphans.orphans import Orphan
    from privatelink_harness.runs.sweep import Swept


def _check_regions(regions: list[str] | None) -> list[str] | None:
    for region in regions or ():
        check_region(region)
    return regions


def sweep(
    *,
    expired: Annotated[
        bool, typer.Option("--expired", help="Of runs whose time is over; without another choice, this one.")
    ] = False,
    run: Annotated[str | None, typer.Option(metavar="ID", help="Of this run.", show_default=False)] = None,
    all_runs: Annotated[
        bool, typer.Option("--all", help="Of all runs, those of other machines that go on too.")
    ] = False,
    account: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ALIAS", help="Only in this account, an alias or 12 digits; may be repeated.", show_default=False
        ),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REGION",
            help="Only in this Region; may be repeated.",
            show_default=False,
            callback=_check_regions,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be removed; change nothing.")] = False,
    target: TargetOption = TargetChoice.LOCALSTACK,
    sandbox: SandboxOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Remove what runs have left.

    It is found by the tags of runs and by what holds it; no state is needed, and resources without such tags stay.
    In the sandbox only accounts on the allow-list are looked in. The exit code is 2 where something remains, or the
    API does not list something.
    Needs the extras [harness,localstack].
    """
    if expired + all_runs + (run is not None) > 1:
        raise typer.BadParameter("--expired, --run and --all exclude each other; name one")
    from privatelink_harness.runs.sweep import Selection
    from privatelink_harness.runs.sweep import sweep as remove
    from privatelink_harness.targets import factory

    places = factory.places(target.value, account or [], region or [], sandbox or [])
    with closing(progress_on(output_format)) as progress:
        swept = remove(places, Selection(run, is_all=all_runs), progress, dry_run=dry_run)
    status = Status.OK if swept.is_clean else Status.FAILED
    return reply("sweep", output_format, _data(swept, dry_run=dry_run), _text(swept, dry_run=dry_run), status=status)


def _data(swept: Swept, *, dry_run: bool) -> shapes.Swept:
    return {
        "target": swept.target,
        "dry_run": dry_run,
        "found": [_found(each) for each in swept.found],
        "left": list(swept.left),
        "unread": list(swept.unread),
        "going": list(swept.going),
        "journals": list(swept.journals),
        "stacks": [str(directory) for directory in swept.stacks],
    }


def _found(orphan: Orphan) -> shapes.Leftover:
    run = orphan.run
    return {
        "type": orphan.kind.name,
        "id": orphan.id,
        "account": orphan.scope.account,
        "region": orphan.scope.region,
        "run": run.run if run else "",
        "owner": run.owner if run else "",
        "expires": run.expires if run else "",
    }


def _text(swept: Swept, *, dry_run: bool) -> Iterator[str]:
    for each in swept.found:
        run = f" (run {each.run.run} of {each.run.owner}, expires {each.run.expires})" if each.run else ""
        yield f"found: {each}{run}"
    for text in swept.left:
        yield f"left: {text}"
    for text in swept.unread:
        yield f"not listed: {text}"
    for text in swept.journals:
        yield f"journal: {text}"
    for identity in swept.going:
        yield f"left alone: run {identity} goes on"
    for directory in swept.stacks:
        yield f"state of what is gone: {shlex.join(['privatelink', 'destroy', str(directory)])} removes it"
    count = len(swept.found)
    done = "would be removed" if dry_run else f"found, {len(swept.left)} left"
    yield f"{count} {done} ({swept.target})"
