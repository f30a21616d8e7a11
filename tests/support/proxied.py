"""Connections of the data plane whose proxies stand for namespaces."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from privatelink_localstack.dataplane.client import Client
from tests.support.echo import Handle, echo, read, serving
from tests.support.plane import CLIENT, ENI_ADDRESS, NAME, PORT, TARGET_PORT

PATIENCE = 60.0
"""Seconds for what must succeed, on the busiest machine."""
SILENCE = 0.3
"""Seconds after which no answer is silence. An answer that comes late would fail a test, not pass one."""
ANSWER = b"127.0.0.1 hello"


@contextmanager
def target(plane: Client, handle: Handle = echo) -> Iterator[None]:
    """Answer behind the target's interface."""
    with serving(plane.listen("eni-target", TARGET_PORT), handle):
        yield


def connect(plane: Client, source: str = CLIENT, host: str = NAME, port: int = PORT) -> socket.socket:
    """Return a connection of an interface, whose reads have patience."""
    connection = plane.connect(source, host, port, PATIENCE)
    connection.settimeout(PATIENCE)
    return connection


def greet(connection: socket.socket, length: int = len(ANSWER)) -> bytes:
    """Say hello, and return what comes back."""
    connection.sendall(b"hello")
    return read(connection, length)


def is_silent(plane: Client, source: str = CLIENT, host: str = str(ENI_ADDRESS), port: int = PORT) -> bool:
    """Return whether nothing answers an interface's connection."""
    with pytest.raises(TimeoutError):
        plane.connect(source, host, port, SILENCE)
    return True
