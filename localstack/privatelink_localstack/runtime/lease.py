"""Leases, which runs take on the LocalStack that they use.

A lease is a shared lock on a file: the system releases the lease of a killed process.
"""

from __future__ import annotations

import fcntl
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedRandom
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Lease:
    """One use of a LocalStack, until it is released or its process ends.

    Parameters:
        file: the open lease file, which holds the lock.
    """

    file: BufferedRandom

    @classmethod
    def take(cls, path: Path) -> Lease:
        """Take a lease. Any number of leases can be held at once, in one process or in several."""
        file = _open(path)
        fcntl.flock(file, fcntl.LOCK_SH)
        return cls(file)

    def release(self) -> None:
        """Give the lease back, also where a child of this process has the open file too, as until it runs a program."""
        fcntl.flock(self.file, fcntl.LOCK_UN)
        self.file.close()


def is_leased(path: Path) -> bool:
    """Return whether any process holds a lease.

    The caller holds the home's lock, because the answer comes from an exclusive lock that is taken for a moment.
    """
    with _open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _open(path: Path) -> BufferedRandom:
    # Writable: on network file systems an exclusive lock needs it.
    return path.open("a+b")
