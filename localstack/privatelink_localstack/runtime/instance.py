"""A LocalStack, as its users see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Instance:
    """One LocalStack.

    Parameters:
        endpoint: where it answers, such as `http://127.0.0.1:4566`; never ends with a slash.
        pid: its process, or None for a user's own.
        version: what it says of itself, such as `2026.3.0`; None where it was not asked.
        owner: `ours` was started by this package; `user` is named by the environment, and never started or
            stopped.
        directory: where ours keeps its files; None for a user's own.
        started: whether the call that returned this has started it.
    """

    endpoint: str
    pid: int | None
    version: str | None
    owner: Literal["ours", "user"]
    directory: Path | None
    started: bool = False
