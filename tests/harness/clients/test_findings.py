"""What `privatelink doctor --client` says about measured settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_harness.clients.boto import BotoClient
from privatelink_harness.clients.findings import client_findings, connection_findings
from privatelink_harness.clients.keepalive import KeepAlive
from privatelink_harness.clients.process import Connection

ON = KeepAlive(enabled=True, idle=60, interval=30, count=5)
SLOW = KeepAlive(enabled=True, idle=7200, interval=75, count=9)
OFF = KeepAlive(enabled=False, idle=7200, interval=75, count=9)
GOOD = BotoClient("default", ON, read_timeout=910, attempts=1, retry_mode="legacy", proxy=False)


def statuses(client: BotoClient) -> dict[str, str]:
    return {finding.name: finding.status for finding in client_findings(client, "boto3 1")}


def outcome(client: BotoClient) -> str:
    return list(client_findings(client, "boto3 1"))[-1].found


def test_good_settings_are_ok() -> None:
    names = ("Client", "Keep-alive", "Read timeout", "Attempts", "Invocation of 900 s")
    assert statuses(GOOD) == dict.fromkeys(names, "ok")
    assert outcome(GOOD) == "survives an idle timeout of 350 s"


@pytest.mark.parametrize(
    ("changes", "name", "status"),
    [
        ({"keep_alive": OFF}, "Keep-alive", "failed"),
        ({"keep_alive": SLOW}, "Keep-alive", "failed"),
        ({"read_timeout": 900}, "Read timeout", "failed"),
        ({"read_timeout": None}, "Read timeout", "ok"),
        ({"attempts": 2}, "Attempts", "warning"),
        ({"attempts": 2}, "Invocation of 900 s", "ok"),
        ({"proxy": True}, "Proxy", "warning"),
    ],
)
def test_each_setting_has_its_finding(changes: dict[str, object], name: str, status: str) -> None:
    assert statuses(replace(GOOD, **changes))[name] == status  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "read_timeout", "attempts", "expected"),
    [
        (OFF, 60, 5, "given up by the client after 60 s; the function runs up to 5 times"),
        (OFF, 910, 2, "cut after 350 s; the function runs up to 2 times"),
        (SLOW, None, 1, "cut after 350 s; the function runs once"),
        (ON, 600, 1, "given up by the client after 600 s; the function runs once"),
        (SLOW, 600, 1, "cut after 350 s; the function runs once"),
    ],
)
def test_outcome_is_what_comes_first(
    options: KeepAlive, read_timeout: float | None, attempts: int, expected: str
) -> None:
    assert outcome(replace(GOOD, keep_alive=options, read_timeout=read_timeout, attempts=attempts)) == expected


def test_hints_can_be_copied() -> None:
    slow, off = (
        next(f for f in client_findings(replace(GOOD, keep_alive=o), "") if f.name == "Keep-alive") for o in (SLOW, OFF)
    )
    assert "sysctl -w net.ipv4.tcp_keepalive_time=60 net.ipv4.tcp_keepalive_intvl=30" in slow.way_out
    assert "Config(tcp_keepalive=True)" in off.way_out


@pytest.mark.parametrize(
    ("options", "status", "found"),
    [
        (ON, "ok", "on: first probe after 60 s, then every 30 s, 5 times"),
        (OFF, "failed", "off"),
        (KeepAlive(True, next_probe=400.2), "failed", "on: next probe in 400 s"),  # noqa: FBT003
        (KeepAlive(True, next_probe=40.2), "warning", "on: next probe in 40 s; the rest can't be known from outside"),  # noqa: FBT003
        (KeepAlive(None), "warning", "not known while data is on its way; the rest can't be known from outside"),
    ],
)
def test_connection_says_what_is_known(options: KeepAlive, status: str, found: str) -> None:
    first, last = connection_findings(7, [Connection("10.0.0.5:5", "10.0.0.6:443", options)])

    assert (first.name, first.status, first.found) == ("10.0.0.5:5 to 10.0.0.6:443", status, found)
    assert (last.name, last.status) == ("Process 7", "warning")


def test_process_without_connections_has_nothing_to_tell() -> None:
    (only,) = connection_findings(7, [])
    assert (only.status, only.found) == ("missing", "no established TCP connection")
