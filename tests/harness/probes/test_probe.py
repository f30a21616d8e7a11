"""Rows of probes, without a data plane; and the header that targets read."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from privatelink_generator.load import loads
from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Subject
from privatelink_harness.probes import header
from privatelink_harness.probes.access import NoTraffic, Traffic
from privatelink_harness.probes.probe import Probe, Shown, _row, probed
from privatelink_localstack.dataplane.relay import proxy_protocol

SPEC = loads("version: 1\npattern: consumer\nname: core\nendpoints:\n  lambda: {service: lambda}\n")
SUBJECT: Subject[Any] = Subject("lambda", None, {}, loc=("endpoints", "lambda"))
PROBE = Probe(Property.ANSWERS, {"name": frozenset({"10.0.0.4"})}, lambda _: {"name": frozenset({"10.0.0.5"})})


def _rows(traffic: Callable[[], Traffic | None], only: frozenset[Property] | None = None) -> list[Check]:
    return [row for own in probed(SPEC, [SUBJECT], lambda _: [PROBE], traffic, only=only).values() for row in own]


def test_rows_without_traffic_say_why() -> None:
    [row] = _rows(lambda: NoTraffic("traffic is off"))

    assert (row.verdict, row.proof, row.note) == (Verdict.UNPROVABLE, Proof.STRUCTURAL, "traffic is off")
    assert row.spec == "name = 10.0.0.4"


def test_no_rows_where_nobody_wants_traffic() -> None:
    assert _rows(lambda: None) == []


def test_other_properties_ask_for_no_traffic() -> None:
    def fail() -> Traffic:
        raise AssertionError

    assert _rows(fail, only=frozenset({Property.TAGS})) == []


@pytest.mark.parametrize("client", ["10.0.0.9", "fd00::9"])
def test_target_reads_the_clients_address_and_the_endpoint(client: str) -> None:
    near, far = socket.socketpair()
    with near, far:
        near.sendall(proxy_protocol.header((client, 1234), (client, 443), "vpce-0123") + b"hello")

        assert header.read(far) == header.Header(client, "vpce-0123")
        assert far.recv(5) == b"hello"


def test_target_refuses_other_bytes() -> None:
    near, far = socket.socketpair()
    with near, far:
        near.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

        with pytest.raises(header.HeaderError, match="the connection starts with"):
            header.read(far)


def test_row_compares_the_part_that_could_be_shown() -> None:
    shown = Shown({"10.0.0.0/16": "reached"}, {"10.0.0.0/16": "reached"}, "nothing listens on 8443")
    probe = Probe(Property.REACHED, {"10.0.0.0/16": "reached", "10.20.0.0/16": "reached"}, lambda _: shown)

    row = _row(SPEC, SUBJECT, probe, shown)

    assert (row.verdict, row.spec, row.note) == (Verdict.PASSED, "10.0.0.0/16 = reached", "nothing listens on 8443")
