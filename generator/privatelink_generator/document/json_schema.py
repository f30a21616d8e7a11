"""JSON Schema, draft-07, of pydantic models: what YAML language servers complete and check by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from privatelink_generator.errors import Loc

URI = "http://json-schema.org/draft-07/schema#"

type Schema = dict[str, Any]


def model_schema(model: type[BaseModel]) -> Schema:
    """Return the schema of one model."""
    return {"$schema": URI, **_draft_07(model.model_json_schema(by_alias=True))}


def union_schema(models: Mapping[str, type[BaseModel]], tag: str, *, title: str) -> Schema:
    """Return one schema of several models, of which the value of a key picks one.

    The models are branches of `if` and `then`, not of `oneOf`: a validator and a language server then report what is
    wrong with the branch that the key picks, and not that no branch fits.

    Parameters:
        models: by the value of the key.
        tag: the key; each model describes it.
    """
    references, definitions = models_json_schema([(model, "validation") for model in models.values()], by_alias=True)
    branches = [_draft_07(references[model, "validation"]) for model in models.values()]
    named = _draft_07(definitions)
    descriptions = [_target(branch, named)["properties"][tag]["description"] for branch in branches]
    return {
        "$schema": URI,
        "title": title,
        "type": "object",
        "properties": {tag: {"enum": list(models), "description": " ".join(descriptions)}},
        "required": [tag],
        "allOf": [
            {"if": {"properties": {tag: {"const": value}}, "required": [tag]}, "then": branch}
            for value, branch in zip(models, branches, strict=True)
        ],
        **named,
    }


def _draft_07(schema: Schema) -> Schema:
    """Pydantic writes 2020-12: there `definitions` is `$defs`, and keys beside a `$ref` count."""
    moved = {("definitions" if key == "$defs" else key): _converted(value) for key, value in schema.items()}
    moved.pop("discriminator", None)
    if "patternProperties" in moved:
        moved["additionalProperties"] = False
    if "$ref" in moved:
        reference = {"$ref": str(moved.pop("$ref")).replace("#/$defs/", "#/definitions/")}
        return {**moved, "allOf": [reference]} if moved else reference
    return moved


def _converted(value: object) -> object:
    if isinstance(value, list):
        return [_converted(item) for item in value]
    return _draft_07(value) if isinstance(value, dict) else value


def properties_at(schema: Schema, loc: Loc) -> list[str]:
    """Return the keys that a model's schema accepts at a path; a union's tag in the path picks its branch.

    The tag of a union whose branches are told by their form is no word of the schema.
    """
    nodes = [schema]
    for part in loc:
        branches = [branch for node in nodes for branch in _branches(node, schema)]
        tagged = [node for node in branches if part in _tags(node)]
        nodes = tagged or [child for node in branches if (child := _child(node, part)) is not None] or nodes
    keys = (key for node in nodes for branch in _branches(node, schema) for key in branch.get("properties", ()))
    return list(dict.fromkeys(keys))


def _branches(node: Schema, schema: Schema) -> list[Schema]:
    """Return the node itself, or what it refers to or chooses among."""
    if "$ref" in node:
        return _branches(_target(node, schema), schema)
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in node:
            return [branch for option in node[choice] for branch in _branches(option, schema)]
    return [node]


def _target(node: Schema, schema: Schema) -> Schema:
    target: Schema = schema["definitions"][node["$ref"].rsplit("/", 1)[1]]
    return target


def _tags(node: Schema) -> list[str | int]:
    return [value["const"] for value in node.get("properties", {}).values() if "const" in value]


def _child(node: Schema, part: str | int) -> Schema | None:
    if isinstance(part, int):
        child = node.get("items")
    else:
        child = node.get("properties", {}).get(part) or node.get("additionalProperties")
        child = child or next(iter(node.get("patternProperties", {}).values()), None)
    return child if isinstance(child, dict) else None
