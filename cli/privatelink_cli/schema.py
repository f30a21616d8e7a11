"""`privatelink schema`: print the spec's JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def schema(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write it to.", show_default=False)
    ] = None,
) -> int:
    """Print the spec's JSON Schema (draft-07), for editors: yaml-language-server completes and checks by it."""
    from privatelink_generator.load import schema as made
    from privatelink_generator.output import write_new

    text = json.dumps(made(), indent=2, ensure_ascii=False) + "\n"
    if output:
        write_new({output: text}, replacing={output})
    else:
        typer.echo(text, nl=False)
    return 0
