"""What a hub's expectations may name."""

from __future__ import annotations

from dataclasses import replace

from privatelink_generator.patterns import expectation_rules
from privatelink_generator.patterns.expectations import CONSUMER, ON_PREMISES, VPC
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.pattern import Findings


def check(spec: HybridSpec) -> Findings:
    """Yield what expectations name that the spec does not have."""
    routed = [name for name, each in spec.spokes.items() if each.is_routed]
    joined = [name for name in spec.spokes if name not in routed]
    outside = (ON_PREMISES,) if spec.on_premises else ()
    nouns = expectation_rules.of_endpoints(spec.endpoints, (VPC, *outside, *routed))
    services = dict.fromkeys(spec.services, (CONSUMER, *joined))
    yield from expectation_rules.check(spec.expect, replace(nouns, sources={**nouns.sources, **services}))
