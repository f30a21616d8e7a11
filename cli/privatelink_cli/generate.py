"""`privatelink generate`: write modules, or show how they differ from their specs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, reply
from privatelink_cli.options import SpecsArgument, TemplatesOption
from privatelink_cli.placed import placed

if TYPE_CHECKING:
    from privatelink_cli.data import Module
    from privatelink_generator.output import Change

type Changed = Sequence[tuple[Path, Sequence[Change]]]
"""The directory of each module, with what changes there."""


def generate(
    specs: SpecsArgument,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Directory of the module; with several specs, of a directory for each. "
            "[default: modules/<pattern>/<name>]",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 2 if a module differs from its spec.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Like --check, and show the difference.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite generated files that were edited.")] = False,
    templates: TemplatesOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Generate Terraform modules from specs.

    All modules are written, or, where one fails, none.
    """
    from privatelink_generator import output as outputs
    from privatelink_generator.batch import render_all

    batch = render_all(specs, output=output, templates=templates)
    changed = [(directory, outputs.changes(module, directory)) for directory, module in batch.modules]
    changes = [change for _, own in changed for change in own]
    dry = check or diff
    if not dry:
        outputs.refuse(changes, force=force)
        outputs.apply(changes)
    text = (change.diff().removesuffix("\n") for change in changes) if diff else _summary(changed, check=check)
    return reply(
        "generate",
        output_format,
        {"modules": [_module(directory, own) for directory, own in changed], "notes": placed(batch.notes)},
        text,
        notes=batch.notes,
        status=Status.DIFFERENT if changes and dry else Status.OK,
    )


def _module(directory: Path, changes: Sequence[Change]) -> Module:
    return {
        "directory": str(directory),
        "changes": [{"path": str(change.path), "action": change.action, "found": change.found} for change in changes],
    }


def _summary(changed: Changed, *, check: bool) -> Iterator[str]:
    for directory, changes in changed:
        if not changes:
            yield f"{directory}: matches its spec"
            continue
        counts = Counter(change.action for change in changes)
        actions = ", ".join(f"{counts[action]} {action}" for action in ("create", "update", "remove") if counts[action])
        yield f"{directory}: {'differs: ' if check else ''}{actions}"
        if check:
            for change in changes:
                yield f"  {change.action} {change.path}{' (edited by hand)' if change.found == 'edited' else ''}"
