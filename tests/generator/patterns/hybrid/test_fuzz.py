"""Whatever a hybrid spec holds, the loader answers with a spec or with faults at places in the file."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.support.fuzz import check, mutated, values
from tests.support.paths import HYBRID_FILES

SPECS = [YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) for path in HYBRID_FILES]
WORDS = [
    *(
        "on_premises",
        "cidrs",
        "domains",
        "name_servers",
        "gateway",
        "connections",
        "customer_gateway",
        "tunnels",
        "bgp",
    ),
    *("resolver", "inbound", "addresses", "host_number", "endpoints", "service", "private_dns", "profile", "zones"),
    *("services", "spokes", "reached_by", "peering", "transit_gateway", "privatelink", "account", "region", "vpc_cidr"),
    *("198.51.100.7", "10.0.0.0/16", "169.254.10.0/30", "us-east-1a", "corp.example.com", "lambda", "true", "hub"),
]
VALUES = values(WORDS)


@given(VALUES, st.sampled_from(["on_premises", "resolver", "endpoints", "services", "spokes", "private_dns"]))
@settings(max_examples=150)
def test_loader_answers_arbitrary_values_of_a_hub_with_faults(value: Any, key: str) -> None:
    check(json.dumps({"version": 1, "pattern": "hybrid", "name": "core", key: value}, indent=1))


@given(st.data())
@settings(max_examples=200)
def test_loader_answers_mutated_hybrid_specs_with_faults(data: st.DataObject) -> None:
    check(json.dumps(mutated(data, SPECS, WORDS), indent=1, ensure_ascii=False))
