"""What is on disk about the LocalStack of one directory: which process it is, and on which port."""

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
        pid: its process.
        port: the port on 127.0.0.1 that it listens on.
        keep: whether it stays until it is told to stop; False: the last one that uses it stops it.
    """

    pid: int
    port: int
    keep: bool

    @property
    def endpoint(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def read(cls, path: Path) -> Record | None:
        """Read a record; None where there is none, or what is there is not one."""
        try:
            stored = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None
        match stored:
            case {"pid": int(pid), "port": int(port), "keep": bool(keep)} if pid > 0 and 0 < port < 1 << 16:
                return cls(pid=pid, port=port, keep=keep)
        return None

    def write(self, path: Path) -> None:
        """Write the record, whole or not at all."""
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self)) + "\n", encoding="utf-8")
        beside.replace(path)
