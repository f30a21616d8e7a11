"""Applies Terraform stacks to a target, and verifies, endpoint by endpoint, that they match their specs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privatelink_harness.checks.placement import Placement
    from privatelink_harness.checks.property import Property

__all__ = ["Placement", "Property"]


def __getattr__(name: str) -> object:
    """Import what tests may name from the top when they do: every pytest run imports this package for its plugin."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from privatelink_harness.checks.placement import Placement
    from privatelink_harness.checks.property import Property

    return {"Placement": Placement, "Property": Property}[name]
