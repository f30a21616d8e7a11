"""The VPCs that use the hub's endpoints and services."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from privatelink_generator.patterns.base import Flag, Many, Model, Region, ResourceName
from privatelink_generator.patterns.hybrid.on_premises import Network

Way = Literal["peering", "transit_gateway", "existing", "privatelink"]


class Spoke(Model):
    """A VPC, and the way from it to the hub."""

    cidrs: Many[Network] = Field(description="CIDR blocks of the spoke's VPC.")
    reached_by: Way = Field(
        description="peering or transit_gateway: a submodule makes it; existing: routes are there already; "
        "privatelink: no routes, the spoke gets endpoints for the hub's services, and its addresses may be anyone's."
    )
    account: ResourceName | None = Field(
        None, description="Alias of the spoke's account, where it is not the hub's: a key of the variable role_arns."
    )
    region: Region | None = Field(None, description="The spoke's Region, where it is not the hub's.")
    on_premises: Flag = Field(
        default=False, description="Whether the spoke reaches on premises too: routes, and names of its domains."
    )

    @property
    def is_routed(self) -> bool:
        """Whether routes lead to the spoke, so that its addresses must be its own."""
        return self.reached_by != "privatelink"
