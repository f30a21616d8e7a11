"""The Regions that a spec's accounts must have enabled beside its own, by pattern."""

from __future__ import annotations

import pytest

from privatelink_generator.load import load, loads
from tests.support.paths import ROOT

CONSUMER = """
version: 1
pattern: consumer
name: c
region: us-east-1
endpoints:
  s3: {service: s3, type: gateway}
  far: {service_name: com.amazonaws.vpce.eu-south-1.vpce-svc-0123456789abcdef0, service_region: eu-south-1}
"""
PROVIDER = """
version: 1
pattern: provider
name: p
region: us-east-1
load_balancers: {main: {listeners: {api: {port: 443, forward: api}}}}
target_groups: {api: {port: 8443}}
service: {supported_regions: [us-east-1, af-south-1]}
"""
STACK = """
version: 1
pattern: stack
name: s
accounts: {a: {region: eu-south-1}, b: {}, c: {}}
modules:
  payments:
    account: a
    spec:
      pattern: provider
      load_balancers: {main: {listeners: {api: {port: 443, forward: api}}}}
      target_groups: {api: {port: 8443}}
      service: {supported_regions: [eu-south-1, af-south-1]}
  orders:
    account: b
    spec:
      pattern: consumer
      region: af-south-1
      endpoints: {payments: {service_name: given, service_region: eu-south-1}}
  plain:
    account: c
    spec: {pattern: consumer, endpoints: {s3: {service: s3, type: gateway}}}
links:
  - {endpoint: orders.payments, service: payments}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CONSUMER, {"": {"eu-south-1"}}),
        (PROVIDER, {"": {"us-east-1", "af-south-1"}}),
        (STACK, {"a": {"eu-south-1", "af-south-1"}, "b": {"af-south-1", "eu-south-1"}, "c": set()}),
    ],
    ids=["consumer", "provider", "stack"],
)
def test_account_regions_are_those_that_the_spec_reaches(text: str, expected: dict[str, set[str]]) -> None:
    assert loads(text, "spec.yaml").account_regions == expected


def test_account_regions_of_a_hub_are_those_of_its_spokes() -> None:
    spec = load(ROOT / "specs/hybrid/shared-endpoints.yaml")
    regions = spec.account_regions
    assert {alias: regions.get(alias, set()) for alias in spec.accounts} == {
        "hub": set(),
        "reports": set(),
        "analytics": {"eu-west-1"},
    }
