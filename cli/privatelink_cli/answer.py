"""How commands answer: plain text for people, one JSON envelope for programs.

The envelope is the same for every command: schemaVersion, command, status ("ok", "different", "failed" or "error"),
data, and error (message, hint).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer

from privatelink_generator.errors import Fault, PrivateLinkError

SCHEMA_VERSION = 1


class Format(StrEnum):
    """Of a command's answer."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]


def envelope(command: str, status: str, data: dict[str, Any], error: dict[str, Any] | None = None) -> None:
    """Print the command's answer as JSON."""
    answer = {
        "schemaVersion": SCHEMA_VERSION,
        "command": command,
        "status": status,
        "data": data,
        "error": error,
    }
    sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")


def fail(message: str, hint: str | None = None) -> int:
    """Print an error, and give the exit code that goes with it."""
    sys.stderr.write(f"error: {message}\n" + (f"{hint}\n" if hint else ""))
    return 1


def fail_as_json(command: str, error: PrivateLinkError) -> int:
    """Print an error as the command's answer, and give the exit code that goes with it."""
    data = {"faults": places(getattr(error, "faults", ()))}
    envelope(command, "error", data, {"message": error.message, "hint": error.hint})
    return 1


def places(faults: Iterable[Fault]) -> list[dict[str, object]]:
    """Faults of specs as JSON has them; line and column 0 mean the file as a whole."""
    return [{"message": fault.message, **asdict(fault.position)} for fault in faults]
