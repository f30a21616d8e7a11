"""The spec's JSON Schema, draft-07: what YAML language servers complete and check by."""

from __future__ import annotations

from functools import cache
from typing import Any

from privatelink_generator.document.reader import Loc

URI = "http://json-schema.org/draft-07/schema#"


@cache
def schema() -> dict[str, Any]:
    """JSON Schema of every pattern's spec."""
    from privatelink_generator.patterns.consumer.model import ConsumerSpec

    made = _draft_07(ConsumerSpec.model_json_schema(by_alias=True))
    assert isinstance(made, dict)  # noqa: S101 (_draft_07 gives what it is given)
    return {"$schema": URI, **made}


def _draft_07(node: object) -> object:
    """Pydantic writes 2020-12: there `definitions` is `$defs`, and keys beside a `$ref` count."""
    if isinstance(node, list):
        return [_draft_07(item) for item in node]
    if not isinstance(node, dict):
        return node
    moved = {("definitions" if key == "$defs" else key): _draft_07(value) for key, value in node.items()}
    moved.pop("discriminator", None)
    if "patternProperties" in moved:
        moved["additionalProperties"] = False
    if "$ref" in moved:
        reference = {"$ref": str(moved.pop("$ref")).replace("#/$defs/", "#/definitions/")}
        return {**moved, "allOf": [reference]} if moved else reference
    return moved


def properties_at(loc: Loc) -> list[str]:
    """The keys that the schema accepts at a path; a union's tag in the path picks its branch."""
    nodes = [schema()]
    for part in loc:
        branches = [branch for node in nodes for branch in _branches(node)]
        tagged = [node for node in branches if part in _tags(node)]
        nodes = tagged or [child for node in branches if (child := _child(node, part)) is not None]
    return list(
        dict.fromkeys(key for node in nodes for branch in _branches(node) for key in branch.get("properties", ()))
    )


def _branches(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The node itself, or what it refers to or chooses among."""
    if "$ref" in node:
        return _branches(schema()["definitions"][node["$ref"].rsplit("/", 1)[1]])
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in node:
            return [branch for each in node[choice] for branch in _branches(each)]
    return [node]


def _tags(node: dict[str, Any]) -> tuple[str, ...]:
    tag = node.get("properties", {}).get("type", {}).get("const")
    return (tag,) if tag else ()


def _child(node: dict[str, Any], part: str | int) -> dict[str, Any] | None:
    if isinstance(part, int):
        found = node.get("items")
    else:
        found = node.get("properties", {}).get(part) or node.get("additionalProperties")
        found = found or next(iter(node.get("patternProperties", {}).values()), None)
    return found if isinstance(found, dict) else None
