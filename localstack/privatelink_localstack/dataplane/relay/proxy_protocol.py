"""Proxy Protocol v2 as a network load balancer writes it to the targets of an endpoint service.

Sources: HAProxy's specification, "The PROXY protocol, versions 1 & 2", sections 2.2 and 2.2.4; Network Load Balancers
guide, "Proxy protocol" (TLV 0xEA, whose value is 0x01 and the endpoint's ID). Observed in captures: a CRC32C stands
before it, and a NOOP fills the rest of 84 bytes. Not observed: IPv6, which gets the same order and filling.
"""

from __future__ import annotations

import struct
from ipaddress import ip_address

_SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
_PROXY = 0x21
_TCP = {4: 0x11, 6: 0x21}
_CRC32C, _NOOP, _AWS = 0x03, 0x04, 0xEA
_ENDPOINT_ID = b"\x01"
_LENGTH = 84
"""The bytes after the fixed part."""
_TLV = struct.Struct("!BH")

type Peer = tuple[str, int]


def header(source: Peer, destination: Peer, endpoint: str) -> bytes:
    """Return the header of a connection from a client to an endpoint's interface; both by address and port."""
    client, interface = ip_address(source[0]), ip_address(destination[0])
    ports = struct.pack("!HH", source[1], destination[1])
    addresses = client.packed + interface.packed + ports
    before = addresses + _TLV.pack(_CRC32C, 4)
    after = _tlv(_AWS, _ENDPOINT_ID + endpoint.encode())
    free = _LENGTH - len(before) - 4 - len(after)
    if free >= _TLV.size:
        after += _tlv(_NOOP, bytes(free - _TLV.size))
    fixed = _SIGNATURE + struct.pack("!BBH", _PROXY, _TCP[client.version], len(before) + 4 + len(after))
    checksum = crc32c(fixed + before + bytes(4) + after)
    return fixed + before + struct.pack("!I", checksum) + after


def crc32c(data: bytes) -> int:
    """Return the checksum of RFC 3720, appendix B.4, over a header whose own field is zero."""
    value = 0xFFFFFFFF
    for byte in data:
        value = _TABLE[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


def _tlv(kind: int, value: bytes) -> bytes:
    return _TLV.pack(kind, len(value)) + value


def _entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value


_TABLE = tuple(map(_entry, range(256)))
