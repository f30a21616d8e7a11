"""Questions that are sent on to other name servers, over UDP and, where an answer is too long for it, over TCP."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from ipaddress import ip_address

from dnslib import DNSError, DNSRecord

from privatelink_localstack.dataplane.linux.namespaces import Maker, Namespace
from privatelink_localstack.dataplane.relay.sockets import bound
from privatelink_localstack.dataplane.state.model import Address

PORT = 53
_PATIENCE = 2.0
"""Seconds that a name server has to answer in, before the next one is asked."""
_MOST_AT_ONCE = 256
"""Questions on their way: two resolvers that forward to each other would fill the machine."""
_LONGEST = 1 << 16

type Source = tuple[Namespace, Address]
"""An address that questions are sent from."""


class Forwarder:
    """The sender of questions."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._under_way = 0

    async def ask(self, question: DNSRecord, servers: Iterable[str], sources: Sequence[Source]) -> DNSRecord | None:
        """Return the answer of the first name server that gives one; None without any.

        Parameters:
            servers: addresses with ports, such as `10.0.0.2:53`.
            sources: addresses to send from, of which the first one of the server's version is taken.
        """
        if self._under_way >= _MOST_AT_ONCE:
            return None
        self._under_way += 1
        try:
            for server in servers:
                address, port = _place(server)
                source = next((each for each in sources if each[1].version == address.version), None)
                if source is not None and (found := await self._try(question, (str(address), port), source)):
                    return found
        finally:
            self._under_way -= 1
        return None

    async def _try(self, question: DNSRecord, server: tuple[str, int], source: Source) -> DNSRecord | None:
        with suppress(OSError, EOFError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                found = await self._over_udp(question, server, source)
                return await self._over_tcp(question, server, source) if found.header.tc else found
        return None

    async def _over_udp(self, question: DNSRecord, server: tuple[str, int], source: Source) -> DNSRecord:
        loop = asyncio.get_running_loop()
        with await self._open(source, socket.SOCK_DGRAM) as own:
            await loop.sock_connect(own, server)
            await loop.sock_sendall(own, question.pack())
            while True:
                found = _parsed(await loop.sock_recv(own, _LONGEST))
                if found is not None and found.header.id == question.header.id:
                    return found

    async def _over_tcp(self, question: DNSRecord, server: tuple[str, int], source: Source) -> DNSRecord | None:
        own = await self._open(source, socket.SOCK_STREAM)
        try:
            await asyncio.get_running_loop().sock_connect(own, server)
            reader, writer = await asyncio.open_connection(sock=own)
        except BaseException:
            own.close()
            raise
        try:
            data = question.pack()
            writer.write(struct.pack("!H", len(data)) + data)
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            return _parsed(await reader.readexactly(length))
        finally:
            writer.close()

    async def _open(self, source: Source, kind: socket.SocketKind) -> socket.socket:
        namespace, address = source
        return await asyncio.to_thread(self._maker.run, namespace, partial(bound, address, kind))


def _parsed(data: bytes) -> DNSRecord | None:
    """Return a message; None for bytes that are none."""
    try:
        return DNSRecord.parse(data)
    except (DNSError, ValueError, IndexError):
        return None


def _place(server: str) -> tuple[Address, int]:
    """Return the address and port of `10.0.0.2:53` or `[fd00::2]:53`."""
    address, _, port = server.rpartition(":")
    return ip_address(address.strip("[]")), int(port)
