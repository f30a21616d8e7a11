"""A LocalStack as runs and commands use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Instance:
    """One LocalStack.

    Parameters:
        endpoint: such as `http://127.0.0.1:4566`, without a slash at the end.
        pid: None for the user's own.
        version: such as `2026.3.0`; None where LocalStack was not asked.
        owner: `ours`: started by this package. `user`: named by the environment, and never started or stopped here.
        directory: its home; None for the user's own.
        started: whether the call that returned this instance started it.
    """

    endpoint: str
    pid: int | None
    version: str | None
    owner: Literal["ours", "user"]
    directory: Path | None
    started: bool = False
