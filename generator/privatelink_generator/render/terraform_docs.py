"""The tables of a README that terraform-docs would write: running it on the module changes nothing.

Source: https://terraform-docs.io/reference/markdown-table/ and its output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from privatelink_generator.render.markdown import cell
from privatelink_generator.versions import TERRAFORM

if TYPE_CHECKING:
    from privatelink_generator.render.readback import Blocks

_AS_IT_IS = re.compile(r"(`[^`]*`|https?://\S+)")
_REGISTRY = "https://registry.terraform.io/providers/hashicorp"
# In a block of a table, a bar would end the cell and < begin a tag. terraform-docs leaves both as they are.
_IN_BLOCKS = {"&": "&amp;", "<": "&lt;", "|": "\\|", "\n": "<br/>"}


def tables(blocks: Blocks, aws_provider: str) -> str:
    """Return the sections between terraform-docs' marks, and the marks.

    Parameters:
        aws_provider: the versions of hashicorp/aws that serve the module.
    """
    sections = (
        _section("Requirements", ("Name", "Version"), _requirements(aws_provider)),
        _section("Providers", ("Name", "Version"), _providers(blocks, aws_provider)),
        _section("Modules", ("Name", "Source", "Version"), _calls(blocks)),
        _section("Resources", ("Name", "Type"), _resources(blocks)),
        _section("Inputs", ("Name", "Description", "Type", "Default", ":Required:"), _inputs(blocks)),
        _section("Outputs", ("Name", "Description"), _outputs(blocks)),
    )
    return "\n\n".join(("<!-- BEGIN_TF_DOCS -->", *sections)).replace("\n\n", "\n", 1) + "\n<!-- END_TF_DOCS -->"


def _section(heading: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [" | ".join(row) for row in rows]
    if not lines:
        return f"## {heading}\n\nNo {heading.lower()}."
    head = [column.strip(":") for column in columns]
    dashes = ("-" * len(name) for name in head)
    # A column with colons is centred.
    under = (f":{line[2:]}:" if ":" in column else line for column, line in zip(columns, dashes, strict=True))
    return f"## {heading}\n\n" + "\n".join(f"| {line} |" for line in (" | ".join(head), " | ".join(under), *lines))


def _requirements(aws_provider: str) -> Iterator[tuple[str, ...]]:
    yield _anchor("requirement", "terraform"), TERRAFORM
    yield _anchor("requirement", "aws"), aws_provider


def _providers(blocks: Blocks, aws_provider: str) -> Iterator[tuple[str, ...]]:
    for name in sorted(set(blocks.providers)):
        yield _anchor("provider", name), aws_provider if name.partition(".")[0] == "aws" else "n/a"


def _calls(blocks: Blocks) -> Iterator[tuple[str, ...]]:
    for name, source in sorted(blocks.calls):
        yield _anchor("module", name), source, "n/a"


def _resources(blocks: Blocks) -> Iterator[tuple[str, ...]]:
    made = [address for address in blocks.resources if not address.startswith("module.")]
    for kind, folder, addresses in (
        ("resource", "resources", made),
        ("data source", "data-sources", blocks.data_sources),
    ):
        for address in sorted(addresses):
            provider, _, page = address.partition(".")[0].partition("_")
            yield f"[{address}]({_REGISTRY}/{provider}/latest/docs/{folder}/{page})", kind


def _inputs(blocks: Blocks) -> Iterator[tuple[str, ...]]:
    for variable in sorted(blocks.inputs, key=lambda each: each.name):
        default = "n/a" if variable.json is None else _code(variable.json)
        required = "yes" if variable.is_required else "no"
        yield _anchor("input", variable.name), _prose(variable.description), _code(variable.laid_out), default, required


def _outputs(blocks: Blocks) -> Iterator[tuple[str, ...]]:
    for output in sorted(blocks.outputs, key=lambda each: each.name):
        yield _anchor("output", output.name), _prose(output.description)


def _anchor(kind: str, name: str) -> str:
    """Return a name that links to itself."""
    escaped = name.replace("_", "\\_")
    return f'<a name="{kind}_{name}"></a> [{escaped}](#{kind}\\_{escaped})'


def _prose(text: str) -> str:
    """Return a description as a cell: underscores outside of code and addresses are no emphasis."""
    parts = _AS_IT_IS.split(cell(text))
    return "".join(part if index % 2 else part.replace("_", "\\_") for index, part in enumerate(parts)) or "n/a"


def _code(text: str) -> str:
    """Return code as a cell: a block where it has several lines."""
    if "\n" not in text:
        return f"`{cell(text)}`"
    return f"<pre>{''.join(_IN_BLOCKS.get(character, character) for character in text)}</pre>"
