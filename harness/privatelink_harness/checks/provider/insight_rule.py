"""The checks of a Contributor Insights rule."""

from __future__ import annotations

from dataclasses import dataclass

from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table


@dataclass(frozen=True, slots=True)
class InsightRule:
    """A rule of the spec.

    Parameters:
        stated: the state that the AWS provider keeps, and never reads again; None without a resource.
        described: the state in CloudWatch; None where the rule does not exist.
    """

    stated: str | None
    described: str | None

    def compare_state(self) -> Sources:
        """Compare whether the rule collects."""
        return Sources(
            spec="ENABLED",
            state=ABSENT if self.stated is None else self.stated,
            api="no rule" if self.described is None else self.described,
        )


INSIGHT_RULE: Table[InsightRule] = {Property.STATE: InsightRule.compare_state}
"""The checks of a Contributor Insights rule."""
