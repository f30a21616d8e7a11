"""A resource of a stack in plan and state, and the sources of its attributes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.terraform.snapshot import Resource


@dataclass(frozen=True, slots=True)
class StackResource:
    """A resource in the plan and the state.

    Parameters:
        plan, state: None where there is no plan or state, or the resource is not in it.
    """

    plan: Resource | None
    state: Resource | None

    def planned(self, attribute: str) -> Any:
        """Return the attribute's value in the plan, or ABSENT."""
        return _attribute(self.plan, attribute)

    def stated(self, attribute: str) -> Any:
        """Return the attribute's value in the state, or ABSENT."""
        return _attribute(self.state, attribute)

    def compare(
        self, attribute: str, *, spec: object, api: object, read: Callable[[Any], object] = lambda value: value
    ) -> Sources:
        """Return the sources of a property that plan and state have in one attribute.

        Parameters:
            read: turns an attribute's value into the one to compare.
        """
        planned, stated = (
            ABSENT if value is ABSENT else read(value) for value in (self.planned(attribute), self.stated(attribute))
        )
        return Sources(spec, planned, stated, api)


def _attribute(resource: Resource | None, name: str) -> Any:
    """Return an attribute's value, lists of IDs as sets; Terraform's state writes an unset attribute as "" or null."""
    value = resource.values.get(name) if resource else None
    if value is None or value == "":
        return ABSENT
    if not name.endswith("_ids"):
        return value
    # A plan's list has null for an ID that AWS has yet to assign.
    return ABSENT if None in value else frozenset(value)
