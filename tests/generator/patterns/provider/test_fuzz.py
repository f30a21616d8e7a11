"""Whatever a provider spec holds, the loader answers with a spec or with faults at places in the file."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.support.fuzz import check, mutated, values
from tests.support.paths import PROVIDER_FILES

SPECS = [YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) for path in PROVIDER_FILES]
WORDS = [
    *("load_balancers", "listeners", "port", "protocol", "forward", "TLS", "UDP", "certificates", "security_group"),
    *("target_groups", "target_type", "alb", "targets", "address", "outside_vpc", "health_check", "service", "public"),
    *("allowed_principals", "consumers", "accepted", "private_dns_name", "supported_regions", "notifications", "api"),
    *("alarms", "resets", "above", "minutes", "from", "vpc", "10.0.0.9", "fd00::4", "us-east-1", "*", "root", "blue"),
    *("ou-abcd-12345678", "r-abcd", "arn:aws:organizations::111122223333:ou/o-exampleorgid/ou-wxyz-12345678"),
]
VALUES = values(WORDS)


@given(VALUES, st.sampled_from(["load_balancers", "target_groups", "service", "alarms", "certificates"]))
@settings(max_examples=200)
def test_loader_answers_arbitrary_values_of_a_provider_with_faults(value: Any, key: str) -> None:
    check(json.dumps({"version": 1, "pattern": "provider", "name": "core", key: value}, indent=1))


@given(st.data())
@settings(max_examples=250)
def test_loader_answers_mutated_provider_specs_with_faults(data: st.DataObject) -> None:
    check(json.dumps(mutated(data, SPECS, WORDS), indent=1, ensure_ascii=False))
