"""Whatever a stack's file holds, the loader answers with a spec or with faults at places."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.support.fuzz import check, mutated, values
from tests.support.stack_specs import hub_stack, stack

SPECS = [
    YAML(typ="safe", pure=True).load(text)
    for text in (
        stack(),
        stack(accounts="{provider: {region: us-east-1}, consumer: {region: eu-west-1}}"),
        hub_stack("far: {cidrs: [10.2.0.0/16], reached_by: peering, account: far}"),
    )
]
WORDS = [
    *("version", "pattern", "stack", "consumer", "provider", "name", "region", "tags", "accounts", "role", "modules"),
    *("account", "spec", "links", "endpoint", "service", "state", "accepted", "waiting", "suspended", "payments"),
    *("orders", "orders.payments", "given", "service_name", "endpoints", "us-east-1", "eu-west-1", "private_dns"),
    *("hybrid", "network", "network.erp", "services", "spokes", "reached_by", "peering", "transit_gateway", "far"),
]
VALUES = values(WORDS)


@given(VALUES, st.sampled_from(["accounts", "modules", "links", "region", "tags"]))
@settings(max_examples=200)
def test_loader_answers_arbitrary_values_of_a_stack_with_faults(value: Any, key: str) -> None:
    check(json.dumps({"version": 1, "pattern": "stack", "name": "link", key: value}, indent=1))


@given(st.data())
@settings(max_examples=200)
def test_loader_answers_mutated_stacks_with_faults(data: st.DataObject) -> None:
    check(json.dumps(mutated(data, SPECS, WORDS), indent=1, ensure_ascii=False))
