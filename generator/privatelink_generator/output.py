"""A module on disk: what would change, and changing all of it or nothing.

A file whose first line isn't the generator's is somebody's own: it is never overwritten, never removed.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from privatelink_generator.errors import OutputError
from privatelink_generator.render.header import Origin, origin

if TYPE_CHECKING:
    from privatelink_generator.render.module import GeneratedModule

Action = Literal["create", "update", "remove"]

_NEW, _OLD = ".privatelink-new", ".privatelink-old"


@dataclass(frozen=True, slots=True)
class Change:
    """One file that differs from what the spec gives.

    Parameters:
        action: what brings it in line.
        path: of the file.
        before, after: its text now and then; None where there is no file.
        found: who wrote what is there now, None where nothing is.
    """

    action: Action
    path: Path
    before: str | None
    after: str | None
    found: Origin | None

    def diff(self) -> str:
        """Unified diff from what is there to what the spec gives."""
        name = str(self.path)
        before, after = (
            (self.before or "").splitlines(keepends=True),
            (self.after or "").splitlines(keepends=True),
        )
        return "".join(
            difflib.unified_diff(
                before,
                after,
                "/dev/null" if self.before is None else name,
                "/dev/null" if self.after is None else name,
            )
        )


def changes(module: GeneratedModule, directory: Path) -> list[Change]:
    """What differs between the module and the directory, in path order.

    Raises:
        OutputError: the directory, or a file in it, can't be read.
    """
    if directory.exists() and not directory.is_dir():
        raise OutputError(directory, "is not a directory", hint="Name another directory with --output.")
    found = []
    for name, after in module.files.items():
        path = directory / name
        before = _read(path)
        if before != after:
            who = "foreign" if path.is_symlink() else None if before is None else origin(before)
            found.append(Change("create" if before is None else "update", path, before, after, who))
    below = _OURS | {Path(name).parts[0] for name in module.files}
    cleared = {_beside(change.path, suffix) for change in found for suffix in (_NEW, _OLD)}
    for path, before, who in _generated(directory, below):
        if str(path.relative_to(directory)) not in module.files and path not in cleared:
            found.append(Change("remove", path, before, None, who))
    return sorted(found, key=lambda change: change.path)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""  # Not text, so not the generator's: `origin` calls it foreign.
    except OSError as error:
        raise OutputError(path, f"can't be read: {error.strerror}") from error


_OURS = {"examples", "tests"}


def _generated(directory: Path, below: set[str]) -> Iterator[tuple[Path, str, Origin]]:
    """Files that bear the generator's first line, and what a killed run left beside them.

    Other directories than those `below` the module's are left alone: they may hold modules of other specs.
    """
    for at, directories, names in directory.walk():
        wanted = below if at == directory else set(directories)
        directories[:] = sorted(each for each in directories if each in wanted and not each.startswith("."))
        for name in sorted(names):
            path = at / name
            if name.startswith(".") and name.endswith((_NEW, _OLD)):
                yield path, "", "generated"  # A killed run left it.
            if path.suffix not in {".tf", ".hcl", ".md"} or path.is_symlink():
                continue
            text = _read(path) or ""
            if (who := origin(text)) != "foreign":
                yield path, text, who


def refuse(found: Sequence[Change], *, force: bool) -> None:
    """Stop before somebody's own work would be lost.

    Parameters:
        force: whether files that were generated and then edited may be lost; foreign ones never may.

    Raises:
        OutputError: naming the first file, and what to do.
    """
    for change in found:
        if change.found == "foreign":
            raise OutputError(
                change.path,
                "the generator did not write this file, and the module has one of the same name",
                hint="Move it away, or name another directory with --output.",
            )
        if change.found == "edited" and not force:
            raise OutputError(
                change.path,
                "was edited by hand since it was generated",
                hint="Put the change into the spec or a file of your own; --force drops it, --diff shows it.",
            )


def apply(found: Sequence[Change]) -> None:
    """Make the changes: all of them, or none.

    New texts are first written beside their places; only when all of them are on disk are they renamed. What a rename
    replaces stays linked until the last one is done.

    Raises:
        OutputError: and everything is as it was.
    """
    undo: list[tuple[Path, Path | None]] = []
    made: list[Path] = []
    current = found[0].path if found else Path()
    try:
        for change in found:
            current = change.path
            if change.after is not None:
                _make(change.path.parent, made)
                _write(_beside(change.path, _NEW), change.after)
        # Side by side: the disk's journal takes many at once, and one by one they take half of a large call's time.
        with ThreadPoolExecutor(16) as pool:
            for change, synced in [(each, pool.submit(_sync, each)) for each in found if each.after is not None]:
                current = change.path
                synced.result()
        for change in found:
            current = change.path
            undo.append((change.path, _keep(change.path) if change.before is not None else None))
            if change.after is None:
                change.path.unlink()
            else:
                _beside(change.path, _NEW).replace(change.path)
    except BaseException as error:
        _roll_back(found, undo, made)
        if isinstance(error, OSError):
            raise OutputError(current, f"can't be written: {error.strerror}; nothing was changed") from error
        raise
    _clear(found)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f".{path.name}{suffix}")


def _make(directory: Path, made: list[Path]) -> None:
    """Make the directory, and add each one that it takes to those that were made."""
    missing = [each for each in (directory, *directory.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.append(each)


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _sync(change: Change) -> None:
    """Have the new text on disk, and not only on its way there."""
    with _beside(change.path, _NEW).open("rb") as file:
        os.fsync(file.fileno())


def _keep(path: Path) -> Path:
    kept = _beside(path, _OLD)
    kept.unlink(missing_ok=True)
    kept.hardlink_to(path)
    return kept


def _roll_back(found: Sequence[Change], undo: list[tuple[Path, Path | None]], made: list[Path]) -> None:
    for path, kept in reversed(undo):
        with suppress(OSError):
            if kept is None:
                path.unlink(missing_ok=True)
            else:
                kept.replace(path)
    _clear(found)
    for directory in sorted(made, key=lambda each: len(each.parts), reverse=True):
        with suppress(OSError):
            directory.rmdir()


def _clear(found: Sequence[Change]) -> None:
    """Remove what stands beside the files, and directories that lost their last file."""
    for change in found:
        for suffix in (_NEW, _OLD):
            with suppress(OSError):
                _beside(change.path, suffix).unlink(missing_ok=True)
        if change.action == "remove":
            with suppress(OSError):
                change.path.parent.rmdir()


def write_new(texts: Mapping[Path, str], *, replacing: Collection[Path] = ()) -> None:
    """Write files: all of them, whole, or none.

    Parameters:
        texts: by path.
        replacing: those that may be there already.

    Raises:
        OutputError: one can't be written, or is there already.
    """
    found = []
    for path, text in texts.items():
        before = _read(path)
        if before is not None and path not in replacing:
            raise OutputError(path, "is there already", hint="Name another file.")
        found.append(Change("create" if before is None else "update", path, before, text, None))
    apply(found)
