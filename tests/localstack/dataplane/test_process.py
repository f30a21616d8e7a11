"""The plane's process: who may talk to it, how it ends, and what it leaves: nothing."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import psutil
import pytest

from privatelink_localstack.dataplane.client import Client, PlaneError, Process
from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.dataplane.state.wire import WireError
from tests.support.echo import echo, read, serving
from tests.support.namespaces import PYTHON, as_ordinary_user, need_namespaces
from tests.support.plane import CLIENT, ENI, NAME, PORT, TARGET_PORT, changed, link
from tests.support.until import until

pytestmark = pytest.mark.process
PATIENCE = 60.0
"""Seconds for what must succeed, on the busiest machine."""


def _ended(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def _say(path: Path, text: bytes) -> list[Any]:
    """Return the answers to lines that are written by hand."""
    with socket.socket(socket.AF_UNIX) as connection, connection.makefile("rb") as answers:
        connection.connect(str(path))
        connection.sendall(text)
        return [json.loads(answers.readline()) for _ in range(text.count(b"\n"))]


def test_socket_is_the_user_s_own(process: Process) -> None:
    assert stat.S_IMODE(process.path.stat().st_mode) == 0o600


@pytest.mark.usefixtures("plane")
@pytest.mark.parametrize(
    "line", ["garbage", "[]", '{"do":"dance"}', '{"do":"push","put":{"vpcs":[]}}', '{"do":"connect"}']
)
def test_bad_request_is_answered_and_the_connection_stays(process: Process, line: str) -> None:
    bad, good = _say(process.path, f'{line}\n{{"do":"health"}}\n'.encode())

    assert (bad["code"], good) == (None, {"data": []})


def test_unknown_interface_is_named(plane: Client) -> None:
    with pytest.raises(WireError, match="interface 'eni-none' does not exist"):
        plane.connect("eni-none", "10.0.0.2", PORT)


def test_reset_removes_everything_and_the_plane_goes_on(plane: Client) -> None:
    plane.push(link(), whole=True)
    plane.reset()
    with pytest.raises(WireError):
        plane.listen("eni-target", 80)

    plane.push(link(), whole=True)
    plane.listen("eni-target", 80).close()


def test_taken_port_is_an_error_of_the_kernel(plane: Client) -> None:
    plane.push(link(), whole=True)

    with plane.listen("eni-target", 80), pytest.raises(OSError, match="in use"):
        plane.listen("eni-target", 80)


def test_refused_change_leaves_an_empty_plane_that_takes_a_whole_state(plane: Client) -> None:
    plane.push(link(), whole=True)
    twice = replace(link().interfaces[ENI], id="eni-twice")
    with pytest.raises(FileExistsError):
        plane.push(State(interfaces={"eni-twice": twice}))
    with pytest.raises(WireError):
        plane.listen("eni-target", 80)

    plane.push(link(), whole=True)
    plane.listen("eni-target", 80).close()


@pytest.mark.parametrize("kind", [each.name for each in fields(State) if getattr(link(), each.name)])
def test_state_may_lack_any_record_that_others_name(plane: Client, kind: str) -> None:
    plane.push(link(), whole=True)
    for key, own in getattr(link(), kind).items():
        plane.push(State(), [key])
        plane.push(State(**{kind: {key: own}}))


def test_removed_workload_is_gone_and_its_address_free(plane: Client) -> None:
    plane.push(link(), whole=True)
    plane.push(State(), [CLIENT])
    with pytest.raises(WireError):
        plane.listen(CLIENT, 80)

    plane.push(changed(State(), "interfaces", new=replace(link().interfaces[CLIENT], id="new")))
    plane.listen("new", 80).close()


def test_interface_may_move_to_another_address(plane: Client) -> None:
    plane.push(link(), whole=True)
    moved = replace(link().interfaces[ENI], addresses=(ip_address("10.0.1.6"),))

    plane.push(State(interfaces={ENI: moved}))

    plane.listen(ENI, 8443).close()


def test_process_ends_with_its_starter(path: Path) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom privatelink_localstack.dataplane.client import Process\n"
        "process = Process(Path(sys.argv[1]))\nprint(process.pid, flush=True)\nsys.stdin.read()\n"
    )
    command = [sys.executable, "-P", "-c", program, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        starter.kill()

    until(lambda: _ended(pid), bool)
    assert not path.exists()


@pytest.mark.parametrize("is_ordinary", [False, True], ids=["as we are", "as an ordinary user"])
def test_killed_process_leaves_nothing(path: Path, *, is_ordinary: bool) -> None:
    need_namespaces(as_ordinary_user=is_ordinary)
    process = Process(path, as_ordinary_user(*PYTHON) if is_ordinary else PYTHON)
    with process.client() as client:
        client.push(link(), whole=True)
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(PlaneError, match="the data plane is gone"):
            until(client.health, lambda _: False)

    assert process.close() == -signal.SIGKILL
    assert list(path.parent.iterdir()) == []


def test_terminated_process_ends_well(path: Path) -> None:
    with Process(path) as process, process.client() as client:
        client.push(link(), whole=True)
        os.kill(process.pid, signal.SIGTERM)

        until(lambda: _ended(process.pid), bool)
        assert (process.close(), path.exists()) == (0, False)


def test_state_that_needs_more_descriptors_than_there_are_is_refused(path: Path) -> None:
    command = ("/bin/sh", "-c", 'ulimit -n 270; exec "$@"', "sh", *PYTHON)
    with Process(path, command) as process, process.client() as client:
        with pytest.raises(OSError, match="needs 291 descriptors of 270; raise the limit"):
            client.push(link(), whole=True)

        client.push(State(), whole=True)


def test_plane_without_free_descriptors_refuses_and_goes_on(path: Path) -> None:
    command = ("/bin/sh", "-c", 'ulimit -n 300; exec "$@"', "sh", *PYTHON)
    with Process(path, command) as process, process.client() as client, ExitStack() as stack:
        client.push(link(), whole=True)
        stack.enter_context(serving(client.listen("eni-target", TARGET_PORT), echo))
        with ExitStack() as connections, pytest.raises(OSError, match=r"Too many open files|reset|Errno 104"):
            _connect_for_ever(client, connections)

        until(client.traffic, lambda found: "active" not in found["vpce-1"])
        with client.connect(CLIENT, NAME, PORT, PATIENCE) as connection:
            assert _greet(connection) == b"10.0.1.7 hello"


def _connect_for_ever(client: Client, connections: ExitStack) -> None:
    while True:
        _greet(connections.enter_context(client.connect(CLIENT, NAME, PORT, PATIENCE)))


def _greet(connection: socket.socket) -> bytes:
    connection.settimeout(PATIENCE)
    connection.sendall(b"hello")
    return read(connection, 14)


def test_reset_gives_back_every_descriptor(plane: Client, process: Process) -> None:
    plane.push(link(), whole=True)
    plane.reset()
    before = psutil.Process(process.pid).num_fds()
    plane.push(link(), whole=True)
    with (
        serving(plane.listen("eni-target", TARGET_PORT), echo),
        plane.connect(CLIENT, NAME, PORT, PATIENCE) as connection,
    ):
        _greet(connection)
        plane.reset()

    assert until(psutil.Process(process.pid).num_fds, lambda found: found <= before) <= before


def test_process_that_cannot_start_says_so(path: Path) -> None:
    need_namespaces(as_ordinary_user=True)
    with pytest.raises(PlaneError, match="ended with 1 before it was ready"):
        Process(path, as_ordinary_user(*PYTHON, user_namespaces=0))


def test_client_without_a_plane_says_so(path: Path) -> None:
    with pytest.raises(PlaneError, match="does not answer"):
        Client(path)


def test_socket_s_path_may_be_longer_than_the_kernel_takes(path: Path) -> None:
    far = path.parent / ("d" * 120) / "socket"
    far.parent.mkdir()
    with Process(far) as process, process.client() as client:
        assert client.health() == []
    assert list(far.parent.iterdir()) == []
