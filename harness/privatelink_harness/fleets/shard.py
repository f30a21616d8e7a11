"""Shards: the K-th of N parts of a fleet, for the jobs of a CI system."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from privatelink_harness.errors import HarnessError

_FORM = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of a fleet; `number` counts from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read a shard as the command line names it, such as `2/5`.

        Raises:
            HarnessError: the text has another form, or there is no such part.
        """
        match = _FORM.fullmatch(text)
        if match is None or int(match[1]) > int(match[2]):
            raise HarnessError(f"shard {text!r}: is not K/N", hint="Write one of the parts, such as 2/5; K is 1 to N.")
        return cls(int(match[1]), int(match[2]))

    def select[T](self, items: Sequence[T]) -> list[T]:
        """Return every N-th item from the K-th on: the parts of one sequence are disjoint, and all of it together."""
        return list(items[self.number - 1 :: self.count])

    def __str__(self) -> str:
        """Return the shard as the command line takes it."""
        return f"{self.number}/{self.count}"
