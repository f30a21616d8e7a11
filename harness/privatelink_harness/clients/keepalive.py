"""TCP keep-alive of a socket, and the idle timeout that it has to beat."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass

IDLE_TIMEOUT = 350
"""Seconds without a packet after which an endpoint drops a connection, and tells neither side.

Source: AWS networking blog, "Implementing long-running TCP connections within VPC networking".
"""

LONGEST_INVOCATION = 900
"""Seconds that a Lambda function may run, and so be silent. Source: Lambda guide, "Lambda quotas"."""

# What Linux calls the idle time, macOS calls the keep-alive.
_IDLE: int = getattr(socket, "TCP_KEEPALIVE" if sys.platform == "darwin" else "TCP_KEEPIDLE")


@dataclass(frozen=True, slots=True)
class KeepAlive:
    """What is known of a socket's keep-alive.

    Parameters:
        enabled: SO_KEEPALIVE; None: not known.
        idle: seconds of silence before the first probe; None: not known.
        interval: seconds between probes without an answer; None: not known.
        count: probes without an answer that end the connection; None: not known.
        next_probe: seconds until the timer of the next probe fires; None where the options are known, or nothing is.
    """

    enabled: bool | None
    idle: int | None = None
    interval: int | None = None
    count: int | None = None
    next_probe: float | None = None

    @property
    def survives(self) -> bool | None:
        """Whether the connection outlives silence of any length between client and service; None: not known."""
        if self.enabled is False:
            return False
        if self.idle is not None:
            return self.idle < IDLE_TIMEOUT
        # A timer that runs for longer than the timeout sends its first probe too late. One with less left may have
        # been set for longer.
        return False if self.next_probe is not None and self.next_probe >= IDLE_TIMEOUT else None


def read_keep_alive(connection: socket.socket) -> KeepAlive:
    """Return the options of a connected TCP socket; the system's values where the client sets none."""
    tcp = socket.IPPROTO_TCP
    return KeepAlive(
        enabled=bool(connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)),
        idle=connection.getsockopt(tcp, _IDLE),
        interval=connection.getsockopt(tcp, socket.TCP_KEEPINTVL),
        count=connection.getsockopt(tcp, socket.TCP_KEEPCNT),
    )
