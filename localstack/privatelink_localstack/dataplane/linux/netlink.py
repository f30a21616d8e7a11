"""Netlink messages, and a socket that sends many in one write and reads their acknowledgements."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

ROUTE, NETFILTER = 0, 12
"""Families of netlink: rtnetlink(7), and nf_tables and conntrack."""
REQUEST, ACK, REPLACE, EXCL, CREATE, APPEND = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800

_HEADER = struct.Struct("=IHHII")
_ATTRIBUTE = struct.Struct("=HH")
_ERROR = 2
_NESTED = 0x8000
_SOL_NETLINK, _CAP_ACK = 270, 10
_BATCH = 200
"""Messages in one write: so many acknowledgements fit into the socket's buffer."""
_BUFFER = 1 << 16
_TIMEOUT = 10.0
"""Seconds after which a kernel that does not answer is an error."""


@dataclass(frozen=True, slots=True)
class Message:
    """One request to the kernel.

    Parameters:
        flags: CREATE, EXCL, REPLACE and APPEND; REQUEST is added, and ACK unless the message opens or closes a
            transaction.
    """

    kind: int
    body: bytes
    flags: int = 0
    acknowledged: bool = True


def attribute(kind: int, *parts: bytes) -> bytes:
    """Return an attribute, padded to four bytes."""
    data = b"".join(parts)
    return _ATTRIBUTE.pack(_ATTRIBUTE.size + len(data), kind) + data + b"\0" * (-len(data) % 4)


def nested(kind: int, *attributes: bytes) -> bytes:
    """Return an attribute that holds attributes."""
    return attribute(kind | _NESTED, *attributes)


def text(kind: int, value: str) -> bytes:
    """Return an attribute of a string, which the kernel wants to end with a zero."""
    return attribute(kind, value.encode(), b"\0")


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the attributes in a message's body, past its fixed part."""
    while len(data) >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(data)
        if length < _ATTRIBUTE.size:
            return
        yield kind & ~_NESTED, data[_ATTRIBUTE.size : length]
        data = data[(length + 3) & ~3 :]


class Netlink:
    """A socket to the kernel, of the namespace of the thread that makes it, whichever thread uses it later.

    Parameters:
        groups: the multicast groups to listen to.
    """

    def __init__(self, family: int, groups: int = 0) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, family)
        self._socket.bind((0, groups))
        self._socket.settimeout(_TIMEOUT)
        self._socket.setsockopt(_SOL_NETLINK, _CAP_ACK, 1)
        self._lock = threading.Lock()
        self._sequence = 0

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    @property
    def is_closed(self) -> bool:
        """Whether the socket has been closed."""
        return self._socket.fileno() < 0

    def request(self, messages: Iterable[Message]) -> None:
        """Send messages, and wait until the kernel has taken each.

        Raises:
            OSError: the kernel refused one; those after it in its batch may have been taken, but for a transaction.
        """
        with self._lock:
            for batch in batched(messages, _BATCH):
                self._exchange(batch)

    def transact(self, messages: Sequence[Message]) -> None:
        """Send messages in one write: for transactions, which the kernel takes wholly or not at all.

        Raises:
            OSError: the kernel refused one, and took none.
        """
        with self._lock:
            self._exchange(messages)

    def ask(self, message: Message) -> None:
        """Send a message whose answer `receive` gives."""
        with self._lock:
            self._send([message])

    def receive(self) -> list[tuple[int, bytes]]:
        """Return the next messages as kinds and bodies: answers, and news of the groups."""
        return [(kind, body) for kind, _, body in _split(self._socket.recv(_BUFFER))]

    def _send(self, messages: Sequence[Message]) -> set[int]:
        data, waiting = [], set()
        for message in messages:
            self._sequence += 1
            flags = REQUEST | message.flags
            if message.acknowledged:
                flags |= ACK
                waiting.add(self._sequence)
            padding = b"\0" * (-len(message.body) % 4)
            data.append(_HEADER.pack(_HEADER.size + len(message.body), message.kind, flags, self._sequence, 0))
            data.append(message.body + padding)
        self._socket.send(b"".join(data))
        return waiting

    def _exchange(self, messages: Sequence[Message]) -> None:
        first, waiting = self._sequence + 1, self._send(messages)
        refused = 0
        while waiting:
            for kind, sequence, body in _split(self._socket.recv(_BUFFER)):
                if kind != _ERROR or sequence < first:
                    continue
                code = -struct.unpack_from("=i", body)[0]
                refused = refused or code
                if sequence in waiting:
                    waiting.discard(sequence)
                elif code:  # The transaction's first message: the kernel has read no other.
                    waiting.clear()
        if refused:
            raise OSError(refused, os.strerror(refused))


def _split(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield the kind, sequence number and body of each message in a datagram."""
    while len(data) >= _HEADER.size:
        length, kind, _, sequence, _ = _HEADER.unpack_from(data)
        yield kind, sequence, data[_HEADER.size : length]
        data = data[(length + 3) & ~3 :]
