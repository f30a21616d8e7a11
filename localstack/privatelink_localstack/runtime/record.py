"""The record on disk of the LocalStack of one directory."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """One started LocalStack.

    Parameters:
        port: on 127.0.0.1.
        keep: whether it runs until `down`; if not, the last run that uses it stops it.
    """

    pid: int
    port: int
    keep: bool

    @property
    def endpoint(self) -> str:
        """LocalStack's URL, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def read(cls, path: Path) -> Record | None:
        """Read a record. Return None where the file is missing or invalid."""
        try:
            stored = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None
        match stored:
            case {"pid": int(pid), "port": int(port), "keep": bool(keep)} if pid > 0 and 0 < port < 1 << 16:
                return cls(pid=pid, port=port, keep=keep)
        return None

    def write(self, path: Path) -> None:
        """Write the record in one step: readers see the old or the new one."""
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")
        beside.replace(path)
