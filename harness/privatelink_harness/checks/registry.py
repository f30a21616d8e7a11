"""The checks of each pattern.

A new pattern adds an entry: a function that finds the pattern's subjects, each with its evidence and its table of
checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import Any

from privatelink_harness.checks.subject import FindSubjects, Subject


def _find(room: str, *arguments: Any) -> Iterator[Subject[Any]]:
    """Return what the room `checks/ROOM/` finds; the code of the other patterns, and their models, is not imported."""
    found: Iterator[Subject[Any]] = import_module(f"privatelink_harness.checks.{room}.subjects").find_subjects(
        *arguments
    )
    return found


_PARTS: dict[str, FindSubjects] = {name: partial(_find, name) for name in ("consumer", "provider", "hybrid")}
"""The patterns of modules that a composition may have."""

CHECKS: dict[str, FindSubjects] = {
    **_PARTS,
    "stack": partial(_find, "composition", _PARTS),
}
"""By the pattern's name."""
