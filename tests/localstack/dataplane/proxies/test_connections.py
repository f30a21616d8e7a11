"""Connections through proxies, by a process that the kernel refuses namespaces."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.relay.proxy_protocol import header
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.health import CheckProtocol, HealthCheck, Status
from privatelink_localstack.dataplane.state.limits import Limit
from privatelink_localstack.dataplane.state.model import SecurityGroup, State
from tests.support.application import ALB, ALB_PORT, application, page
from tests.support.echo import echo, read, serving
from tests.support.plane import (
    CLIENT,
    ENI_ADDRESS,
    ENI_ADDRESS_V6,
    NAME,
    PORT,
    STRANGER,
    TARGET_ADDRESS,
    TARGET_PORT,
    link,
    over_ipv6,
)
from tests.support.proxied import ANSWER, PATIENCE, SILENCE, connect, greet, is_silent, target
from tests.support.until import until

pytestmark = pytest.mark.process


def test_plane_says_what_it_does_not_show(plane: Client) -> None:
    assert plane.limits() == frozenset(Limit)


def test_client_reaches_a_target_that_has_the_endpoint_s_own_address(plane: Client) -> None:
    with target(plane), connect(plane) as connection:
        assert greet(connection) == ANSWER


def test_what_no_group_allows_is_silent(plane: Client) -> None:
    with target(plane):
        assert is_silent(plane, STRANGER)
        assert is_silent(plane, port=80)
        assert is_silent(plane, host="192.0.2.1")


def test_unknown_name_is_the_resolver_s_error(plane: Client) -> None:
    with pytest.raises(socket.gaierror, match=r"other\.example\.com is not known in consumer"):
        plane.connect(CLIENT, "other.example.com", PORT)


def test_resolver_answers_at_its_addresses(plane: Client) -> None:
    assert plane.lookup(CLIENT, NAME) == frozenset({str(ENI_ADDRESS)})
    assert plane.lookup(CLIENT, "other.example.com") is None


def test_name_is_known_in_its_vpc_alone(plane: Client) -> None:
    guest = plane.attach(Place("provider"))

    assert plane.lookup(guest.id, NAME) is None


def test_application_load_balancer_is_a_target_that_answers_requests(plane: Client) -> None:
    check = HealthCheck(CheckProtocol.HTTP, interval=0.05, timeout=PATIENCE)
    state = application()
    groups = {key: replace(own, check=check) for key, own in state.target_groups.items()}
    plane.push(replace(state, target_groups=groups), whole=True)

    with target(plane, page), connect(plane) as connection:
        until(plane.health, lambda found: {each.health.status for each in found} == {Status.HEALTHY})
        connection.sendall(b"GET / HTTP/1.1\r\nHost: orders\r\nConnection: close\r\n\r\n")
        answer = read(connection, 1 << 16)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert f"X-Forwarded-Port: {ALB_PORT}\r\n".encode() in answer


def test_nobody_listens_where_a_load_balancer_answers(plane: Client) -> None:
    plane.push(application(), whole=True)

    with pytest.raises(OSError, match=f"a load balancer answers on {ALB}:{ALB_PORT}"):
        plane.listen("alb", ALB_PORT)


def test_target_that_does_not_listen_resets(plane: Client) -> None:
    with pytest.raises(ConnectionResetError), connect(plane) as connection:
        connection.recv(1)
    assert plane.traffic()["vpce-1"] == {"refused": 1}


def test_target_s_groups_judge_its_load_balancer(plane: Client) -> None:
    plane.push(State(groups={"targets": SecurityGroup("targets")}))

    with target(plane), connect(plane) as connection:
        connection.sendall(b"hello")
        connection.settimeout(SILENCE)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_closed_endpoint_cuts_and_is_silent_and_opens_again(plane: Client) -> None:
    own = link().endpoints["vpce-1"]
    with target(plane):
        with connect(plane) as connection:
            greet(connection)
            plane.push(State(endpoints={own.id: replace(own, state="rejected")}))
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
        assert is_silent(plane)

        plane.push(State(endpoints={own.id: own}))
        with connect(plane) as connection:
            assert greet(connection) == ANSWER


def test_rule_that_goes_leaves_open_connections(plane: Client) -> None:
    with target(plane), connect(plane) as connection:
        greet(connection)
        plane.push(State(groups={"endpoint": SecurityGroup("endpoint")}))

        assert greet(connection, 5) == b"hello"
        assert is_silent(plane)


def test_target_gets_the_endpoint_s_id_in_its_header(plane: Client) -> None:
    group = replace(link().target_groups["group"], proxy_protocol=True)
    plane.push(State(target_groups={"group": group}))

    def send_back(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(read(connection, 105))

    with target(plane, send_back), connect(plane) as connection:
        port = connection.getsockname()[1]
        answer = greet(connection, 105)

    assert answer == header(("10.0.1.20", port), (str(ENI_ADDRESS), PORT), "vpce-1") + b"hello"


def test_bulk_and_half_closed_connections_arrive_whole(plane: Client) -> None:
    data = bytes(range(256)) * (1 << 12)

    def take_all(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(read(connection, len(data) + 1))

    with target(plane, take_all), connect(plane) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        assert read(connection, len(data) + 1) == data

    traffic = until(plane.traffic, lambda found: "active" not in found["vpce-1"])["vpce-1"]
    assert traffic == {"opened": 1, "sent": len(data), "received": len(data)}


def _idle(plane: Client, seconds: float) -> None:
    plane.push(State(listeners={"listener": replace(link().listeners["listener"], idle_timeout=seconds)}))


def test_idle_connection_is_forgotten_and_then_reset(plane: Client) -> None:
    _idle(plane, 0.2)
    with target(plane), connect(plane) as connection:
        greet(connection)
        until(plane.traffic, lambda found: found.get("vpce-1", {}).get("forgotten") == 1)
        connection.sendall(b"anybody?")

        with pytest.raises(ConnectionResetError):
            connection.recv(1)


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="the system does not tell of keep-alive probes")
def test_keep_alive_probes_keep_a_connection(plane: Client) -> None:
    _idle(plane, 3)
    with target(plane), connect(plane) as kept, connect(plane) as idle:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
            kept.setsockopt(socket.IPPROTO_TCP, option, 1)
        greet(kept)
        greet(idle)
        until(plane.traffic, lambda found: found.get("vpce-1", {}).get("forgotten") == 1)

        assert greet(kept, 5) == b"hello"


def test_health_follows_whether_a_program_listens(plane: Client) -> None:
    group = link().target_groups["group"]
    check = replace(group.check, interval=0.05, timeout=PATIENCE, healthy_threshold=2)
    plane.push(State(target_groups={"group": replace(group, check=check)}))

    until(plane.health, lambda found: found[0].health.status is Status.UNHEALTHY)
    with target(plane):
        until(plane.health, lambda found: found[0].health.status is Status.HEALTHY and found[0].inhabited)


def test_trace_and_visitors_are_as_in_namespaces(plane: Client) -> None:
    visitor = plane.visit("service")
    trace = plane.trace(visitor.client.id, str(visitor.entry.addresses[0]), PORT)
    with target(plane), connect(plane, visitor.client.id, str(visitor.entry.addresses[0])) as connection:
        greet(connection)
        plane.reject(visitor)
        with pytest.raises(ConnectionResetError):
            connection.recv(1)

    assert (trace.stopped, [each.address for each in trace.ways]) == (None, [TARGET_ADDRESS])


def test_programs_of_two_interfaces_meet_by_their_groups(plane: Client) -> None:
    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        neighbour = plane.attach(Place("provider"))
        with connect(plane, neighbour.id, str(TARGET_ADDRESS), TARGET_PORT) as connection:
            assert greet(connection) == ANSWER
        assert is_silent(plane, neighbour.id, str(TARGET_ADDRESS), TARGET_PORT + 1)
    with pytest.raises(ConnectionRefusedError):
        plane.connect(neighbour.id, str(TARGET_ADDRESS), TARGET_PORT, PATIENCE)


def test_taken_port_is_an_error_and_free_again_afterwards(plane: Client) -> None:
    with plane.listen("eni-target", 80), pytest.raises(OSError, match="in use"):
        plane.listen("eni-target", 80)

    plane.listen("eni-target", 80).close()


def test_datagrams_are_refused(plane: Client) -> None:
    with pytest.raises(OSError, match="UDP needs namespaces"):
        plane.connect(CLIENT, NAME, PORT, datagrams=True)
    with pytest.raises(OSError, match="UDP needs namespaces"):
        plane.listen("eni-target", 53, datagrams=True)


def test_client_without_ipv4_asks_the_resolver_and_connects_by_name(plane: Client) -> None:
    plane.push(over_ipv6(), whole=True)

    assert plane.lookup(CLIENT, NAME, "AAAA") == frozenset({str(ENI_ADDRESS_V6)})
    with target(plane), connect(plane) as connection:
        assert greet(connection) == ANSWER
