"""Commands about specs and modules: validate, generate, schema, init. They need nothing but this package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, envelope, fail_as_json, places

if TYPE_CHECKING:
    from privatelink_generator.errors import Fault
    from privatelink_generator.output import Change

Specs = Annotated[list[Path], typer.Argument(metavar="SPEC...", help="YAML specs.", show_default=False)]
TemplatesOption = Annotated[
    Path | None,
    typer.Option(help="Directory whose templates go before the built-in ones.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(validate)
    app.command()(generate)
    app.command()(schema)
    app.command()(init)


def validate(specs: Specs, output_format: FormatOption = Format.TEXT) -> int:
    """Check specs: their form, AWS's rules, quotas and sizes. Exit code 0, or 1 with every fault and its place."""
    from privatelink_generator.errors import SpecError
    from privatelink_generator.load import load

    faults: list[Fault] = []
    for path in specs:
        try:
            spec = load(path)
            if output_format is Format.TEXT:
                kinds = f"{len(spec.interfaces)} interface, {len(spec.gateways)} gateway"
                typer.echo(f"{path}: {spec.pattern} {spec.name}: {kinds} endpoints")
        except SpecError as error:
            faults += error.faults
    if output_format is Format.JSON:
        data = {"specs": [str(path) for path in specs], "faults": places(faults)}
        envelope("validate", "failed" if faults else "ok", data)
        return int(bool(faults))
    if faults:
        raise SpecError(faults)
    return 0


def generate(
    specs: Specs,
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


def schema(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write it to.", show_default=False)
    ] = None,
) -> int:
    """Print the spec's JSON Schema (draft-07), for editors: yaml-language-server completes and checks by it."""
    from privatelink_generator.document.json_schema import schema as made
    from privatelink_generator.output import write_new

    text = json.dumps(made(), indent=2, ensure_ascii=False) + "\n"
    if output:
        write_new({output: text}, replacing={output})
    else:
        typer.echo(text, nl=False)
    return 0


def init(
    path: Annotated[Path, typer.Argument(help="The file to make.")] = Path("privatelink.yaml"),
    name: Annotated[str, typer.Option(help="Name of the module.")] = "private-endpoints",
) -> int:
    """Write a spec to start from, and its JSON Schema beside it for your editor."""
    from privatelink_cli.starter import write_starter

    for written in write_starter(path, name):
        typer.echo(f"wrote {written}")
    typer.echo(f"Next: privatelink generate {path}")
    return 0
