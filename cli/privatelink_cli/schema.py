"""`privatelink schema`: print the JSON Schema of specs, or of the answers in JSON."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, reply


class Subject(StrEnum):
    """What a schema describes."""

    SPEC = "spec"
    ANSWER = "answer"


def schema(
    of: Annotated[Subject, typer.Option("--of", help="Specs, or what commands print with --format json.")] = (
        Subject.SPEC
    ),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it to a file instead.", show_default=False),
    ] = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Print the JSON Schema of specs, or of answers in JSON.

    The schema of specs is of draft-07, which yaml-language-server reads; that of answers of 2020-12.
    """
    from privatelink_generator.output import write_new

    if of is Subject.SPEC:
        from privatelink_generator.load import schema as spec_schema

        document = spec_schema()
    else:
        from privatelink_cli.answer_schema import answer_schema

        document = answer_schema()
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if output:
        write_new({output: f"{text}\n"}, replacing={output})
    return reply(
        "schema",
        output_format,
        {"of": of.value, "schema": document, "written": str(output) if output else None},
        [] if output else [text],
    )
