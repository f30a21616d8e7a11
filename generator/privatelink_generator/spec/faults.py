"""From pydantic's errors to faults: the place in the file, the value, and what would be accepted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..errors import Fault
from .document import Document, Loc
from .schema import properties_at
from .shared import closest


def faults(error: ValidationError, document: Document) -> list[Fault]:
    """One fault for each error; those about a union's other branches at the same place are left out."""
    found: dict[tuple[int, int], Fault] = {}
    for details in error.errors(include_url=False):
        fault = _fault(details, document)
        found.setdefault((fault.position.line, fault.position.column), fault)
    return list(found.values())


def _fault(details: ErrorDetails, document: Document) -> Fault:
    kind, loc = details["type"], details["loc"]
    path = document.path(tuple(part for part in loc if part != "[key]"))
    name = ".".join(str(part) for part in path) or "the spec"
    match kind:
        case "extra_forbidden":
            return Fault(document.position(path, of_key=True), _unknown_key(loc))
        case "missing":
            return Fault(document.position(path, of_key=bool(path)), f"{name} lacks the key {str(loc[-1])!r}")
        case "union_tag_invalid":
            accepted = str(details["ctx"]["expected_tags"]).replace("'", "")
            tag = str(details["ctx"]["tag"])
            near = closest(tag, accepted.split(", "))
            return Fault(document.position((*path, "type")), f"type: {tag!r} is not one of {accepted}{near}")
        case _ if "[key]" in loc:
            key = str(details["input"])
            return Fault(document.position(path, of_key=True), f"the key {key!r} {_reason(details)}")
        case _:
            return Fault(document.position(path), f"{name}: {_shown(details['input'])} {_reason(details)}")


def _unknown_key(loc: Loc) -> str:
    key, accepted = str(loc[-1]), properties_at(loc[:-1])
    near = closest(key, accepted)
    return f"unknown key {key!r}{near} (accepted: {', '.join(sorted(accepted))})"


_EXPECTED = {
    "string_type": "is not text; write it in quotes",
    "bool_type": "is not true or false",
    "int_type": "is not a whole number",
    "tuple_type": "is not a list; write it as [ … ]",
    "dict_type": "is not a mapping of keys to values",
    "model_type": "is not a mapping of keys to values",
    "model_attributes_type": "is not a mapping of keys to values",
}


def _reason(details: ErrorDetails) -> str:
    kind, context = details["type"], details.get("ctx") or {}
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    if kind == "value_error":
        return str(context["error"])
    return _of_context(kind, context) or details["msg"]


def _of_context(kind: str, context: Mapping[str, Any]) -> str | None:
    match kind:
        case "literal_error":
            return f"is not one of {context['expected']}"
        case "string_pattern_mismatch":
            return f"does not match {context['pattern']}"
        case "too_short":
            return f"is too short: it has {context['actual_length']} items, at least {context['min_length']} are wanted"
        case "too_long":
            return f"is too long: at most {context['max_length']} items are taken"
        case "greater_than_equal":
            return f"is less than {context['ge']}"
        case "less_than_equal":
            return f"is more than {context['le']}"
    return None


def _shown(value: object) -> str:
    """The value on one line, shortened where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:77]}…"
