"""Programs behind interfaces where proxies stand for namespaces, and what they may say to a proxy."""

from __future__ import annotations

import base64
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psutil
import pytest

from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.dataplane.state.wire import WireError
from tests.support.plane import CLIENT, ENI, NAME
from tests.support.proxied import ANSWER, PATIENCE, target
from tests.support.until import until

pytestmark = pytest.mark.process


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


def test_command_behind_an_interface_goes_through_the_proxy(plane: Client) -> None:
    program = (
        "import os, sys, urllib.request as r\nfrom http.client import HTTPConnection\n"
        "from urllib.parse import urlsplit, unquote\nfrom base64 import b64encode\n"
        "url = urlsplit(os.environ['HTTPS_PROXY'])\nown = HTTPConnection(url.hostname, url.port, timeout=60)\n"
        "key = b64encode(f'{unquote(url.username)}:{url.password}'.encode()).decode()\n"
        "own.set_tunnel(sys.argv[1], 443, {'Proxy-Authorization': f'Basic {key}'})\n"
        "own.connect()\nown.sock.sendall(b'hello')\nprint(own.sock.recv(99).decode())\n"
    )
    with target(plane), plane.entrance(CLIENT) as entrance:
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
