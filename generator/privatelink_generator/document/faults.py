"""From pydantic's errors to faults: the place in the file, the value, and what would be accepted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from privatelink_generator.characters import visible
from privatelink_generator.document.json_schema import Schema, model_schema, properties_at
from privatelink_generator.document.reader import Document
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Fault, Loc, Position

_FOLLOWING = {"too_short", "string_type", "literal_error"}
_SEPARATE = {"missing", "extra_forbidden"}


def faults(
    error: ValidationError, document: Document, model: type[BaseModel], *, whole: str = "the spec"
) -> list[Fault]:
    """Return one fault for each error, without those that only follow from another one.

    A list with a wrong item is "too short" for pydantic, and a value that fits no branch of a union fails each branch.

    Parameters:
        model: raised the error; names the keys that it accepts.
        whole: what the document is.
    """
    source = _Source(document, model, whole)
    errors = [(details, source.path(details)) for details in error.errors(include_url=False)]
    parents = {path[:length] for _, path in errors for length in range(len(path))}
    result: dict[tuple[Position, str], Fault] = {}
    for details, path in errors:
        kind = details["type"]
        if kind in _FOLLOWING and path in parents:
            continue
        fault = _fault(details, path, source)
        result.setdefault((fault.position, fault.message if kind in _SEPARATE else ""), fault)
    return list(result.values())


@dataclass(frozen=True)
class _Source:
    """The document, and the model that it was read into."""

    document: Document
    model: type[BaseModel]
    whole: str

    @cached_property
    def schema(self) -> Schema:
        return _schema(self.model)

    def path(self, details: ErrorDetails) -> Loc:
        return self.document.path(tuple(part for part in details["loc"] if part != "[key]"))


@cache
def _schema(model: type[BaseModel]) -> Schema:
    return model_schema(model)


def _fault(details: ErrorDetails, path: Loc, source: _Source) -> Fault:
    kind, loc, value = details["type"], details["loc"], details["input"]
    position = source.document.position
    name = ".".join(_part(part) for part in path) or source.whole
    match kind:
        case "extra_forbidden":
            return Fault(position(path, of_key=True), _unknown_key(loc, path, source.schema))
        case "missing":
            return Fault(position(path, of_key=bool(path)), f"{name} lacks the key {str(loc[-1])!r}")
        case "union_tag_invalid":
            return _unknown_tag(details, path, source)
        case "too_short" | "too_long":
            return Fault(position(path), f"{name} {_reason(details)}")
        case "value_error" if isinstance(value, Mapping):
            return Fault(position(path, of_key=True), f"{name} {_reason(details)}")
        case _ if "[key]" in loc:
            return Fault(position(path, of_key=True), f"the key {str(value)!r} {_reason(details)}")
        case _:
            return Fault(position(path), f"{name}: {shown(value)} {_reason(details)}")


def _unknown_tag(details: ErrorDetails, path: Loc, source: _Source) -> Fault:
    tag = details["ctx"]["discriminator"].strip("'")
    value, accepted = details["input"][tag], str(details["ctx"]["expected_tags"]).replace("'", "")
    name = ".".join(_part(part) for part in (*path, tag))
    message = f"{name}: {shown(value)} is not one of {accepted}{did_you_mean(str(value), accepted.split(', '))}"
    return Fault(source.document.position((*path, tag)), message)


def _unknown_key(loc: Loc, path: Loc, schema: Schema) -> str:
    """Return the message; a part of `loc` that `path` lacks is the tag of a union's branch."""
    key, accepted = str(loc[-1]), properties_at(schema, loc[:-1])
    listed = f"(accepted: {', '.join(sorted(accepted))})"
    if loc[-2:-1] != path[-2:-1] and key in properties_at(schema, loc[:-2]):
        return f"{key!r} is not a key of type {loc[-2]} {listed}"
    return f"unknown key {key!r}{did_you_mean(key, accepted)} {listed}"


def _part(part: str | int) -> str:
    """Return a part of a path as messages show it, on one line."""
    text = str(part)
    return text if text.isprintable() and len(text) <= 80 else repr(text[:80])


def _reason(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx") or {}
    if kind == "value_error":
        return str(context["error"])
    return _of_type(kind, details["input"]) or _of_context(kind, context, details["input"]) or details["msg"]


def _of_type(kind: str, value: object) -> str | None:
    match kind:
        case "string_type" if isinstance(value, bool | int | float):
            return "is not text; write it in quotes"
        case "string_type":
            return "is not text"
        case "bool_type":
            meant = {"yes": "; write true", "on": "; write true", "no": "; write false", "off": "; write false"}
            return f"is not true or false{meant.get(str(value).lower(), '')}"
        case "int_type" | "int_from_float":
            return "is not a whole number" + ("; leave the quotes out" if str(value).isdigit() else "")
        case "tuple_type" if isinstance(value, str):
            return f"is not a list; write [{shown(value)}]"
        case "tuple_type":
            return "is not a list; write it as [ … ]"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "is not a mapping of keys to values"
    return None


def _of_context(kind: str, context: Mapping[str, Any], value: object) -> str | None:
    match kind:
        case "literal_error":
            near = did_you_mean(str(value), re.findall(r"'([^']*)'", context["expected"]))
            return f"is not one of {context['expected']}{near}"
        case "string_pattern_mismatch":
            return f"does not match {context['pattern']}"
        case "string_too_long":
            return f"is too long: at most {context['max_length']} characters are taken"
        case "too_short":
            return "is empty; write at least one"
        case "too_long":
            return f"has {context['actual_length']} items; at most {context['max_length']} are taken"
        case "greater_than_equal":
            return f"is less than {context['ge']}"
        case "less_than_equal":
            return f"is more than {context['le']}"
    return None


def shown(value: object) -> str:
    """Return the value on one line, shortened to 80 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return visible(text if len(text) <= 80 else f"{text[:77]}…")
