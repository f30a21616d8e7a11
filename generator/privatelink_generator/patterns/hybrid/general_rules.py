"""Rules on what a general hub, and the module of a spoke, have a place for."""

from __future__ import annotations

from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.pattern import Findings

_OTHER = "leave it out, or make a hub that is not general"


def check(spec: HybridSpec) -> Findings:
    """Yield what the spec of a general module can't have."""
    if spec.side == "spoke":
        yield from _spoke(spec)
    if spec.general:
        yield from _hub(spec)


def _spoke(spec: HybridSpec) -> Findings:
    if not spec.general:
        yield ("side",), "the module of a spoke is for any hub; write general: true, or leave side out"
    if not spec.endpoints or not any(each.is_routed for each in spec.spokes.values()):
        yield ("spokes",), "the example has no spoke with routes or names; add endpoints, and a spoke"


def _hub(spec: HybridSpec) -> Findings:
    if spec.services:
        yield ("services",), f"a general hub offers no services; {_OTHER}"
    if spec.on_premises and spec.on_premises.gateway:
        yield ("on_premises", "gateway"), f"a general hub makes no links, which are there already; {_OTHER}"
    if spec.has_transit_gateway and spec.transit_gateway.managed_by == "module":
        remedy = "write transit_gateway: {managed_by: others}"
        yield ("transit_gateway",), f"a general hub is attached to a transit gateway, and makes none; {remedy}"
    if spec.vpc_cidr:
        yield ("vpc_cidr",), f"a general hub is for any VPC; {_OTHER}"
    if "security_group" in spec.model_fields_set:
        yield ("security_group",), f"the caller of a general hub decides who may connect; {_OTHER}"
