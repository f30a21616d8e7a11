"""`privatelink trace`: the way of a connection, and errors where there is none to look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.targets.localstack import traffic
from privatelink_localstack.dataplane.client import PlaneError
from privatelink_localstack.runtime import process
from tests.support.plane import CLIENT, ENI_ADDRESS, NAME, STRANGER
from tests.support.quiet_plane import INSTANCE, QuietPlane, run_quietly

Command = Callable[..., Any]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> QuietPlane:
    plane = QuietPlane()
    run_quietly(monkeypatch, plane)
    return plane


@pytest.mark.usefixtures("quiet")
def test_connection_that_arrives_shows_every_hop(command: Command) -> None:
    answer = command("trace", NAME, "--from", CLIENT)

    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "from 10.0.1.20 in consumer-a of consumer, groups clients (eni-client)",
        f"to {NAME} port 443",
        "",
        f"name                              allows  {NAME}: {ENI_ADDRESS}",
        "route                             allows  consumer-a",
        "security groups of the source     allows  clients",
        "interface                         allows  eni-endpoint",
        "security groups of the interface  allows  endpoint",
        "network ACLs                      allows  none",
        "endpoint                          allows  vpce-1",
        "service                           allows  service",
        "load balancer                     allows  nlb",
        "target                            allows  10.0.1.5:8080: initial",
        "",
        "arrives",
    ]


@pytest.mark.usefixtures("quiet")
def test_connection_that_is_stopped_exits_with_2(command: Command) -> None:
    answer = command("trace", NAME, "--from", STRANGER)

    assert answer.code == 2
    assert answer.out.splitlines()[-3:] == [
        "security groups of the interface  stops   endpoint: not allowed by the destination's security groups",
        "",
        "does not arrive: security groups of the interface: not allowed by the destination's security groups",
    ]


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("arguments", "client", "arrives"),
    [
        (["--from", "consumer"], {"subnet": "", "groups": None}, False),
        (["--from", "consumer-b", "--group", "clients"], {"subnet": "consumer-b", "groups": ["clients"]}, True),
        (["--from", STRANGER, "--group", "clients"], {"subnet": "consumer-a", "groups": ["clients"]}, True),
        (["--from", CLIENT, "--group", "strangers"], {"subnet": "consumer-a", "groups": ["strangers"]}, False),
    ],
)
def test_groups_of_a_guest_decide(
    command: Command, arguments: list[str], client: dict[str, Any], *, arrives: bool
) -> None:
    answer = command("trace", f"{NAME}:443", *arguments, "--format", "json")
    found = json.loads(answer.out)

    assert (answer.code, found["status"]) == ((0, "ok") if arrives else (2, "failed"))
    data = found["data"]
    assert data["arrives"] is arrives
    assert (data["client"]["subnet"] or "", data["client"]["groups"]) == (client["subnet"], client["groups"])
    assert data["client"]["interface"].startswith("guest-")
    assert [each["address"] for each in data["targets"]] == (["10.0.1.5"] if arrives else [])


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("destination", "last"),
    [
        ("unknown.example.com", "does not arrive: name: nothing in consumer knows it"),
        (f"{NAME}:80", "does not arrive: security groups of the interface: not allowed by the destination's"),
        ("10.0.3.3", "does not arrive: interface: nobody has the address"),
    ],
)
def test_destination_that_is_not_there_is_told(command: Command, destination: str, last: str) -> None:
    answer = command("trace", destination, "--from", CLIENT)

    assert answer.code == 2
    assert answer.out.splitlines()[-1].startswith(last)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            [NAME, "--from", "vpc-1"],
            "'vpc-1': the data plane has no such VPC (a VPC without network interfaces is not there)",
            "It has: consumer, provider",
        ),
        (
            [NAME, "--from", "subnet-1"],
            "'subnet-1': the data plane has no such subnet",
            "It has: consumer-a, consumer-b, provider-a, provider-b",
        ),
        (
            [NAME, "--from", CLIENT, "--group", "sg-1"],
            "'sg-1': the data plane has no such security group",
            "It has: clients, endpoint, strangers, targets",
        ),
        ([f"{NAME}:", "--from", CLIENT], f"Invalid value for 'NAME[:PORT]': '{NAME}:' is not NAME or NAME:PORT", ""),
        ([f"{NAME}:65536", "--from", CLIENT], f"'{NAME}:65536' is not NAME or NAME:PORT, with a port from 1", ""),
    ],
)
def test_unknown_place_or_port_is_an_error(command: Command, arguments: list[str], message: str, hint: str) -> None:
    answer = command("trace", *arguments)

    assert (answer.code, answer.out) == (1, "")
    assert message in answer.err
    assert hint in answer.err


def test_nothing_runs(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "find", lambda: None)

    answer = command("trace", NAME, "--from", CLIENT)

    assert (answer.code, answer.err) == (
        1,
        "error: LocalStack is not running\nStart it: privatelink localstack up\n",
    )


def test_traffic_that_is_refused_says_why(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "find", lambda: INSTANCE)
    refused = NoTraffic("traffic is refused: user namespace: Operation not permitted", "run with sudo")
    monkeypatch.setattr(traffic, "find", lambda _: refused)

    answer = command("trace", NAME, "--from", CLIENT)

    assert (answer.code, answer.err) == (
        1,
        f"error: LocalStack at {INSTANCE.endpoint}: {refused.reason}\nrun with sudo\n",
    )


def test_plane_that_ends_is_an_error(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def end() -> QuietPlane:
        raise PlaneError("the data plane is gone")

    monkeypatch.setattr(process, "find", lambda: INSTANCE)
    monkeypatch.setattr(traffic, "find", lambda _: end)

    answer = command("trace", NAME, "--from", CLIENT)

    assert (answer.code, answer.err.splitlines()[0]) == (1, "error: the data plane is gone")
