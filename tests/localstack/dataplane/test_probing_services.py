"""The probes of an endpoint service, on a plane that is fed by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.check import Verdict
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.checks.subject import Subject
from privatelink_harness.probes.probe import probed
from privatelink_harness.probes.services import probes
from privatelink_localstack.dataplane.client import Client, Process
from privatelink_localstack.dataplane.state.model import Listener, State, Target, TargetGroup
from tests.support.plane import PORT, TARGET_ADDRESS, TARGET_PORT, changed, link
from tests.support.provider_stack import facts, target

pytestmark = pytest.mark.process

OTHER_PORT, CLOSED_PORT = 5432, 9
SPEC = f"""
version: 1
pattern: provider
name: orders
load_balancers:
  main:
    listeners:
      https: {{port: {PORT}, forward: api}}
      ledger: {{port: {OTHER_PORT}, forward: ledger}}
target_groups: {{api: {{port: {TARGET_PORT}}}, ledger: {{port: {CLOSED_PORT}}}}}
"""
BLOCKED = f"from its load balancer to target {TARGET_ADDRESS}:{CLOSED_PORT}: "


def _state() -> State:
    """Return a service with two ports, of which the target's security group admits the first one's alone."""
    state = changed(link(), "listeners", ledger=Listener("ledger", "nlb", OTHER_PORT, "ledger"))
    blocked = TargetGroup("ledger", "provider", (Target(TARGET_ADDRESS, CLOSED_PORT, "a"),))
    return changed(state, "target_groups", ledger=blocked)


def _evidence() -> Evidence[Any]:
    spec = loads(SPEC)
    assert isinstance(spec, ProviderSpec)
    health = [target(str(TARGET_ADDRESS), TARGET_PORT)]
    groups = {each: {"LoadBalancerArns": ["nlb"]} for each in ("group", "ledger")}
    known = replace(facts(), target_groups=groups, health=dict.fromkeys(groups, health))
    return Evidence(
        plan=None,
        state=None,
        spec=spec,
        model=spec.service,
        described={"ServiceId": "service"},
        facts=known,
        placement=Placement("provider", frozenset()),
        resources=(),
        names={"nlb": "main"},
        region="us-east-1",
    )


def test_ports_that_can_be_reached_are_shown_and_the_others_named(process: Process, plane: Client) -> None:
    plane.push(_state(), whole=True)
    evidence = _evidence()
    subject: Subject[Any] = Subject("service", None, {})

    rows = probed(evidence.spec, [subject], lambda _: probes(evidence), lambda: process.client)[0]

    assert {row.property: (row.verdict, row.found) for row in rows} == {
        Property.ARRIVES: (Verdict.PASSED, f"{PORT} = main"),
        Property.PEER: (Verdict.PASSED, f"{PORT} = the load balancer's address"),
        Property.IDLE: (Verdict.PASSED, "idle = reset, with keep-alive = alive"),
    }
    notes = {row.property: row.note or "" for row in rows}
    assert notes[Property.ARRIVES].startswith(BLOCKED)
