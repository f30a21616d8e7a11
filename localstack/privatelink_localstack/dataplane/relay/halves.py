"""The two halves of a relayed connection, and the way of bytes from one to the other."""

from __future__ import annotations

import os
import socket
import struct

_SHORT = 8
"""How many reads go without a pipe, which short connections then never need."""
_READ = 1 << 14
_SPLICE = 1 << 20
_STEPS = 16
"""Steps in one turn: a connection that always has bytes must not hold up the others."""
_MOVE_NONBLOCK = 3
_SEGMENTS_IN = 140
"""Where `struct tcp_info` counts the segments that came in, those without data too."""


def segments_in(connection: socket.socket) -> int:
    """Return how many segments have come in on a connection.

    Raises:
        OSError: it is not of TCP, or ended.
    """
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _SEGMENTS_IN + 4)
    (count,) = struct.unpack_from("=I", info, _SEGMENTS_IN)
    return int(count)


class Pipes:
    """Empty pipes, to be used again."""

    def __init__(self) -> None:
        self._free: list[tuple[int, int]] = []

    def take(self) -> tuple[int, int] | None:
        """Return an empty pipe; None if there are no descriptors left."""
        try:
            return self._free.pop() if self._free else os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None

    def give(self, pipe: tuple[int, int], held: int) -> None:
        """Take back a pipe; close it if bytes are left in it."""
        if held:
            for end in pipe:
                os.close(end)
        else:
            self._free.append(pipe)


class Half:
    """One end of a connection: the client's, or the target's.

    Attributes:
        peer: the other end.
        greeting: what is sent before all else, once this end is connected; None when it is sent.
        moved: bytes that came in here and went out at the peer.
    """

    __slots__ = (
        *("_held", "_pipe", "_pipes", "_reads", "_rest"),
        *("at_end", "greeting", "moved", "peer", "segments", "socket"),
    )

    def __init__(self, own: socket.socket, pipes: Pipes, greeting: bytes | None = None) -> None:
        self.socket = own
        self.peer = self
        self.greeting = greeting
        self.at_end = False
        self.moved = 0
        self.segments = 0
        self._pipes = pipes
        self._pipe: tuple[int, int] | None = None
        self._held = 0
        self._reads = 0
        self._rest = b""

    @property
    def is_done(self) -> bool:
        """Whether all that will ever come in here has gone out."""
        return self.at_end and not self._held and not self._rest

    def greet(self) -> None:
        """Send the greeting, now that this end is connected.

        Raises:
            OSError: it is not connected.
        """
        if self.greeting:
            self.socket.send(self.greeting)
        self.greeting = None

    def move(self) -> bool:
        """Move bytes to the peer until one of the two would block, and pass on the end; return whether there is more.

        Raises:
            OSError: one of the two is gone.
        """
        if self.peer.greeting is not None or self.is_done:
            return False
        try:
            for _ in range(_STEPS):
                self._step()
                if self.is_done:
                    self.peer.socket.shutdown(socket.SHUT_WR)
                    return False
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give back the pipe and close the socket."""
        self.socket.close()
        if self._pipe is not None:
            self._pipes.give(self._pipe, self._held)
            self._pipe = None

    def has_heard(self) -> bool:
        """Return whether a segment came in since the last call: data, or a sign of life without any."""
        before, self.segments = self.segments, segments_in(self.socket)
        return before != self.segments

    def _step(self) -> None:
        pipe = None if self._rest else self._taken_pipe()
        if pipe is None:
            self._copy()
            return
        if not self._held:
            self._held = os.splice(self.socket.fileno(), pipe[1], _SPLICE, flags=_MOVE_NONBLOCK)
            self.at_end = not self._held
        if self._held:
            count = os.splice(pipe[0], self.peer.socket.fileno(), self._held, flags=_MOVE_NONBLOCK)
            self._held -= count
            self.moved += count

    def _taken_pipe(self) -> tuple[int, int] | None:
        """Return the pipe that bytes go through; None for the first ones, and while there are no descriptors."""
        if self._pipe is None and self._reads >= _SHORT:
            self._pipe = self._pipes.take()
        return self._pipe

    def _copy(self) -> None:
        if not self._rest:
            self._rest = self.socket.recv(_READ)
            self._reads += 1
            self.at_end = not self._rest
        if self._rest:
            sent = self.peer.socket.send(self._rest)
            self.moved += sent
            self._rest = self._rest[sent:]
