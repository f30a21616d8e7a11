"""The directory of a stack: its unique name, its locks, its files of variables, its removal if nothing was applied."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import stat
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import platformdirs

from privatelink_harness.errors import HarnessError, unwritable

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLES = "variables.tfvars.json"
STATES = ("terraform.tfstate", "errored.tfstate")
"""Terraform's state, and what it writes where that can't be written."""
RECORD = "stack.json"
"""The record of a stack, which `stacks.record` reads and writes."""
RUN_LOCK = "run.lock"
"""Locked by the run for as long as it lives. The file stays if the run was killed, or could not destroy its stack.

It has the name of the session of pytest-xdist that the run is a part of; "" outside of one."""
SESSION = "PYTEST_XDIST_TESTRUNUID"
"""pytest-xdist's variable of its workers, with the name of their session."""

TERRAFORM_LOCK = "terraform.lock"
"""Locked by the guard of a Terraform that may change something; see `terraform.guard`."""

_PATIENCE = 90.0
"""Seconds to wait for a Terraform that a killed run has left, and that its guard is stopping."""

_ATTEMPTS, _MOMENT = 10, 0.02
"""Attempts at a lock, and the seconds between two."""


def stacks_directory() -> Path:
    """Return the parent of all stacks' directories."""
    return platformdirs.user_state_path("tf-privatelink") / "stacks"


def stacks_on(endpoint: str) -> list[Path]:
    """Return the directories of stacks that are on the LocalStack at this URL, or were on an earlier one there."""
    return sorted(record.parent for record in stacks_directory().glob(f"*/{RECORD}") if _endpoint(record) == endpoint)


def _endpoint(record: Path) -> str | None:
    with suppress(OSError, ValueError):
        match json.loads(record.read_text(encoding="utf-8")):
            case {"endpoint": str(endpoint)}:
                return endpoint
    return None


def make_directory(name: str) -> Path:
    """Make a new directory for a stack, which only the user can read.

    Raises:
        HarnessError: the directory can't be made.
    """
    directory = stacks_directory() / f"{name}-{secrets.token_hex(4)}"
    try:
        directory.parent.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        directory.parent.mkdir(mode=0o700, exist_ok=True)
        directory.mkdir(mode=0o700)
    except OSError as error:
        raise HarnessError(
            f"{directory}: can't be made: {error.strerror}",
            hint="Set XDG_STATE_HOME to a directory that can be written.",
        ) from error
    return directory


@contextmanager
def new_directory(name: str) -> Iterator[Path]:
    """Make a directory for a stack, which a run uses; remove it on an error, unless Terraform has written a state.

    Raises:
        HarnessError: the directory can't be made.
    """
    directory = make_directory(name)
    with (directory / RUN_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        lock.write(os.environ.get(SESSION, ""))
        lock.flush()
        with _removed_without_state(directory):
            yield directory
        (directory / RUN_LOCK).unlink(missing_ok=True)


@contextmanager
def used(directory: Path) -> Iterator[None]:
    """Mark a stack's directory as used by this run, which goes on with it; after an error it is that of a killed run.

    Parameters:
        directory: of a stack.

    Raises:
        HarnessError: another run has taken it since `await_terraform`.
    """
    with (directory / RUN_LOCK).open("a") as lock:
        if not _lock(lock):
            raise _in_use(directory)
        yield
        (directory / RUN_LOCK).unlink(missing_ok=True)


def _lock(file: IO[str]) -> bool:
    """Lock a file, and return whether no run holds it. Who only looks, as `_is_free` does, holds it for a moment."""
    for _ in range(_ATTEMPTS):
        if _lock_at_once(file):
            return True
        threading.Event().wait(_MOMENT)
    return False


def _lock_at_once(file: IO[str]) -> bool:
    """Lock a file, and return whether nobody held it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_used(directory: Path) -> bool:
    """Return whether a run uses a stack's directory."""
    return not _is_free(directory / RUN_LOCK)


def await_terraform(directory: Path, tell: Callable[[str], object] | None = None) -> None:
    """Wait for a Terraform that a killed run has left: its guard stops it.

    Parameters:
        tell: called with a line if there is one to wait for.

    Raises:
        HarnessError: a run uses the directory, or that Terraform does not end.
    """
    if is_used(directory):
        raise _in_use(directory)
    if tell and not _is_free(directory / TERRAFORM_LOCK):
        tell("wait for the Terraform of the run that was killed: it ends in order")
    deadline = time.monotonic() + _PATIENCE
    while not _is_free(directory / TERRAFORM_LOCK):
        if time.monotonic() > deadline:
            raise HarnessError(f"{directory}: Terraform still runs there", hint="End it, and destroy again.")
        threading.Event().wait(0.1)


def _in_use(directory: Path) -> HarnessError:
    return HarnessError(f"{directory}: a run uses it", hint="Wait for that run, or stop it: it destroys its stack.")


def unused_directories(parent: Path) -> list[Path]:
    """Return the directories in `stacks_directory()` of stacks that were kept, or that a killed run has left."""
    return sorted(each for each in parent.glob("*/") if is_stack(each) and not is_used(each))


def left_by(session: str) -> list[Path]:
    """Return the directories of the stacks that killed workers of a session of pytest-xdist have left."""
    unused = (each / RUN_LOCK for each in unused_directories(stacks_directory()))
    return [lock.parent for lock in unused if lock.exists() and lock.read_text() == session]


def is_stack(directory: Path) -> bool:
    """Return whether a directory is a stack's, also one whose run was killed before it wrote its record."""
    return (directory / RECORD).exists() or was_killed(directory)


def was_killed(directory: Path) -> bool:
    """Return whether the run of an unused directory did not come to its end: there may be orphans."""
    return (directory / RUN_LOCK).exists()


def _is_free(lock: Path) -> bool:
    """Return whether nobody holds a lock; one that does not exist is free."""
    with suppress(FileNotFoundError), lock.open("r") as file:
        return _lock_at_once(file)
    return True


@contextmanager
def _removed_without_state(directory: Path) -> Iterator[None]:
    """Remove the directory on an error, unless Terraform has written a state there."""
    try:
        yield
    except BaseException:
        # Inside `.terraform` a file of this name is init's note of the backend.
        states = (each for name in STATES for each in directory.rglob(name) if ".terraform" not in each.parts)
        if not any(states):
            shutil.rmtree(directory, ignore_errors=True)
        raise


def make_private(directory: Path) -> None:
    """Take everybody else's rights from the files of a stack that has just been initialised.

    Nobody else reaches them in a directory that only the user can enter; a copy or an archive of it keeps their modes.

    Raises:
        HarnessError: one belongs to somebody else.
    """
    try:
        for place, directories, files in os.walk(directory):
            if Path(place).name == ".terraform":
                directories[:] = [name for name in directories if name != "providers"]
            for path in (Path(place), *(Path(place) / name for name in files)):
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode & ~(stat.S_IRWXG | stat.S_IRWXO))
    except OSError as error:
        raise HarnessError(f"{error.filename or directory}: can't be made private: {error.strerror}") from error


def write_variables(directory: Path, variables: Mapping[str, Any]) -> None:
    """Write the root module's variables before the stack is opened. They override the module's own variable files.

    Raises:
        HarnessError: the file can't be written, or JSON can't hold a value.
    """
    if not variables:
        return
    try:
        (directory / VARIABLES).write_text(json.dumps(dict(variables)), encoding="utf-8")
    except TypeError as error:
        raise HarnessError(
            f"variables: {error}", hint="Give values that JSON has: text, numbers, lists, mappings."
        ) from error
    except OSError as error:
        raise unwritable(directory, error) from error


def read_variables(directory: Path) -> dict[str, Any]:
    """Return the root module's variables that the run has written."""
    path = directory / VARIABLES
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def write_files(directory: Path, files: Mapping[str, str]) -> None:
    """Write a module's files, text by relative path.

    Raises:
        HarnessError: a file can't be written.
    """
    try:
        for name, text in files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(error.filename or directory, error) from error
