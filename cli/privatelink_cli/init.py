"""`privatelink init`: write a spec to start from, and its JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from privatelink_cli.answer import Format, FormatOption, reply

if TYPE_CHECKING:
    from privatelink_generator.patterns.pattern import Pattern

SCHEMA_FILE = "privatelink.schema.json"

_HEAD = """\
# yaml-language-server: $schema={schema}
version: 1
pattern: {pattern}
name: {name}

"""


_NAMES = {"consumer": "private-endpoints", "provider": "private-service", "hybrid": "hub", "stack": "private-link"}
"""Names of modules whose names nobody chose, by pattern."""


def init(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="File to write.")] = Path("privatelink.yaml"),
    name: Annotated[
        str | None,
        typer.Option(help=f"Name of the module. [default: {' or '.join(_NAMES.values())}]", show_default=False),
    ] = None,
    pattern: Annotated[
        str,
        typer.Option(
            help="consumer: endpoints in a VPC; provider: an endpoint service; hybrid: a hub; stack: several modules."
        ),
    ] = "consumer",
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Write a spec to start from, and its JSON Schema.

    Editors with yaml-language-server complete and check the spec by the schema beside it.
    """
    from privatelink_generator.document.suggestion import did_you_mean
    from privatelink_generator.patterns.registry import PATTERNS

    if pattern not in PATTERNS:
        near = did_you_mean(pattern, PATTERNS)
        raise typer.BadParameter(f"{pattern!r} is not one of {', '.join(PATTERNS)}{near}", param_hint="--pattern")
    written = [str(file) for file in write_starter(path, name or _NAMES[pattern], PATTERNS[pattern])]
    text = [*(f"wrote {file}" for file in written), f"Next: privatelink generate {path}"]
    return reply("init", output_format, {"written": written}, text)


def write_starter(path: Path, name: str, pattern: Pattern[Any]) -> list[Path]:
    """Write a pattern's starter and, beside it, the schema; return both paths.

    Raises:
        SpecError: a module can't have this name.
        OutputError: the spec exists already, or can't be written.
    """
    from privatelink_generator.errors import OutputError
    from privatelink_generator.load import loads, schema
    from privatelink_generator.output import write_new

    if not path.name or path.is_dir():
        raise OutputError(path, "is a directory", hint="Name a file in it.")
    quoted = json.dumps(name)
    text = _HEAD.format(schema=SCHEMA_FILE, pattern=pattern.name, name=quoted) + pattern.starter
    loads(text, str(path))
    beside = path.with_name(SCHEMA_FILE)
    # YAML reads these three words as values of other types.
    spec = text if name in {"true", "false", "null"} else text.replace(quoted, name)
    write_new({path: spec, beside: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"}, replacing={beside})
    return [path, beside]
