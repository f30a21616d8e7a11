"""The checks of each pattern.

A new pattern adds an entry: a function that finds the pattern's subjects, each with its evidence and its table of
checks.
"""

from __future__ import annotations

from privatelink_harness.checks.consumer import subjects as consumer
from privatelink_harness.checks.provider import subjects as provider
from privatelink_harness.checks.subject import FindSubjects

CHECKS: dict[str, FindSubjects] = {"consumer": consumer.find_subjects, "provider": provider.find_subjects}
"""By the pattern's name."""
