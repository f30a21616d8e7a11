"""Rendered HCL, read back with python-hcl2 before anything is written: it parses, and holds what the spec asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from privatelink_generator.errors import TemplateError

if TYPE_CHECKING:
    from lark import Token, Tree


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of the module; type and default are HCL text, default None means that the caller must give it."""

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
    """What the module's README tells of its code."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]


type Read = Callable[[Mapping[str, str], Collection[str]], Blocks]
"""The type of `read`."""


def read(code: Mapping[str, str], expected: Collection[str]) -> Blocks:
    """Parse every file.

    Parameters:
        code: text by path.
        expected: addresses of resources. Of each resource type named here, the root has exactly these.

    Raises:
        TemplateError: naming the file and line that is not HCL, or the resource that is missing or unexpected.
    """
    trees = {path: _parse(path, text) for path, text in code.items()}
    top = {path: tree for path, tree in trees.items() if "/" not in path}
    types = {address.partition(".")[0] for address in expected}
    resources = {".".join(labels) for tree in top.values() for labels in _blocks(tree) if labels[0] in types}
    if resources != set(expected):
        odd = ", ".join(sorted(resources ^ set(expected)))
        raise TemplateError(f"the templates make other resources than the spec asks for: {odd}")
    values = [_value(code[path]) for path in top if path.startswith(("variables", "outputs"))]
    return Blocks(tuple(_inputs(values)), tuple(_outputs(values)))


def warm_up() -> None:
    """Load the parser, which takes longer than a module's parsing."""
    _tree("")


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
    """Parsing is most of what a spec costs, and files such as versions.tf are the same for all."""
    import hcl2

    tree: Tree[Token] = hcl2.parses_to_tree(text)
    return tree


@lru_cache(maxsize=64)
def _value(text: str) -> dict[str, Any]:
    import hcl2

    value: dict[str, Any] = hcl2.serialize(hcl2.transform(_tree(text)))
    return value


_LABELS = ("identifier", "string")


def _blocks(tree: Tree[Token]) -> Iterator[list[str]]:
    """The labels of each resource block: type and name."""
    for block in tree.children[0].children:
        if getattr(block, "data", None) != "block":
            continue
        keyword, *labels = [child for child in block.children if getattr(child, "data", None) in _LABELS]
        if "".join(keyword.scan_values(bool)) == "resource":
            yield ["".join(label.scan_values(bool)).strip('"') for label in labels]


def _inputs(parsed: list[dict[str, Any]]) -> Iterator[Input]:
    for name, body in _named(parsed, "variable"):
        default = body.get("default")
        yield Input(name, _text(body["type"]), _text(body.get("description", "")), _default(default))


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
        text = text[1:-1].replace('\\"', '"')
    return text


def _default(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case dict() | list() if not value:
            return "{}" if isinstance(value, dict) else "[]"
        case dict():
            return "see variables.tf"
        case _:
            return str(value)
