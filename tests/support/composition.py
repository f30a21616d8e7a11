"""A composition of two accounts: its spec, and the state of its modules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privatelink_generator.load import loads
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.terraform.snapshot import Resource, Snapshot

SPEC = """
version: 1
pattern: stack
name: link
region: us-east-1
tags: {team: payments}
accounts: {provider: {}, consumer: {}}
modules:
  payments:
    account: provider
    spec:
      pattern: provider
      load_balancers: {main: {listeners: {api: {port: 443, forward: api}}}}
      target_groups: {api: {port: 8443}}
      service: {private_dns_name: {name: payments.example.com}}
  on-line:
    account: consumer
    spec: {pattern: consumer, endpoints: {payments: {service_name: given, private_dns: after-acceptance}}}
links:
  - {endpoint: on-line.payments, service: payments}
"""

PROVIDER, CONSUMER = "111122223333", "444455556666"


def composition(text: str = SPEC) -> StackSpec:
    """Return the composition's spec."""
    spec = loads(text, "link.yaml")
    assert isinstance(spec, StackSpec)
    return spec


def resource(module: str, alias: str, account: str, resource_type: str, **values: Any) -> Resource:
    """Return a resource of a module, under the provider configuration of an account."""
    arn = f"arn:aws:ec2:us-east-1:{account}:thing/{module}"
    provider = f'provider["registry.terraform.io/hashicorp/aws"].{alias}'
    return Resource(module, resource_type, "this", None, {"id": "x", "arn": arn, **values}, provider)


def snapshot(base: str = "module.stack.", *, outputs: Mapping[str, Any] | None = None, **given: Any) -> StackSnapshot:
    """Return a stack with the composition below an address, and a network of each module beside it.

    Parameters:
        given: what else is known of the stack.
    """
    resources = (
        resource("module.payments_network", "provider", PROVIDER, "aws_vpc"),
        resource(f"{base}module.payments", "provider", PROVIDER, "aws_lb"),
        resource(f"{base}module.on_line", "consumer", CONSUMER, "aws_vpc_endpoint"),
    )
    return StackSnapshot(Snapshot(resources, outputs or {}), **given)
