"""Rows of expectations that functions in an account try: where each is, and what it can't be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from privatelink_generator.load import load
from privatelink_harness.checks.check import Check, Proof
from privatelink_harness.checks.subject import Subject
from privatelink_harness.live.functions import LiveFunctions, Place
from privatelink_harness.live.rows import rows
from privatelink_harness.probes.find import Finder, with_expected
from tests.harness.probes.test_expectations import SPEC, known

ELSEWHERE = "no subnet of the endpoint is in"


class FakeFunctions:
    """Functions whose connections meet what a table says, by their port.

    Attributes:
        asked: where each function was, with the ports that it connected to.
    """

    name = "privatelink-probe-1"

    def __init__(self, met: Mapping[int, str]) -> None:
        self.met, self.asked = met, list[tuple[Place, tuple[int, ...]]]()

    def call(self, place: Place, event: Mapping[str, Sequence[tuple[str, int, float]]]) -> Mapping[str, Any]:
        ports = tuple(port for _, port, _ in event["connections"])
        self.asked.append((place, ports))
        return {"connections": [self.met[port] for port in ports]}


def expected(directory: Path, functions: FakeFunctions) -> list[Check]:
    """Return the rows of a spec's expectations."""
    file = directory / "core.yaml"
    file.write_text(SPEC, encoding="utf-8")
    spec = load(file)
    subjects = with_expected(spec, [Subject("e", known(), {}, loc=("endpoints", "e"))])[1:]
    found = rows(spec, subjects, Finder(), cast("LiveFunctions", functions))
    return [row for own in found.values() for row in own]


def test_connections_of_the_endpoint_s_vpc_are_made(tmp_path: Path) -> None:
    functions = FakeFunctions({443: "reached", 8443: "timed out"})
    found = {row.subject: row for row in expected(tmp_path, functions)}

    assert {name: (row.verdict.value, row.note.partition(" 203")[0]) for name, row in found.items()} == {
        "vpc to e": ("passed", ""),
        "203.0.113.0/24 to e": ("not provable", ELSEWHERE),
        "us-east-1a to e tcp 8443": ("passed", ""),
        "us-east-1f to e": ("not provable", f"{ELSEWHERE} us-east-1f: no function can be there"),
        "role/app invokes orders": (
            "not provable",
            "the harness makes neither roles nor functions of the spec's names in an account",
        ),
        "role/batch invokes orders": (
            "not provable",
            "the harness makes neither roles nor functions of the spec's names in an account",
        ),
    }
    assert {(place.vpc, place.subnet, ports) for place, ports in functions.asked} == {
        ("vpc-1", "subnet-a", (443,)),
        ("vpc-1", "subnet-a", (8443,)),
    }


@pytest.mark.parametrize("port", [443, 8443])
def test_connection_against_the_spec_fails_at_its_line(tmp_path: Path, port: int) -> None:
    wrong = {443: "timed out", 8443: "reached"}
    functions = FakeFunctions({443: "reached", 8443: "timed out"} | {port: wrong[port]})
    [failed] = [row for row in expected(tmp_path, functions) if row.verdict.value == "failed"]

    line = {443: 7, 8443: 9}[port]
    assert (failed.proof, failed.found, failed.where) == (Proof.LIVE, wrong[port], f"{tmp_path}/core.yaml:{line}:5")
