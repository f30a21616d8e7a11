"""From pydantic's errors to faults: the place in the file, the value, and what would be accepted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from privatelink_generator.document.json_schema import properties_at
from privatelink_generator.document.reader import Document, Loc
from privatelink_generator.errors import Fault, Position
from privatelink_generator.patterns.base import closest
from privatelink_generator.patterns.consumer.model import MODULE_NAME, NAME
from privatelink_generator.patterns.policy import SID


def faults(error: ValidationError, document: Document) -> list[Fault]:
    """One fault for each error, without those that only follow from another one.

    A list whose item is wrong is "too short" for pydantic, and a value that fits no branch of a union fails each.
    """
    errors = [(details, _path(details, document)) for details in error.errors(include_url=False)]
    parents = {path[:length] for _, path in errors for length in range(len(path))}
    found: dict[tuple[Position, str], Fault] = {}
    for details, path in errors:
        kind = details["type"]
        if kind in _FOLLOWING and path in parents:
            continue
        fault = _fault(details, path, document)
        found.setdefault((fault.position, fault.message if kind in _SEPARATE else ""), fault)
    return list(found.values())


_FOLLOWING = {"too_short", "string_type"}
_SEPARATE = {"missing", "extra_forbidden"}


def _path(details: ErrorDetails, document: Document) -> Loc:
    return document.path(tuple(part for part in details["loc"] if part != "[key]"))


def _fault(details: ErrorDetails, path: Loc, document: Document) -> Fault:
    kind, loc, value = details["type"], details["loc"], details["input"]
    name = ".".join(_part(part) for part in path) or "the spec"
    match kind:
        case "extra_forbidden":
            return Fault(document.position(path, of_key=True), _unknown_key(loc))
        case "missing":
            return Fault(document.position(path, of_key=bool(path)), f"{name} lacks the key {str(loc[-1])!r}")
        case "union_tag_invalid":
            accepted = str(details["ctx"]["expected_tags"]).replace("'", "")
            near = closest(str(value["type"]), accepted.split(", "))
            message = f"{name}.type: {_shown(value['type'])} is not one of {accepted}{near}"
            return Fault(document.position((*path, "type")), message)
        case "too_short" | "too_long":
            return Fault(document.position(path), f"{name} {_reason(details)}")
        case "value_error" if isinstance(value, Mapping):
            return Fault(document.position(path, of_key=True), f"{name} {_reason(details)}")
        case _ if "[key]" in loc:
            return Fault(document.position(path, of_key=True), f"the key {str(value)!r} {_reason(details)}")
        case _:
            return Fault(document.position(path), f"{name}: {_shown(value)} {_reason(details)}")


def _part(part: str | int) -> str:
    """A part of a path as messages show it: on one line."""
    text = str(part)
    return text if text.isprintable() and len(text) <= 80 else repr(text[:80])


def _unknown_key(loc: Loc) -> str:
    key, accepted = str(loc[-1]), properties_at(loc[:-1])
    if loc[-2:-1] in {("gateway",), ("interface",)} and key in properties_at(loc[:-2]):
        return f"{key!r} is not for an endpoint of type {loc[-2]} (accepted: {', '.join(sorted(accepted))})"
    near = closest(key, accepted)
    return f"unknown key {key!r}{near} (accepted: {', '.join(sorted(accepted))})"


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
            return f"is not a list; write [{_shown(value)}]"
        case "tuple_type":
            return "is not a list; write it as [ … ]"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "is not a mapping of keys to values"
    return None


_FORMS = {
    MODULE_NAME: "is not a name: up to 41 lower-case letters, digits and hyphens, a letter first",
    NAME: "is not a name: up to 41 lower-case letters, digits, hyphens and underscores, a letter first",
    SID: "is not a statement's name: letters and digits, nothing else",
}


def _of_context(kind: str, context: Mapping[str, Any], value: object) -> str | None:
    match kind:
        case "literal_error":
            near = closest(str(value), re.findall(r"'([^']*)'", context["expected"]))
            return f"is not one of {context['expected']}{near}"
        case "string_pattern_mismatch":
            return _FORMS.get(context["pattern"], f"does not match {context['pattern']}")
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


def _shown(value: object) -> str:
    """The value on one line, shortened where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:77]}…"
