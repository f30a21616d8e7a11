"""How long a session's credentials are good: AWS lets those of roles and of single sign-on end after a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_WORN = 0.5
"""The part of their time after which credentials are taken anew, before a command that may need what is left of it."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The time in which credentials are good, from when they were given."""

    begin: datetime
    end: datetime

    @classmethod
    def until(cls, end: datetime) -> Validity:
        """Return that of credentials that are given now."""
        return cls(datetime.now(UTC), end)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.end - self.begin).total_seconds() / 60)

    def is_worn(self, now: datetime | None = None) -> bool:
        """Return whether too little of it is left to begin with anything."""
        return (now or datetime.now(UTC)) - self.begin > (self.end - self.begin) * _WORN


def shortest(found: Iterable[Validity | None]) -> Validity | None:
    """Return the one that ends first; None where none ends."""
    return min((each for each in found if each), key=lambda each: each.end, default=None)
