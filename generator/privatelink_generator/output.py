"""A module on disk: the changes that it needs, and making all of them or none.

A file without the generator's first line belongs to the user: it is never overwritten, never removed.
"""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
    """A file that differs from the generated one.

    Parameters:
        before, after: the file's text now and then; None means no file.
        found: who wrote the file that is there now; None means no file.
    """

    action: Action
    path: Path
    before: str | None
    after: str | None
    found: Origin | None

    def diff(self) -> str:
        """Return the unified diff from the file that is there to the generated one."""
        before, after = ((text or "").splitlines(keepends=True) for text in (self.before, self.after))
        old, new = ("/dev/null" if text is None else str(self.path) for text in (self.before, self.after))
        return "".join(difflib.unified_diff(before, after, old, new))


def changes(module: GeneratedModule, directory: Path) -> list[Change]:
    """Return the changes that make the directory hold the module, in path order.

    Raises:
        OutputError: the directory, or a file in it, can't be read; a file would be written through a link.
    """
    if directory.exists() and not directory.is_dir():
        raise OutputError(directory, "is not a directory", hint="Name another directory with --output.")
    check_parents(directory, module.files)
    result = []
    for name, after in module.files.items():
        path = directory / name
        before = _read(path)
        if before != after:
            writer = "foreign" if path.is_symlink() else None if before is None else origin(before)
            result.append(Change("create" if before is None else "update", path, before, after, writer))
    folders = _OURS | {Path(name).parts[0] for name in module.files}
    cleared = {_beside(change.path, suffix) for change in result for suffix in (_NEW, _OLD)}
    for path, before, writer in _generated(directory, folders):
        if str(path.relative_to(directory)) not in module.files and path not in cleared:
            result.append(Change("remove", path, before, None, writer))
    return sorted(result, key=lambda change: change.path)


def check_parents(directory: Path, names: Iterable[str]) -> None:
    """Reject links between a directory and files in it: through one, a file would be written somewhere else.

    The directory itself may be a link: the user names it.

    Parameters:
        names: paths of the files from the directory.

    Raises:
        OutputError: with the first such link.
    """
    parents = {parent for name in names for parent in Path(name).parents if parent != Path()}
    for parent in sorted(parents):
        refuse_link(directory / parent)


def refuse_link(path: Path) -> None:
    """Reject a link where a directory of output files belongs.

    Raises:
        OutputError: the path is a link.
    """
    if path.is_symlink() or path.is_junction():
        raise OutputError(
            path,
            "is a link, through which files would be written to another directory",
            hint="Put a directory in its place, or name another directory with --output.",
        )


def _read(path: Path) -> str | None:
    """Return the text of a file; None if there is none.

    Raises:
        OutputError: it can't be read, or a device or a pipe is there: a new file would take its place.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise OutputError(path, "is no regular file", hint="Name another file.")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""  # Not text, so not the generator's: `origin` calls it foreign.
    except OSError as error:
        raise OutputError(path, f"can't be read: {error.strerror}") from error


_OURS = {"examples", "tests"}


def _generated(directory: Path, folders: set[str]) -> Iterator[tuple[Path, str, Origin]]:
    """Yield files with the generator's first line, and leftovers of a killed run beside them.

    Parameters:
        folders: the module's own at the top. The others are left alone: they may hold modules of other specs.
    """
    for parent, directories, names in directory.walk():
        entered = folders if parent == directory else set(directories)
        directories[:] = sorted(name for name in directories if name in entered and not name.startswith("."))
        for name in sorted(names):
            path = parent / name
            if name.startswith(".") and name.endswith((_NEW, _OLD)):
                yield path, "", "generated"  # A killed run left it.
            if path.suffix not in {".tf", ".hcl", ".md"} or path.is_symlink():
                continue
            text = _read(path) or ""
            if (writer := origin(text)) != "foreign":
                yield path, text, writer


def refuse(planned: Sequence[Change], *, force: bool) -> None:
    """Reject changes that would lose a user's work.

    Parameters:
        force: accept the loss of edits to generated files; files of the user's own are never lost.

    Raises:
        OutputError: with the first such file.
    """
    for change in planned:
        if change.found == "foreign":
            raise OutputError(
                change.path,
                "the generator did not write this file, and the module has a file of the same name",
                hint="Move it away, or name another directory with --output.",
            )
        if change.found == "edited" and not force:
            raise OutputError(
                change.path,
                "was edited by hand since it was generated",
                hint="Put the change into the spec or a file of your own; --force drops it, --diff shows it.",
            )


def apply(planned: Sequence[Change]) -> None:
    """Make the changes: all of them, or none.

    New texts are first written beside their files, and renamed only once all of them are on disk. A file that a rename
    replaces stays linked until the last rename.

    Raises:
        OutputError: everything is as it was before.
    """
    undo: list[tuple[Path, Path | None]] = []
    created: list[Path] = []
    current = planned[0].path if planned else Path()
    try:
        for change in planned:
            current = change.path
            if change.after is not None:
                _create(change.path.parent, created)
                _write(_beside(change.path, _NEW), change.after)
        # In parallel: the disk's journal takes many at once. One by one, they take half of a large call's time.
        with ThreadPoolExecutor(16) as pool:
            for change, synced in [(each, pool.submit(_sync, each)) for each in planned if each.after is not None]:
                current = change.path
                synced.result()
        for change in planned:
            current = change.path
            undo.append((change.path, _keep(change.path) if change.before is not None else None))
            if change.after is None:
                change.path.unlink()
            else:
                _beside(change.path, _NEW).replace(change.path)
    except BaseException as error:
        _roll_back(planned, undo, created)
        if isinstance(error, OSError):
            raise OutputError(current, f"can't be written: {error.strerror}; nothing was changed") from error
        raise
    _clear(planned)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f".{path.name}{suffix}")


def _create(directory: Path, created: list[Path]) -> None:
    """Create the directory and its missing parents, and add them to the created ones."""
    missing = [parent for parent in (directory, *directory.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir()
        created.append(parent)


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _sync(change: Change) -> None:
    """Wait until the new text is on disk."""
    with _beside(change.path, _NEW).open("rb") as file:
        os.fsync(file.fileno())


def _keep(path: Path) -> Path:
    kept = _beside(path, _OLD)
    kept.unlink(missing_ok=True)
    kept.hardlink_to(path)
    return kept


def _roll_back(planned: Sequence[Change], undo: list[tuple[Path, Path | None]], created: list[Path]) -> None:
    for path, kept in reversed(undo):
        with suppress(OSError):
            if kept is None:
                path.unlink(missing_ok=True)
            else:
                kept.replace(path)
    _clear(planned)
    for directory in sorted(created, key=lambda path: len(path.parts), reverse=True):
        with suppress(OSError):
            directory.rmdir()


def _clear(planned: Sequence[Change]) -> None:
    """Remove the copies beside the files, and directories that lost their last file."""
    for change in planned:
        for suffix in (_NEW, _OLD):
            with suppress(OSError):
                _beside(change.path, suffix).unlink(missing_ok=True)
        if change.action == "remove":
            with suppress(OSError):
                change.path.parent.rmdir()


def write_new(texts: Mapping[Path, str], *, replacing: Collection[Path] = ()) -> None:
    """Write new files: all of them, or none.

    Parameters:
        replacing: paths of files that may exist already.

    Raises:
        OutputError: a file can't be written, or exists already.
    """
    planned = []
    for path, text in texts.items():
        before = _read(path)
        if before is not None and path not in replacing:
            raise OutputError(path, "exists already", hint="Name another file.")
        planned.append(Change("create" if before is None else "update", path, before, text, None))
    apply(planned)
