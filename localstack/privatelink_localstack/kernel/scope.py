"""An account in a Region."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """An account in a Region, whose resources a call sees."""

    account: str
    region: str
