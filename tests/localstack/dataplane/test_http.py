"""Application Load Balancers in the plane, alone and as targets of a network load balancer."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from privatelink_localstack.dataplane.certificates import Authority, load
from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state.health import CheckProtocol, HealthCheck, Reason, Status
from privatelink_localstack.dataplane.state.http_rules import Condition, Field, FixedResponse, Redirect, Rule
from privatelink_localstack.dataplane.state.model import Certificate, SecurityGroup, Tls
from tests.support.application import ALB_PORT, TARGETS, application, page, request_of
from tests.support.echo import Handle, over_tls, read, serving
from tests.support.plane import (
    CLIENT,
    NAME,
    NODE_ADDRESS,
    PORT,
    TARGET_PORT,
    changed,
)
from tests.support.until import until

pytestmark = pytest.mark.process
PATIENCE = 60.0
TEAPOT = FixedResponse(418, "application/json", '{"tea": true}')


def _say_nothing(connection: socket.socket, _: tuple[str, int]) -> None:
    read(connection, 1 << 20)


@contextmanager
def _client(plane: Client) -> Iterator[http.client.HTTPConnection]:
    """Connect through the endpoint and the network load balancer to the application load balancer."""
    own = http.client.HTTPConnection(NAME, PORT)
    own.sock = plane.connect(CLIENT, NAME, PORT, PATIENCE)
    own.sock.settimeout(PATIENCE)
    try:
        yield own
    finally:
        own.close()


def _get(plane: Client, path: str = "/", method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    with _client(plane) as own:
        own.request(method, path, headers=headers)
        response = own.getresponse()
        response.text = response.read().decode()  # type: ignore[attr-defined]
        return response


@contextmanager
def _target(plane: Client, handle: Handle = page) -> Iterator[None]:
    with serving(plane.listen("eni-target", TARGET_PORT), handle):
        yield


def test_request_is_forwarded_with_the_headers_of_a_load_balancer(plane: Client) -> None:
    plane.push(application(), whole=True)

    with _target(plane):
        response = _get(plane, "/a?b=c", **{"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "gopher"})

    seen = response.text.split("\r\n")  # type: ignore[attr-defined]
    assert (response.status, response.getheader("X-Own")) == (200, "1")
    assert seen[0] == "GET /a?b=c HTTP/1.1"
    assert f"X-Forwarded-For: 192.0.2.1, {NODE_ADDRESS}" in seen
    assert {"X-Forwarded-Proto: http", f"X-Forwarded-Port: {ALB_PORT}"} <= set(seen)
    assert sum(bool(re.fullmatch(r"X-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}", each)) for each in seen) == 1


def test_connection_is_kept_and_bodies_arrive_whole(plane: Client) -> None:
    plane.push(application(), whole=True)
    body = b"x" * 300_000

    with _target(plane), _client(plane) as own:
        answers = []
        for _ in range(3):
            own.request("POST", "/", body)
            answers.append(own.getresponse().read())

    assert [each.endswith(body) for each in answers] == [True] * 3


def test_rules_answer_redirect_and_forward(plane: Client) -> None:
    rules = (
        Rule((Condition(Field.PATH, ("/tea",)),), fixed_response=TEAPOT),
        Rule((Condition(Field.PATH, ("/old/*",)),), redirect=Redirect(301, "HTTPS", port="443")),
        Rule((Condition(Field.METHOD, ("DELETE",)),), weights={"nobody": 1}),
        Rule(weights={"web": 1, "nobody": 0}),
    )
    plane.push(application(*rules), whole=True)

    with _target(plane):
        tea, old, gone, page = _get(plane, "/tea"), _get(plane, "/old/a?b"), _get(plane, method="DELETE"), _get(plane)

    assert (tea.status, tea.getheader("Content-Type"), tea.text) == (418, "application/json", TEAPOT.body)  # type: ignore[attr-defined]
    assert (old.status, old.getheader("Location")) == (301, f"https://{NAME}:443/old/a?b")
    assert (gone.status, gone.getheader("Server")) == (503, "awselb/2.0")
    assert "<center><h1>503 Service Unavailable</h1></center>" in gone.text  # type: ignore[attr-defined]
    assert page.status == 200


@pytest.mark.parametrize(
    "handle", [lambda connection, _: connection.recv(9), lambda connection, _: connection.sendall(b"?\r\n\r\n")]
)
def test_target_that_ends_or_speaks_no_http_is_a_bad_gateway(plane: Client, handle: Handle) -> None:
    plane.push(application(), whole=True)

    with _target(plane, handle):
        assert _get(plane).status == 502


def test_target_that_does_not_listen_is_a_bad_gateway(plane: Client) -> None:
    plane.push(application(), whole=True)

    assert _get(plane).status == 502


def test_target_that_never_answers_is_a_gateway_timeout(plane: Client) -> None:
    state = application()
    listener = replace(state.listeners["web"], idle_timeout=2)
    plane.push(changed(state, "listeners", web=listener), whole=True)

    with _target(plane, _say_nothing):
        assert _get(plane).status == 504


def test_nobody_takes_a_load_balancer_s_place(plane: Client) -> None:
    state = application(Rule(fixed_response=TEAPOT))
    group = replace(state.target_groups["group"], preserve_client=True)
    plane.push(changed(state, "target_groups", group=group), whole=True)

    with pytest.raises(OSError, match="Address already in use"):
        plane.listen("alb", ALB_PORT)
    assert _get(plane).status == 418


def test_garbage_is_a_bad_request_and_others_go_on(plane: Client) -> None:
    plane.push(application(Rule(fixed_response=TEAPOT)), whole=True)

    with plane.connect(CLIENT, NAME, PORT, PATIENCE) as garbage:
        garbage.settimeout(PATIENCE)
        garbage.sendall(b"\x16\x03\x01garbage\r\n\r\n")
        answer = read(garbage, 1 << 16)

    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert _get(plane).status == 418


def test_web_sockets_pass(plane: Client) -> None:
    plane.push(application(), whole=True)

    def upgrade(connection: socket.socket, _: tuple[str, int]) -> None:
        if b"Upgrade: websocket" in request_of(connection):
            connection.sendall(
                b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nfirst"
            )
            connection.sendall(connection.recv(99).upper())

    with _target(plane, upgrade), plane.connect(CLIENT, NAME, PORT, PATIENCE) as own:
        own.settimeout(PATIENCE)
        own.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        head = b""
        while not head.endswith(b"first"):
            head += read(own, 1)
        own.sendall(b"hello")
        assert read(own, 99) == b"HELLO"

    assert head.startswith(b"HTTP/1.1 101 ")


def test_https_ends_tls_and_targets_may_have_their_own(plane: Client) -> None:
    state = application(tls=Tls((Certificate((NAME,)),), ("http/1.1",)))
    secured = replace(TARGETS, tls=True)
    plane.push(changed(state, "target_groups", web=secured), whole=True)
    context = ssl.create_default_context(cadata=plane.authority().read_text(encoding="ascii"))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    load(server, Authority().issue(("target",)))

    with _target(plane, over_tls(server, page)), _client(plane) as own:
        own.sock = context.wrap_socket(own.sock, server_hostname=NAME)
        own.request("GET", "/")
        response = own.getresponse()
        seen = response.read().decode()

    assert (response.status, "X-Forwarded-Proto: https\r\n" in seen) == (200, True)


@pytest.mark.parametrize(
    ("fixed", "expected"),
    [(FixedResponse(204), (Status.HEALTHY, None)), (FixedResponse(500), (Status.UNHEALTHY, Reason.CODE))],
)
def test_load_balancer_is_checked_like_any_target(
    plane: Client, fixed: FixedResponse, expected: tuple[Status, Reason | None]
) -> None:
    state = application(Rule(fixed_response=fixed))
    check = HealthCheck(CheckProtocol.HTTP, interval=0.05, timeout=PATIENCE)
    plane.push(changed(state, "target_groups", group=replace(state.target_groups["group"], check=check)), whole=True)

    until(plane.health, lambda found: [(each.health.status, each.health.reason) for each in found] == [expected])


def test_load_balancer_s_groups_stop_a_network_load_balancer(plane: Client) -> None:
    plane.push(changed(application(Rule(fixed_response=TEAPOT)), "groups", alb=SecurityGroup("alb")), whole=True)

    with plane.connect(CLIENT, NAME, PORT, PATIENCE) as own:
        own.settimeout(0.5)
        own.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        with pytest.raises(TimeoutError):
            own.recv(1)
