"""Connections from a workload through an endpoint to a target, in namespaces of the kernel."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.relay.proxy_protocol import header
from privatelink_localstack.dataplane.state.health import CheckProtocol, HealthCheck, Reason, Status
from privatelink_localstack.dataplane.state.model import Permission, SecurityGroup, State, Subnet, Target
from tests.support.echo import Handle, echo, over_tls, page, read, serving
from tests.support.plane import (
    BLOCK,
    CLIENT,
    ENI,
    ENI_ADDRESS,
    ENI_ADDRESS_V6,
    NAME,
    NODE_ADDRESS,
    PORT,
    STRANGER,
    TARGET_PORT,
    changed,
    link,
    over_ipv6,
)
from tests.support.until import until

pytestmark = pytest.mark.process
TRIES = 50
PATIENCE = 60.0
"""Seconds for what must succeed, on the busiest machine."""
SILENCE = 0.3
"""Seconds after which no answer is silence. An answer that comes late would fail a test, not pass one."""


@contextmanager
def _target(plane: Client, handle: Handle = echo) -> Iterator[None]:
    with serving(plane.listen("eni-target", TARGET_PORT), handle):
        yield


def _connect(plane: Client, source: str = CLIENT, host: str = NAME) -> socket.socket:
    connection = plane.connect(source, host, PORT, PATIENCE)
    connection.settimeout(PATIENCE)
    return connection


def _say(connection: socket.socket, text: bytes, length: int) -> bytes:
    connection.sendall(text)
    return read(connection, length)


def _is_silent(plane: Client, source: str = CLIENT, port: int = PORT) -> bool:
    with pytest.raises(TimeoutError):
        plane.connect(source, str(ENI_ADDRESS), port, SILENCE)
    return True


def _with_endpoint(state: State, of_endpoint: str) -> State:
    return changed(state, "endpoints", **{"vpce-1": replace(state.endpoints["vpce-1"], state=of_endpoint)})


def test_client_reaches_a_target_that_has_the_endpoint_s_own_address(plane: Client) -> None:
    plane.push(link(), whole=True)

    with _target(plane), _connect(plane) as connection:
        answer = _say(connection, b"hello", 14)

    assert answer == f"{NODE_ADDRESS} hello".encode()


def test_what_no_group_allows_is_silent(plane: Client) -> None:
    plane.push(link(), whole=True)

    assert _is_silent(plane, STRANGER)
    assert _is_silent(plane, port=80)


def test_source_without_egress_is_silent(plane: Client) -> None:
    plane.push(changed(link(), "groups", clients=SecurityGroup("clients")), whole=True)

    assert _is_silent(plane)


def test_nothing_leaves_the_vpc(plane: Client) -> None:
    plane.push(link(), whole=True)

    with pytest.raises(TimeoutError):
        plane.connect(CLIENT, "192.0.2.1", PORT, SILENCE)


def test_closed_endpoint_cuts_and_is_silent_and_opens_again(plane: Client) -> None:
    plane.push(link(), whole=True)
    with _target(plane):
        with _connect(plane) as connection:
            _say(connection, b"hello", 14)
            plane.push(_with_endpoint(link(), "rejected"), whole=True)
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
        assert _is_silent(plane)

        plane.push(_with_endpoint(link(), "available"), whole=True)
        with _connect(plane) as connection:
            assert _say(connection, b"again", 14).endswith(b"again")


def test_rule_that_goes_leaves_open_connections(plane: Client) -> None:
    plane.push(link(), whole=True)
    with _target(plane), _connect(plane) as connection:
        _say(connection, b"hello", 14)
        plane.push(State(groups={"endpoint": SecurityGroup("endpoint")}))

        assert _say(connection, b"still", 5) == b"still"
        assert _is_silent(plane)


def test_target_gets_the_endpoint_s_id_in_its_header(plane: Client) -> None:
    state = link()
    group = replace(state.target_groups["group"], proxy_protocol=True)
    plane.push(changed(state, "target_groups", group=group), whole=True)

    def send_back(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(read(connection, 105))

    with _target(plane, send_back), _connect(plane) as connection:
        source = connection.getsockname()
        answer = _say(connection, b"hello", 105)

    assert answer == header(source, (str(ENI_ADDRESS), PORT), "vpce-1") + b"hello"


def test_bulk_and_half_closed_connections_arrive_whole(plane: Client) -> None:
    plane.push(link(), whole=True)
    data = bytes(range(256)) * (1 << 13)

    def take_all(connection: socket.socket, _: tuple[str, int]) -> None:
        connection.sendall(read(connection, len(data) + 1))

    with _target(plane, take_all), _connect(plane) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = read(connection, len(data) + 1)

    assert answer == data
    traffic = until(plane.traffic, lambda found: "active" not in found["vpce-1"])["vpce-1"]
    assert (traffic["sent"], traffic["received"]) == (len(data), len(data))


def test_target_that_does_not_listen_resets_and_no_connection_counts_as_opened(plane: Client) -> None:
    plane.push(link(), whole=True)

    for _ in range(TRIES):  # Whether the kernel tells of the target's refusal at once is chance.
        # The reset may come before the client has learnt that it is connected.
        with pytest.raises(ConnectionResetError), _connect(plane) as connection:
            connection.recv(1)

    assert plane.traffic()["vpce-1"] == {"refused": TRIES}


def _idle(seconds: float) -> State:
    state = link()
    return changed(state, "listeners", listener=replace(state.listeners["listener"], idle_timeout=seconds))


def test_idle_connection_is_forgotten_and_then_reset(plane: Client) -> None:
    plane.push(_idle(0.2), whole=True)
    with _target(plane), _connect(plane) as connection:
        _say(connection, b"hello", 14)
        until(plane.traffic, lambda found: found.get("vpce-1", {}).get("forgotten") == 1)
        connection.sendall(b"anybody?")

        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_keep_alive_probes_keep_a_connection(plane: Client) -> None:
    plane.push(_idle(2), whole=True)
    with _target(plane), _connect(plane) as kept, _connect(plane) as idle:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
            kept.setsockopt(socket.IPPROTO_TCP, option, 1)
        _say(kept, b"hello", 14)
        _say(idle, b"hello", 14)
        until(plane.traffic, lambda found: found.get("vpce-1", {}).get("forgotten") == 1)

        assert _say(kept, b"alive", 5) == b"alive"


def _checked(protocol: CheckProtocol, *targets: Target) -> State:
    state = link()
    check = HealthCheck(protocol, interval=0.05, timeout=PATIENCE, unhealthy_threshold=2, healthy_threshold=2)
    group = state.target_groups["group"]
    return changed(state, "target_groups", group=replace(group, check=check, targets=targets or group.targets))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("200 OK", (Status.HEALTHY, None)),
        ("301 Moved Permanently", (Status.HEALTHY, None)),
        ("250 Between", (Status.UNHEALTHY, Reason.CODE)),
        ("503 Service Unavailable", (Status.UNHEALTHY, Reason.CODE)),
    ],
)
def test_health_follows_the_status_of_a_page(
    plane: Client, status: str, expected: tuple[Status, Reason | None]
) -> None:
    state = _checked(CheckProtocol.HTTP)
    group = state.target_groups["group"]
    ranges = replace(group.check, codes=((200, 204), (301, 301)))
    plane.push(changed(state, "target_groups", group=replace(group, check=ranges)), whole=True)

    with _target(plane, page(status)):
        (found,) = until(plane.health, lambda each: (each[0].health.status, each[0].health.reason) == expected)

    assert found.group == "group"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's context with a certificate that nobody has signed."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "orders.test")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    valid = builder.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2020, 1, 2, tzinfo=UTC))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + valid.sign(key, SHA256()).public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context


def test_https_check_does_not_look_at_the_certificate(plane: Client, certificate: ssl.SSLContext) -> None:
    plane.push(_checked(CheckProtocol.HTTPS), whole=True)

    with _target(plane, over_tls(certificate, page("200 OK"))):
        until(plane.health, lambda found: found[0].health.status is Status.HEALTHY)


def test_page_over_plain_tcp_fails_an_https_check(plane: Client) -> None:
    plane.push(_checked(CheckProtocol.HTTPS), whole=True)

    with _target(plane, page("200 OK")):
        (found,) = until(plane.health, lambda each: each[0].health.status is Status.UNHEALTHY)

    assert found.health.reason is Reason.FAILED


def test_connections_avoid_the_target_that_does_not_listen(plane: Client) -> None:
    dead = Target(ip_address("10.0.1.5"), TARGET_PORT + 1, "a")
    alive = replace(dead, port=TARGET_PORT)
    both = Permission((6, 6), (TARGET_PORT, TARGET_PORT + 1), (BLOCK,))
    state = changed(_checked(CheckProtocol.TCP, alive, dead), "groups", targets=SecurityGroup("targets", (both,)))
    plane.push(state, whole=True)

    with _target(plane):
        until(plane.health, lambda found: {each.health.status for each in found} == {Status.HEALTHY, Status.UNHEALTHY})
        for _ in range(8):
            with _connect(plane) as connection:
                assert _say(connection, b"hello", 14).endswith(b"hello")


def test_ipv6_goes_all_the_way(plane: Client) -> None:
    state = link()
    sources = {CLIENT: "fd00::20", ENI: "fd00::5"}
    for key, address in sources.items():
        interface = state.interfaces[key]
        both = (*interface.addresses, ip_address(address))
        state = changed(state, "interfaces", **{key: replace(interface, addresses=both)})
    subnet = state.subnets["consumer-a"]
    state = changed(state, "subnets", **{"consumer-a": Subnet(subnet.id, subnet.vpc, subnet.zone)})
    group = SecurityGroup("endpoint", (Permission((6, 6), (PORT, PORT), (ip_network("fd00::20/128"),)),))
    plane.push(changed(state, "groups", endpoint=group), whole=True)

    with _target(plane), _connect(plane, host="fd00::5") as connection:
        assert _say(connection, b"hello", 14).endswith(b"hello")


def test_client_without_ipv4_asks_the_resolver_and_connects_by_name(plane: Client) -> None:
    plane.push(over_ipv6(), whole=True)

    assert plane.lookup(CLIENT, NAME, "AAAA") == frozenset({str(ENI_ADDRESS_V6)})
    assert plane.trace(CLIENT, NAME, PORT).stopped is None
    with _target(plane), _connect(plane, host=NAME) as connection:
        assert connection.getpeername()[:2] == (str(ENI_ADDRESS_V6), PORT)
        assert _say(connection, b"hello", 14).endswith(b"hello")
