"""Modules as they are at a revision of a git repository: what users of an earlier version have applied."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from privatelink_harness.errors import HarnessError

EXAMPLE = "examples/complete"


def published(revision: str, directory: Path) -> dict[str, str]:
    """Return the files of a module at a revision, text by path.

    Parameters:
        revision: a tag, a branch or a commit.
        directory: of the module in the working tree of a git repository; it may have gone since.

    Raises:
        HarnessError: git is missing, there is no repository or no such revision, or the revision has no such module.
    """
    place = directory.absolute()
    existing = next(each for each in (place, *place.parents) if each.is_dir())
    top = Path(_git(existing, "rev-parse", "--show-toplevel", at=existing).decode().strip())
    # A revision that looks like an option must not be one.
    commit = _git(
        top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", at=Path(revision)
    )
    path = (existing.resolve() / place.relative_to(existing)).relative_to(top.resolve()).as_posix()
    tree = _git(top, "ls-tree", "-r", "-z", "--name-only", commit.decode().strip(), "--", path, at=directory)
    names = [name for name in tree.decode().split("\0") if name]
    if not any(name.startswith(f"{path}/{EXAMPLE}/") for name in names):
        raise HarnessError(
            f"{revision} has no module with {EXAMPLE} in {path}",
            hint="Name the directory in which the module was published: --published modules/…",
        )
    archive = _git(top, "archive", "--format=tar", commit.decode().strip(), "--", path, at=directory)
    return dict(_texts(archive, path))


def _texts(archive: bytes, path: str) -> list[tuple[str, str]]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = [(member.name, tar.extractfile(member)) for member in tar if member.isfile()]
        return [(name.removeprefix(f"{path}/"), file.read().decode()) for name, file in files if file]


def _git(directory: Path, *arguments: str, at: Path) -> bytes:
    """Run git.

    Parameters:
        at: what the message of an error begins with.
    """
    try:
        done = subprocess.run(["git", *arguments], cwd=directory, capture_output=True, check=False)
    except OSError as error:
        raise HarnessError(f"git does not start: {error}", hint="Install git.") from error
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip() or "no such revision"
        raise HarnessError(f"{at}: git {arguments[0]}: {told}")
    return done.stdout
