"""Whether the sources know what the spec asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Table
from privatelink_harness.terraform.snapshot import Resource


@dataclass(frozen=True, slots=True)
class Presence:
    """Which of the sources know something of the spec.

    Parameters:
        is_located: whether the state tells where it is.
        elsewhere: the hint that the stack is in another place, or "".
    """

    stack: StackSnapshot
    resource: Resource | None
    described: Mapping[str, Any] | None
    is_located: bool = True
    elsewhere: str = ""

    def compare(self) -> Sources:
        """Compare whether it exists; a plan only tells of a resource that the state has."""
        stack, resource = self.stack, self.resource
        return Sources(
            spec=True,
            plan=ABSENT if stack.plan is None or resource is None else stack.planned(resource) is not None,
            state=resource is not None,
            api=self.described is not None if self.is_located else ABSENT,
            hint=self.elsewhere,
            unprovable="" if self.is_located else "the state does not tell its account and Region",
        )


PRESENCE: Table[Presence] = {Property.EXISTS: Presence.compare}
"""The check of existence, which comes before all others."""
