"""Commands behind a workload's interface."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from privatelink_localstack.dataplane.client import Client, Entrance
from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.dataplane.state.wire import WireError
from tests.support.echo import echo, serving
from tests.support.plane import CLIENT, ENI, NAME, PORT, TARGET_PORT, changed, interface, link, over_ipv6
from tests.support.until import PATIENCE

pytestmark = pytest.mark.process

TALK = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=60) as connection:
    connection.sendall(b"hello")
    print(connection.recv(99).decode())
"""

LIBRARYS_OWN = 0b11 << 31
"""Signals 32 and 33, which the C library keeps for its threads: whether a child inherits them ignored is its affair."""


def _run(entrance: Entrance, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        entrance.command(*command), pass_fds=entrance.descriptors, capture_output=True, text=True, check=False
    )


@contextmanager
def _waiting(entrance: Entrance) -> Iterator[subprocess.Popen[str]]:
    """Provide a command that runs until it is killed."""
    with subprocess.Popen(
        entrance.command("/bin/sh", "-c", "echo started; exec sleep 1000"),
        pass_fds=entrance.descriptors,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "started\n"
        yield running


def test_command_reaches_the_target_by_name(plane: Client) -> None:
    plane.push(link(), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), plane.entrance(CLIENT) as entrance:
        done = _run(entrance, sys.executable, "-c", TALK, NAME, str(PORT))

    assert (done.stdout, done.stderr) == ("10.0.1.7 hello\n", "")


def test_an_interface_that_is_entered_has_a_workload_until_it_is_gone(plane: Client) -> None:
    state = changed(link(), "interfaces", **{CLIENT: interface(CLIENT, "consumer", "10.0.1.20", "clients")})
    plane.push(state, whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), plane.entrance(CLIENT) as entrance:
        # The control plane knows nothing of workloads: its records do not end one.
        moved = interface(CLIENT, "consumer", "10.0.1.20", "clients", "strangers")
        plane.push(changed(State(), "interfaces", **{CLIENT: moved}))
        done = _run(entrance, sys.executable, "-c", TALK, NAME, str(PORT))
    assert (done.stdout, done.stderr) == ("10.0.1.7 hello\n", "")

    plane.push(State(), [CLIENT])
    with pytest.raises(WireError, match="does not exist"), plane.entrance(CLIENT):
        pass


def test_command_sees_given_files_and_leaves_the_system_s_alone(plane: Client) -> None:
    plane.push(link(), whole=True)
    before = Path("/etc/hosts").read_text(encoding="utf-8")

    with plane.entrance(CLIENT, {"/etc/hosts": "10.9.9.9 elsewhere\n", "/etc/none": "is not made"}) as entrance:
        inside = [_run(entrance, "/bin/cat", each).stdout for each in ("/etc/hosts", "/etc/none", "/etc/resolv.conf")]

    assert inside == ["10.9.9.9 elsewhere\n", "", "nameserver 10.0.0.2\noptions timeout:1 attempts:2\n"]
    assert Path("/etc/hosts").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("command", "expected"),
    [(("/bin/sh", "-c", "exit 7"), 7), (("/bin/sh", "-c", "kill -TERM $$"), 143), (("/bin/none",), 127)],
)
def test_exit_code_is_the_command_s(plane: Client, command: tuple[str, ...], expected: int) -> None:
    plane.push(link(), whole=True)

    with plane.entrance(CLIENT) as entrance:
        assert _run(entrance, *command).returncode == expected


def test_command_is_killed_with_its_workload(plane: Client) -> None:
    plane.push(link(), whole=True)

    with plane.entrance(CLIENT) as entrance, _waiting(entrance) as running:
        plane.push(State(), [CLIENT])

        assert running.wait() == 137


def test_processes_that_a_command_leaves_end_with_it(plane: Client) -> None:
    plane.push(link(), whole=True)

    with plane.entrance(CLIENT) as entrance:
        # The output ends when nobody has it any more.
        done = _run(entrance, "/bin/sh", "-c", "sleep 1000 & (trap '' TERM HUP; sleep 1000) & exit 7")

    assert (done.returncode, done.stdout) == (7, "")


def test_command_ends_with_what_entered_for_it(plane: Client) -> None:
    plane.push(link(), whole=True)

    with plane.entrance(CLIENT) as entrance, _waiting(entrance) as running:
        running.kill()
        # The output ends when nobody has it any more.
        assert running.communicate(timeout=PATIENCE)[0] == ""


def test_signals_of_a_command_are_as_programs_expect_them(plane: Client) -> None:
    def signals(status: str) -> list[int]:
        return [int(line.split()[1], 16) & ~LIBRARYS_OWN for line in status.splitlines()]

    plane.push(link(), whole=True)
    masks = ("/bin/grep", "^Sig[BI]", "/proc/self/status")
    # Whoever started the tests may ignore signals, as of a job in the background.
    outside = subprocess.run(masks, capture_output=True, text=True, check=True)

    with plane.entrance(CLIENT) as entrance:
        done = _run(entrance, *masks)

    assert signals(done.stdout) == signals(outside.stdout)
    assert signals(done.stdout)[0] == 0


@pytest.mark.parametrize("key", [ENI, "eni-node"])
def test_interface_of_an_endpoint_or_load_balancer_can_not_be_entered(plane: Client, key: str) -> None:
    plane.push(link(), whole=True)

    with pytest.raises(WireError, match=f"interface '{key}' is an endpoint's or"), plane.entrance(key):
        pass


def test_command_without_ipv4_reaches_the_target_by_name(plane: Client) -> None:
    plane.push(over_ipv6(), whole=True)

    with serving(plane.listen("eni-target", TARGET_PORT), echo), plane.entrance(CLIENT) as entrance:
        done = _run(entrance, sys.executable, "-c", TALK, NAME, str(PORT))

    assert (done.stdout, done.stderr) == ("10.0.1.7 hello\n", "")
