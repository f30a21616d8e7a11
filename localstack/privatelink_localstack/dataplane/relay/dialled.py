"""The far end of a relayed connection."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from privatelink_localstack.dataplane.state.targets import TargetKey


@dataclass(frozen=True, slots=True)
class Dialled:
    """A connection to a target that has been begun.

    Parameters:
        header: what the target gets before the client's bytes.
        idle_timeout: seconds.
        target: None for LocalStack.
    """

    socket: socket.socket
    header: bytes
    idle_timeout: float
    target: TargetKey | None = None
