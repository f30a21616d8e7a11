"""What a provider's expectations may name."""

from __future__ import annotations

from privatelink_generator.patterns import expectation_rules
from privatelink_generator.patterns.expectations import CONSUMER, SERVICE
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.provider.model import ProviderSpec


def check(spec: ProviderSpec) -> Findings:
    """Yield what expectations name that the spec does not have."""
    nouns = expectation_rules.Nouns({SERVICE: (CONSUMER, *spec.service.consumers)})
    yield from expectation_rules.check(spec.expect, nouns)
