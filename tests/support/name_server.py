"""A name server of a test's own, behind an interface of the data plane."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from dnslib import QTYPE, RR, A, DNSRecord

from tests.support.echo import read, serving

if TYPE_CHECKING:
    import socket

    from privatelink_localstack.dataplane.client import Client

PORT = 53
_END = b"end"


@contextmanager
def name_server(plane: Client, interface: str, names: Mapping[str, str], *, short: bool = False) -> Iterator[list[str]]:
    """Answer for names at port 53 of an interface, over UDP and TCP; yield the protocols of the questions that came.

    Parameters:
        names: addresses by name.
        short: whether answers over UDP say that they are cut.
    """
    asked: list[str] = []

    def over_tcp(connection: socket.socket, _: tuple[str, int]) -> None:
        (length,) = struct.unpack("!H", read(connection, 2))
        asked.append("TCP")
        reply = _reply(read(connection, length), names)
        connection.sendall(struct.pack("!H", len(reply)) + reply)

    def over_udp(own: socket.socket) -> None:
        while True:
            query, peer = own.recvfrom(1 << 16)
            if query == _END:
                return
            asked.append("UDP")
            own.sendto(_reply(query, names, short=short), peer)

    with ExitStack() as exits:
        exits.enter_context(serving(plane.listen(interface, PORT), over_tcp))
        datagrams = exits.enter_context(plane.listen(interface, PORT, datagrams=True))
        datagrams.settimeout(None)
        thread = threading.Thread(target=over_udp, args=(datagrams,))
        thread.start()
        try:
            yield asked
        finally:
            datagrams.sendto(_END, datagrams.getsockname())
            thread.join()


def _reply(query: bytes, names: Mapping[str, str], *, short: bool = False) -> bytes:
    question = DNSRecord.parse(query)
    reply = question.reply()
    name = str(question.q.qname).rstrip(".").lower()
    if name not in names:
        reply.header.rcode = 3
    elif QTYPE.get(question.q.qtype) == "A":
        reply.add_answer(RR(name, rdata=A(names[name])))
    packed: bytes = (reply.truncate() if short else reply).pack()
    return packed
