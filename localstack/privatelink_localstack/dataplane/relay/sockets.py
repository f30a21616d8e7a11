"""Sockets of a namespace, made ahead: the way to the thread that may enter it is paid once for many connections."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import socket
import sys
import time
from collections import deque
from contextlib import suppress
from functools import partial

from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace
from privatelink_localstack.dataplane.linux.roads import CLIENT_MARK
from privatelink_localstack.dataplane.state.model import Address
from privatelink_localstack.dataplane.state.targets import Peer

_MOST_AHEAD = 32
_BIND_ADDRESS_NO_PORT = 24
_TRANSPARENT = {socket.AF_INET: (socket.SOL_IP, 19), socket.AF_INET6: (socket.IPPROTO_IPV6, 75)}
_MARK = 36
_SILENCE = 60.0
_RESET = b"\1\0\0\0\0\0\0\0"


class Supply:
    """Unconnected sockets, bound to addresses of namespaces. One thread uses it."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._ready: dict[tuple[Namespace, Address], deque[socket.socket]] = {}
        self._next: dict[tuple[Namespace, Address], int] = {}

    def take(self, namespace: Namespace, address: Address) -> socket.socket:
        """Return a socket that connects from an address. The more were taken, the more are made ahead.

        Raises:
            OSError: the address is not the namespace's, or there are no descriptors left.
        """
        key = (namespace, address)
        ready = self._ready.setdefault(key, deque())
        if not ready:
            count = self._next.get(key, 1)
            ready.extend(self._maker.run(namespace, partial(_several, address, count)))
            self._next[key] = min(2 * count, _MOST_AHEAD)
        return ready.popleft()

    def forget(self, namespace: Namespace) -> None:
        """Close what is ready in a namespace that goes."""
        for key in [each for each in self._ready if each[0] is namespace]:
            self._next.pop(key, None)
            for ready in self._ready.pop(key):
                ready.close()


def bound(address: Address, kind: socket.SocketKind = socket.SOCK_STREAM) -> socket.socket:
    """Return a socket that connects from an address, and takes its port when it does."""
    return _bound(_family(address), kind, (str(address), 0))


def _several(address: Address, count: int) -> list[socket.socket]:
    family, kind, place = _family(address), socket.SOCK_STREAM, (str(address), 0)
    return [_bound(family, kind, place) for _ in range(count)]


def _family(address: Address) -> socket.AddressFamily:
    return socket.AF_INET if address.version == 4 else socket.AF_INET6


def _bound(family: socket.AddressFamily, kind: socket.SocketKind, place: Peer) -> socket.socket:
    made = socket.socket(family, kind)
    try:
        made.setblocking(False)  # noqa: FBT003 - the library's own
        if sys.platform == "linux":
            made.setsockopt(socket.SOL_IP, _BIND_ADDRESS_NO_PORT, 1)
        if kind is socket.SOCK_STREAM:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.bind(place)
    except OSError:
        made.close()
        raise
    return made


def in_place_of(client: Peer, kind: socket.SocketKind) -> socket.socket:
    """Return a socket that connects from a client's own address and port, of which its namespace has neither.

    Another connection may use the port: then one from the client's address alone.

    Raises:
        OSError: there are no descriptors left.
    """
    family = socket.AF_INET6 if ":" in client[0] else socket.AF_INET
    level, transparent = _TRANSPARENT[family]
    made = socket.socket(family, kind | socket.SOCK_NONBLOCK)
    try:
        made.setsockopt(level, transparent, 1)
        made.setsockopt(socket.SOL_SOCKET, _MARK, CLIENT_MARK)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if kind is socket.SOCK_STREAM:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            made.bind(client)
        except OSError:
            made.bind((client[0], 0))
    except OSError:
        made.close()
        raise
    return made


async def reach(connection: socket.socket, address: tuple[str, int]) -> None:
    """Connect; hear nothing for ever where no route leads. The kernel would tell a program of the VPC's namespace."""
    try:
        await asyncio.get_running_loop().sock_connect(connection, address)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        await asyncio.get_running_loop().create_future()


def reset(connection: socket.socket) -> None:
    """Close a connection with RST."""
    with suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.close()


class Reserve:
    """One descriptor kept for the moment when there are no others."""

    def __init__(self) -> None:
        self._descriptor = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)

    def refuse(self, listener: socket.socket) -> None:
        """Take a waiting connection and reset it: it would keep the listener ready, and its client waiting."""
        os.close(self._descriptor)
        with suppress(OSError):
            reset(listener.accept()[0])
        self._descriptor = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)


class Shortage:
    """What LocalStack's log is told when there are no descriptors left: once a minute, not for each connection."""

    def __init__(self) -> None:
        self._next = 0.0

    def tell(self, connections: int) -> None:
        """Tell how many connections there are, and what to do."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _SILENCE
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        sys.stderr.write(
            f"data plane: {connections} connections are open, and no descriptors are left of {limit}: further ones are "
            "reset; each needs 2, or 6 with much traffic; raise the limit: ulimit -Hn\n"
        )
        sys.stderr.flush()
