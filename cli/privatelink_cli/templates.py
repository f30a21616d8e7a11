"""`privatelink templates`: list the built-in templates, or write them, to start templates of one's own from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, reply


def templates(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write them to a directory.", show_default=False),
    ] = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """List the built-in templates, or write them to a directory.

    Change some, delete the others, and pass the directory to `generate --templates`. No file is overwritten.
    """
    from privatelink_generator.output import check_parents, write_new
    from privatelink_generator.render.templates import built_in

    found = built_in()
    written = [] if output is None else [output / name for name in found]
    if output is not None:
        check_parents(output, found)
        write_new({output / name: text for name, text in found.items()})
    return reply(
        "templates",
        output_format,
        {"templates": list(found), "written": [str(path) for path in written]},
        [f"wrote {path}" for path in written] or found,
    )
