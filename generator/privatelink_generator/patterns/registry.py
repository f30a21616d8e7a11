"""The patterns that a spec can name. A new one is a room beside `consumer/`, and its line here."""

from __future__ import annotations

from typing import Any

from privatelink_generator.patterns.base import Spec
from privatelink_generator.patterns.consumer import CONSUMER
from privatelink_generator.patterns.hybrid import HYBRID
from privatelink_generator.patterns.pattern import Pattern
from privatelink_generator.patterns.provider import PROVIDER
from privatelink_generator.patterns.stack import STACK

PATTERNS: dict[str, Pattern[Any]] = {pattern.name: pattern for pattern in (CONSUMER, PROVIDER, HYBRID, STACK)}


def pattern_of(spec: Spec) -> Pattern[Any]:
    """Return the pattern that the spec is of."""
    return PATTERNS[spec.pattern]
