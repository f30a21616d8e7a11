"""Whether connections are made on a LocalStack: the run's setting, the environment's, LocalStack's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.targets.localstack import traffic
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.targets.localstack.traffic import Way, where_on
from privatelink_localstack.runtime.errors import LocalStackError
from privatelink_localstack.runtime.traffic import VARIABLE, Phase, Traffic, TrafficStatus

ENDPOINT = "http://127.0.0.1:4566"
AUTO, ON, OFF = Traffic.AUTO, Traffic.ON, Traffic.OFF
SOCKET = Path("/run/plane")


def where(patch: pytest.MonkeyPatch, own: Traffic, environment: Traffic | None, wanted: Traffic | None) -> str:
    """Return `made`, or why no connection is."""
    running = TrafficStatus(Phase.RUNNING, own, SOCKET)
    patch.setattr(traffic, "read_traffic", lambda _: running)
    patch.setattr(traffic, "open_traffic", lambda _: running)
    patch.delenv(VARIABLE, raising=False)
    if environment:
        patch.setenv(VARIABLE, environment)
    found = where_on(ENDPOINT, wanted)
    if isinstance(found, NoTraffic):
        return found.reason
    assert found == Way(ENDPOINT, SOCKET)
    return "made"


@pytest.mark.parametrize(
    ("own", "environment", "wanted", "decides"),
    [
        (ON, None, None, "made"),
        (AUTO, None, None, AUTO),
        (OFF, None, None, OFF),
        (ON, OFF, None, OFF),
        (ON, AUTO, None, AUTO),
        (AUTO, ON, None, "made"),
        (ON, None, OFF, OFF),
        (ON, ON, OFF, OFF),
        (AUTO, OFF, ON, "made"),
    ],
)
def test_option_comes_before_the_environment_and_that_before_localstacks_own(
    monkeypatch: pytest.MonkeyPatch, own: Traffic, environment: Traffic | None, wanted: Traffic | None, decides: str
) -> None:
    expected = decides
    if decides != "made":
        expected = f"traffic is {decides}; with --traffic on, or PRIVATELINK_TRAFFIC=on, connections are made"

    assert where(monkeypatch, own, environment, wanted) == expected


def test_localstack_without_a_data_plane_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> TrafficStatus:
        raise LocalStackError("it has no data plane", hint="start one")

    monkeypatch.setattr(traffic, "read_traffic", refuse)

    assert where_on(ENDPOINT) == NoTraffic("it has no data plane", "start one")


def test_stock_localstack_has_no_data_plane() -> None:
    assert LocalStackSession(ENDPOINT, "000000000000").traffic() == NoTraffic("stock LocalStack has no data plane")
