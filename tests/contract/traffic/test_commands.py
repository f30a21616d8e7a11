"""Commands for people, on the traffic of a link."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from privatelink_cli.app import run
from privatelink_localstack.dataplane.client import Client
from privatelink_localstack.runtime.places import read_places
from tests.support.echo import echo, serving
from tests.support.functions import Functions
from tests.support.terminal import INTERRUPT, SUSPEND, terminal
from tests.support.traffic import PORT, TARGET_ADDRESS, TARGET_PORT, Link
from tests.support.until import until

Command = Callable[..., Any]


@pytest.fixture(autouse=True)
def _named(linked: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALSTACK_ENDPOINT", linked.consumer.url)


def test_trace_tells_who_arrives_and_what_stops_others(linked: Link, plane: Client, command: Command) -> None:
    (admitted,) = linked.admitted["UserIdGroupPairs"]
    vpc = plane.records().interfaces[linked.client].vpc
    there = f"{linked.name}:{PORT}"

    own = command("trace", there, "--from", linked.client, "--format", "json")
    guest = command("trace", there, "--from", vpc, "--group", admitted["GroupId"])
    stranger = command("trace", there, "--from", linked.stranger)

    (target,) = json.loads(own.out)["data"]["targets"]
    assert (own.code, target["address"], target["port"]) == (0, TARGET_ADDRESS, TARGET_PORT)
    assert (guest.code, guest.out.splitlines()[-1]) == (0, "arrives")
    assert stranger.code == 2
    assert stranger.out.splitlines()[-1] == (
        "does not arrive: security groups of the interface: not allowed by the destination's security groups"
    )


TALK = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=60) as connection:
    connection.sendall(b"hello")
    print(connection.recv(99).decode(), file=sys.stderr)
"""


def test_exec_reaches_the_target_by_name_from_inside(
    linked: Link, plane: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(plane.listen(linked.target, TARGET_PORT), echo):
        code = run(["exec", linked.client, "--", sys.executable, "-c", TALK, linked.name, str(PORT)])

    assert (code, capfd.readouterr().err.split()[-1]) == (0, "hello")
    assert run(["exec", linked.client, "--", "sh", "-c", "exit 7"]) == 7


def test_names_lead_to_places(linked: Link, plane: Client) -> None:
    account = linked.consumer
    client = plane.records().interfaces[linked.client]
    account.ec2.create_tags(Resources=[client.vpc], Tags=[{"Key": "Name", "Value": "shop"}])
    instance = account.ec2.run_instances(ImageId="ami-1", MinCount=1, MaxCount=1, SubnetId=client.subnet)["Instances"][
        0
    ]
    Functions(account).create(
        "inside", VpcConfig={"SubnetIds": [client.subnet], "SecurityGroupIds": list(client.groups or ())}
    )
    (function,) = account.ec2.describe_network_interfaces(
        Filters=[{"Name": "interface-type", "Values": ["lambda"]}, {"Name": "vpc-id", "Values": [client.vpc]}]
    )["NetworkInterfaces"]
    found = {
        name: [(each.type, each.id) for each in read_places(account.url, name)]
        for name in ("shop", instance["InstanceId"], "inside", account.id, "none")
    }
    assert found == {
        "shop": [("VPC", client.vpc)],
        instance["InstanceId"]: [("instance", instance["NetworkInterfaces"][0]["NetworkInterfaceId"])],
        "inside": [("function", function["NetworkInterfaceId"])],
        account.id: [("VPC", client.vpc)],
        "none": [],
    }
    assert run(["exec", "shop", "--", "true"]) == 0
    assert run(["exec", "inside", "--", "true"]) == 0


BUSY = "sleep 1000 & trap '' TERM; echo ready; while :; do wait; done"
"""A command that does not heed SIGTERM, and has left another one."""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_exec_leaves_nothing(linked: Link, plane: Client, sent: signal.Signals) -> None:
    command = [sys.executable, "-c", "from privatelink_cli.entry import main; main()", "exec", linked.client]
    with subprocess.Popen([*command, "--", "sh", "-c", BUSY], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(sent)
        # The pipe ends when nobody has it any more.
        assert (process.stdout.read(), process.wait()) == ("", 143 if sent is signal.SIGTERM else -9)
    until(lambda: [each for each in plane.records().interfaces if each.startswith("guest-")], lambda left: not left)


BEGIN = "sh -c 'echo beg''un; exec sleep 1000'"


def test_terminal_is_the_shells(linked: Link, tmp_path: Path) -> None:
    with terminal(tmp_path) as person:
        person.run(f"privatelink shell {linked.client}")
        person.await_text("Leave with exit.")
        person.run(BEGIN)
        person.await_text("begun")
        person.type(INTERRUPT)
        person.run("echo ended by $?")
        person.await_text("ended by 130")
        person.run(BEGIN)
        person.await_text("begun")
        person.type(SUSPEND)
        person.await_text("Stopped")
        person.run("exit 7")
        person.await_text("There are stopped jobs")
        person.run("exit 7")
        person.run("echo left by $?")
        person.await_text("left by 7")


ASK = r"""
echo $$ > "$1"
trap 'echo interru""pted' INT
echo rea""dy
while ! read line; do :; done
echo so: $line
exit 9
"""


def _state_of(number: Path) -> str:
    """Return the letter of the state of a process, whose number a file has."""
    return Path("/proc", number.read_text().strip(), "stat").read_text().rpartition(")")[2].split()[0]


def test_command_is_a_job_of_the_users_shell(linked: Link, tmp_path: Path) -> None:
    (tmp_path / "ask").write_text(ASK)
    with terminal(tmp_path) as person:
        person.run(f"privatelink exec {linked.client} -- sh {tmp_path}/ask {tmp_path}/number")
        person.await_text("ready")
        person.type(INTERRUPT)
        person.await_text("interrupted")
        person.type(SUSPEND)
        person.await_text("Stopped")
        # The shell knows of its own child alone: the command may be awake still, and take the next key.
        until(lambda: _state_of(tmp_path / "number"), lambda state: state == "T")
        person.run("fg")
        person.await_text(f"sh {tmp_path}/ask")
        person.type("hello\n")
        person.await_text("so: hello")
        person.run("echo left by $?")
        person.await_text("left by 9")


def test_command_that_is_killed_leaves_the_terminal_in_order(linked: Link, tmp_path: Path) -> None:
    with terminal(tmp_path) as person:
        person.run(f"privatelink exec {linked.client} -- sh -c 'stty -echo; kill -KILL $$'")
        person.run("echo left by $?; stty -a")
        person.await_text("left by 137")
        assert " -echo " not in person.await_text("echoke")


def test_traffic_is_shown_live_until_ctrl_c(linked: Link, plane: Client, tmp_path: Path) -> None:
    with terminal(tmp_path) as person, serving(plane.listen(linked.target, TARGET_PORT), echo):
        person.run("TERM=xterm privatelink traffic")
        person.await_text(linked.endpoint)
        with plane.connect(linked.client, linked.name, PORT, 60) as connection:
            connection.sendall(b"x" * 12345)
            # Both ways: what was sent comes back.
            person.await_text("12.3 kB")
        person.type(INTERRUPT)
        person.run("echo left by $?")
        person.await_text("left by 0")
