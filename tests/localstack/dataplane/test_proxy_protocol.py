"""The header of Proxy Protocol v2, byte for byte as load balancers were seen to write it."""

from __future__ import annotations

import struct

import pytest

from privatelink_localstack.dataplane.relay.proxy_protocol import crc32c, header

# Observed: the first in AWS's own elastic-load-balancing-tools, the second in go-proxyproto's tests.
CAPTURES = {
    (("172.31.7.113", 51442), ("172.31.10.31", 80), "vpce-08d2bf15fac5001c9"): (
        "0d0a0d0a000d0a515549540a21110054ac1f0771ac1f0a1fc8f20050030004e8d6892dea001701"
        "767063652d3038643262663135666163353030316339040024" + "00" * 36
    ),
    (("192.168.44.10", 52286), ("192.168.44.7", 9243), "vpce-00eafc458ec97b833"): (
        "0d0a0d0a000d0a515549540a21110054c0a82c0ac0a82c07cc3e241b030004b9286fa6ea001701"
        "767063652d3030656166633435386563393762383333040024" + "00" * 36
    ),
}


@pytest.mark.parametrize(("connection", "expected"), CAPTURES.items())
def test_header_is_what_was_captured(connection: tuple[tuple[str, int], tuple[str, int], str], expected: str) -> None:
    assert header(*connection).hex() == expected


def test_checksum_is_the_standard_s_own_example() -> None:
    assert crc32c(b"123456789") == 0xE3069283


def test_header_of_ipv6_has_its_family_length_and_checksum() -> None:
    written = header(("fd00::20", 1025), ("fd00::5", 443), "vpce-08d2bf15fac5001c9")

    (length,) = struct.unpack_from("!H", written, 14)
    checksum = written[55:59]
    assert (written[12:14], length, len(written)) == (b"\x21\x21", 84, 100)
    assert crc32c(written[:55] + bytes(4) + written[59:]) == int.from_bytes(checksum)
