"""A VPC's resolver: `state.names` behind UDP and TCP sockets on port 53 of its addresses."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress

from dnslib import AAAA, CNAME, QTYPE, RCODE, RR, TXT, A, DNSError, DNSHeader, DNSQuestion, DNSRecord

from privatelink_localstack.dataplane.state.names import Answer, Kind, Record, Reply

PORT = 53
_TTL = 60
"""Seconds (observed of endpoints' names)."""
_UDP_LENGTH = 512
_PATIENCE = 10.0
"""Seconds without a question, after which a TCP connection ends."""
_CODES = {Reply.NO_SUCH_NAME: RCODE.NXDOMAIN, Reply.REFUSED: RCODE.REFUSED, Reply.FORWARD: RCODE.SERVFAIL}
_DATA = {Kind.A: A, Kind.AAAA: AAAA, Kind.CNAME: CNAME, Kind.TXT: TXT}

type Ask = Callable[[str, Kind, str], Answer]
"""Answers a question of a VPC, by name, type of record, and the address of who asks."""
type Forward = Callable[[DNSRecord, Answer], Awaitable[DNSRecord | None]]
"""Returns what the resolvers say to a question that an answer sends on to; None for nothing."""


class Resolver:
    """The servers of one VPC's resolver."""

    def __init__(self, ask: Ask, forward: Forward) -> None:
        self._ask = ask
        self._forward = forward
        self._transports: list[asyncio.DatagramTransport] = []
        self._servers: list[asyncio.Server] = []

    async def start(self, datagrams: list[socket.socket], listeners: list[socket.socket]) -> None:
        """Answer on bound UDP sockets and on listening TCP sockets."""
        loop = asyncio.get_running_loop()
        for each in datagrams:
            transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self._ask, self._forward), sock=each)
            self._transports.append(transport)
        for each in listeners:
            self._servers.append(await asyncio.start_server(self._serve, sock=each))

    async def serve(self, connection: socket.socket) -> None:
        """Answer on a TCP connection until it ends."""
        await self._serve(*await asyncio.open_connection(sock=connection))

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
                query = await asyncio.wait_for(reader.readexactly(length), _PATIENCE)
                peer = writer.get_extra_info("peername")
                client = str(peer[0]) if isinstance(peer, tuple) else ""
                reply = await respond(query, client, self._ask, self._forward)
                if reply is None:
                    break
                writer.write(struct.pack("!H", len(reply)) + reply)
                await writer.drain()
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, ask: Ask, forward: Forward) -> None:
        self._ask = ask
        self._forward = forward
        self._under_way = set[asyncio.Task[None]]()
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.DatagramTransport):
            self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        task = asyncio.get_running_loop().create_task(self._respond(data, addr))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _respond(self, data: bytes, addr: tuple[str, int]) -> None:
        reply = await respond(data, addr[0], self._ask, self._forward, longest=_UDP_LENGTH)
        if reply is not None and self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(reply, addr)


async def respond(query: bytes, client: str, ask: Ask, forward: Forward, *, longest: int | None = None) -> bytes | None:
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
    reply = await _reply(question, client, ask, forward)
    packed: bytes = reply.pack()
    if longest is not None and len(packed) > max(longest, _offered(question)):
        packed = reply.truncate().pack()
    return packed


async def _reply(question: DNSRecord, client: str, ask: Ask, forward: Forward) -> DNSRecord:
    kind = QTYPE.get(question.q.qtype)
    answer = ask(str(question.q.qname), Kind(kind) if kind in _DATA else Kind.ANY, client)
    reply = question.reply()
    reply.header.rcode = _CODES.get(answer.reply, RCODE.NOERROR)
    for number, record in enumerate(answer.records):
        # The first record has the name as it was asked for: some clients compare it with its case.
        reply.add_answer(_record(record, str(question.q.qname) if not number else record.name))
    if answer.reply is Reply.FORWARD:
        name = answer.records[-1].value if answer.records else str(question.q.qname)
        further = DNSRecord(DNSHeader(rd=1), q=DNSQuestion(name, question.q.qtype))
        if (found := await forward(further, answer)) is not None:
            reply.header.rcode = found.header.rcode
            reply.add_answer(*found.rr)
            reply.add_auth(*found.auth)
    return reply


def _record(record: Record, name: str) -> RR:
    return RR(name, getattr(QTYPE, record.kind), rdata=_DATA[record.kind](record.value), ttl=_TTL)


def _offered(question: DNSRecord) -> int:
    """Return the length that a client takes over UDP, by EDNS (RFC 6891)."""
    return max((each.rclass for each in question.ar if each.rtype == QTYPE.OPT), default=0)
