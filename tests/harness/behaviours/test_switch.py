"""The switch between blue and green: what a spec allows, and the verdict on what was seen."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.behaviours.switch import Look, Plan, outcome, plan_switch
from privatelink_harness.behaviours.topology import Topology
from privatelink_harness.checks.check import Check, Proof, Verdict, judge
from privatelink_harness.terraform.events import Action, Address, PlannedChange
from tests.support.behaving import MemoryStage

SPEC = """
version: 1
pattern: provider
name: switching
open: true
load_balancers:
  blue-1: {listeners: {https: {port: 443, forward: {v-1: 100, v-2: 0}}}}
  green: {listeners: {https: {port: 443, forward: v-2}}}
target_groups: {v-1: {port: 8443}, v-2: {port: 8443}}
service: {}
"""
WEIGHTS = {"weights": {"blue_1_https": {"v_1": 0, "v_2": 100}}}
BEFORE = Look(frozenset({"blue"}), {"listener": {"v1": 100, "v2": 0}}, {"vpce-0a": "available"})
AFTER = Look(frozenset({"blue"}), {"listener": {"v1": 0, "v2": 100}}, {"vpce-0a": "available"})


def spec(*changes: tuple[str, str]) -> ProviderSpec:
    text = SPEC
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    loaded = loads(text)
    assert isinstance(loaded, ProviderSpec)
    return loaded


@pytest.mark.parametrize(
    ("changes", "is_connected", "arguments"),
    [
        ((), True, WEIGHTS),
        ((), False, {**WEIGHTS, "active_load_balancers": ["green"]}),
        ((("{v-1: 100, v-2: 0}", "v-1"),), False, {"active_load_balancers": ["green"]}),
        ((("{v-1: 100, v-2: 0}", "v-1"),), True, None),
        ((("{v-1: 100, v-2: 0}", "{v-1: 50, v-2: 50}"),), True, None),
        ((("open: true", "open: true\ngeneral: true"),), True, None),
    ],
)
def test_switch_moves_what_the_spec_opens(
    changes: tuple[tuple[str, str], ...],
    is_connected: bool,  # noqa: FBT001 (a parameter)
    arguments: dict[str, Any] | None,
) -> None:
    found = plan_switch(spec(*changes), is_connected=is_connected)
    assert (found.arguments if found else None) == arguments


def verdict(looks: list[Look], *actions: Action) -> Check:
    """Return the check of what was seen, with a plan of these actions."""
    stage = MemoryStage()
    [service] = Topology.read(stage).of("aws_vpc_endpoint_service")
    address = Address("module.payments.aws_lb_listener.blue", "module.payments", "aws_lb_listener", "blue", None)
    changes = [PlannedChange(message="", resource=address, action=action) for action in actions]
    found = outcome(stage, service, Plan(WEIGHTS, "weights"), changes, looks)
    return judge(found.subject, found.about, found.sources, proof=Proof.EMULATED, gaps={})


def test_switch_in_place_passes() -> None:
    check = verdict([BEFORE, BEFORE, AFTER], "update")
    assert (check.verdict, check.note) == (Verdict.PASSED, "weights; seen 3 times")


@pytest.mark.parametrize(
    ("looks", "action", "found"),
    [
        ([BEFORE, Look(frozenset(), AFTER.weights, AFTER.connections), AFTER], "update", "= 1 of 3 looks"),
        (
            [BEFORE, Look(AFTER.load_balancers, {"listener": {"v1": 0, "v2": 0}}, AFTER.connections), AFTER],
            "update",
            "= 1 of 3 looks",
        ),
        ([BEFORE, AFTER], "replace", "replaced = module.payments.aws_lb_listener.blue: replace"),
        ([BEFORE, BEFORE], "update", "switched = no"),
        ([BEFORE, Look(AFTER.load_balancers, AFTER.weights, {})], "update", "connections = changed"),
    ],
)
def test_switch_fails_by_what_was_seen(looks: list[Look], action: Action, found: str) -> None:
    check = verdict(looks, action)
    assert check.verdict is Verdict.FAILED
    assert found in (check.api or "")
