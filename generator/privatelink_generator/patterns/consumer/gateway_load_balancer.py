"""Gateway Load Balancer endpoints: targets of routes, through which traffic passes appliances.

AWS's rules: https://docs.aws.amazon.com/vpc/latest/privatelink/create-gateway-load-balancer-endpoint-service.html
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from privatelink_generator.aws.partitions import is_region
from privatelink_generator.patterns.base import Flag, ForeignService, Many, Model, ResourceName, Tags
from privatelink_generator.patterns.consumer.values import GIVEN, ServiceName
from privatelink_generator.patterns.policy import Statement


def _destination(value: str) -> str:
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise ValueError("is not a CIDR, such as 0.0.0.0/0; AWS refuses routes from prefix lists here") from error


class GatewayLoadBalancerEndpoint(Model):
    """A network interface in one subnet, for routes to appliances behind a Gateway Load Balancer."""

    type: Literal["gateway-load-balancer"] = Field(
        description="gateway-load-balancer: a network interface in one subnet, and routes that lead to it."
    )
    aws_type: ClassVar[str] = "GatewayLoadBalancer"
    service_name: ServiceName = Field(
        description="The vendor's or your own service, by whole name; given: the module's caller passes it in "
        "service_names.",
        examples=["com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc", GIVEN],
    )
    ip_address_type: Literal["ipv4", "dualstack", "ipv6"] = Field(
        "ipv4", description="Addresses of the network interface."
    )
    routes: dict[ResourceName, Many[Annotated[str, AfterValidator(_destination)]]] = Field(
        default_factory=dict,
        description="Destinations that lead to the endpoint, by a name for each route table. The module's caller "
        "passes the tables' IDs by these names.",
        examples=[{"workloads": ["0.0.0.0/0"]}],
    )
    auto_accept: Flag = Field(
        default=False, description="Accept the connection; only for a service of the same account."
    )
    acceptance_required: Flag | None = Field(
        None, description="What the service's owner says of connections: whether they wait for acceptance."
    )
    tags: Tags = Field(default_factory=dict, description="Tags of this endpoint, beside the module's.")

    @property
    def policy(self) -> None:
        """None: AWS takes no policy for these endpoints."""
        return

    @property
    def statements(self) -> Sequence[Statement]:
        """The statements of the policy: none."""
        return ()

    @property
    def preset(self) -> None:
        """The policy by preset: none."""
        return

    @property
    def takes_policy(self) -> bool:
        """Whether AWS takes a policy for the endpoint."""
        return False

    @property
    def known_as(self) -> None:
        """The short name in the catalogue, which has no such services."""
        return

    @property
    def service(self) -> None:
        """The service's short name, which none has."""
        return

    @property
    def custom(self) -> bool:
        """Whether the service is a customer's or a vendor's."""
        return True

    @property
    def given(self) -> bool:
        """Whether the module's caller passes the service's name."""
        return self.service_name == GIVEN

    @property
    def named_region(self) -> str | None:
        """The Region in `service_name`; None if it names none."""
        return next((part for part in self.service_name.split(".") if is_region(part)), None)

    @property
    def service_region(self) -> None:
        """The service's Region: the endpoint's own."""
        return

    def foreign_service(self, service_name: str) -> ForeignService:
        """Return the service as the endpoint needs it."""
        return ForeignService(
            name=service_name,
            address_types=("ipv4", "ipv6") if self.ip_address_type == "dualstack" else (self.ip_address_type,),
            acceptance_required=bool(self.acceptance_required or self.auto_accept),
            has_private_dns=False,
            own_account=self.auto_accept,
            endpoint_type="GatewayLoadBalancer",
        )
