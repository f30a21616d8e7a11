"""The connections of a process, in /proc."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from privatelink_harness.clients import process
from privatelink_harness.clients.keepalive import KeepAlive
from privatelink_harness.clients.process import Connection, connections, rows
from privatelink_harness.errors import HarnessError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")

NOBODY = 2**22 + 1
"""Above the highest process id of Linux."""

TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:11D6 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0500000A:C001 0600000A:01BB 01 00000000:00000000 02:000AFC80 00000000     0        0 2 1 0 20 4 30 10 -1
   2: 0500000A:C002 0600000A:01BB 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1
   3: 0500000A:C003 0600000A:01BB 01 00000001:00000000 01:00000014 00000000     0        0 4 1 0 20 4 30 10 -1
   4: 0500000A:C004 0600000A:01BB 06 00000000:00000000 03:00000DB4 00000000     0        0 0 3 0
"""
TABLE_6 = """\
  sl  local_address remote_address st tx_queue rx_queue tr tm->when retrnsmt uid timeout inode
   0: 0000000000000000FFFF00000500000A:C001 0000000000000000FFFF00000600000A:01BB 01 0:0 00:0 0 0 0 5 1
   1: B80D0120000000000000000001000000:C002 B80D0120000000000000000002000000:01BB 01 0:0 00:0 0 0 0 6 1
"""


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A connection of this process: it probes after a minute."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 30)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 5)
        local, remote = (f"127.0.0.1:{port}" for _, port in (client.getsockname(), client.getpeername()))
        yield Connection(local, remote, KeepAlive(enabled=True, idle=60, interval=30, count=5))


@pytest.mark.process
def test_connections_have_the_options_of_their_sockets(connection: Connection) -> None:
    assert connection in connections(os.getpid())


@pytest.mark.process
def test_connections_have_the_timer_alone_where_tracing_is_refused(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_options", lambda _pid, _descriptor: None)

    found = next(each for each in connections(os.getpid()) if each.local == connection.local)

    options = found.keep_alive
    assert (found.remote, options.enabled, options.idle, options.survives) == (connection.remote, True, None, None)
    assert options.next_probe is not None
    assert 0 < options.next_probe <= 60


def test_table_has_the_established_connections() -> None:
    ticks = os.sysconf("SC_CLK_TCK")
    assert list(rows(TABLE)) == [
        ("10.0.0.5:49153", "10.0.0.6:443", "2", KeepAlive(enabled=True, next_probe=0xAFC80 / ticks)),
        ("10.0.0.5:49154", "10.0.0.6:443", "3", KeepAlive(enabled=False)),
        ("10.0.0.5:49155", "10.0.0.6:443", "4", KeepAlive(enabled=None)),
    ]


def test_table_of_ipv6_has_addresses_as_people_write_them() -> None:
    assert [row[:3] for row in rows(TABLE_6)] == [
        ("10.0.0.5:49153", "10.0.0.6:443", "5"),
        ("[2001:db8::1]:49154", "[2001:db8::2]:443", "6"),
    ]


def test_missing_process_is_named() -> None:
    with pytest.raises(HarnessError, match=f"process {NOBODY}: no such process"):
        connections(NOBODY)


def test_process_of_another_user_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> NoReturn:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(HarnessError) as caught:
        connections(1)
    assert caught.value.message == "process 1: its connections are not yours to read"
    assert caught.value.hint == "Run the command as the user of the process, or as root."


def test_other_platforms_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(HarnessError, match="on Linux only"):
        connections(1)
