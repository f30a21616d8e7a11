"""Terraform's knowledge of a checked stack: state and plan."""

from __future__ import annotations

from dataclasses import dataclass

from privatelink_harness.checks.placement import Placement, from_outputs
from privatelink_harness.terraform.snapshot import Resource, Snapshot

STACK = "stack"
"""The subject of checks that are about the stack as a whole."""


@dataclass(frozen=True, slots=True)
class StackSnapshot:
    """A stack's state and plan, and what in it is checked.

    Parameters:
        plan: the plan that was applied; None where it is not at hand.
        placement: where endpoints should be; None: as the root module's outputs say.
        module: the address of the module to check, None for the whole stack.
    """

    state: Snapshot
    plan: Snapshot | None = None
    placement: Placement | None = None
    module: str | None = None

    def expected_placement(self) -> Placement:
        """Return the given placement, else the one in the root module's outputs.

        Raises:
            HarnessError: an output that tells the placement has another type.
        """
        return self.placement or from_outputs(self.state.outputs)

    def planned(self, resource: Resource) -> Resource | None:
        """Return the plan's resource of the same address."""
        planned = self.plan.resources if self.plan else ()
        return next((each for each in planned if each.address == resource.address), None)
