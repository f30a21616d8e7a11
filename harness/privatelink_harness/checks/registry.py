"""The checks of each pattern.

A new pattern adds an entry: a function that finds the pattern's subjects, each with its evidence and its table of
checks.
"""

from __future__ import annotations

from functools import partial

from privatelink_harness.checks.composition import subjects as composition
from privatelink_harness.checks.consumer import subjects as consumer
from privatelink_harness.checks.hybrid import subjects as hybrid
from privatelink_harness.checks.provider import subjects as provider
from privatelink_harness.checks.subject import FindSubjects

_PARTS: dict[str, FindSubjects] = {
    "consumer": consumer.find_subjects,
    "provider": provider.find_subjects,
    "hybrid": hybrid.find_subjects,
}
"""The patterns of modules that a composition may have."""

CHECKS: dict[str, FindSubjects] = {
    **_PARTS,
    "stack": partial(composition.find_subjects, _PARTS),
}
"""By the pattern's name."""
