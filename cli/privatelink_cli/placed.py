"""Faults and notes in JSON: each message with its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privatelink_cli.data import Placed
    from privatelink_generator.errors import Fault, Note


def placed(messages: Iterable[Fault | Note]) -> list[Placed]:
    """Return the messages with their places as programs get them."""
    return [
        {
            "message": each.message,
            "file": each.position.file,
            "line": each.position.line,
            "column": each.position.column,
        }
        for each in messages
    ]
