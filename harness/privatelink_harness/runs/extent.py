"""What of a stack is compared with a spec, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privatelink_harness.checks.placement import Placement


@dataclass(frozen=True, slots=True)
class Extent:
    """What of a stack is compared: all of it, unless a parameter says otherwise.

    Parameters:
        placement: where endpoints should be; None: as the outputs vpc_id, subnet_ids and route_table_ids say.
        module: address of the module to look in; None: the whole stack.
        account, region: to look in; None: wherever the state says that endpoints are.
    """

    placement: Placement | None = None
    module: str | None = None
    account: str | None = None
    region: str | None = None
