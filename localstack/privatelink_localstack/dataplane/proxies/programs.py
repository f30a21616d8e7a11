"""The programs behind network interfaces: each listens on 127.0.0.1, and is known by its address in a VPC."""

from __future__ import annotations

import asyncio
import errno
import os
import socket

from privatelink_localstack.dataplane.relay.sockets import reset
from privatelink_localstack.dataplane.state.model import Address

LOOPBACK = "127.0.0.1"

type Place = tuple[str, Address, int]
"""The ID of a VPC, an address in it, and a port."""


class Programs:
    """All programs' listeners, by place."""

    def __init__(self) -> None:
        self._ports: dict[Place, int] = {}

    def listen(self, place: Place) -> socket.socket:
        """Return a socket that listens for a place.

        Raises:
            OSError: a program listens there.
        """
        # While a program still has the socket, its port can't be had again.
        made = listener(self._ports.get(place, 0))
        own = made.getsockname()[1]
        vpc, address, port = place
        self._ports[vpc, address, port or own] = own
        return made

    async def connect(self, place: Place) -> socket.socket:
        """Return a socket that is connected to the program at a place.

        Raises:
            OSError: there is none.
        """
        port = self._ports.get(place)
        if port is None:
            raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
        connection = socket.socket()
        try:
            connection.setblocking(False)  # noqa: FBT003 - the library's own
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await asyncio.get_running_loop().sock_connect(connection, (LOOPBACK, port))
        except BaseException:
            reset(connection)
            raise
        return connection


def listener(port: int = 0) -> socket.socket:
    """Return a socket that listens on 127.0.0.1, and does not block.

    Raises:
        OSError: the port is taken.
    """
    made = socket.create_server((LOOPBACK, port), backlog=socket.SOMAXCONN)
    made.setblocking(False)  # noqa: FBT003 - the library's own
    return made


async def pair() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a TCP connection, the client's first."""
    loop = asyncio.get_running_loop()
    with listener() as own:
        near = socket.socket()
        near.setblocking(False)  # noqa: FBT003 - the library's own
        try:
            await loop.sock_connect(near, own.getsockname())
            while True:
                far, peer = await loop.sock_accept(own)
                if peer == near.getsockname():
                    return near, far
                far.close()  # Somebody else's, by chance.
        except BaseException:
            near.close()
            raise
