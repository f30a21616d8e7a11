"""A VPC's resolver: `state.names` behind UDP and TCP sockets on port 53 of its addresses."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from dnslib import AAAA, CNAME, QTYPE, RCODE, RR, TXT, A, DNSError, DNSRecord

from privatelink_localstack.dataplane.state.names import Answer, Kind, Record, Reply

PORT = 53
_TTL = 60
"""Seconds (observed of endpoints' names)."""
_UDP_LENGTH = 512
_PATIENCE = 10.0
"""Seconds without a question, after which a TCP connection ends."""
_CODES = {Reply.NO_SUCH_NAME: RCODE.NXDOMAIN, Reply.REFUSED: RCODE.REFUSED, Reply.FORWARD: RCODE.SERVFAIL}
_DATA = {Kind.A: A, Kind.AAAA: AAAA, Kind.CNAME: CNAME, Kind.TXT: TXT}

type Ask = Callable[[str, Kind], Answer]
"""Answers a question of a VPC, by name and type of record."""


class Resolver:
    """The servers of one VPC's resolver."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._transports: list[asyncio.DatagramTransport] = []
        self._servers: list[asyncio.Server] = []

    async def start(self, datagrams: list[socket.socket], listeners: list[socket.socket]) -> None:
        """Answer on bound UDP sockets and on listening TCP sockets."""
        loop = asyncio.get_running_loop()
        for each in datagrams:
            transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self._ask), sock=each)
            self._transports.append(transport)
        for each in listeners:
            self._servers.append(await asyncio.start_server(self._serve, sock=each))

    def close(self) -> None:
        """Stop answering."""
        for transport in self._transports:
            transport.close()
        for server in self._servers:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError, TimeoutError):
            while True:
                (length,) = struct.unpack("!H", await asyncio.wait_for(reader.readexactly(2), _PATIENCE))
                reply = respond(await asyncio.wait_for(reader.readexactly(length), _PATIENCE), self._ask)
                if reply is None:
                    break
                writer.write(struct.pack("!H", len(reply)) + reply)
                await writer.drain()
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.DatagramTransport):
            self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = respond(data, self._ask, longest=_UDP_LENGTH)
        if reply is not None and self._transport is not None:
            self._transport.sendto(reply, addr)


def respond(query: bytes, ask: Ask, *, longest: int | None = None) -> bytes | None:
    """Return the reply to a query; None for bytes that are none.

    Parameters:
        longest: bytes that fit; a longer reply is cut, and says so, so that the client asks again over TCP.
    """
    try:
        question = DNSRecord.parse(query)
    except (DNSError, ValueError, IndexError):
        return None
    if question.header.qr or len(question.questions) != 1:
        return None
    reply = _reply(question, ask)
    packed: bytes = reply.pack()
    if longest is not None and len(packed) > max(longest, _offered(question)):
        packed = reply.truncate().pack()
    return packed


def _reply(question: DNSRecord, ask: Ask) -> DNSRecord:
    kind = QTYPE.get(question.q.qtype)
    answer = ask(str(question.q.qname), Kind(kind) if kind in _DATA else Kind.ANY)
    reply = question.reply()
    reply.header.rcode = _CODES.get(answer.reply, RCODE.NOERROR)
    for number, record in enumerate(answer.records):
        # The first record has the name as it was asked for: some clients compare it with its case.
        reply.add_answer(_record(record, str(question.q.qname) if not number else record.name))
    return reply


def _record(record: Record, name: str) -> RR:
    return RR(name, getattr(QTYPE, record.kind), rdata=_DATA[record.kind](record.value), ttl=_TTL)


def _offered(question: DNSRecord) -> int:
    """Return the length that a client takes over UDP, by EDNS (RFC 6891)."""
    return max((each.rclass for each in question.ar if each.rtype == QTYPE.OPT), default=0)
