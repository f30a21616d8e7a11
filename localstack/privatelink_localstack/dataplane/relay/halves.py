"""The two halves of a relayed connection, and the way of bytes from one to the other."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
from contextlib import suppress

_FULL = 4
"""How many full reads go without a pipe, which connections with little traffic then never need."""
_READ = 1 << 14
_SPLICE = 1 << 20
_LARGE_PIPE, _MOST_LARGE = 1 << 18, 32
"""What a pipe holds in place of 64 KiB, and how many do: an ordinary user may have 64 MiB in all their pipes."""
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
        self._large = 0

    def take(self) -> tuple[int, int] | None:
        """Return an empty pipe; None if there are no descriptors left."""
        if self._free:
            return self._free.pop()
        try:
            pipe = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        if self._large < _MOST_LARGE:
            with suppress(OSError):  # Others of this user's programs may have the memory; then it stays small.
                fcntl.fcntl(pipe[0], fcntl.F_SETPIPE_SZ, _LARGE_PIPE)
                self._large += 1
        return pipe

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
        descriptor: the socket's; -1 when it is closed.
        greeting: what is sent before all else, once this end is connected; None when it is sent.
        is_ending: whether the kernel has told more than "there is data": then reading goes on until there is none.
        moved: bytes that came in here and went out at the peer.
    """

    __slots__ = (
        *("_full", "_held", "_pipe", "_pipes", "_rest"),
        *("at_end", "descriptor", "greeting", "is_ending", "moved", "peer", "segments", "socket"),
    )

    def __init__(self, own: socket.socket, pipes: Pipes, greeting: bytes | None = None) -> None:
        self.socket = own
        self.descriptor = own.fileno()
        self.peer = self
        self.greeting = greeting
        self.at_end = self.is_ending = False
        self.moved = 0
        self.segments = 0
        self._pipes = pipes
        self._pipe: tuple[int, int] | None = None
        self._held = 0
        self._full = 0
        self._rest = b""

    @property
    def is_done(self) -> bool:
        """Whether all that will ever come in here has gone out."""
        return self.at_end and not self._held and not self._rest

    @property
    def is_stuck(self) -> bool:
        """Whether bytes that came in here wait for room at the peer."""
        return bool(self._held or self._rest)

    def greet(self) -> bool:
        """Send the greeting if this end is connected by now, and return whether it is.

        Raises:
            OSError: it will never be.
        """
        try:
            self.socket.send(self.greeting or b"")
        except BlockingIOError:
            return False
        self.greeting = None
        return True

    def move(self) -> bool:
        """Move bytes to the peer until one of the two would block, and pass on the end; return whether there is more.

        Raises:
            OSError: one of the two is gone.
        """
        if self.peer.greeting is not None or self.is_done:
            return False
        try:
            for _ in range(_STEPS):
                is_dry = self._copy() if self._pipe is None or self._rest else self._splice(self._pipe)
                if self.is_done:
                    self.peer.socket.shutdown(socket.SHUT_WR)
                    return False
                if is_dry:
                    return False
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give back the pipe and close the socket."""
        self.descriptor = -1
        self.socket.close()
        if self._pipe is not None:
            self._pipes.give(self._pipe, self._held)
            self._pipe = None

    def has_heard(self) -> bool:
        """Return whether a segment came in since the last call: data, or a sign of life without any."""
        before, self.segments = self.segments, segments_in(self.socket)
        return before != self.segments

    def _copy(self) -> bool:
        """Move bytes without a pipe, and return whether nothing more has come in."""
        is_dry = False
        if not self._rest:
            data = self._rest = self.socket.recv(_READ)
            self.at_end = not data
            if len(data) == _READ:
                self._note_full()
            else:
                is_dry = not self.is_ending  # A read in part has read all; the end, or what is urgent, is apart.
        if self._rest:
            sent = self.peer.socket.send(self._rest)
            self.moved += sent
            self._rest = self._rest[sent:]
        return is_dry and not self._rest

    def _note_full(self) -> None:
        """Take a pipe after some full reads, unless there are no descriptors."""
        self._full += 1
        if self._full >= _FULL:
            self._pipe = self._pipes.take()

    def _splice(self, pipe: tuple[int, int]) -> bool:
        """Move bytes by a pipe, and return False: whether there is more is told by trying."""
        if not self._held:
            self._held = os.splice(self.descriptor, pipe[1], _SPLICE, flags=_MOVE_NONBLOCK)
            self.at_end = not self._held
        if self._held:
            count = os.splice(pipe[0], self.peer.descriptor, self._held, flags=_MOVE_NONBLOCK)
            self._held -= count
            self.moved += count
        return False
