"""Ports that a test may close and open again."""

from __future__ import annotations

import secrets
import socket

_BELOW_EPHEMERAL = range(20000, 32000)
"""From 32768 up, systems give ports to connections; 4566 is taken by whichever LocalStack starts next."""


def quiet_port() -> int:
    """Return a port that nothing listens on, and that nothing else takes while the test does not listen either."""
    while True:
        port = secrets.choice(_BELOW_EPHEMERAL)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
