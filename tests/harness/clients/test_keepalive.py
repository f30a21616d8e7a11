"""Whether a socket's keep-alive beats the idle timeout."""

from __future__ import annotations

import socket

import pytest

from privatelink_harness.clients.keepalive import KeepAlive, read_keep_alive

OFF = KeepAlive(enabled=False)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (KeepAlive(enabled=False, idle=60), False),
        (KeepAlive(enabled=True, idle=349), True),
        (KeepAlive(enabled=True, idle=350), False),
        (KeepAlive(enabled=True, idle=7200), False),
        (KeepAlive(enabled=True, next_probe=350.0), False),
        (KeepAlive(enabled=True, next_probe=349.9), None),
        (KeepAlive(enabled=None), None),
        (OFF, False),
    ],
)
def test_keep_alive_survives(options: KeepAlive, *, expected: bool | None) -> None:
    assert options.survives is expected


@pytest.mark.process
def test_options_are_those_of_the_socket() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 7)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)

        options = read_keep_alive(client)

    assert (options.enabled, options.interval, options.count, options.next_probe) == (True, 7, 3, None)
