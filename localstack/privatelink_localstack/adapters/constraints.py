"""Constraints of an API's model: what AWS refuses as `ValidationException` before the service sees a request.

AWS's SDKs check only a part of them: required members, types and lower limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.model import Shape

from privatelink_localstack.kernel.errors import AwsError

_NUMBERS = {"integer", "long", "float", "double"}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
}


def present(request: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a request that it has: LocalStack puts None where a required one is missing."""
    return {key: value for key, value in request.items() if value is not None}


def check_constraints(shape: Shape | None, request: dict[str, Any]) -> None:
    """Reject a request that breaks constraints of its model.

    Raises:
        AwsError: all broken constraints, in AWS's form.
    """
    broken = list(_broken(shape, request, "")) if shape is not None else []
    if broken:
        errors = "error" if len(broken) == 1 else "errors"
        raise AwsError("ValidationException", f"{len(broken)} validation {errors} detected: {'; '.join(broken)}")


def _broken(shape: Any, value: Any, path: str) -> Iterator[str]:
    expected = _TYPES.get(shape.type_name)
    if expected is not None and not isinstance(value, expected):
        yield _text(value, path, f"be of the type {shape.type_name}")
        return
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            below = f"{path}.{_lower(name)}" if path else _lower(name)
            if value.get(name) is not None:
                yield from _broken(member, value[name], below)
            elif name in shape.required_members:
                yield f"Value null at '{below}' failed to satisfy constraint: Member must not be null"
    elif shape.type_name == "list":
        for index, element in enumerate(value, 1):
            yield from _broken(shape.member, element, f"{path}.{index}.member")
    yield from (_text(value, path, words) for words in _limits(shape, value))


def _limits(shape: Any, value: Any) -> Iterator[str]:
    """Yield AWS's words for the limits that a value breaks."""
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if shape.type_name in _NUMBERS:
        if least is not None and value < least:
            yield f"have value greater than or equal to {least}"
        if most is not None and value > most:
            yield f"have value less than or equal to {most}"
    elif shape.type_name in {"string", "list", "map"}:
        if least is not None and len(value) < least:
            yield f"have length greater than or equal to {least}"
        if most is not None and len(value) > most:
            yield f"have length less than or equal to {most}"
    if shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            yield f"satisfy enum value set: [{', '.join(shape.enum)}]"
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern.removeprefix("^").removesuffix("$"), value):
            yield f"satisfy regular expression pattern: {pattern}"


def _text(value: Any, path: str, words: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: Member must {words}"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
