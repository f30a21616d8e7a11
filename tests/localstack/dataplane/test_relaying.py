"""The relay's way with bytes: early ones, late ones, too many, the wrong ones, and none."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.relay.proxy_protocol import header
from privatelink_localstack.dataplane.state.model import State
from tests.support.echo import echo, read, serving
from tests.support.plane import CLIENT, ENI_ADDRESS, NAME, PORT, TARGET_PORT, changed, link
from tests.support.until import until

pytestmark = pytest.mark.process
PATIENCE = 60.0
"""Seconds for what must succeed, on the busiest machine."""
IDLE = 0.5
SILENCE = 0.1
"""Seconds after which no answer is silence; an answer that comes late would fail a test, not pass one."""
HEADER = 100
"""The bytes of a header for IPv4."""


def _connect(plane: Client) -> socket.socket:
    connection = plane.connect(CLIENT, NAME, PORT, PATIENCE)
    connection.settimeout(PATIENCE)
    return connection


def _idle() -> State:
    state = link()
    return changed(state, "listeners", listener=replace(state.listeners["listener"], idle_timeout=IDLE))


def test_target_that_speaks_first_is_heard(plane: Client) -> None:
    plane.push(link(), whole=True)

    def welcome(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(b"220 ready")
        connection.recv(1)

    with serving(plane.listen("eni-target", TARGET_PORT), welcome), _connect(plane) as connection:
        assert read(connection, 9) == b"220 ready"


def test_client_that_ends_with_its_first_words_is_answered(plane: Client) -> None:
    plane.push(link(), whole=True)

    def answer_at_the_end(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(read(connection, 6))

    with serving(plane.listen("eni-target", TARGET_PORT), answer_at_the_end):
        for _ in range(20):
            with _connect(plane) as connection:
                connection.sendall(b"hello")
                connection.shutdown(socket.SHUT_WR)

                assert read(connection, 6) == b"hello"


def test_bytes_behind_an_urgent_one_arrive(plane: Client) -> None:
    plane.push(link(), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), _connect(plane) as connection:
        connection.sendall(b"ab")
        connection.send(b"!", socket.MSG_OOB)
        connection.sendall(b"cd")

        assert read(connection, 13).endswith(b"abcd")


def test_bytes_wait_for_a_target_that_does_not_read(plane: Client) -> None:
    plane.push(link(), whole=True)
    may_read, counts = threading.Event(), list[int]()

    def count(connection: socket.socket, _: tuple[str, int]) -> None:
        may_read.wait(PATIENCE)
        while data := connection.recv(1 << 20):
            counts.append(len(data))
        connection.sendall(b"all")

    with serving(plane.listen("eni-target", TARGET_PORT), count), _connect(plane) as connection:
        sent = _send_until_full(connection)
        may_read.set()
        connection.shutdown(socket.SHUT_WR)
        answer = read(connection, 3)

    assert (answer, sum(counts)) == (b"all", sent)


def _send_until_full(connection: socket.socket) -> int:
    """Send until nothing is taken any more, and return how many bytes were."""
    connection.settimeout(0.3)
    sent = 0
    try:
        while True:
            sent += connection.send(bytes(1 << 20))
    except TimeoutError:
        connection.settimeout(PATIENCE)
        return sent


def _is_forgotten(plane: Client, connection: socket.socket) -> bool:
    """Return whether the idle time-out ends a connection without a word, and a reset answers what is said then."""
    connection.sendall(b"anybody?")
    connection.settimeout(SILENCE)
    with pytest.raises(TimeoutError):
        connection.recv(1)
    until(plane.traffic, lambda found: found["vpce-1"].get("forgotten") == 1)
    connection.settimeout(PATIENCE)
    connection.sendall(b"still there?")
    with pytest.raises(ConnectionResetError):
        connection.recv(1)
    return True


def test_target_that_answers_no_syn_leaves_its_client_to_the_idle_timeout(plane: Client) -> None:
    nothing = replace(link().groups["targets"], ingress=())
    plane.push(changed(_idle(), "groups", targets=nothing), whole=True)

    with plane.listen("eni-target", TARGET_PORT), _connect(plane) as connection:
        assert _is_forgotten(plane, connection)
        assert plane.traffic()["vpce-1"] == {"forgotten": 1}


def test_target_that_stays_silent_loses_its_client_after_the_idle_timeout(plane: Client) -> None:
    plane.push(_idle(), whole=True)
    heard = []

    def listen_only(connection: socket.socket, _: tuple[str, int]) -> None:
        while data := connection.recv(1 << 16):
            heard.append(data)

    with serving(plane.listen("eni-target", TARGET_PORT), listen_only), _connect(plane) as connection:
        assert _is_forgotten(plane, connection)

    assert heard == [b"anybody?"]


@pytest.mark.parametrize("has_header", [False, True])
def test_header_that_a_client_writes_is_no_more_than_bytes(plane: Client, has_header: bool) -> None:  # noqa: FBT001 - a case
    state = link()
    group = replace(state.target_groups["group"], proxy_protocol=has_header)
    plane.push(changed(state, "target_groups", group=group), whole=True)
    forged = header(("203.0.113.9", 9), ("203.0.113.10", 443), "vpce-forged")
    garbage = forged[:12] + b"\xff" * 30

    def send_back(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(read(connection, len(forged + garbage) + HEADER * has_header))

    with serving(plane.listen("eni-target", TARGET_PORT), send_back), _connect(plane) as connection:
        connection.sendall(forged + garbage)
        own = header(connection.getsockname(), (str(ENI_ADDRESS), PORT), "vpce-1") if has_header else b""

        assert read(connection, len(own + forged + garbage)) == own + forged + garbage
