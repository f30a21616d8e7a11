"""Faults of form and broken rules of other entries are reported together, whatever the pattern."""

from __future__ import annotations

import pytest

from privatelink_generator.errors import SpecError
from privatelink_generator.load import loads

PROVIDER = """\
load_balancers:
  main: {listeners: {web: {port: 443, protocol: TLS, forward: api}}}
  spare: {listeners: {web: {port: 0, forward: api}}}
target_groups:
  api: {port: 8443, health_check: {path: /healthz, protocol: TCP}}
"""

HYBRID = """\
endpoints:
  lambda: {service: lambda, ip_address_type: ipv6}
  queue: {service: sqs, private_dns: perhaps}
services:
  erp:
    load_balancers: {main: {listeners: {a: {port: 1, forward: erp}}}}
    target_groups: {erp: {port: 2}, crm: {port: 3}}
"""

STACK = f"""\
accounts: {{owner: {{}}}}
modules:
  api:
    account: owner
    spec:
      pattern: provider
{"".join(f"      {line}" for line in PROVIDER.splitlines(keepends=True))}"""


def faults(pattern: str, keys: str) -> list[tuple[int | None, str]]:
    """Return the lines of the faults below the spec's head, and the start of their messages."""
    with pytest.raises(SpecError) as caught:
        loads(f"version: 1\npattern: {pattern}\nname: api\n{keys}")
    lines = {fault.message: fault.position.line for fault in caught.value.faults}
    return sorted((line and line - 3, message[:40]) for message, line in lines.items())


def test_rules_of_a_load_balancer_are_checked_beside_a_misshapen_one() -> None:
    found = [
        (2, "TLS ends at this listener, and it has no"),
        (3, "load_balancers.spare.listeners.web.port:"),
        (5, "path is for protocol: HTTP and HTTPS; wr"),
    ]
    assert faults("provider", PROVIDER) == found
    assert [fault for fault in faults("stack", STACK) if fault[0] and fault[0] > 6] == [
        (line + 6, message) for line, message in found
    ]


def test_rules_of_endpoints_and_services_are_checked_beside_a_misshapen_endpoint() -> None:
    assert [line for line, _ in faults("hybrid", HYBRID)] == [2, 3, 7]
