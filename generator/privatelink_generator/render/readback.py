"""Rendered HCL, read back with python-hcl2 before any file is written.

It must parse and have the resources that the pattern expects for the spec. The README's tables come from it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from privatelink_generator import hcl
from privatelink_generator.errors import TemplateError
from privatelink_generator.render import cache as disk
from privatelink_generator.render.shapes import divided, filled, masked, shortened
from privatelink_generator.render.trees import NotHclError, excerpt, parse

if TYPE_CHECKING:
    from lark import Token, Tree


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of the module.

    Parameters:
        type: HCL text.
        default: HCL text on one line; None where the caller must set the variable.
        nullable: whether null is a value; else null takes the default.
        laid_out: the type as the code has it, on several lines where it is long.
        json: the default as JSON, likewise.
        is_sensitive: whether Terraform hides the value.
    """

    name: str
    type: str
    description: str
    default: str | None
    nullable: bool = True
    laid_out: str = ""
    json: str | None = None
    is_sensitive: bool = False

    @property
    def is_required(self) -> bool:
        """Whether the caller must set the variable."""
        return self.default is None


@dataclass(frozen=True, slots=True)
class Output:
    """An output of the module."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a module that its README lists, or a check asks for.

    Parameters:
        resources: addresses; of the calls of modules, too.
        data_sources: addresses without the word "data".
        calls: sources of the modules that are called, by the name of the call.
        providers: what the resources and data sources name as their provider, or else the start of their type.
    """

    resources: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    data_sources: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()
    providers: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, object]:
        """What templates see of the module's own blocks."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def read(code: Mapping[str, str], expected: Collection[str], *, template: Callable[[str], str] = str) -> Blocks:
    """Parse every file and return the blocks of the module's root.

    Parameters:
        code: text by path.
        expected: addresses of resources. Of each resource type named here, the root has exactly these.
        template: returns the template of a path, for errors.

    Raises:
        TemplateError: a template renders what is not HCL, or a resource is missing or unexpected.
    """
    files = {}
    for path, text in code.items():
        try:
            files[path] = _blocks(path, text)
        except NotHclError as error:
            raise TemplateError(f"{template(path)}: renders what is not HCL: {error}") from error
    root = [blocks for path, blocks in files.items() if "/" not in path]
    types = {address.partition(".")[0] for address in expected}
    resources = tuple(address for blocks in root for address in blocks.resources)
    if odd := {address for address in resources if address.partition(".")[0] in types} ^ set(expected):
        raise TemplateError(f"the templates make other resources than the spec asks for: {', '.join(sorted(odd))}")
    return _joined(root)


def _blocks(path: str, text: str) -> Blocks:
    """Return the blocks of one file, as an earlier run has read them if one has."""
    key = b"blocks " + disk.identity("python-hcl2", "lark") + text.encode()
    with suppress(LookupError, TypeError, ValueError):
        kept = json.loads(disk.recall(key) or b"")
        return Blocks(
            resources=tuple(kept["resources"]),
            inputs=tuple(Input(**each) for each in kept["inputs"]),
            outputs=tuple(Output(**each) for each in kept["outputs"]),
            data_sources=tuple(kept["data_sources"]),
            calls=tuple((name, source) for name, source in kept["calls"]),
            providers=tuple(kept["providers"]),
        )
    blocks = _joined(_parts(path, text))
    disk.keep(key, json.dumps(asdict(blocks)).encode())
    return blocks


def _joined(parts: Collection[Blocks]) -> Blocks:
    return Blocks(*(tuple(each for part in parts for each in getattr(part, name)) for name in _NAMES))


_NAMES = tuple(each.name for each in fields(Blocks))


def _parts(path: str, text: str) -> list[Blocks]:
    """Return the blocks of each block at the top."""
    try:
        return [_part(block) for block in _END.split(text) if block.strip()]
    except NotHclError:
        # The whole text knows the line. It may be HCL yet, with such a line inside of a heredoc or comment.
        return [_read(parse(path, text), text)]


_END = re.compile(r"(?<=^}\n)", re.MULTILINE)
"""The place after a line that ends a block at the top, in the layout of `terraform fmt`."""


_VARIABLE = re.compile(r"^variable\b", re.MULTILINE)
_ATTRIBUTES: Mapping[str, Collection[str]] = {
    "variable": ("type", "description", "default", "nullable", "sensitive"),
    "output": ("description",),
    "module": ("source",),
    "resource": ("provider",),
    "data": ("provider",),
}
"""The attributes that are read of a block, by its keyword."""


def _part(block: str) -> Blocks:
    """Return what is read of a block at the top. Of texts of the same shape, one is parsed.

    What is read of a variable is parsed as it is: its type and default are read whole.
    """
    is_variable = bool(_VARIABLE.search(block))
    text = block if is_variable else shortened(block)
    read, entries = divided(text, _ATTRIBUTES)
    try:
        for entry in entries:
            _check(masked(entry)[0])
    except NotHclError:
        # It is HCL yet where the lines of a heredoc look like entries.
        read = text
    return _parsed(read) if is_variable else _unmasked(read)


@lru_cache(maxsize=16_384)
def _check(entry: str) -> None:
    parse("", entry)


def _unmasked(block: str) -> Blocks:
    """Return what is read of a block, with its own words in what is read of its shape."""
    shape, words = masked(block)
    found = _parsed(shape)
    return Blocks(
        resources=tuple(filled(each, words) for each in found.resources),
        outputs=tuple(Output(filled(each.name, words), filled(each.description, words)) for each in found.outputs),
        data_sources=tuple(filled(each, words) for each in found.data_sources),
        calls=tuple((filled(name, words), filled(source, words)) for name, source in found.calls),
        providers=tuple(filled(each, words) for each in found.providers),
    )


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Blocks:
    return _read(parse("", text), text)


def _read(tree: Tree[Token], text: str) -> Blocks:
    addresses = list(_addresses(tree))
    # Values take as long again as parsing: only where the README shows some.
    described = any(keyword in {"variable", "output", "module"} for keyword, _ in addresses)
    types = _types(tree, text) if described else {}
    value = _value(tree) if described else {}
    called = tuple(("module", *labels) for keyword, labels in addresses if keyword == "module")
    resources = tuple(map(".".join, (*called, *(labels for keyword, labels in addresses if keyword == "resource"))))
    return Blocks(
        resources=resources,
        inputs=tuple(_inputs(value, types)),
        outputs=tuple(_outputs(value)),
        data_sources=tuple(".".join(labels) for keyword, labels in addresses if keyword == "data"),
        calls=tuple((name, _text(body["source"])) for name, body in _named(value, "module")),
        providers=tuple(
            _attribute(block, "provider", text) or labels[0].partition("_")[0]
            for block, (keyword, labels) in zip(_top(tree), addresses, strict=True)
            if keyword in {"resource", "data"}
        ),
    )


def _value(tree: Tree[Token]) -> dict[str, Any]:
    import hcl2

    with hcl.SERIALIZING:
        value: dict[str, Any] = hcl2.serialize(hcl2.transform(tree))
    return value


_LABELS = ("identifier", "string")


def _top(tree: Tree[Token]) -> Iterator[Tree[Token]]:
    """Yield the blocks at the top."""
    return (child for child in tree.children[0].children if getattr(child, "data", None) == "block")


def _addresses(tree: Tree[Token]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the keyword and the labels of each block at the top."""
    for block in _top(tree):
        keyword, *labels = [child for child in block.children if getattr(child, "data", None) in _LABELS]
        yield _name(keyword), tuple(map(_name, labels))


def _attribute(block: Tree[Token], name: str, text: str) -> str | None:
    """Return the expression of a block's attribute as the code has it; None without the attribute."""
    for child in block.children[-2].children:
        if getattr(child, "data", None) == "attribute" and _name(child.children[0]) == name:
            return excerpt(text, child.children[-1])
    return None


def _name(tree: Tree[Token]) -> str:
    """Return the text of an identifier, or of a label without its quotes."""
    return "".join(tree.scan_values(bool)).strip('"')


def _types(tree: Tree[Token], text: str) -> dict[str, str]:
    """Return the types of the variables as the code has them, by name."""
    variables = [block for block in _top(tree) if _name(block.children[0]) == "variable"]
    return {_name(block.children[1]): _attribute(block, "type", text) or "any" for block in variables}


def _inputs(value: Mapping[str, Any], types: Mapping[str, str]) -> Iterator[Input]:
    for name, body in _named(value, "variable"):
        has_default = "default" in body
        yield Input(
            name=name,
            type=_text(body["type"]),
            description=_text(body.get("description", "")),
            default=_expression(body["default"]) if has_default else None,
            nullable=body.get("nullable") is not False,
            is_sensitive=body.get("sensitive") is True,
            laid_out=types[name],
            json=json.dumps(_plain(body["default"]), indent=2, ensure_ascii=False) if has_default else None,
        )


def _outputs(value: Mapping[str, Any]) -> Iterator[Output]:
    for name, body in _named(value, "output"):
        yield Output(name, _text(body.get("description", "")))


def _named(value: Mapping[str, Any], keyword: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for block in value.get(keyword, ()):
        yield from ((name.strip('"'), body) for name, body in block.items() if isinstance(body, dict))


def _text(value: object) -> str:
    text = str(value)
    if text.startswith("${") and text.endswith("}"):
        text = text[2:-1]
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('\\"', '"').replace("$${", "${")
    return text


def _plain(value: object) -> object:
    """Return a default as data; its strings are HCL, as python-hcl2 gives them."""
    match value:
        case dict():
            items = {_unquoted(key): _plain(item) for key, item in value.items()}
            return dict(sorted(items.items()))
        case list():
            return [_plain(item) for item in value]
        case str():
            return _unquoted(value)
    return value


_ESCAPE = re.compile(r"\\(?:[nrt\"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|\$\$(?=\{)|%%(?=\{)")
_ESCAPED = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\", "$$": "$", "%%": "%"}


def _unquoted(text: str) -> str:
    """Return the text of an HCL string; other expressions as they are."""
    if len(text) < len('""') or not text.startswith('"'):
        return text
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[0]) or _character(match[0]), text[1:-1])


def _character(escape: str) -> str:
    """Return the character of a Unicode escape."""
    return chr(int(f"0x{escape[2:]}", base=0))


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
