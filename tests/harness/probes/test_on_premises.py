"""Probes of a hub's network on premises, with a data plane that is told what to answer."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Self, cast

import pytest

from privatelink_generator.patterns.expectations import Connection
from privatelink_harness.checks.hybrid.evidence import Evidence
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Subject
from privatelink_harness.probes import on_premises
from privatelink_harness.probes.find import Finder, with_expected
from privatelink_harness.probes.prober import Met, Prober, Unprovable
from privatelink_harness.targets.localstack import traffic
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.model import Interface, State, Vpc
from privatelink_localstack.dataplane.state.trace import Hop, Step, Trace
from privatelink_localstack.runtime.errors import LocalStackError
from tests.harness.probes.test_invocations import evidence
from tests.support import hub_stack
from tests.support.hub_api import ECR, HUB, LAMBDA, api

ADDRESSES = {"lambda": "10.0.0.20", "ecr_dkr": "10.0.0.21"}


@dataclass(slots=True)
class Plane:
    """A way into a data plane, and the plane.

    Parameters:
        names: what inbound endpoints answer.
        stops: why nothing is behind an endpoint, by its address.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    stops: Mapping[str, Hop] = field(default_factory=dict)
    described: list[tuple[str, Sequence[str], Sequence[str]]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def __call__(self) -> Plane:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def describe(self, network: str, gateways: Sequence[str], cidrs: Sequence[str]) -> None:
        self.described.append((network, gateways, cidrs))

    def attach(self, place: Place) -> Interface:
        self.places.append(place)
        return Interface(f"guest-{len(self.places)}", place.vpc, "", (ip_address("192.168.255.254"),))

    def lookup(self, interface: str, name: str, *, server: str) -> frozenset[str] | None:
        assert interface
        assert server in {"10.0.0.10", "10.0.1.10"}
        return frozenset({self.names[name]}) if name in self.names else None

    def records(self) -> State:
        return State(
            interfaces={
                f"eni-{name}": Interface(f"eni-{name}", "vpc-hub", "", (ip_address(address),))
                for name, address in ADDRESSES.items()
            }
        )

    def trace(self, interface: str, host: str, port: int) -> Trace:
        assert (interface, port) == (interface, 443)
        return Trace((self.stops.get(host, Hop(Step.ENDPOINT, host)),))

    def connect(self, interface: str, host: str, port: int, timeout: float) -> socket.socket:
        assert min(len(interface), len(host), port, timeout) > 0
        return socket.socket()


def _subject(name: str) -> Subject[Any]:
    answers = api()
    for key, described in answers[HUB]["aws_vpc_endpoint"].items():
        described["NetworkInterfaceIds"] = [f"eni-{key.removeprefix('vpce-')}"]
    own = (each for each in hub_stack.found(answers) if each.name == name)
    return next(each for each in own if isinstance(each.evidence, Evidence))


def _outcome(name: str, plane: Plane) -> tuple[Property, object, object]:
    """Return what the only probe of a subject is about, what it expects, and what happens."""
    [probe] = Finder()(_subject(name))
    with Prober(cast("Any", plane)) as prober:
        probe.prepare(prober)
        return probe.about, probe.expected, probe.attempt(prober)


def test_network_is_described_once_with_the_devices_of_all_links() -> None:
    plane = Plane()
    probes = [probe for name in ("connection plant", "connection office") for probe in Finder()(_subject(name))]
    with Prober(cast("Any", plane)) as prober:
        for probe in probes:
            probe.prepare(prober)

    [(network, gateways, cidrs)] = plane.described
    assert (network, cidrs) == (gateways[0], ("192.168.0.0/16",))
    assert len(gateways) == 3


def test_expectation_of_hosts_describes_their_network_first() -> None:
    plane, spec = Plane(), hub_stack.spec()
    expecting = spec.model_copy(
        update={"expect": (Connection.model_validate({"from": "on-premises", "to": "lambda"}),)}
    )
    endpoint: Subject[Any] = Subject("lambda", evidence(), {}, loc=("endpoints", "lambda"))
    *_, subject = with_expected(expecting, [endpoint, *hub_stack.found(api())])
    [probe] = Finder()(subject)
    with Prober(cast("Any", plane)) as prober:
        probe.prepare(prober)

    assert (probe.about, [cidrs for _, _, cidrs in plane.described]) == (Property.EXPECT, [("192.168.0.0/16",)])


def test_hosts_are_those_behind_the_hubs_own_links() -> None:
    hub, plane = _subject("connection plant").evidence.hub, Plane()
    with Prober(cast("Any", plane)) as prober:
        on_premises.join(hub, prober)
    [(_, gateways, _)] = plane.described
    others = Vpc("others", (ip_network("192.168.0.0/16"),), on_premises=True, gateways=("cgw-others",))
    own = replace(others, id="own", gateways=(gateways[-1],))

    assert on_premises.network(hub, State(vpcs={"others": others, "own": own})) == "own"
    assert on_premises.network(None, State(vpcs={"others": others})) == "others"
    with pytest.raises(Unprovable, match="no network on premises"):
        on_premises.network(hub, State(vpcs={"others": others}))


def test_hosts_behind_a_connection_reach_every_endpoint() -> None:
    plane = Plane()

    about, expected, found = _outcome("connection plant", plane)

    assert (about, expected) == (
        Property.REACHED,
        {"192.168.0.0/16 to lambda": Met.REACHED, "192.168.0.0/16 to ecr-dkr": Met.REACHED},
    )
    assert getattr(found, "found", None) == expected
    assert {each.vpc for each in plane.places} == {plane.described[0][0]}


def test_endpoint_with_nothing_behind_it_is_not_proven() -> None:
    nothing = {address: Hop(Step.SERVICE, "vpce-svc-1", "it has no listener") for address in ADDRESSES.values()}

    with pytest.raises(Unprovable, match="service vpce-svc-1: it has no listener"):
        _outcome("connection plant", Plane(stops=nothing))


def test_inbound_endpoint_leads_hosts_to_endpoints_by_their_names() -> None:
    known = {LAMBDA: ADDRESSES["lambda"], ECR: ADDRESSES["ecr_dkr"], f"any.{ECR}": ADDRESSES["lambda"]}

    about, expected, found = _outcome("resolver inbound", Plane(known))

    assert about is Property.ANSWERS
    assert isinstance(expected, dict)
    assert isinstance(found, dict)
    assert expected.keys() == found.keys()
    assert expected[f"*.{ECR} at 10.0.1.10"] == "ecr-dkr"
    assert {found[f"{LAMBDA} at {each}"] for each in ("10.0.0.10", "10.0.1.10")} == {"lambda"}
    assert found[f"*.{ECR} at 10.0.1.10"] == "lambda"
    assert Met.UNKNOWN in found.values()


def test_target_that_refuses_a_network_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise LocalStackError("LocalStack refuses the network")

    monkeypatch.setattr(traffic, "describe_network", refuse)
    way = traffic.Way("http://127.0.0.1:4566", Path("socket"))

    with pytest.raises(Unprovable, match="LocalStack refuses the network"):
        way.describe("cgw-1", ("cgw-1",), ("192.168.0.0/16",))


def test_way_without_descriptions_proves_nothing() -> None:
    plane = Plane()
    with Prober(cast("Any", lambda: plane)) as prober, pytest.raises(Unprovable, match="no networks on premises"):
        prober.describe("cgw-1", ("cgw-1",), ("192.168.0.0/16",))
