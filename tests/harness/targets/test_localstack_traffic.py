"""Whether connections are made on a LocalStack: the run's setting, the environment's, LocalStack's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.targets.localstack import traffic
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.targets.localstack.traffic import Way, unless_off
from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.traffic import VARIABLE, Phase, Traffic, TrafficStatus

ENDPOINT = "http://127.0.0.1:4566"
AUTO, ON, OFF = Traffic.AUTO, Traffic.ON, Traffic.OFF
SOCKET = Path("/run/plane")
UNWANTED = "traffic is off; with --traffic auto, or PRIVATELINK_TRAFFIC=auto, connections are made"


def where(patch: pytest.MonkeyPatch, own: Traffic, environment: Traffic | None, wanted: Traffic | None) -> str:
    """Return `made`, or why no connection is."""
    running = TrafficStatus(Phase.OFF, OFF) if own is OFF else TrafficStatus(Phase.RUNNING, own, SOCKET)
    patch.setattr(traffic, "open_traffic", lambda _: running)
    patch.delenv(VARIABLE, raising=False)
    if environment:
        patch.setenv(VARIABLE, environment)
    found = unless_off(ENDPOINT, wanted)
    if isinstance(found, NoTraffic):
        return found.reason
    assert found == Way(ENDPOINT, SOCKET)
    return "made"


@pytest.mark.parametrize(
    ("own", "environment", "wanted", "decides"),
    [
        (ON, None, None, "made"),
        (AUTO, None, None, "made"),
        (OFF, None, None, "traffic is off"),
        (ON, OFF, None, UNWANTED),
        (ON, AUTO, None, "made"),
        (ON, None, OFF, UNWANTED),
        (ON, ON, OFF, UNWANTED),
        (AUTO, OFF, AUTO, "made"),
        (OFF, None, ON, "traffic is off"),
    ],
)
def test_connections_are_made_unless_the_option_the_environment_or_localstack_says_off(
    monkeypatch: pytest.MonkeyPatch, own: Traffic, environment: Traffic | None, wanted: Traffic | None, decides: str
) -> None:
    assert where(monkeypatch, own, environment, wanted) == decides


def test_localstack_without_a_data_plane_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> TrafficStatus:
        raise LocalStackError("it has no data plane", hint="start one")

    monkeypatch.setattr(traffic, "open_traffic", refuse)
    monkeypatch.delenv(VARIABLE, raising=False)

    assert unless_off(ENDPOINT) == NoTraffic("it has no data plane", "start one")


def test_state_that_is_not_in_force_is_the_reason_why_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    status = TrafficStatus(Phase.RUNNING, AUTO, SOCKET, problem="the state needs 9 descriptors of 8")
    monkeypatch.setattr(traffic, "open_traffic", lambda _: status)
    monkeypatch.delenv(VARIABLE, raising=False)

    assert unless_off(ENDPOINT) == NoTraffic(
        "what changed is not in force: the state needs 9 descriptors of 8",
        "See LocalStack's log: privatelink localstack logs",
    )


def test_stock_localstack_has_no_data_plane() -> None:
    assert LocalStackSession(ENDPOINT, "000000000000").traffic() == NoTraffic("stock LocalStack has no data plane")
