"""The plane's files: its socket, and beside it the certificate of its authority."""

from __future__ import annotations

from pathlib import Path


def authority_file(socket: Path) -> Path:
    """Return where the plane of a socket has the certificate that its clients must trust."""
    return socket.with_suffix(".pem")
