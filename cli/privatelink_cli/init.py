"""`privatelink init`: write a spec to start from, and its JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

SCHEMA_FILE = "privatelink.schema.json"

_STARTER = """\
# yaml-language-server: $schema={schema}
version: 1
pattern: consumer
name: {name}

endpoints:
  # An interface endpoint: a network interface in each private subnet. Its policy lets one role invoke one function.
  lambda:
    service: lambda
    private_dns: true
    policy:
      - principals: [role/app]
        actions: [lambda:InvokeFunction]
        functions: [my-function]

  # Gateway endpoints: routes in the private route tables.
  s3: {{service: s3, type: gateway}}
  dynamodb: {{service: dynamodb, type: gateway}}

security_group:
  ingress:
    - {{from: vpc}}
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


def write_starter(path: Path, name: str) -> list[Path]:
    """Write the spec and, beside it, the schema; give the paths written.

    Raises:
        SpecError: the name is not one that a module can have.
        OutputError: the spec is there already, or can't be written.
    """
    from privatelink_generator.document.json_schema import schema
    from privatelink_generator.load import loads
    from privatelink_generator.output import write_new

    quoted = json.dumps(name)
    text = _STARTER.format(schema=SCHEMA_FILE, name=quoted)
    loads(text, str(path))
    beside = path.with_name(SCHEMA_FILE)
    # YAML takes a few words that could be names for something else.
    spec = text if name in {"true", "false", "null"} else text.replace(quoted, name)
    write_new({path: spec, beside: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"}, replacing={beside})
    return [path, beside]
