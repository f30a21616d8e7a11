"""An endpoint with one function, which drops a connection in silence once no segment has come for a while.

An endpoint of AWS's does so after 350 seconds; here the time is scaled. It sees the client's keep-alive probes, which
no program receives, in the kernel's count of the connection's segments.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
_TCP_INFO = 256
"""Bytes; the kernel fills what it knows."""
_SEGMENTS_IN = 140
"""Where tcpi_segs_in begins in Linux's struct tcp_info."""
_POLL = 0.05


class IdleEndpoint:
    """An endpoint of one function on loopback.

    Parameters:
        idle: seconds without a segment after which a connection is dropped.
        runs_for: seconds that the function runs, the first time; later it answers at once.
    """

    def __init__(self, *, idle: float, runs_for: float) -> None:
        self.idle, self.runs_for = idle, runs_for
        self.invocations = 0
        self.dropped = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self._end = threading.Event()
        self._connections: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    @contextmanager
    def listening(self) -> Iterator[IdleEndpoint]:
        """Answer until the context ends."""
        thread = threading.Thread(target=self._serve)
        thread.start()
        try:
            yield self
        finally:
            self._end.set()
            self._server.shutdown(socket.SHUT_RDWR)
            thread.join()
            self._server.close()
            for connection in self._connections:
                connection.close()

    def _serve(self) -> None:
        with suppress(OSError):  # the end of the context
            while True:
                connection, _ = self._server.accept()
                # What is dropped stays open: neither side is told.
                self._connections.append(connection)
                _read_request(connection)
                self.invocations += 1
                if self.invocations > 1 or self._outlives(connection):
                    connection.sendall(_ANSWER)
                else:
                    self.dropped += 1

    def _outlives(self, connection: socket.socket) -> bool:
        """Run the function, and return whether the connection is still there for its answer."""
        started = seen = time.monotonic()
        segments = _segments_in(connection)
        while time.monotonic() - started < self.runs_for and not self._end.wait(_POLL):
            now, count = time.monotonic(), _segments_in(connection)
            if count != segments:
                segments, seen = count, now
            elif now - seen >= self.idle:
                return False
        return True


def _read_request(connection: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received and (part := connection.recv(65536)):
        received += part


def _segments_in(connection: socket.socket) -> int:
    information = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO)
    count: int = struct.unpack_from("=I", information, _SEGMENTS_IN)[0]
    return count
