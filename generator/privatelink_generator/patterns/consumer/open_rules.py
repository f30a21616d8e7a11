"""Rules on what a consumer spec leaves to its module's caller."""

from __future__ import annotations

from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.pattern import Findings


def check(spec: ConsumerSpec) -> Findings:
    """Yield keys without a use."""
    if not spec.interfaces and "ingress" in spec.inputs:
        yield (
            ("inputs", spec.inputs.index("ingress")),
            "ingress is about the security group of interface endpoints, and the spec has none; leave it out",
        )
    if not spec.interfaces and "network_acl" in spec.inputs:
        yield (
            ("inputs", spec.inputs.index("network_acl")),
            "network_acl is about the subnets of interface endpoints, and the spec has none; leave it out",
        )
    if spec.general:
        yield from _general(spec)


def _general(spec: ConsumerSpec) -> Findings:
    """Reject what only a module with endpoints of its own can have."""
    for name, endpoint in spec.interfaces.items():
        if endpoint.given:
            yield (
                ("endpoints", name, "service_name"),
                "the caller of a general module passes every service's name; write one for the example",
            )
    for name in spec.gateway_load_balancers:
        yield (
            ("endpoints", name, "type"),
            "a general module makes interface and gateway endpoints alone; make another spec for this one",
        )
    for name, each in spec.endpoints.items():
        if each.preset:
            yield (
                ("endpoints", name, "policy"),
                "the caller of a general module passes the statements; write them, or leave general out",
            )
    if spec.data_perimeter:
        yield ("data_perimeter",), "a general module has no endpoint of its own to compare with; leave it out"
