"""`privatelink generate`: write modules, or say how they differ from their specs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, envelope, fail_as_json
from privatelink_cli.options import SpecsArgument, TemplatesOption

if TYPE_CHECKING:
    from privatelink_generator.output import Change


def generate(
    specs: SpecsArgument,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The module's directory; with several specs, the directory that gets one for each. "
            "[default: modules/<pattern>/<name>]",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 2 if a module is not what its spec gives.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="As --check, and show the difference.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Drop edits that were made to generated files.")] = False,
    templates: TemplatesOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Generate Terraform modules from specs: all of them, or, where one fails, none."""
    from privatelink_generator.errors import PrivateLinkError

    try:
        return _generate(specs, output, check=check, diff=diff, force=force, templates=templates, form=output_format)
    except PrivateLinkError as error:
        if output_format is Format.TEXT:
            raise
        return fail_as_json("generate", error)


def _generate(
    specs: list[Path],
    output: Path | None,
    *,
    check: bool,
    diff: bool,
    force: bool,
    templates: Path | None,
    form: Format,
) -> int:
    from privatelink_generator import output as outputs
    from privatelink_generator.batch import render_all

    found = [
        (directory, outputs.changes(module, directory))
        for directory, module in render_all(specs, output=output, templates=templates)
    ]
    every = [change for _, changes in found for change in changes]
    if not (check or diff):
        outputs.refuse(every, force=force)
        outputs.apply(every)
    elif diff and form is Format.TEXT:
        typer.echo("".join(change.diff() for change in every), nl=False)
    different = bool(every) and (check or diff)
    if form is Format.JSON:
        envelope("generate", "different" if different else "ok", {"modules": [_shown(*each) for each in found]})
    elif not diff:
        _say(found, check=check)
    return 2 if different else 0


def _shown(directory: Path, changes: list[Change]) -> dict[str, object]:
    files = [{"path": str(change.path), "action": change.action, "found": change.found} for change in changes]
    return {"directory": str(directory), "changes": files}


def _say(found: list[tuple[Path, list[Change]]], *, check: bool) -> None:
    for directory, changes in found:
        if not changes:
            typer.echo(f"{directory}: as its spec gives it")
            continue
        counts = {action: sum(each.action == action for each in changes) for action in ("create", "update", "remove")}
        done = ", ".join(f"{count} {action}" for action, count in counts.items() if count)
        typer.echo(f"{directory}: {'differs: ' if check else ''}{done}")
        if check:
            for change in changes:
                typer.echo(f"  {change.action} {change.path}{' (edited by hand)' if change.found == 'edited' else ''}")
