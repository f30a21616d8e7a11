"""Datagrams from a workload through an endpoint to a target and back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state.model import TCP, UDP, Permission, SecurityGroup, State
from tests.support.echo import echo, read, serving
from tests.support.plane import ALL, BLOCK, CLIENT, ENI_ADDRESS, NAME, PORT, TARGET_PORT, changed, link
from tests.support.until import until

pytestmark = pytest.mark.process
PATIENCE = 60.0
"""Seconds for what must succeed, on the busiest machine."""
SILENCE = 0.3
"""Seconds after which no answer is silence. An answer that comes late would fail a test, not pass one."""


def _state(*, protocol: str = "UDP", idle_timeout: float = 120) -> State:
    state = link()
    listener = replace(state.listeners["listener"], protocol=protocol, idle_timeout=idle_timeout)
    rules = tuple(Permission((each, each), (PORT, PORT), (BLOCK,)) for each in (TCP, UDP))
    target_rules = tuple(Permission((each, each), (TARGET_PORT, TARGET_PORT), (BLOCK,)) for each in (TCP, UDP))
    state = changed(state, "groups", endpoint=SecurityGroup("endpoint", rules))
    state = changed(state, "groups", targets=SecurityGroup("targets", target_rules, (ALL,)))
    return changed(state, "listeners", listener=listener)


@contextmanager
def _target(plane: Client) -> Iterator[None]:
    """Answer each datagram with the sender's address before it; end at an empty one."""
    with plane.listen("eni-target", TARGET_PORT, datagrams=True) as own:

        def serve() -> None:
            while True:
                data, peer = own.recvfrom(1 << 16)
                if not data:
                    return
                own.sendto(f"{peer[0]} ".encode() + data, peer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            own.sendto(b"", own.getsockname())
            thread.join()


@contextmanager
def _client(plane: Client) -> Iterator[socket.socket]:
    with plane.connect(CLIENT, NAME, PORT, PATIENCE, datagrams=True) as own:
        own.settimeout(PATIENCE)
        yield own


def test_datagrams_go_to_the_target_and_back(plane: Client) -> None:
    plane.push(_state(), whole=True)

    with _target(plane), _client(plane) as client:
        client.send(b"hello")
        first = client.recv(99)
        client.send(b"again")
        answers = [first, client.recv(99)]

    assert answers == [b"10.0.1.7 hello", b"10.0.1.7 again"]
    assert plane.traffic()["vpce-1"] == {"opened": 1, "active": 1, "sent": 10, "received": 28}


def test_one_listener_takes_both_protocols(plane: Client) -> None:
    plane.push(_state(protocol="TCP_UDP"), whole=True)

    with (
        _target(plane),
        serving(plane.listen("eni-target", TARGET_PORT), echo),
        _client(plane) as client,
        plane.connect(CLIENT, str(ENI_ADDRESS), PORT, PATIENCE) as connection,
    ):
        client.send(b"hello")
        connection.settimeout(PATIENCE)
        connection.sendall(b"hello")

        assert (client.recv(99), read(connection, 14)) == (b"10.0.1.7 hello", b"10.0.1.7 hello")


def test_idle_flow_ends_and_the_next_datagram_begins_another(plane: Client) -> None:
    plane.push(_state(idle_timeout=0.1), whole=True)

    with _target(plane), _client(plane) as client:
        client.send(b"hello")
        client.recv(99)
        until(plane.traffic, lambda found: found.get("vpce-1", {}).get("forgotten") == 1)
        client.send(b"again")

        assert client.recv(99) == b"10.0.1.7 again"
        assert plane.traffic()["vpce-1"]["opened"] == 2


def test_datagrams_that_have_nowhere_to_go_are_counted_as_dropped(plane: Client) -> None:
    state = _state()
    without = replace(state.target_groups["group"], targets=())
    plane.push(changed(state, "target_groups", group=without), whole=True)

    with _client(plane) as client:
        client.send(b"anybody?")
        until(plane.traffic, lambda found: found["vpce-1"] == {"dropped": 1})
        client.send(b"nobody?")
        until(plane.traffic, lambda found: found["vpce-1"] == {"dropped": 2})


def test_datagrams_of_a_closed_endpoint_are_lost(plane: Client) -> None:
    plane.push(_state(), whole=True)

    with _target(plane), _client(plane) as client:
        client.send(b"hello")
        client.recv(99)
        plane.push(State(endpoints={"vpce-1": replace(link().endpoints["vpce-1"], state="rejected")}))
        client.send(b"anybody?")
        client.settimeout(SILENCE)

        with pytest.raises(TimeoutError):
            client.recv(99)


def test_listener_for_datagrams_refuses_no_connection_but_is_silent(plane: Client) -> None:
    plane.push(_state(), whole=True)

    with pytest.raises(TimeoutError):
        plane.connect(CLIENT, str(ENI_ADDRESS), PORT, SILENCE)
