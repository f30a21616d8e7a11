#!/usr/bin/env python3
"""Write docs/reference/ from the code: commands, spec, answers in JSON, services, prices, the pytest plugin.

usage: scripts/reference.py [--check]

`--check` writes nothing and exits with 2 if a committed page is outdated.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer
from typer.cli import get_docs_for_click

from privatelink_cli.answer_schema import answer_schema
from privatelink_cli.app import app
from privatelink_generator.aws.prices import Price, Source, built_in
from privatelink_generator.aws.services import Service, services
from privatelink_generator.load import schema as spec_schema

ROOT = Path(__file__).resolve().parent.parent
if __package__ is None:  # Run as a file, not as scripts.reference.
    sys.path.insert(0, str(ROOT))

from scripts.pages import docstring, page, table  # noqa: E402 - needs the path
from scripts.plugin_reference import plugin_api  # noqa: E402
from scripts.written import update  # noqa: E402

PAGES = ROOT / "docs" / "reference"
EXAMPLE_REGION = "us-east-1"

type Schema = Mapping[str, Any]


def commands() -> str:
    """Return the page of all commands, from Typer's own help."""
    group = typer.main.get_command(app)
    text = get_docs_for_click(obj=group, ctx=typer.Context(group, info_name="privatelink"), name="privatelink")
    # Typer cuts the commands' one-line descriptions, which stand in full below.
    text = re.sub(r"\n\*\*Commands\*\*:\n\n(?:\* .*\n)+", "\n", text).replace("```console\n", "```text\n")
    return page(
        "Commands and options",
        "What `--help` prints, for every command. [commands.md](../commands.md) has exit codes and answers in JSON.",
        text.replace("# `privatelink`\n", "## `privatelink`\n", 1).strip(),
    )


def spec() -> str:
    """Return the page of all keys of all patterns, from the models."""
    schema = spec_schema()
    return page(
        "The spec, key by key",
        "Every key that a spec may have, from the models that read it. "
        "[spec.md](../spec.md) explains them with examples.",
        *Objects(schema["definitions"], omit="null").sections(first="Spec"),
    )


def answers() -> str:
    """Return the page of all answers in JSON, from their JSON Schema."""
    schema = answer_schema()
    objects = Objects(schema["$defs"])
    shapes = [branch["properties"] for branch in schema["else"]["oneOf"]]
    rows = [(f"`{shape['command']['const']}`", objects.kind(shape["data"])) for shape in shapes]
    return page(
        "Answers in JSON",
        "`data` of each command, from the schema that `privatelink schema --of answer` prints. "
        "[commands.md](../commands.md#answers-in-json) describes the envelope.",
        table(("command", "`data`"), rows),
        *objects.sections(),
    )


def catalogue() -> str:
    """Return the page of all services, from the catalogue."""
    columns = ("`service`", "AWS's name", "endpoint types", "ports", "private DNS name")
    return page(
        "Services",
        f"The {len(services())} AWS services that a spec may name as `service`, with what holds in {EXAMPLE_REGION}. "
        "[catalogue.md](../catalogue.md) says where the facts come from.",
        table(columns, map(service_row, services().values())),
    )


def service_row(service: Service) -> tuple[str, ...]:
    """Return the service's row in the table of services."""
    names = ", ".join(f"`{name}`" for name in service.private_dns_names(EXAMPLE_REGION)) or "none"
    ports = ", ".join(str(port) for port in service.ports)
    return f"`{service.name}`", service.title, ", ".join(service.endpoint_types), ports, names


def prices() -> str:
    """Return the page of the built-in prices, from their data."""
    listed = built_in().prices
    sources = list(dict.fromkeys(price.source for regions in listed.values() for price in regions.values()))
    rows = [
        (
            f"`{item.value}`",
            item.title,
            item.unit,
            region.replace("*", "all"),
            amounts(price),
            f"[{sources.index(price.source) + 1}](#sources)",
            price.note,
        )
        for item, regions in listed.items()
        for region, price in regions.items()
    ]
    oldest, newest = built_in().dates
    return page(
        "Built-in prices",
        f"List prices in US dollars that `privatelink cost` counts with, from {oldest} to {newest}. "
        "[cost.md](../cost.md) says how, and how to give others. What a Region lacks here is taken from us-east-1, "
        "or else from the Region that is listed, and the answer says so.",
        table(("item", "what it is", "unit", "Region", "price", "source", "note"), rows),
        "## Sources",
        "\n".join(source_line(number, source) for number, source in enumerate(sources, 1)),
    )


def amounts(price: Price) -> str:
    """Return a price's tiers."""
    return ", ".join(
        f"{tier.price:f}"
        + (f" to {tier.up_to:,f}" if tier.up_to is not None else " beyond" if len(price.tiers) > 1 else "")
        for tier in price.tiers
    )


def source_line(number: int, source: Source) -> str:
    """Return a source as an item of a list."""
    quoted = ", as public documents quote it" if source.quoted else ""
    return f"{number}. {source.title}, {source.date}{quoted}: <{source.url}>"


class Objects:
    """The objects among a schema's definitions, as sections of Markdown.

    Parameters:
        omit: what is left out of alternatives: in a spec, null is a key without a value.
    """

    def __init__(self, definitions: Schema, omit: str = "") -> None:
        self._definitions = definitions
        self._omit = omit

    def sections(self, first: str = "") -> Iterator[str]:
        """Yield a section for each object; those whose names end with `first` come first."""
        for name in sorted(self._definitions, key=lambda name: (not first or not name.endswith(first), name)):
            if "properties" in self._definitions[name]:
                yield self._section(name, self._definitions[name])

    def _section(self, name: str, definition: Schema) -> str:
        about, parameters = docstring(str(definition.get("description", "")))
        required = definition.get("required", ())
        rows = [
            (key, self.kind(node), default(node, required=key in required), meaning(node) or parameters.get(key, ""))
            for key, node in definition["properties"].items()
        ]
        # Where every key is required, as in answers, a column that says so says nothing.
        has_defaults = any(row[2] != "required" for row in rows)
        columns = ("key", "value", *(["default"] if has_defaults else []), "meaning")
        cells = [(f"`{row[0]}`", row[1], *(row[2:3] if has_defaults else ()), row[3]) for row in rows]
        return f"## {name}\n\n{about}\n\n{table(columns, cells)}"

    def kind(self, node: Schema) -> str:
        """Return what a schema accepts, in words, with links to other sections."""
        if "$ref" in node:
            return self._reference(node["$ref"].rsplit("/", 1)[1])
        if "const" in node:
            return f"`{json.dumps(node['const'])}`"
        if "enum" in node:
            return " or ".join(f"`{value}`" for value in node["enum"])
        for choice in ("anyOf", "oneOf", "allOf"):
            if choice in node:
                kinds = [self.kind(branch) for branch in node[choice]]
                return " or ".join(dict.fromkeys(name for name in kinds if name != self._omit))
        return self._simple(node)

    def _reference(self, name: str) -> str:
        target = self._definitions[name]
        return f"[{name}](#{name.lower()})" if "properties" in target else self.kind(target)

    def _simple(self, node: Schema) -> str:
        match node.get("type"):
            case "array":
                return f"list of {self.kind(node['items'])}"
            case "object":
                values = node.get("additionalProperties") or next(
                    iter(node.get("patternProperties", {}).values()), None
                )
                return f"map of {self.kind(values)}" if isinstance(values, dict) else "map"
            case other:
                return _NAMES.get(str(other), "any")


_NAMES = {
    "string": "text",
    "boolean": "`true` or `false`",
    "integer": "whole number",
    "number": "number",
    "null": "null",
}


def default(node: Schema, *, required: bool) -> str:
    """Return a key's default; nothing where the description says it."""
    if required:
        return "required"
    value = node.get("default")
    return "" if value in (None, [], {}) else f"`{json.dumps(value)}`"


def meaning(node: Schema) -> str:
    """Return a key's description in one line."""
    return " ".join(str(node.get("description", "")).split())


def main(arguments: Iterable[str] | None = None) -> int:
    """Write the pages, or check them. Return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 2 if a page is outdated")
    options = parser.parse_args(None if arguments is None else list(arguments))
    pages = {
        "commands.md": commands(),
        "spec.md": spec(),
        "answers.md": answers(),
        "services.md": catalogue(),
        "prices.md": prices(),
        "plugin.md": plugin_api(),
    }
    return update(
        {PAGES / name: text for name, text in pages.items()}, script="scripts/reference.py", check=options.check
    )


if __name__ == "__main__":
    sys.exit(main())
