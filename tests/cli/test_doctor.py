"""`privatelink doctor --client`: measured settings as text and as data, and wrong options."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from privatelink_harness.clients import boto, process
from privatelink_harness.clients.boto import BotoClient
from privatelink_harness.clients.keepalive import KeepAlive
from privatelink_harness.clients.process import Connection

ON = KeepAlive(enabled=True, idle=60, interval=30, count=5)
GOOD = BotoClient("long", ON, read_timeout=910, attempts=1, retry_mode="legacy", proxy=False)
BAD = BotoClient("default", KeepAlive(enabled=False), read_timeout=60, attempts=5, retry_mode="legacy", proxy=False)
KEEP_ALIVE = {"enabled": True, "idle": 60, "interval": 30, "count": 5, "next_probe": None, "survives": True}

Command = Callable[..., Any]


@pytest.mark.parametrize(("client", "code", "status"), [(GOOD, 0, "ok"), (BAD, 2, "failed")])
def test_client_decides_the_exit_code(
    client: BotoClient, code: int, status: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boto, "measure", lambda _: client)

    answer = command("doctor", "--client", "--format", "json")

    assert (answer.code, json.loads(answer.out)["status"]) == (code, status)


def test_client_is_data(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto, "measure", lambda _: GOOD)

    data = json.loads(command("doctor", "--client", "--format", "json").out)["data"]

    assert data["connections"] is None
    assert data["client"] == {
        "library": boto.library(),
        "profile": "long",
        "read_timeout": 910,
        "attempts": 1,
        "retry_mode": "legacy",
        "proxy": False,
        "keep_alive": KEEP_ALIVE,
        "survives": True,
    }


def test_client_in_text_has_a_row_for_each_setting(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto, "measure", lambda _: GOOD)

    lines = command("doctor", "--client").out.splitlines()

    assert lines[1:] == [
        "ok  Keep-alive           on: first probe after 60 s, then every 30 s, 5 times",
        "ok  Read timeout         910 s",
        "ok  Attempts             1 (legacy)",
        "ok  Invocation of 900 s  survives an idle timeout of 350 s",
    ]


def test_process_is_data(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "connections", lambda _: [Connection("10.0.0.5:5", "10.0.0.6:443", ON)])

    answer = command("doctor", "--client", "--pid", os.getpid(), "--format", "json")

    data = json.loads(answer.out)["data"]
    assert (answer.code, data["client"]) == (0, None)
    assert data["connections"] == [{"local": "10.0.0.5:5", "remote": "10.0.0.6:443", "keep_alive": KEEP_ALIVE}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--pid", "7"], "Invalid value for --pid: it is a part of --client; add --client"),
        (["--function", "a:b"], "Invalid value for --function: it is a part of --client; add --client"),
        (["--client", "--pid", "0"], "Invalid value for '--pid'"),
        (["--client", "--pid", "seven"], "Invalid value for '--pid'"),
        (["--client", "--pid", "7", "--function", "a:b"], "--function measures a client of this process"),
        (["--client", "--function", "a"], "'a' names no function"),
        (["--client", "--pid", str(2**22 + 1)], f"process {2**22 + 1}: no such process"),
    ],
)
def test_wrong_options_are_refused(arguments: list[str], message: str, command: Command) -> None:
    answer = command("doctor", *arguments)

    assert answer.code == 1
    assert message in answer.err
