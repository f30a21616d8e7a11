"""A listener on loopback that answers one HTTP request, and reads the options of the client's own socket meanwhile."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress

from privatelink_harness.clients.keepalive import KeepAlive, read_keep_alive

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
_TIMEOUT = 30.0
"""Seconds that a client in the same process has to connect, and to send its request."""


@contextmanager
def listening() -> Iterator[tuple[str, Future[KeepAlive]]]:
    """Provide the listener's URL, and what it reads of the first connection that this process makes to it."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as threads:
        server.settimeout(_TIMEOUT)
        measured = threads.submit(_serve, server)
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", measured
        finally:
            # Wakes the thread if no client came.
            server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket) -> KeepAlive:
    connection, address = server.accept()
    with connection:
        connection.settimeout(_TIMEOUT)
        try:
            return read_keep_alive_from(address)
        finally:
            request = b""
            while b"\r\n\r\n" not in request and (received := connection.recv(65536)):
                request += received
            connection.sendall(_ANSWER)


def read_keep_alive_from(address: tuple[str, int]) -> KeepAlive:
    """Return the options of this process's socket with this local address.

    A client keeps its socket to itself, so it is found among the process's files.

    Raises:
        LookupError: no socket has the address.
    """
    for name in os.listdir("/dev/fd"):  # noqa: PTH208 (numbers, not files)
        with suppress(OSError), _duplicate(int(name)) as duplicate:  # No socket, or closed since.
            if duplicate.type is socket.SOCK_STREAM and duplicate.getsockname() == address:
                return read_keep_alive(duplicate)
    raise LookupError(f"no socket of this process has the address {address}")


def _duplicate(descriptor: int) -> socket.socket:
    """Return another descriptor of a socket.

    Raises:
        OSError: it is none, or closed.
    """
    own = os.dup(descriptor)
    try:
        return socket.socket(fileno=own)
    except OSError:
        os.close(own)
        raise
