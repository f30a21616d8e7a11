"""The harness's probes on a plane that is fed by hand."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from privatelink_harness.checks.check import Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Subject
from privatelink_harness.probes.probe import Probe, probed
from privatelink_harness.probes.prober import PATIENCE, SILENCE, Prober
from privatelink_harness.probes.stand_ins import GREETING, standing_in
from privatelink_localstack.dataplane.client import Client, Process
from privatelink_localstack.dataplane.state.guests import Place
from privatelink_localstack.dataplane.state.model import LoadBalancer
from tests.harness.probes.test_probe import SPEC
from tests.support.plane import CLIENT, ENI_ADDRESS, NAME, NODE_ADDRESS, PORT, STRANGER, changed, link
from tests.support.until import until

pytestmark = pytest.mark.process


def test_client_meets_what_the_state_says(process: Process, plane: Client) -> None:
    plane.push(link(), whole=True)
    with Prober(process.client) as prober:
        met = {
            "allowed": prober.meet(CLIENT, NAME, PORT, PATIENCE),
            "stranger": prober.meet(STRANGER, str(ENI_ADDRESS), PORT, SILENCE),
            "unknown": prober.meet(CLIENT, "unknown.example.com", PORT, PATIENCE),
        }

    assert {key: str(each) for key, each in met.items()} == {
        "allowed": "reached",
        "stranger": "timed out",
        "unknown": "unknown name",
    }


def test_guests_of_a_place_are_one_and_end_with_the_probes(process: Process, plane: Client) -> None:
    plane.push(link(), whole=True)
    place = Place("consumer", network=ip_network("10.0.7.0/24"))
    with Prober(process.client) as prober:
        assert prober.attach(place) == prober.attach(place)
        assert [each for each in plane.records().interfaces if each.startswith("guest-")] != []

    until(plane.records, lambda found: not any(each.startswith("guest-") for each in found.interfaces))


def test_stand_in_sees_the_load_balancer(process: Process, plane: Client) -> None:
    plane.push(link(), whole=True)
    with Prober(process.client) as prober:
        visitor = prober.visit("service")
        host = str(visitor.entry.addresses[0])
        ways = prober.client.trace(visitor.client.id, host, PORT).ways
        with standing_in(prober, ways) as stand_ins, prober.connect(visitor.client.id, host, PORT) as connection:
            connection.sendall(GREETING)
            assert connection.recv(1) == GREETING[:1]
            [seen] = [each for own in stand_ins.values() for each in own.seen]

    assert (seen.peer, seen.endpoint) == (str(NODE_ADDRESS), None)


def test_outcomes_are_rows_with_proof_by_traffic(process: Process, plane: Client) -> None:
    plane.push(changed(link(), "balancers", other=LoadBalancer("other", "provider", ())), whole=True)
    probe = Probe(Property.ANSWERS, frozenset({str(ENI_ADDRESS)}), lambda own: own.client.lookup(CLIENT, NAME))
    missing = Probe(Property.REACHED, "reached", lambda own: own.attach(Place("nowhere")))
    rows = probed(SPEC, [Subject("lambda", None, {})], lambda _: [probe, missing], lambda: process.client)[0]

    assert [(row.verdict, row.proof) for row in rows] == [
        (Verdict.PASSED, Proof.TRAFFIC),
        (Verdict.UNPROVABLE, Proof.STRUCTURAL),
    ]
    assert rows[1].note == "the data plane does not have it: VPC 'nowhere' does not exist"
