"""The directory that one LocalStack of ours lives in. Two directories are two LocalStacks."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_localstack.runtime.errors import LocalStackError

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "PRIVATELINK_LOCALSTACK_DIR"
"""Names the directory; without it, it is `localstack` in the user's state directory for tf-privatelink."""

LOCK_TIMEOUT = 60.0
"""Seconds to wait while another process starts or stops LocalStack in the same directory."""


@dataclass(frozen=True, slots=True)
class Home:
    """The files of one LocalStack of ours.

    Parameters:
        root: the directory, absolute.
    """

    root: Path

    @classmethod
    def at(cls, directory: Path | None) -> Home:
        """Give the home in a directory, or the default one.

        Raises:
            LocalStackError: the extra `localstack` is not installed.
        """
        _require_extra()
        if directory is None and (named := os.environ.get(VARIABLE)):
            directory = Path(named)
        if directory is None:
            from platformdirs import user_state_path

            directory = user_state_path("tf-privatelink", appauthor=False) / "localstack"
        return cls(directory.expanduser().resolve())

    @property
    def log(self) -> Path:
        """What LocalStack prints, since its last start."""
        return self.root / "localstack.log"

    @property
    def previous_log(self) -> Path:
        """What the LocalStack before the last start printed."""
        return self.root / "localstack.log.1"

    @property
    def record(self) -> Path:
        """Which process runs, on which port."""
        return self.root / "state.json"

    @property
    def lease(self) -> Path:
        """The file that users of a LocalStack hold a shared lock on."""
        return self.root / "lease"

    @property
    def filesystem(self) -> Path:
        """The root of LocalStack's own files: certificates, state, temporary files."""
        return self.root / "filesystem"

    @property
    def config(self) -> Path:
        """Where LocalStack looks for profiles, instead of the user's `~/.localstack`. Has none."""
        return self.root / "config"

    @contextmanager
    def locked(self, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
        """Be the only process that starts or stops LocalStack here. Makes the directory.

        Parameters:
            timeout: seconds to wait for another one.

        Raises:
            LocalStackError: the directory can't be made or written, or another process holds the lock for
                too long.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.root / "lock", timeout=timeout)
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise LocalStackError(
                f"{self.root}: another process has been starting or stopping LocalStack for {timeout:g} s",
                hint=f"Wait for it, or name another directory with {VARIABLE}.",
            ) from None
        except OSError as error:
            raise LocalStackError(
                f"{self.root}: LocalStack's directory can't be used: {error.strerror or error}",
                hint=f"Name another directory with {VARIABLE}.",
            ) from error
        try:
            yield
        finally:
            lock.release()


def _require_extra() -> None:
    """Check that LocalStack is installed. Asks for its distribution: any folder may be named `localstack`."""
    try:
        metadata.distribution("localstack-core")
    except metadata.PackageNotFoundError:
        raise LocalStackError(
            "LocalStack is not installed",
            hint="pip install 'tf-privatelink[localstack]', or name one that runs with LOCALSTACK_ENDPOINT.",
        ) from None
