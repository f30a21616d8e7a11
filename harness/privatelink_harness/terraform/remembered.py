"""What programs have answered, kept on disk: to start Terraform for its version alone takes 0.1 s."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path

from privatelink_harness.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "programs.json"
"""In the project's cache directory."""


def remembered(program: Path, ask: Callable[[], str]) -> str:
    """Return what a program has answered before; ask it if its file is another one by now.

    A script is asked each time: it may run another program than before.

    Raises:
        Exception: what `ask` raises, which is not kept.
    """
    if (identity := _identity(program)) is None:
        return ask()
    file = user_cache_path("tf-privatelink", appauthor=False) / FILE
    known = _read(file)
    match known.get(str(program)):
        case [list(seen), str(answer)] if seen == identity:
            return answer
    answer = ask()
    # Without room for it, the program is asked again.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps({**known, str(program): [identity, answer]}))
    return answer


def _identity(program: Path) -> list[int] | None:
    """Return what changes with the file; None for a script, and for a file that can only be run."""
    with suppress(OSError), program.open("rb") as opened:
        status = os.fstat(opened.fileno())
        return None if opened.read(2) == b"#!" else [status.st_ino, status.st_size, status.st_ctime_ns]
    return None


def _read(file: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        known = json.loads(file.read_text(encoding="utf-8"))
        return known if isinstance(known, dict) else {}
    return {}
