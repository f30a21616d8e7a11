"""The entry of a spec that a resource of its module comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from privatelink_generator.errors import Loc
from privatelink_generator.load import loads
from privatelink_harness.behaviours.place import place_of, provider_of
from privatelink_harness.terraform.snapshot import Resource

STACK = """
version: 1
pattern: stack
name: whole
region: us-east-1
accounts: {provider: {}, consumer: {}}
modules:
  pay-ments:
    account: provider
    spec:
      pattern: provider
      load_balancers: {main-1: {listeners: {https: {port: 443, forward: api}}}}
      target_groups: {api: {port: 8443}}
      service: {}
  orders:
    account: consumer
    spec: {pattern: consumer, endpoints: {payments: {service_name: given}}}
links: [{endpoint: orders.payments, service: pay-ments}]
"""
HUB = """
version: 1
pattern: hybrid
name: hub
region: us-east-1
endpoints: {lambda: {service: lambda}}
security_group: {ingress: [{from: 10.0.0.0/8}]}
services:
  payments:
    load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}
    target_groups: {api: {port: 8443}}
    service: {}
spokes: {app: {cidrs: [10.1.0.0/16], reached_by: privatelink}}
"""


@pytest.mark.parametrize(
    ("spec", "resource", "place"),
    [
        (
            STACK,
            Resource("module.stack.module.pay_ments", "aws_vpc_endpoint_service", "this", None, {}),
            (("modules", "pay-ments", "spec"), ("service",)),
        ),
        (
            STACK,
            Resource("module.stack.module.pay_ments", "aws_lb", "main_1", None, {}),
            (("modules", "pay-ments", "spec"), ("load_balancers", "main-1")),
        ),
        (
            STACK,
            Resource("module.stack.module.orders", "aws_vpc_endpoint", "payments", None, {}),
            (("modules", "orders", "spec"), ("endpoints", "payments")),
        ),
        (STACK, Resource("", "aws_vpc", "this", None, {}), ((), ())),
        (
            HUB,
            Resource("module.hub.module.endpoints", "aws_vpc_endpoint", "interface", "lambda", {}),
            ((), ("endpoints", "lambda")),
        ),
        (
            HUB,
            Resource("module.hub.module.service_payments", "aws_vpc_endpoint_service", "this", None, {}),
            (("services", "payments"), ("service",)),
        ),
    ],
)
def test_place_is_the_entry_of_the_part(spec: str, resource: Resource, place: tuple[Loc, Loc]) -> None:
    assert place_of(loads(spec), resource) == place


def test_switch_of_a_part_follows_the_parts_own_spec() -> None:
    service = Resource("module.stack.module.pay_ments", "aws_vpc_endpoint_service", "this", None, {})
    found = provider_of(loads(STACK), service)
    assert found is not None
    assert list(found.load_balancers) == ["main-1"]
    hubs = provider_of(loads(HUB), replace(service, module="module.hub.module.service_payments"))
    assert hubs is not None
    assert list(hubs.load_balancers) == ["main"]
    assert provider_of(loads(STACK), replace(service, module="module.stack.module.orders")) is None
