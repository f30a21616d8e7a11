"""Targets of the data plane: servers in threads, on sockets that the plane makes."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

type Handle = Callable[[socket.socket, tuple[str, int]], None]


@contextmanager
def serving(listener: socket.socket, handle: Handle) -> Iterator[None]:
    """Handle each connection in a thread; end with the block, and all connections with it."""
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, peer = listener.accept()
                connections.append(connection)
                threads.append(threading.Thread(target=_handle, args=(handle, connection, peer)))
                threads[-1].start()

    threads.append(threading.Thread(target=accept))
    threads[0].start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        threads[0].join()
        listener.close()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def echo(connection: socket.socket, peer: tuple[str, int]) -> None:
    """Send back the peer's address, and then what comes."""
    first = True
    while data := connection.recv(1 << 16):
        connection.sendall((f"{peer[0]} ".encode() if first else b"") + data)
        first = False


def page(status: str) -> Handle:
    """Return a handler that answers every request with an empty page of a status."""

    def answer(connection: socket.socket, _: tuple[str, int]) -> None:
        if connection.recv(1 << 16):
            connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

    return answer


def over_tls(context: ssl.SSLContext, handle: Handle) -> Handle:
    """Return a handler behind TLS."""

    def wrapped(connection: socket.socket, peer: tuple[str, int]) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            handle(secured, peer)

    return wrapped


def read(connection: socket.socket, length: int) -> bytes:
    """Return bytes of a length; fewer only at the end of the connection."""
    parts = b""
    while len(parts) < length and (data := connection.recv(length - len(parts))):
        parts += data
    return parts


def _handle(handle: Handle, connection: socket.socket, peer: tuple[str, int]) -> None:
    with connection, suppress(OSError):
        handle(connection, peer)
