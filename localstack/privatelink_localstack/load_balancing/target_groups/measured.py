"""What health checks that are really made have found."""

from __future__ import annotations

from dataclasses import dataclass

type Place = tuple[str, int]
"""A target's address and port."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The state of a target, with reason and description as the API has them; both None for a healthy one."""

    state: str
    reason: str | None = None
    description: str | None = None
