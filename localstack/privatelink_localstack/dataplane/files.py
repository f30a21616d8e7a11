"""The plane's files: its socket, and beside it the certificate of its authority."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST = 100
"""Bytes of a path that every system takes for a Unix socket."""


def authority_file(socket: Path) -> Path:
    """Return where the plane of a socket has the certificate that its clients must trust."""
    return socket.with_suffix(".pem")


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """Give a path to a Unix socket that the kernel takes, however long the socket's own is: 107 bytes are the most."""
    if len(os.fsencode(path)) <= _LONGEST:
        yield str(path)
        return
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{directory}/{path.name}"
    finally:
        os.close(directory)
