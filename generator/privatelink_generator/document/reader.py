"""YAML with positions: plain values, and the line and column of each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from unicodedata import normalize

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from privatelink_generator.characters import UNSEEN, quoted, visible
from privatelink_generator.errors import Fault, Loc, Position, SpecError

MAX_BYTES = 1024 * 1024
TOO_LARGE = f"the file is larger than {MAX_BYTES // 1024} KiB"
MAX_VALUES = 20_000
MAX_DEPTH = 40

_CORE = "tag:yaml.org,2002:"
_DIRECTIVE = re.compile(r"%YAML[ \t]+(?!1\.2\b)")


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a YAML file, made of dict, list, str, int, float, bool and None, with the positions of its parts.

    Parameters:
        file: the name that messages use.
        data: the whole value.
        keys: the position of each path's key, or of the item's dash.
        values: the position of each path's value.
        parts: documents of other files, or of what is inside of this one, by the path that they are at.
    """

    file: str
    data: object
    keys: Mapping[Loc, Position]
    values: Mapping[Loc, Position]
    parts: Mapping[Loc, Document] = field(default_factory=dict)

    def path(self, loc: Loc) -> Loc:
        """Return `loc` without the parts that are not in the file, such as the tag of a union's branch."""
        path: Loc = ()
        for part in loc:
            if (*path, part) in self.values:
                path = (*path, part)
        return path

    def position(self, loc: Loc, *, of_key: bool = False) -> Position:
        """Return the position of `loc`, or of its nearest parent in the file: in that of the part that it is in."""
        for at, part in self.parts.items():
            if len(loc) > len(at) and loc[: len(at)] == at:
                return part.position(loc[len(at) :], of_key=of_key)
        path = self.path(loc)
        return (self.keys if of_key else self.values).get(path, Position(self.file, 1, 1))

    def find(self, loc: Loc) -> Position | None:
        """Return the position of the key or the item at `loc`; None where neither the file nor a part has one."""
        for at, part in self.parts.items():
            if len(loc) > len(at) and loc[: len(at)] == at:
                return part.find(loc[len(at) :])
        return self.keys.get(loc)

    def part(self, loc: Loc, data: object) -> Document:
        """Return what is at `loc` as a document of its own, with other data at the same places."""
        keys, values = (
            {path[len(loc) :]: position for path, position in positions.items() if path[: len(loc)] == loc}
            for positions in (self.keys, self.values)
        )
        return Document(self.file, data, keys, values)


def parse(text: str, file: str) -> Document:
    """Read one YAML 1.2 document.

    Raises:
        SpecError: the YAML is broken, repeats a key, has a key that is not text, or expands beyond 20,000 values or
            40 levels, as an alias bomb does.
    """
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise _error(Position(file), TOO_LARGE)
    _check_directives(text, file)
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        raise _error(_mark(file, error), f"broken YAML: {error.problem or error.context}") from error
    except ReaderError as error:
        before = text[: error.position].replace("\r\n", "\n").replace("\r", "\n")
        position = Position(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise _error(position, f"broken YAML: the character U+{ord(text[error.position]):04X}") from error
    except (YAMLError, ValueError) as error:
        raise _error(Position(file), f"broken YAML: {' '.join(str(error).split())}") from error
    if node is None:
        raise _error(Position(file), "the file is empty; `privatelink init` writes a spec to start from")
    return _Reader(file).read(node)


def _check_directives(text: str, file: str) -> None:
    """Reject YAML 1.1, in which `yes` and `no` are not text, and 010 is eight."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if _DIRECTIVE.match(line):
            raise _error(Position(file, number, 1), f"{visible(line.strip())}: a spec is YAML 1.2; leave the line out")
        if line.strip() and not line.startswith(("%", "#")):
            return


def _error(position: Position, message: str) -> SpecError:
    return SpecError([Fault(position, message)])


def _mark(file: str, error: MarkedYAMLError) -> Position:
    mark = error.problem_mark or error.context_mark
    return Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)


class _Composer(Composer):
    """Ruamel's composer with bounds on depth and size; an anchor may be defined again, as YAML allows."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.warn_double_anchors = False
        self.level = self.nodes = 0

    # Ruamel looks both up by the name of the calling function each time: a tenth of the time of reading.
    @cached_property
    def parser(self) -> Any:
        return super().parser

    @cached_property
    def resolver(self) -> Any:
        return super().resolver

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.level += 1
        self.nodes += 1
        # The node counts as one more than its path, and keys count too.
        if self.level > MAX_DEPTH + 1 or self.nodes > 2 * MAX_VALUES:
            problem = _too_deep() if self.level > MAX_DEPTH + 1 else _too_many()
            raise MarkedYAMLError(problem=problem, problem_mark=self.parser.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.level -= 1
        return node


def _too_deep() -> str:
    return f"nested deeper than {MAX_DEPTH} levels, or an alias inside itself"


def _too_many() -> str:
    return f"more than {MAX_VALUES:,} values, counting each use of an alias (*name)"


Pairs = dict[str, tuple[Node, Node]]


@dataclass(slots=True)
class _Reader:
    """A reader of a graph of YAML nodes, which follows aliases as often as they are used, up to a bound."""

    file: str
    keys: dict[Loc, Position] = field(default_factory=dict)
    values: dict[Loc, Position] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    pairs: dict[int, Pairs | None] = field(default_factory=dict)
    count: int = 0

    def read(self, node: Node) -> Document:
        data = self._value(node, ())
        if self.faults:
            raise SpecError(self.faults)
        return Document(self.file, data, self.keys, self.values)

    def _position(self, node: Node) -> Position:
        return Position(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _fault(self, node: Node, message: str) -> None:
        self.faults.append(Fault(self._position(node), message))

    def _spend(self, count: int, node: Node) -> None:
        self.count += count
        if self.count > MAX_VALUES:
            raise _error(self._position(node), _too_many())

    def _value(self, node: Node, loc: Loc) -> object:
        self._spend(1, node)
        if len(loc) > MAX_DEPTH:
            raise _error(self._position(node), _too_deep())
        # If a key has no value, the parser's position is somewhere behind the key.
        nothing = isinstance(node, ScalarNode) and not node.value and node.style is None
        self.values[loc] = self.keys.get(loc, Position(self.file, 1, 1)) if nothing else self._position(node)
        match node:
            case MappingNode() if node.tag == f"{_CORE}map":
                return self._mapping(node, loc)
            case SequenceNode() if node.tag == f"{_CORE}seq":
                return [self._item(item, (*loc, index)) for index, item in enumerate(node.value)]
            case _:
                return self._scalar(node)

    def _item(self, node: Node, loc: Loc) -> object:
        empty = isinstance(node, ScalarNode) and not node.value and node.style is None
        self.keys[loc] = self.values[loc[:-1]] if empty else self._position(node)
        return self._value(node, loc)

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, object]:
        result: dict[str, object] = {}
        for key, (key_node, value_node) in self._pairs(node).items():
            self.keys[(*loc, key)] = self._position(key_node)
            result[key] = self._value(value_node, (*loc, key))
        return result

    def _pairs(self, node: MappingNode) -> Pairs:
        """Return the mapping's own keys and those that `<<` merges into it; its own win."""
        if id(node) in self.pairs:
            known = self.pairs[id(node)]
            if known is None:
                self._fault(node, "<< merges the mapping that it stands in; leave it out")
            return known or {}
        self.pairs[id(node)] = None
        own: Pairs = {}
        merged: Pairs = {}
        for key_node, value_node in node.value:
            if key_node.tag == f"{_CORE}merge":
                merged = {**self._merged(value_node), **merged}
            elif (key := self._key(key_node)) in own:
                first = self._position(own[key][0]).line
                self._fault(key_node, f"the key {key!r} appears twice, first in line {first}; leave one out")
            elif key is not None:
                own[key] = key_node, value_node
        pairs = self.pairs[id(node)] = {**merged, **own}
        return pairs

    def _merged(self, node: Node) -> Pairs:
        """Return the keys that `<<: *name` or `<<: [*a, *b]` merges; the first mapping wins."""
        merged: Pairs = {}
        for source in node.value if isinstance(node, SequenceNode) else [node]:
            if isinstance(source, MappingNode):
                pairs = self._pairs(source)
                self._spend(1 + len(pairs), source)
                merged = {**pairs, **merged}
            else:
                self._fault(source, "<< merges a mapping or a list of mappings, nothing else; write *name")
        return merged

    def _key(self, node: Node) -> str | None:
        if isinstance(node, ScalarNode) and isinstance(key := self._scalar(node), str):
            return key
        shown = " ".join(str(node.value).split()) if isinstance(node, ScalarNode) else ""
        way_out = f"{shown}; write it in quotes: '{shown}'" if shown else "a list, a mapping or nothing"
        self._fault(node, f"a key must be text, not {way_out}")
        return None

    def _scalar(self, node: Node) -> object:
        tag, text = str(node.tag), str(node.value)
        match tag.removeprefix(_CORE):
            case "null":
                return None
            case "bool" if text.lower() in {"true", "false"}:
                return text.lower() == "true"
            case "int" | "float" as kind if (number := _number(text, kind)) is not None:
                return number
            # No key of a spec takes a date: it stays text.
            case "str" | "timestamp" | "value":
                return self._text(node, text)
        if tag in {f"{_CORE}int", f"{_CORE}float"}:
            self._fault(node, f"{text[:40]!r} is not a number; write it in quotes if it is text")
            return None
        short = f"!!{tag.removeprefix(_CORE)}" if tag.startswith(_CORE) else tag
        self._fault(node, f"the YAML tag {short} has no meaning here; leave it out")
        return None

    def _text(self, node: Node, text: str) -> str:
        """Return the text in Unicode's form NFC, to which Terraform normalizes every string."""
        if unseen := UNSEEN.search(text):
            code, where = f"U+{ord(unseen[0]):04X}", quoted(text, unseen.start())
            self._fault(node, f"the character {code} can't be part of a text, as in {where}; leave it out")
        return normalize("NFC", text)


def _number(text: str, kind: str) -> int | float | None:
    digits = text.replace("_", "")
    try:
        if kind == "float":
            return float(digits.lower().replace(".inf", "inf").replace(".nan", "nan"))
        return int(digits, 0 if re.match(r"[-+]?0[xob]", digits) else 10)
    except ValueError:
        return None
