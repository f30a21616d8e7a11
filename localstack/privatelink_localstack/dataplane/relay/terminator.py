"""Servers in the plane: TLS of AWS's services and of load balancers' listeners, and what is behind it.

The relay has one end of a pair of Unix sockets where it would have a target's: so idle time-outs, cuts and counts are
its own here too. This is the other end. Bytes are moved by `ssl.SSLObject`: asyncio's own TLS keeps 256 KiB for each
connection. Everything runs in the main thread's loop but `begin`.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from privatelink_localstack.dataplane.certificates import Contexts
from privatelink_localstack.dataplane.state.model import Tls

_READ = 1 << 16
_HANDSHAKE = 60.0
"""Seconds for a handshake; a network load balancer's own limit is not documented."""

type Connect = Callable[[], Awaitable[socket.socket]]


class End(Protocol):
    """One end of a connection."""

    async def receive(self) -> bytes:
        """Return the next bytes; none at the end."""

    async def send(self, data: bytes) -> None:
        """Send bytes."""

    async def end(self) -> None:
        """Send nothing more."""


class Behind(Protocol):
    """What is behind a server."""

    async def serve(self, client: End) -> None:
        """Serve a client until one of the two ends.

        Raises:
            OSError: it can't be reached, or the connection is gone.
        """


@dataclass(frozen=True, slots=True)
class Upstream:
    """Bytes of a client's go on as they are.

    Parameters:
        connect: returns a connected socket that does not block.
        tls: whether it gets TLS too.
    """

    connect: Connect
    tls: bool = False

    async def serve(self, client: End) -> None:
        """Move bytes both ways."""
        with await self.connect() as target:
            await _exchange(client, await end_of(target, is_secured=self.tls))


class Terminator:
    """The server's side of all TLS."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        self._loop = asyncio.get_running_loop()
        self._tasks = set[asyncio.Task[None]]()

    def begin(self, tls: Tls | None, behind: Behind) -> socket.socket:
        """Return a socket that speaks as the server does, in TLS if it has any. Any thread may call this."""
        near, far = socket.socketpair()
        for each in (near, far):
            each.setblocking(False)  # noqa: FBT003 - the library's own
        self._loop.call_soon_threadsafe(self._start, far, tls, behind)
        return near

    async def close(self) -> None:
        """End all connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, client: socket.socket, tls: Tls | None, behind: Behind) -> None:
        task = self._loop.create_task(self._serve(client, tls, behind))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, client: socket.socket, tls: Tls | None, behind: Behind) -> None:
        # The client hears of every failure by the end of its connection, and most of them are its own.
        with client, suppress(OSError):
            await behind.serve(_Plain(client) if tls is None else await self._secured(client, tls))

    async def _secured(self, client: socket.socket, tls: Tls) -> End:
        context = self._contexts.known(tls)
        if context is None:
            context = await asyncio.to_thread(self._contexts.make, tls)
        secured = _Secured(client, context.wrap_bio, server_side=True)
        async with asyncio.timeout(_HANDSHAKE):
            await secured.shake_hands()
        return secured


class _Plain:
    """An end without TLS."""

    def __init__(self, own: socket.socket) -> None:
        self._socket = own
        self._loop = asyncio.get_running_loop()

    async def receive(self) -> bytes:
        """Return the next bytes; none at the end."""
        return await self._loop.sock_recv(self._socket, _READ)

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        await self._loop.sock_sendall(self._socket, data)

    async def end(self) -> None:
        """Send nothing more."""
        self._socket.shutdown(socket.SHUT_WR)


class _Secured:
    """An end with TLS. One task receives, another sends."""

    def __init__(
        self, own: socket.socket, wrap: Callable[..., ssl.SSLObject], *, server_side: bool, name: str | None = None
    ) -> None:
        self._plain = _Plain(own)
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = wrap(self._in, self._out, server_side=server_side, server_hostname=name)
        self._turn = asyncio.Lock()

    async def shake_hands(self) -> None:
        """Agree on keys.

        Raises:
            OSError: the peer speaks no TLS, or wants what is not offered.
        """
        try:
            await self._wait(self._tls.do_handshake)
        except ssl.SSLError:
            await self._flush()  # The alert that says why.
            raise

    async def receive(self) -> bytes:
        """Return the next bytes; none at the end."""
        try:
            return await self._wait(lambda: self._tls.read(_READ))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self._tls.write(data)
        await self._flush()

    async def end(self) -> None:
        """Send nothing more."""
        with suppress(ssl.SSLError):
            self._tls.unwrap()
        await self._flush()
        await self._plain.end()

    async def _wait[T](self, call: Callable[[], T]) -> T:
        """Return what a call returns once the peer has said what it needs."""
        while True:
            try:
                result = call()
            except ssl.SSLWantReadError:
                await self._flush()
                if data := await self._plain.receive():
                    self._in.write(data)
                else:
                    self._in.write_eof()
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        async with self._turn:
            while data := self._out.read():
                await self._plain.send(data)


async def end_of(target: socket.socket, *, is_secured: bool) -> End:
    """Return the end of a connected target, in TLS or not.

    Raises:
        OSError: the target speaks no TLS.
    """
    if not is_secured:
        return _Plain(target)
    # A network load balancer does not look at its targets' certificates (guide, "TLS listeners").
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    secured = _Secured(target, context.wrap_bio, server_side=False)
    async with asyncio.timeout(_HANDSHAKE):
        await secured.shake_hands()
    return secured


async def _exchange(client: End, target: End) -> None:
    """Move bytes both ways until both have ended, or one fails."""
    ways = [asyncio.ensure_future(_move(*each)) for each in ((client, target), (target, client))]
    try:
        await asyncio.gather(*ways)
    finally:
        for each in ways:
            each.cancel()
        await asyncio.gather(*ways, return_exceptions=True)


async def _move(source: End, sink: End) -> None:
    while data := await source.receive():
        await sink.send(data)
    await sink.end()
