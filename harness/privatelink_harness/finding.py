"""A finding of `privatelink doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing on this machine, and its state.

    Parameters:
        status: `ok`; `warning` for what works, or serves only a part, or can't be known; `missing` for what nothing
            works without; `failed` for what does not do what it is for.
        found: its state, in words.
        way_out: what to do; empty if there is nothing to do.
    """

    name: str
    status: Literal["ok", "warning", "missing", "failed"]
    found: str
    way_out: str = ""
