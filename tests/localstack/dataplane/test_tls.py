"""TLS that ends in the plane: AWS's services behind endpoints, and TLS listeners of load balancers."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from privatelink_localstack.dataplane.certificates import Authority, Issued, load
from privatelink_localstack.dataplane.client import Client, Process
from privatelink_localstack.dataplane.protocol import Origin
from privatelink_localstack.dataplane.relay.proxy_protocol import header
from privatelink_localstack.dataplane.state.model import Certificate, State, Tls
from tests.support.echo import Handle, echo, over_tls, read, serving
from tests.support.plane import (
    AWS_NAME,
    CLIENT,
    ENI_ADDRESS,
    NAME,
    NODE_ADDRESS,
    PORT,
    SOURCE,
    STRANGER,
    TARGET_PORT,
    aws_service,
    changed,
    link,
)

pytestmark = pytest.mark.process
PATIENCE = 60.0
SILENCE = 0.3
"""Seconds after which no answer is silence. An answer that comes late would fail a test, not pass one."""
ASK = """
import socket, ssl, sys
with socket.create_connection((sys.argv[1], 443), timeout=60) as plain:
    with ssl.create_default_context().wrap_socket(plain, server_hostname=sys.argv[1]) as secured:
        secured.sendall(b"hello")
        print(secured.recv(99).decode())
"""


@contextmanager
def _localstack(handle: Handle = echo) -> Iterator[int]:
    """Serve on a port of the host, as LocalStack does."""
    listener = socket.create_server(("127.0.0.1", 0))
    with serving(listener, handle):
        yield listener.getsockname()[1]


def _trusting(authority: str, *alpn: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=authority)
    if alpn:
        context.set_alpn_protocols(list(alpn))
    return context


def _secure(
    plane: Client, name: str = AWS_NAME, *alpn: str, host: str | None = None, authority: str = ""
) -> ssl.SSLSocket:
    plain = plane.connect(CLIENT, host or name, PORT, PATIENCE)
    plain.settimeout(PATIENCE)
    context = _trusting(authority or plane.authority().read_text(encoding="ascii"), *alpn)
    return context.wrap_socket(plain, server_hostname=name)


def _say(connection: socket.socket, text: bytes, length: int) -> bytes:
    connection.sendall(text)
    return read(connection, length)


def test_client_reaches_localstack_from_the_endpoint_s_own_address(plane: Client) -> None:
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)

        with _secure(plane) as connection:
            answer = _say(connection, b"hello", 16)

    assert answer == f"{SOURCE} hello".encode()


def test_connection_s_origin_is_the_client(plane: Client) -> None:
    def tell_port(connection: socket.socket, peer: tuple[str, int]) -> None:
        connection.sendall(f"{peer[1]:05}".encode())
        connection.recv(1)

    with _localstack(tell_port) as edge:
        plane.push(aws_service(edge), whole=True)
        with _secure(plane) as connection:
            port = int(read(connection, 5))

            assert plane.origin(str(SOURCE), port) == Origin("vpce-aws", "10.0.1.20")
            assert plane.origin("127.64.0.9", port) is None


def test_many_bytes_pass_in_both_directions(plane: Client) -> None:
    sent = bytes(range(256)) * 8192
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)
        with _secure(plane) as connection:
            before = len(f"{SOURCE} ")
            connection.sendall(sent)
            received = read(connection, before + len(sent))

    assert received[before:] == sent


def test_other_name_is_not_the_certificate_s(plane: Client) -> None:
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)

        with pytest.raises(ssl.SSLCertVerificationError, match=r"not valid for 'orders\.example\.com'"):
            _secure(plane, NAME, host=AWS_NAME)


def test_records_name_the_services_of_aws_without_their_certificates(plane: Client) -> None:
    pushed = aws_service(4566)
    plane.push(pushed, whole=True)
    (own,) = plane.records().aws_endpoints.values()

    assert own == replace(pushed.aws_endpoints["vpce-aws"], tls=Tls((Certificate((AWS_NAME,)),)))


def test_alpn_is_what_localstack_speaks(plane: Client) -> None:
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)

        with _secure(plane, AWS_NAME, "h2", "http/1.1") as connection:
            assert connection.selected_alpn_protocol() == "http/1.1"


def test_plain_port_goes_to_localstack_too(plane: Client) -> None:
    with _localstack() as edge:
        state = aws_service(edge)
        own = replace(state.aws_endpoints["vpce-aws"], ports=(), plain_ports=(PORT,))
        plane.push(changed(state, "aws_endpoints", **{own.id: own}), whole=True)

        with plane.connect(CLIENT, AWS_NAME, PORT, PATIENCE) as connection:
            assert _say(connection, b"hello", 16) == f"{SOURCE} hello".encode()


def test_what_no_group_allows_is_silent(plane: Client) -> None:
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)

        for source, port in ((STRANGER, PORT), (CLIENT, 80)):
            with pytest.raises(TimeoutError):
                plane.connect(source, str(ENI_ADDRESS), port, SILENCE)


def test_endpoint_that_is_deleted_cuts_its_connections(plane: Client) -> None:
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)
        with _secure(plane) as connection:
            _say(connection, b"hello", 16)
            plane.push(State(), ["vpce-aws"])

            with pytest.raises(ConnectionResetError):
                connection.recv(1)


def test_client_without_tls_is_ended_and_others_go_on(plane: Client) -> None:
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)
        with plane.connect(CLIENT, AWS_NAME, PORT, PATIENCE) as garbage:
            garbage.settimeout(PATIENCE)
            garbage.sendall(b"GET / HTTP/1.1\r\nHost: nobody\r\n\r\n")
            told = read(garbage, 99)

        with _secure(plane) as connection:
            answer = _say(connection, b"hello", 16)

    assert told == b""
    assert answer == f"{SOURCE} hello".encode()


def test_localstack_that_does_not_answer_ends_the_connection(plane: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        edge = closed.getsockname()[1]
    plane.push(aws_service(edge), whole=True)

    with _secure(plane) as connection:
        assert connection.recv(1) == b""


def test_bytes_are_counted_as_the_network_has_them(plane: Client) -> None:
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)
        with _secure(plane) as connection:
            _say(connection, b"x" * 10_000, 10_011)
            counted = plane.traffic()["vpce-aws"]

    assert counted["opened"] == counted["active"] == 1
    assert counted["sent"] > 10_000
    assert counted["received"] > 10_000


def test_command_trusts_the_authority_alone(plane: Client) -> None:
    with _localstack() as edge:
        plane.push(aws_service(edge), whole=True)
        with plane.entrance(CLIENT) as entrance:
            done = subprocess.run(
                entrance.command(sys.executable, "-c", ASK, AWS_NAME),
                pass_fds=entrance.descriptors,
                capture_output=True,
                text=True,
                check=False,
            )

    assert (done.stdout, done.stderr) == (f"{SOURCE} hello\n", "")


def test_authority_s_file_is_removed_with_the_process(path: Path) -> None:
    with Process(path) as process, process.client() as client:
        authority = client.authority()
        assert authority.read_text(encoding="ascii").startswith("-----BEGIN CERTIFICATE-----")

    assert not authority.exists()


OWN = Authority()
"""The authority of a customer's certificates."""


def _certificate(issued: Issued, *names: str) -> Certificate:
    return Certificate(names, issued.chain, issued.key)


def _tls_listener(*certificates: Certificate, alpn: tuple[str, ...] = ()) -> State:
    state = link()
    listener = replace(state.listeners["listener"], protocol="TLS", tls=Tls(certificates, alpn))
    return changed(state, "listeners", listener=listener)


def test_load_balancer_ends_tls_with_the_certificate_for_the_name(plane: Client) -> None:
    other = "other.example.com"
    default, second = OWN.issue((other,)), OWN.issue((NAME,))
    plane.push(_tls_listener(_certificate(default, other), _certificate(second, NAME)), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        answers = []
        for name in (NAME, other):
            with _secure(plane, name, host=NAME, authority=OWN.text) as connection:
                answers.append(_say(connection, b"hello", 14))

    assert answers == [f"{NODE_ADDRESS} hello".encode()] * 2


def test_garbage_ends_its_connection_to_a_load_balancer_and_others_go_on(plane: Client) -> None:
    plane.push(_tls_listener(_certificate(OWN.issue((NAME,)), NAME)), whole=True)
    heard = []

    def note(connection: socket.socket, _: tuple[str, int]) -> None:
        while data := connection.recv(1 << 16):
            heard.append(data)
            connection.sendall(data)

    with serving(plane.listen("eni-target", TARGET_PORT), note):
        with plane.connect(CLIENT, NAME, PORT, PATIENCE) as garbage:
            garbage.settimeout(PATIENCE)
            garbage.sendall(b"\x00\xff" * 50)
            told = read(garbage, 99)

        with _secure(plane, NAME, authority=OWN.text) as connection:
            answer = _say(connection, b"hello", 5)

    assert told == b""
    assert answer == b"hello"
    assert heard == [b"hello"]


def test_load_balancer_s_alpn_policy_decides(plane: Client) -> None:
    own = _certificate(OWN.issue((NAME,)), NAME)
    plane.push(_tls_listener(own, alpn=("h2", "http/1.1")), whole=True)

    with (
        serving(plane.listen("eni-target", TARGET_PORT), echo),
        _secure(plane, NAME, "http/1.1", "h2", authority=OWN.text) as connection,
    ):
        assert connection.selected_alpn_protocol() == "h2"


def test_load_balancer_s_security_policy_decides_about_ciphers(plane: Client) -> None:
    own = "ECDHE-ECDSA-AES128-SHA256"
    tls = Tls((_certificate(OWN.issue((NAME,)), NAME),), versions=("TLSv1", "TLSv1_2"), ciphers=(own, "AES128-SHA"))
    state = link()
    plane.push(
        changed(state, "listeners", listener=replace(state.listeners["listener"], protocol="TLS", tls=tls)), whole=True
    )
    other = ssl.create_default_context(cadata=OWN.text)
    other.maximum_version = ssl.TLSVersion.TLSv1_2
    other.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")

    with serving(plane.listen("eni-target", TARGET_PORT), echo):
        with _secure(plane, NAME, authority=OWN.text) as connection:
            cipher = connection.cipher()
        with plane.connect(CLIENT, NAME, PORT, PATIENCE) as plain, pytest.raises(ssl.SSLError, match="HANDSHAKE"):
            other.wrap_socket(plain, server_hostname=NAME)

    assert cipher is not None
    assert cipher[0] == own


def test_targets_of_a_tls_listener_get_tls_and_the_header_before_it(plane: Client) -> None:
    own = OWN.issue((NAME,))
    state = _tls_listener(_certificate(own, NAME))
    group = replace(state.target_groups["group"], tls=True, proxy_protocol=True)
    plane.push(changed(state, "target_groups", group=group), whole=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    load(context, own)
    headers = []

    def behind_header(connection: socket.socket, peer: tuple[str, int]) -> None:
        headers.append(read(connection, 100))
        over_tls(context, echo)(connection, peer)

    with (
        serving(plane.listen("eni-target", TARGET_PORT), behind_header),
        _secure(plane, NAME, authority=OWN.text) as connection,
    ):
        answer = _say(connection, b"hello", 14)
        client = connection.getsockname()

    assert answer == f"{NODE_ADDRESS} hello".encode()
    assert headers == [header(client, (str(ENI_ADDRESS), PORT), "vpce-1")]


def test_certificate_that_is_asked_of_the_plane_is_its_authority_s(plane: Client) -> None:
    plane.push(_tls_listener(Certificate((NAME,))), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), _secure(plane, NAME) as connection:
        assert _say(connection, b"hello", 14) == f"{NODE_ADDRESS} hello".encode()
