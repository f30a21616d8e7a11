"""A run's journal on disk: one file of JSON lines, written before the first create and kept after the end.

Each line is on the disk before the run goes on. `privatelink sweep` reads it: whose run it was, where it was, and
whether it came to its end. A line that was cut, by a crash or a full disk, counts as not written.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from privatelink_harness.errors import unwritable
from privatelink_harness.orphans.tags import RunTags
from privatelink_harness.stacks.directory import stacks_directory

if TYPE_CHECKING:
    from privatelink_harness.targets.protocol import Session

type Outcome = Literal["nothing left", "something left", "kept", "swept"]

_KEPT_DAYS = 30
"""Days for which the journal of a run that left nothing is kept."""

SWEPT: Final = "swept"
_CLEAN = frozenset({"nothing left", SWEPT})


def journals_directory() -> Path:
    """Return the directory of all journals, beside that of the stacks."""
    return stacks_directory().parent / "journals"


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal of one run, to be appended to."""

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @classmethod
    def open(cls, tags: RunTags, session: Session, directory: Path, name: str) -> Journal:
        """Begin a run's journal.

        Parameters:
            directory: the stack's.
            name: the spec's, or the root module's.

        Raises:
            HarnessError: it can't be written; nothing is created yet.
        """
        parent = journals_directory()
        journal = cls(parent / f"{tags.run}.jsonl")
        try:
            parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _prune(parent)
            journal.write(
                "run",
                spec=name,
                stack=str(directory),
                target=session.record()["target"],
                place=session.name,
                accounts=sorted({session.home.account, *session.accounts.values()}),
                regions=list(session.regions),
                **tags.record(),
            )
            _sync_directory(parent)
        except OSError as error:
            raise unwritable(journal.path, error) from error
        return journal

    @classmethod
    def of(cls, run: str) -> Journal:
        """Return the journal of a run, to go on with."""
        return cls(journals_directory() / f"{run}.jsonl")

    def write(self, event: str, **values: object) -> None:
        """Append a line, and wait until it is on the disk.

        Raises:
            OSError: it is not.
        """
        line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **values})
        with self._lock:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(descriptor).st_size
                is_cut = size and os.pread(descriptor, 1, size - 1) != b"\n"
                os.write(descriptor, (b"\n" if is_cut else b"") + line.encode() + b"\n")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def note(self, event: str, **values: object) -> None:
        """Append a line if that can be done: a full disk must not keep a run from destroying its stack."""
        with suppress(OSError):
            self.write(event, **values)

    def end(self, outcome: Outcome) -> None:
        """Append the end of a run, of a destroy or of a sweep."""
        self.note("end", outcome=outcome)


@dataclass(frozen=True, slots=True)
class Entry:
    """A run as its journal tells it.

    Parameters:
        stack: its directory, which may be gone.
        target: its registered name.
        accounts, regions: that the run was given.
        outcome: of its end, the latest; None for a run that goes on, or was killed.
        cut: the numbers of lines that were cut, from 1.
    """

    tags: RunTags
    stack: Path
    target: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    outcome: str | None
    cut: tuple[int, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing was left at its end."""
        return self.outcome in _CLEAN


def entries() -> list[Entry]:
    """Return the runs of this machine's user, oldest first; a file that is no journal is left out."""
    found = [entry for path in journals_directory().glob("*.jsonl") if (entry := read(path))]
    return sorted(found, key=lambda entry: (entry.tags.expires, entry.tags.run))


def faults(ended: Collection[str]) -> list[str]:
    """Return what can't be read of journals, each with what it means.

    Parameters:
        ended: IDs of the runs that may have left something; the line that another run is writing is no fault.
    """
    found: list[str] = []
    for path in sorted(journals_directory().glob("*.jsonl")):
        entry = read(path)
        if entry is None:
            found.append(f"{path}: its first line was cut, so that it does not tell its run; tags do")
        elif entry.cut and entry.tags.run in ended:
            lines = ", ".join(map(str, entry.cut))
            found.append(f"{path}: cut in line {lines}; what the run has created is found by its tags all the same")
    return found


def read(path: Path) -> Entry | None:
    """Return the run that a journal tells of, as far as it was written; None if not even its first line was."""
    lines = dict(_lines(path))
    written = [line for line in lines.values() if line]
    with suppress(IndexError, KeyError, TypeError):
        first = written[0]
        ends = [line["outcome"] for line in written if line.get("event") == "end"]
        return Entry(
            RunTags(first["run"], first["owner"], first["expires"]),
            Path(first["stack"]),
            str(first["target"]),
            tuple(first["accounts"]),
            tuple(first["regions"]),
            ends[-1] if ends else None,
            tuple(number for number, line in lines.items() if not line),
        )
    return None


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the lines of a journal with their numbers; one that was cut is empty."""
    with suppress(OSError):
        for number, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
            found: object = None
            with suppress(ValueError):
                found = json.loads(line) if line.endswith(b"\n") else None
            if line.strip():
                yield number, found if isinstance(found, dict) else {}


def _prune(parent: Path) -> None:
    """Remove old journals of runs that left nothing."""
    oldest = time.time() - _KEPT_DAYS * 86400
    for path in parent.glob("*.jsonl"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest and (entry := read(path)) and entry.is_clean:
                path.unlink()


def _sync_directory(parent: Path) -> None:
    """Wait until the names of new files are on the disk."""
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
