"""The place of a spec that decides a property."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_generator.document.places import Places
from privatelink_generator.errors import Loc
from privatelink_generator.load import load, loads
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.where import where

CONSUMER = """\
version: 1
pattern: consumer
name: core
tags: {team: network}
endpoints:
  s3: {service: s3, type: gateway}
  lambda:
    service: lambda
    policy: [{principals: ["*"], actions: ["lambda:*"], resources: ["*"], public: true}]
"""

STACK = """\
version: 1
pattern: stack
name: whole
region: us-east-1
accounts: {provider: {}, consumer: {}}
modules:
  payments:
    account: provider
    spec:
      pattern: provider
      load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}
      target_groups: {api: {port: 8443}}
      service: {}
  orders: {account: consumer, spec: orders.yaml}
links:
  - {endpoint: orders.payments, service: payments}
"""
ORDERS = """\
version: 1
pattern: consumer
name: orders
endpoints:
  payments:
    service_name: given
"""


@pytest.mark.parametrize(
    ("loc", "about", "place"),
    [
        (("endpoints", "lambda"), Property.POLICY, "core.yaml:9:5"),
        (("endpoints", "lambda"), Property.SERVICE, "core.yaml:8:5"),
        (("endpoints", "lambda"), Property.TAGS, "core.yaml:4:1"),
        (("endpoints", "lambda"), Property.PRIVATE_DNS, "core.yaml:7:3"),
        (("endpoints", "s3"), Property.TYPE, "core.yaml:6:21"),
        (("endpoints", "dynamodb"), Property.EXISTS, "core.yaml:5:1"),
        ((), Property.EXISTS, None),
    ],
)
def test_place_is_the_nearest_key_that_decides(loc: Loc, about: Property, place: str | None) -> None:
    assert where(loads(CONSUMER, "core.yaml"), loc, about) == place


@pytest.mark.parametrize(
    ("root", "loc", "about", "place"),
    [
        (("modules", "payments", "spec"), ("target_groups", "api"), Property.PROTOCOL, "stack.yaml:12:29"),
        (("modules", "payments", "spec"), ("service",), Property.STATE, "stack.yaml:13:7"),
        (("modules", "orders", "spec"), ("endpoints", "payments"), Property.SERVICE, "orders.yaml:6:5"),
        ((), ("links", 0), Property.CONNECTION, "stack.yaml:16:5"),
    ],
)
def test_place_in_a_composition_is_in_the_parts_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Loc, loc: Loc, about: Property, place: str
) -> None:
    (tmp_path / "stack.yaml").write_text(STACK)
    (tmp_path / "orders.yaml").write_text(ORDERS)
    monkeypatch.chdir(tmp_path)
    assert where(load(Path("stack.yaml")), loc, about, root=root) == place


def test_spec_from_no_file_has_no_places() -> None:
    spec = loads(CONSUMER).placed(Places())
    assert where(spec, ("endpoints", "s3"), Property.TYPE) is None


def test_places_make_no_difference_between_specs() -> None:
    assert loads(CONSUMER, "a.yaml") == loads(f"# moved\n{CONSUMER}", "b.yaml")
