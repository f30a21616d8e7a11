"""The patterns that a spec can name. A new one is a room beside `consumer/`, and its name here."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.pattern import Pattern


class _Patterns(MutableMapping[str, Pattern[Any]]):
    """Patterns by name, each imported when it is first asked for: the models of all take a third of a short command.

    The room `consumer/` has the pattern CONSUMER.
    """

    def __init__(self, *names: str) -> None:
        self._found: dict[str, Pattern[Any] | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> Pattern[Any]:
        pattern = self._found[name]
        if pattern is None:
            pattern = getattr(import_module(f"{__package__}.{name}"), name.upper())
            self[name] = pattern
        return pattern

    def __setitem__(self, name: str, pattern: Pattern[Any]) -> None:
        self._found[name] = pattern

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


PATTERNS = _Patterns("consumer", "provider", "hybrid", "stack")


def pattern_of(spec: Spec) -> Pattern[Any]:
    """Return the pattern that the spec is of."""
    return PATTERNS[spec.pattern]
