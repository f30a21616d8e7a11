"""Connections through proxies, by a process that the kernel refuses namespaces."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from privatelink_localstack.dataplane.client import Client, Process
from privatelink_localstack.dataplane.relay.proxy_protocol import header
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.health import Status
from privatelink_localstack.dataplane.state.limits import Limit
from privatelink_localstack.dataplane.state.model import CheckProtocol, HealthCheck, SecurityGroup, State
from privatelink_localstack.dataplane.state.wire import WireError
from tests.support.application import ALB, ALB_PORT, application, page
from tests.support.echo import Handle, echo, read, serving
from tests.support.namespaces import PYTHON, with_namespaces_refused
from tests.support.plane import (
    CLIENT,
    ENI,
    ENI_ADDRESS,
    NAME,
    PORT,
    STRANGER,
    TARGET_ADDRESS,
    TARGET_PORT,
    link,
)
from tests.support.until import until

pytestmark = pytest.mark.process
PATIENCE = 60.0
"""Seconds for what must succeed, on the busiest machine."""
SILENCE = 0.3
"""Seconds after which no answer is silence. An answer that comes late would fail a test, not pass one."""
ANSWER = b"127.0.0.1 hello"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A process that all tests share."""
    command = with_namespaces_refused(*PYTHON)
    with Process(tmp_path_factory.mktemp("plane") / "socket", command, by_proxies=True) as process:
        yield process


@pytest.fixture
def plane(process: Process) -> Iterator[Client]:
    """A connection to a plane with a client, a stranger and a target."""
    with process.client() as client:
        client.reset()
        client.push(link(), whole=True)
        yield client


@contextmanager
def _target(plane: Client, handle: Handle = echo) -> Iterator[None]:
    with serving(plane.listen("eni-target", TARGET_PORT), handle):
        yield


def _connect(plane: Client, source: str = CLIENT, host: str = NAME, port: int = PORT) -> socket.socket:
    connection = plane.connect(source, host, port, PATIENCE)
    connection.settimeout(PATIENCE)
    return connection


def _greet(connection: socket.socket, length: int = len(ANSWER)) -> bytes:
    connection.sendall(b"hello")
    return read(connection, length)


def _is_silent(plane: Client, source: str = CLIENT, host: str = str(ENI_ADDRESS), port: int = PORT) -> bool:
    with pytest.raises(TimeoutError):
        plane.connect(source, host, port, SILENCE)
    return True


@contextmanager
def _proxied(plane: Client, source: str = CLIENT) -> Iterator[socket.socket]:
    """Give a connection to the proxy of an interface, and its credentials."""
    with plane.entrance(source) as entrance:
        show = "import os; print(os.environ['HTTPS_PROXY'])"
        command = entrance.command(sys.executable, "-c", show)
        shown = subprocess.run(command, pass_fds=entrance.descriptors, capture_output=True, text=True, check=True)
        url = urlsplit(shown.stdout.strip())
        with socket.create_connection((url.hostname, url.port or 0), PATIENCE) as connection:
            yield connection


def _status(answer: bytes) -> bytes:
    return answer.partition(b"\r\n")[0]


def test_plane_says_what_it_does_not_show(plane: Client) -> None:
    assert plane.limits() == frozenset(Limit)


def test_client_reaches_a_target_that_has_the_endpoint_s_own_address(plane: Client) -> None:
    with _target(plane), _connect(plane) as connection:
        assert _greet(connection) == ANSWER


def test_what_no_group_allows_is_silent(plane: Client) -> None:
    with _target(plane):
        assert _is_silent(plane, STRANGER)
        assert _is_silent(plane, port=80)
        assert _is_silent(plane, host="192.0.2.1")


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

    with _target(plane, page), _connect(plane) as connection:
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
    with pytest.raises(ConnectionResetError), _connect(plane) as connection:
        connection.recv(1)
    assert plane.traffic()["vpce-1"] == {"refused": 1}


def test_target_s_groups_judge_its_load_balancer(plane: Client) -> None:
    plane.push(State(groups={"targets": SecurityGroup("targets")}))

    with _target(plane), _connect(plane) as connection:
        connection.sendall(b"hello")
        connection.settimeout(SILENCE)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_closed_endpoint_cuts_and_is_silent_and_opens_again(plane: Client) -> None:
    own = link().endpoints["vpce-1"]
    with _target(plane):
        with _connect(plane) as connection:
            _greet(connection)
            plane.push(State(endpoints={own.id: replace(own, open=False)}))
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
        assert _is_silent(plane)

        plane.push(State(endpoints={own.id: own}))
        with _connect(plane) as connection:
            assert _greet(connection) == ANSWER


def test_rule_that_goes_leaves_open_connections(plane: Client) -> None:
    with _target(plane), _connect(plane) as connection:
        _greet(connection)
        plane.push(State(groups={"endpoint": SecurityGroup("endpoint")}))

        assert _greet(connection, 5) == b"hello"
        assert _is_silent(plane)


def test_target_gets_the_endpoint_s_id_in_its_header(plane: Client) -> None:
    group = replace(link().target_groups["group"], proxy_protocol=True)
    plane.push(State(target_groups={"group": group}))

    def send_back(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(read(connection, 105))

    with _target(plane, send_back), _connect(plane) as connection:
        port = connection.getsockname()[1]
        answer = _greet(connection, 105)

    assert answer == header(("10.0.1.20", port), (str(ENI_ADDRESS), PORT), "vpce-1") + b"hello"


def test_bulk_and_half_closed_connections_arrive_whole(plane: Client) -> None:
    data = bytes(range(256)) * (1 << 12)

    def take_all(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(read(connection, len(data) + 1))

    with _target(plane, take_all), _connect(plane) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        assert read(connection, len(data) + 1) == data

    traffic = until(plane.traffic, lambda found: "active" not in found["vpce-1"])["vpce-1"]
    assert traffic == {"opened": 1, "sent": len(data), "received": len(data)}


def _idle(plane: Client, seconds: float) -> None:
    plane.push(State(listeners={"listener": replace(link().listeners["listener"], idle_timeout=seconds)}))


def test_idle_connection_is_forgotten_and_then_reset(plane: Client) -> None:
    _idle(plane, 0.2)
    with _target(plane), _connect(plane) as connection:
        _greet(connection)
        until(plane.traffic, lambda found: found.get("vpce-1", {}).get("forgotten") == 1)
        connection.sendall(b"anybody?")

        with pytest.raises(ConnectionResetError):
            connection.recv(1)


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="the system does not tell of keep-alive probes")
def test_keep_alive_probes_keep_a_connection(plane: Client) -> None:
    _idle(plane, 3)
    with _target(plane), _connect(plane) as kept, _connect(plane) as idle:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
            kept.setsockopt(socket.IPPROTO_TCP, option, 1)
        _greet(kept)
        _greet(idle)
        until(plane.traffic, lambda found: found.get("vpce-1", {}).get("forgotten") == 1)

        assert _greet(kept, 5) == b"hello"


def test_health_follows_whether_a_program_listens(plane: Client) -> None:
    group = link().target_groups["group"]
    check = replace(group.check, interval=0.05, timeout=PATIENCE, healthy_threshold=2)
    plane.push(State(target_groups={"group": replace(group, check=check)}))

    until(plane.health, lambda found: found[0].health.status is Status.UNHEALTHY)
    with _target(plane):
        until(plane.health, lambda found: found[0].health.status is Status.HEALTHY and found[0].inhabited)


def test_trace_and_visitors_are_as_in_namespaces(plane: Client) -> None:
    visitor = plane.visit("service")
    trace = plane.trace(visitor.client.id, str(visitor.entry.addresses[0]), PORT)
    with _target(plane), _connect(plane, visitor.client.id, str(visitor.entry.addresses[0])) as connection:
        _greet(connection)
        plane.reject(visitor)
        with pytest.raises(ConnectionResetError):
            connection.recv(1)

    assert (trace.stopped, [each.address for each in trace.ways]) == (None, [TARGET_ADDRESS])


def test_programs_of_two_interfaces_meet_by_their_groups(plane: Client) -> None:
    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        neighbour = plane.attach(Place("provider"))
        with _connect(plane, neighbour.id, str(TARGET_ADDRESS), TARGET_PORT) as connection:
            assert _greet(connection) == ANSWER
        assert _is_silent(plane, neighbour.id, str(TARGET_ADDRESS), TARGET_PORT + 1)
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


def test_command_behind_an_interface_goes_through_the_proxy(plane: Client) -> None:
    program = (
        "import os, sys, urllib.request as r\nfrom http.client import HTTPConnection\n"
        "from urllib.parse import urlsplit, unquote\nfrom base64 import b64encode\n"
        "url = urlsplit(os.environ['HTTPS_PROXY'])\nown = HTTPConnection(url.hostname, url.port, timeout=60)\n"
        "key = b64encode(f'{unquote(url.username)}:{url.password}'.encode()).decode()\n"
        "own.set_tunnel(sys.argv[1], 443, {'Proxy-Authorization': f'Basic {key}'})\n"
        "own.connect()\nown.sock.sendall(b'hello')\nprint(own.sock.recv(99).decode())\n"
    )
    with _target(plane), plane.entrance(CLIENT) as entrance:
        command = entrance.command(sys.executable, "-c", program, NAME)
        shown = subprocess.run(command, pass_fds=entrance.descriptors, capture_output=True, text=True, check=False)

    assert (shown.stdout.strip(), shown.stderr) == (ANSWER.decode(), "")


def test_no_command_runs_behind_an_endpoint(plane: Client) -> None:
    with pytest.raises(WireError, match="no program runs behind it"), plane.entrance(ENI):
        pass


def test_command_ends_with_its_interface(plane: Client) -> None:
    with plane.entrance(CLIENT) as entrance:
        command = entrance.command("sleep", "600")
        with subprocess.Popen(command, pass_fds=entrance.descriptors) as running:
            until(psutil.Process(running.pid).children, bool)
            plane.push(State(), [CLIENT])

            assert running.wait(PATIENCE) == 128 + 9


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"HTTP/1.1 400 this is no HTTP request"),
        ("GET http://orders.example.com/ HTTP/1.1", b"HTTP/1.1 405 only CONNECT is known: speak TLS, or see curl's"),
        ("CONNECT orders.example.com HTTP/1.1", b"HTTP/1.1 400 orders.example.com is not HOST:PORT"),
        ("CONNECT orders.example.com:443 HTTP/1.1", b"HTTP/1.1 407 the user is an address, and the password a token"),
        ("x" * (1 << 15), b"HTTP/1.1 400 this is no HTTP request"),
    ],
)
def test_bad_request_is_answered(plane: Client, line: str, status: bytes) -> None:
    with _proxied(plane) as connection:
        connection.sendall(f"{line}\r\n\r\n".encode("latin-1"))

        assert _status(connection.recv(1 << 12)).startswith(status)


def test_client_with_wrong_credentials_is_refused(plane: Client) -> None:
    key = base64.b64encode(b"10.0.1.20:guess").decode()
    with _proxied(plane) as connection:
        connection.sendall(f"CONNECT {NAME}:443 HTTP/1.1\r\nProxy-Authorization: Basic {key}\r\n\r\n".encode())

        assert _status(connection.recv(1 << 12)).startswith(b"HTTP/1.1 407 ")


def test_reset_gives_back_every_descriptor(plane: Client, process: Process) -> None:
    plane.reset()
    before = psutil.Process(process.pid).num_fds()
    plane.push(link(), whole=True)
    with _target(plane), _connect(plane) as connection, plane.entrance(CLIENT):
        _greet(connection)
        plane.reset()

    assert until(psutil.Process(process.pid).num_fds, lambda found: found <= before) <= before


def test_plane_without_free_descriptors_refuses_and_goes_on(tmp_path: Path) -> None:
    command = ("/bin/sh", "-c", 'ulimit -n 64; exec "$@"', "sh", *PYTHON)
    with Process(tmp_path / "socket", command, by_proxies=True) as process, process.client() as client:
        client.push(link(), whole=True)
        with _target(client):
            with ExitStack() as connections, pytest.raises(OSError, match=r"Too many open files|reset|Errno 104"):
                _connect_for_ever(client, connections)

            until(client.traffic, lambda found: "active" not in found["vpce-1"])
            with _connect(client) as connection:
                assert _greet(connection) == ANSWER


def _connect_for_ever(client: Client, connections: ExitStack) -> None:
    while True:
        _greet(connections.enter_context(_connect(client)))


def test_nothing_of_linux_alone_is_needed(tmp_path: Path) -> None:
    """A stand-in for macOS: what only Linux has is gone before anything of ours is imported."""
    missing = {
        "os": ["eventfd", "splice", "setns", "unshare", "memfd_create", "pidfd_open", "pipe2"],
        "select": ["epoll", "EPOLLIN", "EPOLLOUT", "EPOLLET", "EPOLLRDHUP", "EPOLLERR", "EPOLLHUP"],
        "socket": ["AF_NETLINK", "SOCK_NONBLOCK", "SOCK_CLOEXEC", "TCP_INFO"],
    }
    program = (
        "import asyncio, importlib, json, runpy, sys\n"
        f"for module, names in json.loads({json.dumps(json.dumps(missing))}).items():\n"
        "    for name in names:\n        delattr(importlib.import_module(module), name)\n"
        "importlib.import_module('selectors').DefaultSelector = importlib.import_module('selectors').SelectSelector\n"
        "importlib.reload(importlib.import_module('asyncio.selector_events'))\n"
        "sys.platform = 'darwin'\nsys.argv = sys.argv[1:]\n"
        "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)\n"
    )
    command = (sys.executable, "-P", "-c", program)
    with Process(tmp_path / "socket", command, by_proxies=True) as process, process.client() as client:
        client.push(link(), whole=True)
        with _target(client), _connect(client) as connection:
            assert _greet(connection) == ANSWER
        assert client.authority().exists()
        with client.entrance(CLIENT) as entrance:
            assert entrance.network == -1
