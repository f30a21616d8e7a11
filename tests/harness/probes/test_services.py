"""What becomes of a connection of a probe, without a data plane."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from privatelink_harness.probes.services import life
from privatelink_harness.probes.speech import Greeting
from privatelink_harness.probes.stand_ins import GREETING

pytestmark = pytest.mark.process

RESET = struct.pack("ii", 1, 0)
"""Of SO_LINGER: what is closed is reset."""


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The ends of a connection: the client's, and the target's, which has said a greeting back before it came."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        client = stack.enter_context(socket.create_connection(listener.getsockname(), 10))
        target = stack.enter_context(listener.accept()[0])
        target.sendall(GREETING)
        yield client, target


def test_connection_that_is_answered_lives_until_it_is_reset(ends: tuple[socket.socket, socket.socket]) -> None:
    client, target = ends
    lived = life(client, Greeting())
    target.recv(len(GREETING), socket.MSG_WAITALL)
    target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    target.close()

    assert (lived, life(client, Greeting())) == ("alive", "reset")


def test_connection_that_is_ended_is_closed(ends: tuple[socket.socket, socket.socket]) -> None:
    client, target = ends
    life(client, Greeting())
    target.shutdown(socket.SHUT_WR)

    assert life(client, Greeting()) == "closed"
