"""Commands for people, on the traffic of a link."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from privatelink_localstack.dataplane.client import Client
from tests.support.traffic import PORT, TARGET_ADDRESS, TARGET_PORT, Link

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
