"""Results of earlier runs, in the user's cache directory: compiled templates, and the blocks of rendered files.

Without it, compiling and parsing take two fifths of the time of generating a module.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import platformdirs

LIMIT = 5_000
"""Entries, of some 500 bytes each. A run that finds more removes all."""

_CODE = Path(__file__).parent


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
def identity(*distributions: str) -> bytes:
    """Return what identifies the code that makes values: that of this package, and the releases of others.

    A value belongs in the cache if nothing else decides it but what its key has beside this.
    """
    ours = b"".join(path.read_bytes() for path in sorted(_CODE.glob("*.py")))
    releases = " ".join(f"{name} {version(name)}" for name in distributions)
    return hashlib.sha256(ours + releases.encode()).digest()


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
