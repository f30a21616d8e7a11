"""The header of Proxy Protocol v2, as a target reads it.

Sources: the PROXY protocol's specification, section 2.2; AWS's TLV 0xEA with the endpoint's ID (Network Load Balancers
guide, "Proxy protocol"). The data plane writes it with rules of its own: the two must not share a mistake.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

_SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
_START = 16
_FAMILIES = {1: (socket.AF_INET, 4), 2: (socket.AF_INET6, 16)}
_AWS, _ENDPOINT = 0xEA, 0x01


class HeaderError(ValueError):
    """The bytes are no header."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a header tells.

    Parameters:
        client: the client's address; None where the header has none.
        endpoint: the ID of the endpoint that the connection came through, if any.
    """

    client: str | None
    endpoint: str | None


def read(connection: socket.socket) -> Header:
    """Read the header that a connection starts with.

    Raises:
        HeaderError: it starts with something else.
        EOFError: it ends before.
    """
    start = _exactly(connection, _START)
    if not start.startswith(_SIGNATURE) or start[12] >> 4 != 2:
        raise HeaderError(f"the connection starts with {start!r}")
    (length,) = struct.unpack("!H", start[14:16])
    return _parse(start[13] >> 4, _exactly(connection, length))


def _parse(family: int, body: bytes) -> Header:
    client, rest = None, body
    if family in _FAMILIES:
        kind, size = _FAMILIES[family]
        client, rest = socket.inet_ntop(kind, body[:size]), body[2 * size + 4 :]
    endpoint = None
    while len(rest) >= 3:
        tag, length = struct.unpack("!BH", rest[:3])
        value, rest = rest[3 : 3 + length], rest[3 + length :]
        if tag == _AWS and value[:1] == bytes([_ENDPOINT]):
            endpoint = value[1:].decode("ascii", "replace")
    return Header(client, endpoint)


def _exactly(connection: socket.socket, length: int) -> bytes:
    found = b""
    while len(found) < length:
        data = connection.recv(length - len(found))
        if not data:
            raise EOFError
        found += data
    return found
