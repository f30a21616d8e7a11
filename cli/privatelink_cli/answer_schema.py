"""The JSON Schema of the envelope, with the data of each command."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from privatelink_cli.answer import Error, ErrorCode, Status
from privatelink_cli.data import DATA as SINGLE
from privatelink_cli.data import Faults
from privatelink_cli.fleet_data import FLEET_DATA
from privatelink_generator.release import ANSWER_VERSION

DATA = {**SINGLE, **FLEET_DATA}
"""The data of each command whose status is not `error`."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def answer_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that every answer in JSON meets; all callers share it."""
    shapes, schema = TypeAdapter.json_schemas(
        [
            (name, "serialization", TypeAdapter(shape))
            for name, shape in {**DATA, "faults": Faults, "error": Error}.items()
        ],
        ref_template="#/$defs/{model}",
    )
    references = {name: reference for (name, _), reference in shapes.items()}
    definitions = {name: _closed(definition) for name, definition in schema["$defs"].items()}
    return {
        "$schema": _DIALECT,
        "title": "An answer of privatelink",
        "description": "What every command prints with --format json.",
        "type": "object",
        "properties": {
            "schemaVersion": {"const": ANSWER_VERSION},
            "version": {"description": "The release of tf-privatelink.", "type": "string"},
            "command": {
                "description": "The command's words; null where the command line names no command.",
                "enum": [*DATA, None],
            },
            "status": {"enum": [status.value for status in Status]},
            "data": {"type": ["object", "null"]},
            "warnings": {"type": "array", "items": {"type": "string"}},
            "error": {"anyOf": [references["error"], {"type": "null"}]},
        },
        "required": ["schemaVersion", "version", "command", "status", "data", "warnings", "error"],
        "additionalProperties": False,
        "if": _has(status=Status.ERROR),
        "then": _failed(references),
        "else": {
            "properties": {"error": {"type": "null"}},
            "oneOf": [{"properties": {"command": {"const": name}, "data": references[name]}} for name in DATA],
        },
        "$defs": definitions,
    }


def _failed(references: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an answer with an error: its data is the faults of specs, or nothing."""
    return {
        "properties": {"error": references["error"]},
        "if": {"properties": {"error": {"properties": {"code": {"const": ErrorCode.SPEC_INVALID}}}}},
        "then": {"properties": {"data": references["faults"]}},
        "else": {"properties": {"data": {"type": "null"}}},
    }


def _has(**values: str) -> dict[str, Any]:
    return {"properties": {name: {"const": str(value)} for name, value in values.items()}}


def _closed(definition: dict[str, Any]) -> dict[str, Any]:
    """Return an object's definition without room for properties that it does not name."""
    return {**definition, "additionalProperties": False} if "properties" in definition else definition
