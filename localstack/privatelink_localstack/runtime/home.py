"""The directory of one LocalStack. Two directories are two LocalStacks."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from privatelink_localstack.runtime.errors import LocalStackError, LocalStackMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE = "PRIVATELINK_LOCALSTACK_DIR"
"""Environment variable that names the directory.

Default: `localstack` in the user's state directory of tf-privatelink.
"""

LOCK_TIMEOUT = 60.0
"""Seconds to wait while another process starts or stops LocalStack in the same directory."""


@dataclass(frozen=True, slots=True)
class Home:
    """The files of one LocalStack.

    Parameters:
        root: the directory, absolute.
    """

    root: Path

    @classmethod
    def at(cls, directory: Path | None) -> Home:
        """Return the home in a directory; with None, in the one that `VARIABLE` names, or the default one.

        Raises:
            LocalStackMissingError: the extra `localstack` is not installed.
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
        """LocalStack's output since its last start."""
        return self.root / "localstack.log"

    @property
    def previous_log(self) -> Path:
        """LocalStack's output before its last start."""
        return self.root / "localstack.log.1"

    @property
    def record(self) -> Path:
        """The record of the process that runs."""
        return self.root / "state.json"

    @property
    def last(self) -> Path:
        """The port that it listened on before its last stop."""
        return self.root / "last-port"

    @property
    def last_port(self) -> int | None:
        """The port that it listened on before its last stop; None if it never ran, or the file is damaged."""
        try:
            return int(self.last.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    @property
    def traffic(self) -> Path:
        """The socket of the data plane."""
        return self.root / "traffic.sock"

    @property
    def traffic_files(self) -> tuple[Path, ...]:
        """All files of the data plane: its socket, and the certificate of its authority."""
        return self.traffic, self.traffic.with_suffix(".pem")

    @property
    def lease(self) -> Path:
        """The file whose shared lock is held by each run that uses LocalStack."""
        return self.root / "lease"

    @property
    def filesystem(self) -> Path:
        """The root of LocalStack's own files: certificates, state, temporary files."""
        return self.root / "filesystem"

    @property
    def config(self) -> Path:
        """The directory of LocalStack's profiles, in place of the user's `~/.localstack`. There are none in it."""
        return self.root / "config"

    @contextmanager
    def locked(self, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
        """Hold the lock that a process needs to start or stop LocalStack here. Create the directory.

        Parameters:
            timeout: seconds to wait for another process.

        Raises:
            LocalStackError: the directory can't be created or written, or another process holds the lock for too long.
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
    """Check that LocalStack's distribution is installed; an import could find any folder named `localstack`."""
    try:
        metadata.distribution("localstack-core")
    except metadata.PackageNotFoundError:
        raise LocalStackMissingError(
            "LocalStack is not installed",
            hint="Install tf-privatelink with the extra [localstack], or name a LocalStack in LOCALSTACK_ENDPOINT.",
        ) from None
