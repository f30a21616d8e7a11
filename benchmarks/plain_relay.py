"""The least that a relay in Python does: it passes bytes on. What the data plane's costs more is seen beside it.

plain_relay.py LISTENER SOURCE TARGET PORT      LISTENER: the descriptor of a listening socket
"""

from __future__ import annotations

import select
import socket
import sys
from contextlib import suppress

_READ = 1 << 16


class Relay:
    """The connections, each known by the descriptors of both its ends."""

    def __init__(self, listener: socket.socket, source: str, target: tuple[str, int]) -> None:
        self._listener, self._source, self._target = listener, source, target
        self._poll = select.epoll()
        self._poll.register(listener, select.EPOLLIN)
        self._ends: dict[int, tuple[socket.socket, socket.socket]] = {}

    def run(self) -> None:
        """Relay for ever."""
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor == self._listener.fileno():
                    self._begin()
                elif ends := self._ends.get(descriptor):
                    self._pass_on(*ends)

    def _begin(self) -> None:
        client, _ = self._listener.accept()
        target = socket.socket()
        target.setsockopt(socket.SOL_IP, socket.IP_BIND_ADDRESS_NO_PORT, 1)
        target.bind((self._source, 0))
        target.connect(self._target)
        for own, other in ((client, target), (target, client)):
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ends[own.fileno()] = own, other
            self._poll.register(own, select.EPOLLIN)

    def _pass_on(self, own: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            if data := own.recv(_READ):
                other.sendall(data)
                return
        for each in (own, other):
            del self._ends[each.fileno()]
            each.close()


if __name__ == "__main__":
    descriptor, source, target, port = sys.argv[1:]
    Relay(socket.socket(fileno=int(descriptor)), source, (target, int(port))).run()
