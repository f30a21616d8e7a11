"""Rows of expectations that functions in an account try: where each is, and what it can't be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from privatelink_generator.load import load, loads
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.check import Check, Proof
from privatelink_harness.checks.subject import Subject
from privatelink_harness.live.functions import LiveFunctions, Place
from privatelink_harness.live.rows import rows
from privatelink_harness.probes.find import Finder, with_expected
from tests.harness.live.test_connections import FakeClients
from tests.harness.probes.test_expectations import PROVIDER, SPEC, STACK, consumers, known, provided

OVERLAPPING = """\
version: 1
pattern: hybrid
name: overlapping
on_premises: {cidrs: [10.0.0.0/16]}
services:
  erp:
    load_balancers: {main: {listeners: {https: {port: 443, forward: erp}}}}
    target_groups: {erp: {port: 8443, targets: {hall: {address: 10.0.10.4, outside_vpc: true}}}}
spokes: {orders: {cidrs: [10.0.0.0/16], reached_by: privatelink}}
expect: [{from: orders, to: erp}]
"""
ELSEWHERE = "no subnet of the endpoint is in"


class FakeFunctions:
    """Functions whose connections meet what a table says, by their port.

    Parameters:
        admits: the security group that alone is let in; None: everybody is.

    Attributes:
        asked: where each function was, with the ports that it connected to.
    """

    name = "privatelink-probe-1"

    def __init__(self, met: Mapping[int, str], admits: str | None = None, **described: Any) -> None:
        self.met, self.admits, self.asked = met, admits, list[tuple[Place, tuple[int, ...]]]()
        self.api = FakeClients(**described)

    def call(self, place: Place, event: Mapping[str, Sequence[tuple[str, int, float]]]) -> Mapping[str, Any]:
        ports = tuple(port for _, port, _ in event["connections"])
        self.asked.append((place, ports))
        is_admitted = self.admits in {None, place.group}
        return {"connections": [self.met[port] if is_admitted else "timed out" for port in ports]}


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


def test_client_of_another_vpc_is_in_that_vpc() -> None:
    spec, own = loads(STACK), known()
    there = {**own.described, "VpcId": "vpc-2"}
    other = replace(own, described=there, region="eu-west-1", facts=replace(own.facts, account="444455556666"))
    every = [
        Subject(f"{name}.e", each, {}, loc=("endpoints", "e"), root=("modules", name, "spec"))
        for name, each in (("orders", own), ("trial", other))
    ]
    subnets = [{"SubnetId": "subnet-t", "CidrBlock": "10.9.0.0/24"}]
    functions = FakeFunctions({443: "timed out"}, Subnets=subnets, RouteTables=[])
    found = rows(spec, with_expected(spec, every)[2:], Finder(), cast("LiveFunctions", functions))

    told = {row.subject: (row.verdict.value, row.found) for own in found.values() for row in own}
    assert told["trial to orders.e"] == ("passed", "timed out")
    assert told["orders to orders.e"] == ("failed", "timed out")
    places = [place for place, _ in functions.asked]
    assert places[:2] == [
        Place("444455556666", "eu-west-1", "vpc-2", "subnet-t"),
        Place("111122223333", "us-east-1", "vpc-1", "subnet-a"),
    ]


@pytest.mark.parametrize("admits", [None, "sg-default"])
def test_consumer_of_a_service_connects_through_its_own_endpoint(admits: str | None) -> None:
    spec = cast("ProviderSpec", loads(PROVIDER))
    endpoint = {
        "VpcId": "vpc-1",
        "SubnetIds": ["subnet-a"],
        "NetworkInterfaceIds": ["eni-1"],
        "Groups": [{"GroupId": "sg-default"}],
    }
    known_ones = consumers(orders={"VpcEndpointId": "vpce-1"}, trial={"VpcEndpointId": "vpce-2"})
    every = with_expected(spec, [provided(spec, endpoints={"vpce-1": endpoint}), *known_ones])[3:]
    interfaces = [{"PrivateIpAddress": "10.0.1.5"}]
    functions = FakeFunctions({8443: "reached"}, admits, NetworkInterfaces=interfaces)
    found = rows(spec, every, Finder(), cast("LiveFunctions", functions))

    assert [(row.subject, row.verdict.value, row.note) for own in found.values() for row in own] == [
        ("orders to service tcp 8443", "passed", ""),
        ("trial to service tcp 8443", "not provable", "the consumer's endpoint is in no account of the stack"),
        (
            "consumer to service tcp 8443",
            "not provable",
            "the harness makes no consumer of a service in an account; on LocalStack --traffic on shows it",
        ),
    ]
    anybody = Place("111122223333", "us-east-1", "vpc-1", "subnet-a")
    tried = [anybody] if admits is None else [anybody, replace(anybody, group="sg-default")]
    assert [place for place, _ in functions.asked] == tried


def test_service_without_targets_proves_nothing_of_its_consumers() -> None:
    spec = cast("ProviderSpec", loads(PROVIDER))
    endpoint = {"VpcId": "vpc-1", "SubnetIds": ["subnet-a"], "NetworkInterfaceIds": ["eni-1"]}
    service = provided(spec, endpoints={"vpce-1": endpoint}, has_target=False)
    every = with_expected(spec, [service, *consumers(orders={"VpcEndpointId": "vpce-1"})])[2:3]
    functions = FakeFunctions({})
    [[row]] = rows(spec, every, Finder(), cast("LiveFunctions", functions)).values()

    assert (row.verdict.value, row.note) == ("not provable", "no target is registered, so that nobody could answer")
    assert functions.asked == []


def test_client_of_a_spoke_that_privatelink_joins_is_beside_its_endpoint() -> None:
    spec = loads(OVERLAPPING)
    joined = Subject("spoke orders.erp", known(), {}, loc=("spokes", "orders"))
    functions = FakeFunctions({443: "reached"})
    [[row]] = rows(spec, with_expected(spec, [joined])[1:], Finder(), cast("LiveFunctions", functions)).values()

    assert (row.subject, row.verdict.value) == ("orders to erp", "passed")
    assert functions.asked == [(Place("111122223333", "us-east-1", "vpc-1", "subnet-a"), (443,))]
