"""YAML with places: plain values, and for each of them the line and column where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..errors import Fault, Position, SpecError

Loc = tuple[str | int, ...]

MAX_BYTES = 1024 * 1024
MAX_VALUES = 20_000
MAX_DEPTH = 40

_CORE = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file's value, made of dict, list, str, int, float, bool and None, and where its parts stand.

    Parameters:
        file: the name that messages use.
        data: the whole value.
        keys: the place of the key (or of the dash) of each path.
        values: the place of the value of each path.
    """

    file: str
    data: object
    keys: Mapping[Loc, Position]
    values: Mapping[Loc, Position]

    def path(self, loc: Loc) -> Loc:
        """The longest part of `loc` that stands in the file; what is not a key there (a union's tag) is passed over."""
        path: Loc = ()
        for part in loc:
            if (*path, part) in self.values:
                path = (*path, part)
        return path

    def position(self, loc: Loc, *, of_key: bool = False) -> Position:
        """Where `loc` stands, or its nearest parent where it doesn't."""
        path = self.path(loc)
        return (self.keys if of_key else self.values).get(path, Position(self.file, 1, 1))


def parse(text: str, file: str) -> Document:
    """Read one YAML 1.2 document.

    Raises:
        SpecError: the YAML is broken, repeats a key, has a key that is not a string, or expands beyond
            20,000 values or 40 levels (as an alias bomb does).
    """
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise _error(Position(file), f"the file is larger than {MAX_BYTES // 1024} KiB")
    try:
        node = YAML(typ="safe", pure=True).compose(text)
        if node is None:
            raise _error(Position(file), "the file is empty; `privatelink init` writes a spec to start from")
        return _Reader(file).read(node)
    except MarkedYAMLError as error:
        raise _error(_mark(file, error), f"broken YAML: {error.problem or error.context}") from error
    except (YAMLError, ValueError) as error:
        raise _error(Position(file), f"broken YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise _error(Position(file), f"nested deeper than {MAX_DEPTH} levels") from error


def _error(position: Position, message: str) -> SpecError:
    return SpecError([Fault(position, message)])


def _mark(file: str, error: MarkedYAMLError) -> Position:
    mark = error.problem_mark or error.context_mark
    return Position(file, mark.line + 1, mark.column + 1) if mark else Position(file)


@dataclass(slots=True)
class _Reader:
    """Turns a graph of YAML nodes into values, following aliases as often as they are used, up to a bound."""

    file: str
    keys: dict[Loc, Position] = field(default_factory=dict)
    values: dict[Loc, Position] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def read(self, node: Node) -> Document:
        data = self._value(node, ())
        if self.faults:
            raise SpecError(self.faults)
        return Document(self.file, data, self.keys, self.values)

    def _position(self, node: Node) -> Position:
        return Position(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _value(self, node: Node, loc: Loc) -> object:
        if len(self.values) >= MAX_VALUES:
            raise _error(
                self._position(node), f"more than {MAX_VALUES:,} values, counting each use of an alias (*name)"
            )
        if len(loc) > MAX_DEPTH:
            raise _error(self._position(node), f"nested deeper than {MAX_DEPTH} levels, or an alias inside itself")
        self.values[loc] = self._position(node)
        match node:
            case MappingNode():
                return self._mapping(node, loc)
            case SequenceNode():
                return [self._item(item, (*loc, index)) for index, item in enumerate(node.value)]
            case _:
                return self._scalar(node)

    def _item(self, node: Node, loc: Loc) -> object:
        self.keys[loc] = self._position(node)
        return self._value(node, loc)

    def _mapping(self, node: MappingNode, loc: Loc) -> dict[str, object]:
        result: dict[str, object] = {}
        seen: dict[str, Position] = {}
        for key_node, value_node in node.value:
            if key_node.tag == f"{_CORE}merge":
                result = {**self._merged(value_node, loc), **result}
                continue
            key, place = self._key(key_node), self._position(key_node)
            if key is None:
                continue
            if key in seen:
                self.faults.append(Fault(place, f"the key {key!r} stands twice; first in line {seen[key].line}"))
                continue
            seen[key] = self.keys[(*loc, key)] = place
            result[key] = self._value(value_node, (*loc, key))
        return result

    def _key(self, node: Node) -> str | None:
        if isinstance(node, ScalarNode) and isinstance(key := self._scalar(node), str):
            return key
        shown = getattr(node, "value", "") if isinstance(node, ScalarNode) else "a list or mapping"
        self.faults.append(
            Fault(self._position(node), f"a key must be text, not {shown}; write it in quotes: '{shown}'")
        )
        return None

    def _merged(self, node: Node, loc: Loc) -> dict[str, object]:
        """The mappings that `<<: *name` or `<<: [*a, *b]` brings in; the first one wins."""
        merged: dict[str, object] = {}
        for source in node.value if isinstance(node, SequenceNode) else [node]:
            if not isinstance(source, MappingNode):
                self.faults.append(Fault(self._position(source), "<< takes a mapping, or a list of mappings"))
                continue
            merged = {**self._mapping(source, loc), **merged}
        return merged

    def _scalar(self, node: Node) -> object:
        tag, text = str(node.tag), str(node.value)
        match tag.removeprefix(_CORE):
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return _integer(text)
            case "float":
                return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan").lower())
            case "str" | "timestamp" | "value":  # A date is nothing that a spec has a use for: keep it as written.
                return text
        self.faults.append(Fault(self._position(node), f"the YAML tag {tag} has no meaning in a spec"))
        return None


def _integer(text: str) -> int | str:
    digits = text.replace("_", "")
    for base in (10, 0):
        try:
            return int(digits, base)
        except ValueError:
            continue
    return text


