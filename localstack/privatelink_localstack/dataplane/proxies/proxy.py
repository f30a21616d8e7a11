"""The proxy of one VPC, on 127.0.0.1: a client tells by its credentials at which interface it is."""

from __future__ import annotations

import asyncio
import errno
import hmac
import socket
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from http import HTTPStatus
from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import quote

from privatelink_localstack.dataplane.proxies import request
from privatelink_localstack.dataplane.proxies.programs import LOOPBACK, listener
from privatelink_localstack.dataplane.proxies.request import Refused, Wanted
from privatelink_localstack.dataplane.state.model import Address, Interface

_PATIENCE = 60.0
"""Seconds for a request."""
_BACK_OFF = 0.1

type Who = Callable[[Address], Interface | None]
"""Returns the interface of the VPC that has an address."""
type Open = Callable[[Interface, str, int], Awaitable[Callable[[socket.socket, bytes], None]]]
"""Waits for as long as nothing answers, and returns what relays a client that has said something already."""


class Proxy:
    """A proxy that listens from its start to its end.

    Parameters:
        token: the password of clients: other users of the machine reach the port too.
    """

    def __init__(self, token: str, who: Who, open_: Open) -> None:
        self._token, self._who, self._open = token, who, open_
        self._listener = listener()
        self._clients = set[asyncio.Task[None]]()
        self._task = asyncio.create_task(self._serve())

    def url(self, interface: Interface) -> str:
        """Return the proxy's URL for programs behind an interface."""
        user = quote(str(interface.addresses[0]), safe="")
        return f"http://{user}:{self._token}@{LOOPBACK}:{self._listener.getsockname()[1]}"

    async def close(self) -> None:
        """End, with all requests that are not answered."""
        tasks = [self._task, *self._clients]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._listener.close()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(self._listener)
            except OSError:  # No descriptors are left: clients wait until connections end.
                await asyncio.sleep(_BACK_OFF)
                continue
            task = loop.create_task(self._answer(client))
            self._clients.add(task)
            task.add_done_callback(self._clients.discard)

    async def _answer(self, client: socket.socket) -> None:
        """Relay a client, or tell it why not."""
        loop = asyncio.get_running_loop()
        with ExitStack() as exits, suppress(OSError):
            exits.enter_context(client)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                begin, early = await self._opened(client)
            except Refused as refusal:
                await loop.sock_sendall(client, refusal.answer)
                return
            await loop.sock_sendall(client, request.ESTABLISHED)
            begin(client, early)
            exits.pop_all()

    async def _opened(self, client: socket.socket) -> tuple[Callable[[socket.socket, bytes], None], bytes]:
        async with asyncio.timeout(_PATIENCE):
            head, early = await _head(client)
        wanted = request.read(head)
        interface = self._interface(wanted)
        try:
            return await _while_here(client, self._open(interface, wanted.host, wanted.port)), early
        except socket.gaierror as error:
            raise Refused(HTTPStatus.BAD_GATEWAY, error.strerror or str(error)) from error
        except OSError as error:
            reason = f"{wanted.host}:{wanted.port}: {error.strerror or error}"
            raise Refused(HTTPStatus.BAD_GATEWAY, reason) from error

    def _interface(self, wanted: Wanted) -> Interface:
        if not hmac.compare_digest(wanted.password.encode(), self._token.encode()):
            raise Refused(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, "the user is an address, and the password a token")
        try:
            interface = self._who(ip_address(wanted.user))
        except ValueError:
            interface = None
        if interface is None:
            raise Refused(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED, f"no network interface has {wanted.user!r}")
        return interface


async def _head(client: socket.socket) -> tuple[bytes, bytes]:
    """Return a request's head, and what came after it."""
    loop, data = asyncio.get_running_loop(), b""
    while request.END not in data:
        more = await loop.sock_recv(client, request.LONGEST)
        data += more
        if not more or len(data) > request.LONGEST:
            raise Refused(HTTPStatus.BAD_REQUEST, "this is no HTTP request")
    head, _, early = data.partition(request.END)
    return head, early


async def _while_here[T](client: socket.socket, work: Awaitable[T]) -> T:
    """Return what is awaited, unless the client goes before.

    Raises:
        OSError: it has gone; or of the work.
    """
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_gone(client))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else leaving.result()
    finally:
        for each in (working, leaving):
            each.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _gone(client: socket.socket) -> NoReturn:
    """Wait until a client that waits for its answer has gone; for ever if it has said more already.

    Raises:
        OSError: it has gone.
    """
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(client, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(client)
    if client.recv(1, socket.MSG_PEEK):
        await loop.create_future()
    raise ConnectionAbortedError(errno.ECONNABORTED, "the client waits no longer")
