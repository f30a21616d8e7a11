"""Results of earlier runs, in the user's cache directory: compiled templates, and the blocks of rendered files.

Without it, compiling and parsing take two fifths of the time of generating a module.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path

import platformdirs

LIMIT = 5_000
"""Entries, of some 500 bytes each. A run that finds more removes all."""


def recall(key: bytes) -> bytes | None:
    """Return what an earlier run has kept under a key, None if nothing."""
    try:
        return _file(key).read_bytes()
    except OSError:
        return None


def keep(key: bytes, value: bytes) -> None:
    """Keep a value. Where nothing can be written, the next run does the work again."""
    file = _file(key)
    with suppress(OSError):
        _prepare(file.parent)
        # Renamed when it is whole: another process may keep or recall the same key now.
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_bytes(value)
        beside.replace(file)


@cache
def _prepare(path: Path) -> None:
    """Create the directory, and empty it if it is full. Once a process: counting takes longer than keeping."""
    path.mkdir(parents=True, exist_ok=True)
    if sum(1 for _ in path.iterdir()) >= LIMIT:
        shutil.rmtree(path)
        path.mkdir()


def directory() -> Path:
    """Return where values are kept."""
    return platformdirs.user_cache_path("tf-privatelink") / "generator"


def _file(key: bytes) -> Path:
    return directory() / hashlib.sha256(key).hexdigest()
