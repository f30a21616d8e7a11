"""`privatelink init`: write a spec to start from, and its JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

SCHEMA_FILE = "privatelink.schema.json"

_HEAD = """\
# yaml-language-server: $schema={schema}
version: 1
pattern: {pattern}
name: {name}

"""


def init(
    path: Annotated[Path, typer.Argument(help="The file to make.")] = Path("privatelink.yaml"),
    name: Annotated[str, typer.Option(help="Name of the module.")] = "private-endpoints",
) -> int:
    """Write a spec to start from, and its JSON Schema beside it for your editor."""
    for written in write_starter(path, name):
        typer.echo(f"wrote {written}")
    typer.echo(f"Next: privatelink generate {path}")
    return 0


def write_starter(path: Path, name: str, pattern: str = "consumer") -> list[Path]:
    """Write the spec and, beside it, the schema; give the paths written.

    Raises:
        SpecError: the name is not one that a module can have.
        OutputError: the spec is there already, or can't be written.
    """
    from privatelink_generator.load import loads, schema
    from privatelink_generator.output import write_new
    from privatelink_generator.patterns.registry import PATTERNS

    quoted = json.dumps(name)
    text = _HEAD.format(schema=SCHEMA_FILE, pattern=pattern, name=quoted) + PATTERNS[pattern].starter
    loads(text, str(path))
    beside = path.with_name(SCHEMA_FILE)
    # YAML takes a few words that could be names for something else.
    spec = text if name in {"true", "false", "null"} else text.replace(quoted, name)
    write_new({path: spec, beside: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"}, replacing={beside})
    return [path, beside]
