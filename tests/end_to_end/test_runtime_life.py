"""One LocalStack, started in an environment full of settings that would change it."""

from __future__ import annotations

import json
import os
import socket
import ssl
from http.client import HTTPSConnection
from typing import TYPE_CHECKING

import psutil
import pytest

from privatelink_localstack.runtime import process
from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.usage import measure
from tests.support.versions import LOCALSTACK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from privatelink_localstack.runtime.instance import Instance

HOSTILE = {
    "GATEWAY_LISTEN": "0.0.0.0:4566,[::]:4566",
    "GATEWAY_SERVER": "hypercorn",
    "HTTP_PROXY": "http://192.0.2.1:3128",
    "LOCALSTACK_AUTH_TOKEN": "theirs",
    "OVERRIDE_IN_DOCKER": "1",
    "PYTHONWARNINGS": "error",
    "SERVICES": "sqs",
}
"""A user's environment that would make LocalStack listen elsewhere, or fail."""

CONNECTIONS = """
import os, sys
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        with open({path!r}, "a") as notes:
            print(event, arguments[1] if event == "socket.connect" else arguments[0], file=notes)
sys.addaudithook(note)
"""
"""A `sitecustomize`, which Python runs first: it notes the addresses and names that the process asks for."""


@pytest.fixture(scope="module")
def connections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notes") / "connections"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, connections: Path) -> Iterator[Instance]:
    directory = tmp_path_factory.mktemp("localstack")
    (connections.parent / "sitecustomize.py").write_text(CONNECTIONS.format(path=str(connections)))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LOCALSTACK_ENDPOINT", raising=False)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        patch.setenv("PYTHONPATH", str(connections.parent), prepend=os.pathsep)
        for name, value in HOSTILE.items():
            patch.setenv(name, value)
        yield process.up(directory=directory)
        process.down(directory=directory, force=True)


@pytest.fixture
def running(instance: Instance) -> psutil.Process:
    assert instance.pid is not None
    return psutil.Process(instance.pid)


def test_instance_has_the_pinned_version_and_is_ours(instance: Instance) -> None:
    assert (instance.version, instance.owner, instance.started) == (LOCALSTACK, "ours", True)


def test_process_listens_on_loopback_alone(instance: Instance, running: psutil.Process) -> None:
    listening = {
        connection.laddr
        for connection in running.net_connections(kind="inet")
        if connection.status in {psutil.CONN_LISTEN, psutil.CONN_NONE}
    }
    assert {("127.0.0.1", int(instance.endpoint.rpartition(":")[2]))} == listening


def test_process_is_no_child_of_its_starter(running: psutil.Process) -> None:
    assert os.getpid() not in {parent.pid for parent in running.parents()}


def test_process_has_its_own_session(running: psutil.Process) -> None:
    assert os.getsid(running.pid) != os.getsid(0)


def test_second_up_returns_the_same_instance(instance: Instance) -> None:
    again = process.up(directory=instance.directory)
    assert (again.pid, again.endpoint, again.started) == (instance.pid, instance.endpoint, False)


def test_find_returns_the_instance(instance: Instance) -> None:
    found = process.find(directory=instance.directory)
    assert found is not None
    assert (found.pid, found.endpoint, found.version) == (instance.pid, instance.endpoint, LOCALSTACK)


def test_up_rejects_another_port_while_running(instance: Instance) -> None:
    port = int(instance.endpoint.rpartition(":")[2])
    with pytest.raises(LocalStackError, match=f"LocalStack runs on port {port} already"):
        process.up(directory=instance.directory, port=port + 1)


def test_https_answers_on_the_same_port(instance: Instance) -> None:
    context = ssl.create_default_context()
    # LocalStack's certificate is self-signed.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = HTTPSConnection(instance.endpoint.removeprefix("http://"), context=context, timeout=10)
    connection.request("GET", "/_localstack/health")
    version = json.load(connection.getresponse())["version"]
    connection.close()
    assert version == LOCALSTACK


def test_files_are_in_the_directory(instance: Instance) -> None:
    assert instance.directory is not None
    assert {"filesystem", "localstack.log", "lock", "state.json"} <= {
        path.name for path in instance.directory.iterdir()
    }


def test_usage_is_measured(instance: Instance) -> None:
    usage = measure(instance)
    assert usage is not None
    assert usage.memory > 50_000_000
    assert usage.uptime > 0


def test_requests_are_served_without_other_connections(instance: Instance, connections: Path) -> None:
    from privatelink_localstack.runtime.warmup import warm_up

    port = int(instance.endpoint.rpartition(":")[2])
    warm_up(port)
    assert instance.directory is not None
    assert "AWS ec2.DescribeVpcs => 200" in (instance.directory / "localstack.log").read_text()
    asked = {line for line in connections.read_text().splitlines() if not line.startswith("socket.connect /")}
    assert asked <= {f"socket.connect ('127.0.0.1', {port})", f"socket.connect ('localhost', {port})"} | {
        f"socket.getaddrinfo {name}" for name in ("127.0.0.1", "localhost", socket.gethostname())
    }
