"""Files that scripts write and that are committed: written anew, or compared."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def update(files: Mapping[Path, str], *, script: str, check: bool) -> int:
    """Write the files that differ, each in one step; with `check`, name them and write nothing.

    Returns:
        The exit status: 2 if `check` finds a difference, else 0.
    """
    outdated = [path for path, text in files.items() if not _is_current(path, text)]
    for path in outdated:
        if check:
            sys.stderr.write(f"{path.name} is outdated: run {script}\n")
        else:
            beside = path.with_name(f"{path.name}.new")
            beside.write_text(files[path], encoding="utf-8")
            beside.replace(path)
    return 2 if check and outdated else 0


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text
