"""What a consumer's expectations may name."""

from __future__ import annotations

from privatelink_generator.patterns import expectation_rules
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.expectations import VPC
from privatelink_generator.patterns.pattern import Findings


def check(spec: ConsumerSpec) -> Findings:
    """Yield what expectations name that the spec does not have."""
    yield from expectation_rules.check(spec.expect, expectation_rules.of_endpoints(spec.endpoints, (VPC,)))
