"""Rendered HCL, read back with python-hcl2 before any file is written.

It must parse and have the resources that the pattern expects for the spec. The README's tables come from it too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from privatelink_generator.errors import TemplateError

if TYPE_CHECKING:
    from lark import Token, Tree


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of the module.

    Parameters:
        type: HCL text.
        default: HCL text on one line; None where the caller must set the variable.
    """

    name: str
    type: str
    description: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Output:
    """An output of the module."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a module that its README lists."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]


def read(code: Mapping[str, str], expected: Collection[str]) -> Blocks:
    """Parse every file and return the variables and outputs of the module.

    Parameters:
        code: text by path.
        expected: addresses of resources. Of each resource type named here, the root has exactly these.

    Raises:
        TemplateError: a file is not HCL, or a resource is missing or unexpected.
    """
    trees = {path: _parse(path, text) for path, text in code.items()}
    top = {path: tree for path, tree in trees.items() if "/" not in path}
    types = {address.partition(".")[0] for address in expected}
    resources = {".".join(labels) for tree in top.values() for labels in _resources(tree) if labels[0] in types}
    if resources != set(expected):
        odd = ", ".join(sorted(resources ^ set(expected)))
        raise TemplateError(f"the templates make other resources than the spec asks for: {odd}")
    values = [_value(code[path]) for path in top if path.startswith(("variables", "outputs"))]
    return Blocks(tuple(_inputs(values)), tuple(_outputs(values)))


def _parse(path: str, text: str) -> Tree[Token]:
    try:
        return _tree(text)
    except Exception as error:
        from lark.exceptions import UnexpectedInput

        if not isinstance(error, UnexpectedInput):
            raise
        line = text.split("\n")[error.line - 1] if 0 < error.line <= text.count("\n") + 1 else ""
        raise TemplateError(
            f"{path}:{error.line}:{error.column}: the template renders what is not HCL: {line.strip()}"
        ) from error


@lru_cache(maxsize=64)
def _tree(text: str) -> Tree[Token]:
    """Parse the text, once for files that are the same in all modules, such as versions.tf: parsing takes longest."""
    import hcl2

    tree: Tree[Token] = hcl2.parses_to_tree(text)
    return tree


@lru_cache(maxsize=64)
def _value(text: str) -> dict[str, Any]:
    import hcl2

    value: dict[str, Any] = hcl2.serialize(hcl2.transform(_tree(text)))
    return value


_LABELS = ("identifier", "string")


def _resources(tree: Tree[Token]) -> Iterator[tuple[str, ...]]:
    """Yield the labels of each resource block: type and name."""
    for block in tree.children[0].children:
        if getattr(block, "data", None) != "block":
            continue
        keyword, *labels = [child for child in block.children if getattr(child, "data", None) in _LABELS]
        if "".join(keyword.scan_values(bool)) == "resource":
            yield tuple("".join(label.scan_values(bool)).strip('"') for label in labels)


def _inputs(parsed: list[dict[str, Any]]) -> Iterator[Input]:
    for name, body in _named(parsed, "variable"):
        default = _expression(body["default"]) if "default" in body else None
        yield Input(name, _text(body["type"]), _text(body.get("description", "")), default)


def _outputs(parsed: list[dict[str, Any]]) -> Iterator[Output]:
    for name, body in _named(parsed, "output"):
        yield Output(name, _text(body.get("description", "")))


def _named(parsed: list[dict[str, Any]], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for body in parsed:
        for block in body.get(kind, ()):
            yield from ((name.strip('"'), inner) for name, inner in block.items() if isinstance(inner, dict))


def _text(value: object) -> str:
    text = str(value)
    if text.startswith("${") and text.endswith("}"):
        text = text[2:-1]
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('\\"', '"').replace("$${", "${")
    return text


def _expression(value: object) -> str:
    """Return HCL text on one line; strings are HCL already, as python-hcl2 gives them."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case dict():
            items = ", ".join(f"{key} = {_expression(item)}" for key, item in value.items())
            return f"{{ {items} }}" if items else "{}"
        case list():
            return f"[{', '.join(map(_expression, value))}]"
    return str(value)
