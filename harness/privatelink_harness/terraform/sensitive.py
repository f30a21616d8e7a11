"""The sensitive values of states and plans: those that Terraform marks, and those of attributes named as secrets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_SHORTEST = 6
"""Characters of a value that can be told from any other word."""

_SECRET = re.compile(
    r"(?:.*_)?(?:password|passphrase|secret|token|secret_key|private_key|preshared_key|auth_key|api_key)"
    r"(?:_string|_value|_binary|_wo)?|customer_gateway_configuration"
)
"""Attributes that are secret, also where an old AWS provider or Terraform does not mark them."""


def sensitive_state(state: Mapping[str, Any]) -> frozenset[str]:
    """Return the sensitive values of a state file, version 4: what it marks, and attributes that are named so."""
    found: set[str] = set()
    for output in state.get("outputs", {}).values():
        if output.get("sensitive"):
            found.update(leaves(output.get("value")))
    for block in state.get("resources", ()):
        for instance in block.get("instances", ()):
            attributes = instance.get("attributes") or {}
            for path in instance.get("sensitive_attributes") or ():
                found.update(leaves(_follow(attributes, path)))
            found.update(_named(attributes))
    return _long_enough(found)


def sensitive_plan(plan: Mapping[str, Any]) -> frozenset[str]:
    """Return the sensitive values of a plan in the form of `terraform show -json`."""
    found: set[str] = set()
    values = plan.get("planned_values", {})
    for output in values.get("outputs", {}).values():
        if output.get("sensitive"):
            found.update(leaves(output.get("value")))
    modules = [values.get("root_module", {})]
    while modules:
        module = modules.pop()
        modules += module.get("child_modules", ())
        for resource in module.get("resources", ()):
            found.update(_marked(resource.get("values"), resource.get("sensitive_values")))
            found.update(_named(resource.get("values") or {}))
    return _long_enough(found)


def _marked(value: Any, marks: Any) -> Iterator[str]:
    """Yield the texts of a value where a structure of the same form has `true`."""
    if marks is True:
        yield from leaves(value)
    elif isinstance(marks, Mapping) and isinstance(value, Mapping):
        for name, mark in marks.items():
            yield from _marked(value.get(name), mark)
    elif isinstance(marks, list) and isinstance(value, list):
        for each, mark in zip(value, marks, strict=False):
            yield from _marked(each, mark)


def _follow(value: Any, path: Any) -> Any:
    """Return what a path of the state's leads to; of a path of another form, all of the value."""
    for step in path if isinstance(path, list) else ():
        match step:
            case {"type": "get_attr", "value": str(name)} if isinstance(value, Mapping):
                value = value.get(name)
            case {"type": "index", "value": {"value": key}}:
                try:
                    value = value[int(key) if isinstance(value, list) else key]
                except (KeyError, IndexError, TypeError, ValueError):
                    return value
            case _:
                return value
    return value


def _named(attributes: Any) -> Iterator[str]:
    """Yield the texts of attributes whose names say that they are secret."""
    if isinstance(attributes, list):
        for each in attributes:
            yield from _named(each)
    elif isinstance(attributes, Mapping):
        for name, value in attributes.items():
            if isinstance(value, str):
                if _SECRET.fullmatch(str(name)) and not value.startswith("arn:"):
                    yield value
            else:
                yield from _named(value)


def leaves(value: Any) -> Iterator[str]:
    """Yield the texts and numbers in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _long_enough(found: Collection[str]) -> frozenset[str]:
    return frozenset(text for text in found if len(text) >= _SHORTEST)
