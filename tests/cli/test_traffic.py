"""`privatelink traffic`, beside what needs a data plane."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from privatelink_localstack.dataplane.state.model import State
from privatelink_localstack.runtime import process
from tests.support.plane import AWS_NAME, aws_service, changed, link
from tests.support.quiet_plane import QuietPlane, run_quietly

Command = Callable[..., Any]

ENDPOINT = "vpce-1"


def test_every_endpoint_has_its_counts(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    run_quietly(monkeypatch, QuietPlane(counted={ENDPOINT: {"opened": 3, "active": 1, "sent": 500, "received": 70}}))
    answer = command("traffic", "--format", "json")
    (flow,) = json.loads(answer.out)["data"]["endpoints"]
    own = link().endpoints[ENDPOINT]
    assert flow == {
        "endpoint": ENDPOINT,
        "vpc": own.vpc,
        "service": own.service,
        "available": True,
        "active": 1,
        "opened": 3,
        "refused": 0,
        "reset": 0,
        "forgotten": 0,
        "sent": 500,
        "received": 70,
    }


def test_endpoints_of_aws_services_are_shown_by_the_service_s_name(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = aws_service(4566)
    gateway = replace(state.aws_endpoints["vpce-aws"], id="vpc-1/pl-1", interfaces=("vpc-1/pl-1",))
    run_quietly(monkeypatch, QuietPlane(changed(state, "aws_endpoints", **{gateway.id: gateway})))
    flows = json.loads(command("traffic", "--format", "json").out)["data"]["endpoints"]
    assert [(each["endpoint"], each["service"]) for each in flows] == [("vpce-aws", AWS_NAME)]


def test_text_is_a_table(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    run_quietly(monkeypatch, QuietPlane(counted={ENDPOINT: {"opened": 3, "sent": 500}}))
    heading, row = command("traffic").out.splitlines()
    assert heading.split()[:4] == ["endpoint", "VPC", "service", "open"]
    assert row.split()[-7:] == ["0", "3", "0", "0", "0", "500", "0"]


def test_no_endpoint_is_told(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    run_quietly(monkeypatch, QuietPlane(State()))
    assert command("traffic", "--once").out == "There are no interface endpoints.\n"


def test_nothing_runs(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "find", lambda: None)
    answer = command("traffic")
    assert (answer.code, answer.err) == (1, "error: LocalStack is not running\nStart it: privatelink localstack up\n")
