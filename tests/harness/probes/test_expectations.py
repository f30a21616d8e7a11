"""Rows of what specs expect: which endpoint, service and client each is about, and what follows from what is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from privatelink_generator.load import load, loads
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.provider.evidence import Evidence as ProviderEvidence
from privatelink_harness.checks.provider.service import Consumer
from privatelink_harness.checks.scope import Scope
from privatelink_harness.checks.subject import Subject
from privatelink_harness.probes import invocations
from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.probes.expected import ClientVpc
from privatelink_harness.probes.find import Finder, with_expected
from privatelink_harness.probes.probe import _row, probed
from privatelink_harness.probes.prober import Met, Prober, Unprovable
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.model import Endpoint, Interface, State, Vpc
from privatelink_localstack.dataplane.state.trace import Hop, Step, Trace
from tests.harness.probes.test_endpoints import INTERFACE
from tests.harness.probes.test_invocations import evidence

SPEC = """\
version: 1
pattern: consumer
name: core
endpoints:
  e: {service: lambda}
expect:
  - {from: vpc, to: e}
  - {from: 203.0.113.0/24, to: e, result: times-out}
  - {from: us-east-1a, to: e, port: 8443, result: times-out}
  - {from: us-east-1f, to: e}
  - {role: app, invokes: orders, through: e}
  - {role: batch, invokes: orders, through: e, result: denied}
"""

DENIED_BY_GROUP = Trace((Hop(Step.INGRESS, "sg-1", "not allowed"),))
ARRIVES = Trace((Hop(Step.ENDPOINT, "vpce-1"),))
NOTHING_BEHIND = Trace((Hop(Step.INTERFACE, "eni-1"),))
NO_TARGET = Trace((Hop(Step.BALANCER, "nlb", "no target"),))


class FakeProber:
    """A prober in whose VPC each client meets what a table says, by the network that it is in.

    Parameters:
        met: by network; the others reach.
    """

    def __init__(self, met: Mapping[str, Met] | None = None, trace: Trace = ARRIVES) -> None:
        self.met, self.traced, self.ports = met or {}, trace, list[int]()
        self.client = self

    def attach(self, place: Place) -> SimpleNamespace:
        return SimpleNamespace(id=str(place.network), addresses=("10.0.1.9",))

    def trace(self, _client: str, _address: str, _port: int) -> Trace:
        return self.traced

    def meet(self, client: str, _address: str, port: int, _timeout: float) -> Met:
        self.ports.append(port)
        return self.met.get(client, Met.REACHED)


def known() -> Evidence[InterfaceEndpoint]:
    """Return what is known of an endpoint with one network interface."""
    found = evidence(NetworkInterfaceIds=["eni-1"])
    return replace(found, facts=replace(found.facts, interfaces={"eni-1": INTERFACE}))


@pytest.fixture
def spec(tmp_path: Path) -> ConsumerSpec:
    file = tmp_path / "core.yaml"
    file.write_text(SPEC, encoding="utf-8")
    found = load(file)
    assert isinstance(found, ConsumerSpec)
    return found


def subjects(spec: ConsumerSpec, found: Evidence[InterfaceEndpoint] | None) -> list[Subject[Any]]:
    """Return an endpoint of the name `e`, as far as it is there, and the expectations of it."""
    return with_expected(spec, [Subject("e", found, {}, loc=("endpoints", "e"))])[1:]


def rows(spec: ConsumerSpec, prober: FakeProber) -> list[Check]:
    """Return the rows of the connections that a spec expects."""
    every, find = subjects(spec, known()), Finder()
    probes = [(each, probe) for each in every[:4] for probe in find(each)]
    return [_row(spec, each, probe, outcome(probe.attempt, prober)) for each, probe in probes]


def outcome(attempt: Any, prober: FakeProber) -> object:
    """Return what an attempt finds, or why it can find nothing."""
    try:
        return attempt(cast("Prober", prober))
    except Unprovable as reason:
        return reason


def told(found: Sequence[Check]) -> list[tuple[str, str, str, str]]:
    return [(each.subject, each.expected, each.found, each.verdict.value) for each in found]


def test_each_expectation_is_a_row(spec: ConsumerSpec) -> None:
    met = {"203.0.113.0/24": Met.SILENT, "10.0.1.0/24": Met.SILENT}
    prober = FakeProber(met, DENIED_BY_GROUP)
    found = rows(spec, prober)

    assert told(found) == [
        ("vpc to e", "reached", "reached", "passed"),
        ("203.0.113.0/24 to e", "timed out", "timed out", "passed"),
        ("us-east-1a to e tcp 8443", "timed out", "timed out", "passed"),
        ("us-east-1f to e", "reached", "", "not provable"),
    ]
    assert [each.note for each in found if each.verdict is Verdict.PASSED] == ["", "", ""]
    assert set(prober.ports) == {443, 8443}


def test_failure_names_the_line_of_the_spec_and_the_hop(spec: ConsumerSpec, tmp_path: Path) -> None:
    first, *_ = rows(spec, FakeProber({"10.0.0.0/16": Met.SILENT}, DENIED_BY_GROUP))

    assert (first.verdict, first.found, first.where) == (Verdict.FAILED, "timed out", f"{tmp_path}/core.yaml:7:5")
    assert first.note == "stopped by security groups of the interface: not allowed"


def test_client_that_is_let_in_against_the_spec_is_a_failure(spec: ConsumerSpec) -> None:
    _, stranger, *_ = rows(spec, FakeProber())

    assert (stranger.verdict, stranger.found) == (Verdict.FAILED, "reached")


@pytest.mark.parametrize(
    ("trace", "reason"),
    [(NOTHING_BEHIND, "no service is behind the endpoint"), (NO_TARGET, "load balancer nlb: no target")],
)
def test_silence_where_nobody_answers_proves_nothing(spec: ConsumerSpec, trace: Trace, reason: str) -> None:
    _, stranger, *_ = rows(spec, FakeProber({"203.0.113.0/24": Met.SILENT}, trace))

    assert (stranger.verdict, stranger.note) == (Verdict.UNPROVABLE, reason)


def test_zone_without_a_subnet_of_the_endpoint_is_told(spec: ConsumerSpec) -> None:
    *_, elsewhere = rows(spec, FakeProber())

    assert elsewhere.note == "the endpoint has no subnet in us-east-1f; it is in us-east-1a"


def test_calls_through_one_endpoint_are_made_together(spec: ConsumerSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[Mapping[str, Sequence[str]]]()

    def called(_ec2: object, _lambda: object, _way: object, wanted: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        made.append({role: list(functions) for role, functions in wanted.items()})
        return {"app": {"orders": "called"}, "batch": {"orders": "AccessDeniedException"}}

    monkeypatch.setattr(invocations, "called", called)
    find = Finder()
    probes = [probe for each in subjects(spec, known())[4:] for probe in find(each)]
    api = SimpleNamespace(client=lambda *_, **__: None)
    found = [each.attempt(Prober(lambda: pytest.fail("no connection is needed"), cast("Any", api))) for each in probes]

    assert (found, [each.expected for each in probes]) == (["allowed", "denied"],) * 2
    assert made == [{"app": ["orders"], "batch": ["orders"]}]


def test_endpoint_that_is_not_there_proves_nothing(spec: ConsumerSpec) -> None:
    find = Finder()
    [probe] = find(subjects(spec, None)[0])

    assert str(outcome(probe.attempt, FakeProber())) == "the stack has no e"


def test_rows_without_traffic_say_why(spec: ConsumerSpec) -> None:
    found = probed(spec, subjects(spec, known()), Finder(), lambda: NoTraffic("traffic is off"))

    assert {(row.verdict, row.note) for own in found.values() for row in own} == {
        (Verdict.UNPROVABLE, "traffic is off"),
    }
    assert len(found) == len(spec.expect)


PROVIDER = """\
version: 1
pattern: provider
name: payments
load_balancers: {main: {listeners: {https: {port: 8443, forward: api}}}}
target_groups: {api: {port: 8443}}
service: {allowed_principals: {orders: root}, consumers: {orders: accepted, trial: suspended}}
expect:
  - {from: orders, to: service, port: 8443}
  - {from: trial, to: service, port: 8443, result: times-out}
  - {from: consumer, to: service, port: 8443}
"""


class Consumers(FakeProber):
    """A prober of a consumer whose endpoint admits the members of its own group, and of a visitor."""

    def records(self) -> State:
        return State(
            vpcs={"vpc-1": Vpc("vpc-1", (ip_network("10.0.0.0/16"),))},
            interfaces={"eni-1": Interface("eni-1", "vpc-1", "subnet-a", (ip_address("10.0.1.5"),), ("sg-default",))},
            endpoints={"vpce-1": Endpoint("vpce-1", "vpc-1", ("eni-1",), "vpce-svc-1")},
        )

    def attach(self, place: Place) -> SimpleNamespace:
        return SimpleNamespace(id="member" if place.groups == ("sg-default",) else "stranger", addresses=("10.0.1.9",))

    def visit(self, service: str) -> SimpleNamespace:
        assert service == "vpce-svc-1"
        client, entry = SimpleNamespace(id="visitor"), SimpleNamespace(addresses=("10.255.0.10",))
        return SimpleNamespace(client=client, entry=entry)

    def trace(self, client: str, _address: str, _port: int) -> Trace:
        return DENIED_BY_GROUP if client == "stranger" else ARRIVES


def provided(
    spec: ProviderSpec, *, endpoints: Mapping[str, Any] | None = None, has_target: bool = True
) -> Subject[ProviderEvidence[Any]]:
    """Return an endpoint service.

    Parameters:
        endpoints: in its account, by ID.
        has_target: whether one is behind its load balancer.
    """
    nothing: Any = None
    facts: Any = SimpleNamespace(
        endpoints=endpoints or {},
        account="111122223333",
        target_groups={"group": {"LoadBalancerArns": ["balancer"]}},
        health={"group": [{"TargetHealth": {"State": "healthy"}}] if has_target else []},
    )
    service: ProviderEvidence[Any] = ProviderEvidence(
        plan=None,
        state=None,
        spec=spec,
        model=None,
        described={"ServiceId": "vpce-svc-1"},
        facts=facts,
        placement=nothing,
        resources=(),
        names={"balancer": "main"},
        region="us-east-1",
    )
    return Subject("service", service, {}, loc=("service",))


def consumers(**connections: Mapping[str, Any] | None) -> list[Subject[Consumer]]:
    """Return consumers with what the service's owner sees of their endpoints."""
    return [
        Subject(name, Consumer("accepted", each, None, accepter=True), {}, loc=("service", "consumers", name))
        for name, each in connections.items()
    ]


def test_consumer_of_a_provider_is_one_that_its_endpoint_admits() -> None:
    spec = cast("ProviderSpec", loads(PROVIDER))
    known_ones = consumers(orders={"VpcEndpointId": "vpce-1"}, trial=None)
    every = with_expected(spec, [provided(spec), *known_ones])[3:]
    prober, find = Consumers({"stranger": Met.SILENT}), Finder()
    found = [_row(spec, each, probe, outcome(probe.attempt, prober)) for each in every for probe in find(each)]

    assert [(row.subject, row.verdict.value, row.note) for row in found] == [
        ("orders to service tcp 8443", "passed", ""),
        ("trial to service tcp 8443", "not provable", "the stack has no endpoint of consumer trial"),
        ("consumer to service tcp 8443", "passed", ""),
    ]


STACK = """\
version: 1
pattern: stack
name: both
accounts: {one: {}}
modules:
  orders: {account: one, spec: {pattern: consumer, endpoints: {e: {service: lambda}}, expect: [{from: vpc, to: e}]}}
  trial: {account: one, spec: {pattern: consumer, endpoints: {e: {service: lambda}}}}
expect:
  - {from: trial, to: orders.e, result: times-out}
  - {from: orders, to: orders.e}
"""


def test_modules_of_a_composition_are_told_apart() -> None:
    spec, own = loads(STACK), known()
    other = replace(own, described={**own.described, "VpcId": "vpc-2"})
    every = [
        Subject(f"{name}.e", each, {}, loc=("endpoints", "e"), root=("modules", name, "spec"))
        for name, each in (("orders", own), ("trial", other))
    ]
    found = with_expected(spec, every)[2:]

    scope = Scope("111122223333", "us-east-1")
    assert [(each.name, each.evidence.evidence is own, each.evidence.vpc) for each in found] == [
        ("trial to orders.e", True, ClientVpc("vpc-2", scope)),
        ("orders to orders.e", True, ClientVpc("vpc-1", scope)),
        ("orders: vpc to e", True, None),
    ]
