"""The probes of an endpoint service, on a plane that is fed by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.check import Check, Verdict
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.checks.subject import Subject
from privatelink_harness.probes.probe import probed
from privatelink_harness.probes.services import probes
from privatelink_localstack.dataplane.client import Client, Process
from privatelink_localstack.dataplane.state.http_rules import FixedResponse, Rule
from privatelink_localstack.dataplane.state.model import (
    Certificate,
    Listener,
    SecurityGroup,
    State,
    Target,
    TargetGroup,
    Tls,
)
from tests.support.application import ALB, ALB_PORT, application
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


def _rows(plane: Client, process: Process, state: State) -> dict[str, Check]:
    """Return the rows of the service on a plane with a state."""
    plane.push(state, whole=True)
    evidence = _evidence()
    subject: Subject[Any] = Subject("service", None, {})
    rows = probed(evidence.spec, [subject], lambda _: probes(evidence), lambda: process.client)[0]
    return {row.property: row for row in rows}


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
    rows = _rows(plane, process, _state())

    assert {name: (row.verdict, row.found) for name, row in rows.items()} == {
        Property.ARRIVES: (Verdict.PASSED, f"{PORT} = main"),
        Property.PEER: (Verdict.PASSED, f"{PORT} = the load balancer's address"),
        Property.IDLE: (Verdict.PASSED, "idle = reset, with keep-alive = alive"),
    }
    assert (rows[Property.ARRIVES].note or "").startswith(BLOCKED)


@pytest.mark.parametrize("tls", [None, Tls((Certificate(("*.example.com",)),))])
def test_application_load_balancer_answers_by_its_own_rules(process: Process, plane: Client, tls: Tls | None) -> None:
    rows = _rows(plane, process, application(Rule(fixed_response=FixedResponse(404)), tls=tls))

    assert {name: (row.verdict, row.found or row.note) for name, row in rows.items()} == {
        Property.ARRIVES: (Verdict.PASSED, f"{PORT} = main"),
        Property.PEER: (
            Verdict.UNPROVABLE,
            "the targets are Application Load Balancers, which don't tell whom they see",
        ),
        Property.IDLE: (Verdict.PASSED, "idle = reset, with keep-alive = alive"),
    }


def test_application_load_balancer_that_lets_the_network_load_balancer_in_nowhere_is_not_reached(
    process: Process, plane: Client
) -> None:
    closed = changed(application(Rule(fixed_response=FixedResponse(200))), "groups", alb=SecurityGroup("alb"))
    row = _rows(plane, process, closed)[Property.ARRIVES]

    assert (row.verdict, row.note.partition(": ")[0]) == (
        Verdict.UNPROVABLE,
        f"from its load balancer to target {ALB}:{ALB_PORT}",
    )
