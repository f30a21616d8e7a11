"""The endpoints of a consumer spec: interface and gateway endpoints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from privatelink_generator.aws import services as catalogue
from privatelink_generator.aws.partitions import is_region
from privatelink_generator.aws.service_names import is_custom
from privatelink_generator.patterns import policy_presets
from privatelink_generator.patterns.base import Flag, ForeignService, Model, Region, Tags
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.values import (
    GIVEN,
    DnsMode,
    GatewayService,
    InterfaceService,
    Ipv4,
    Ipv6,
    ServiceName,
    Zone,
)
from privatelink_generator.patterns.policy import Statement
from privatelink_generator.patterns.policy_presets import AnyPolicy, PresetPolicy

_LIKE_S3 = re.compile(r"com\.amazonaws\.[a-z]+-[a-z]+-[0-9]{1,2}\.s3")
"""The services that the AWS provider takes for S3."""


class DnsOptions(Model):
    """`DnsOptions` of CreateVpcEndpoint."""

    dns_record_ip_type: Literal["ipv4", "ipv6", "dualstack", "service-defined"] | None = Field(
        None, description="Record types of the endpoint's names: A, AAAA or both."
    )
    private_dns_only_for_inbound_resolver_endpoint: Flag = Field(
        default=False,
        description="Private DNS for on-premises clients only (through the Resolver's inbound endpoint); "
        "the VPC's own traffic takes the gateway endpoint, which must be in this spec too.",
    )


class Addresses(Model):
    """Addresses of one endpoint's network interface in one Availability Zone."""

    ipv4: Ipv4 | None = Field(None, description="From the subnet's CIDR.")
    ipv6: Ipv6 | None = Field(None, description="From the subnet's IPv6 CIDR.")


class _Endpoint(Model):
    policy: AnyPolicy | None = Field(
        None,
        description="Who may do what through the endpoint: a list of statements, or a preset with exceptions. Without "
        "one, AWS allows everything.",
    )
    tags: Tags = Field(default_factory=dict, description="Tags of this endpoint, beside the module's.")

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of the policy that the spec itself writes."""
        return policy_presets.statements(self.policy)

    @property
    def preset(self) -> PresetPolicy | None:
        """The policy by preset; None where the spec has none, or statements alone."""
        return self.policy if isinstance(self.policy, PresetPolicy) else None


class GatewayEndpoint(_Endpoint):
    """Routes to S3 or DynamoDB in the VPC's route tables."""

    type: Literal["gateway"] = Field(description="gateway: routes in route tables.")
    aws_type: ClassVar[str] = "Gateway"
    service: GatewayService = Field(description="s3, dynamodb or s3express.")

    @property
    def amazon(self) -> catalogue.Service:
        """The service in the catalogue."""
        return catalogue.find(self.service)

    @property
    def takes_policy(self) -> bool:
        """Whether AWS takes a policy for the service's endpoints."""
        return self.amazon.facts.policy

    @property
    def known_as(self) -> str:
        """The service's short name in the catalogue."""
        return self.amazon.name


class InterfaceEndpoint(_Endpoint):
    """A network interface in each subnet, for an AWS service or for a custom service."""

    type: Literal["interface"] = Field("interface", description="interface: a network interface in each subnet.")
    aws_type: ClassVar[str] = "Interface"
    service: InterfaceService | None = Field(None, description="An AWS service by its short name.", examples=["lambda"])
    service_name: ServiceName | None = Field(
        None,
        description="A custom or marketplace service, or an AWS service the catalogue doesn't know, by whole name. "
        "given: a custom service whose name the module's caller passes in the variable service_names.",
        examples=["com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc", GIVEN],
    )
    service_region: Region | None = Field(None, description="The service's Region, if it is not the endpoint's own.")
    private_dns: DnsMode = Field(
        None,
        description="Whether the service's own DNS name resolves to the endpoint inside the VPC. Default: on for "
        "AWS services that have one private name of their own, else off. after-acceptance: once the service owner has "
        "accepted.",
    )
    dns_options: DnsOptions | None = Field(None, description="Record types, and the clients that private DNS is for.")
    ip_address_type: Literal["ipv4", "dualstack", "ipv6"] = Field(
        "ipv4", description="Addresses of the network interfaces."
    )
    addresses: dict[Zone, Addresses] = Field(default_factory=dict, description="Fixed addresses, by Availability Zone.")
    auto_accept: Flag = Field(
        default=False, description="Accept the connection; only for a service of the same account."
    )
    acceptance_required: Flag | None = Field(
        None,
        description="What the owner of a custom service says of connections: whether they wait for acceptance. A plan "
        "warns where AWS says otherwise.",
    )
    assume_supported: Flag = Field(
        default=False,
        description="Generate what the catalogue says AWS refuses for this service (across Regions, a policy, an "
        "address type, another Region than its home), because AWS offers it by now.",
    )

    @model_validator(mode="after")
    def _one_service(self) -> Self:
        if (self.service is None) == (self.service_name is None):
            has = "both" if self.service else "neither"
            raise ValueError(
                f"has {has} of service (an AWS service's short name) and service_name (a whole one); write one of them"
            )
        return self

    @property
    def amazon(self) -> catalogue.Service | None:
        """The service in the catalogue, or None for a service given by whole name."""
        return catalogue.find(self.service) if self.service else None

    @property
    def catalogued(self) -> catalogue.Service | None:
        """The service in the catalogue, whether the spec gives its short name or its whole name."""
        if self.amazon or self.custom:
            return self.amazon
        return catalogue.find_by_service_name(self.service_name or "", self.named_region)

    @property
    def known_as(self) -> str | None:
        """The service's short name in the catalogue; None if it is not there."""
        return self.catalogued.name if self.catalogued else None

    @property
    def home(self) -> str | None:
        """The Region of partition aws in which alone AWS makes the endpoint; None if another key decides on it."""
        if self.service_region or self.named_region or self.assume_supported or self.catalogued is None:
            return None
        return self.catalogued.facts.home_for("us-east-1")

    @property
    def private_beside_gateway(self) -> bool:
        """Whether private DNS is on for a service that has gateway endpoints too: S3.

        AWS then makes it inbound-only by default, and refuses it if the VPC has no gateway endpoint.
        """
        return self.private_dns_mode == "on" and self.has_gateways

    @property
    def has_gateways(self) -> bool:
        """Whether the service has gateway endpoints too, which only those of the endpoint's own Region can have."""
        service = self.catalogued
        return not self.service_region and service is not None and "gateway" in service.endpoint_types

    @property
    def is_s3(self) -> bool:
        """Whether the service is S3, the only one for which the AWS provider sends inbound-only private DNS."""
        return self.has_gateways and self.catalogued is not None and self.catalogued.name == "s3"

    @property
    def inbound_only(self) -> bool:
        """Whether private DNS is for inbound resolver endpoints only."""
        return self.dns_options is not None and self.dns_options.private_dns_only_for_inbound_resolver_endpoint

    @property
    def record_type(self) -> str:
        """The type of the endpoint's DNS records; by AWS's default that of its addresses."""
        return (self.dns_options and self.dns_options.dns_record_ip_type) or self.ip_address_type

    @property
    def taken_for_s3(self) -> bool:
        """Whether the AWS provider takes the service for S3 with gateway endpoints.

        With any DNS option it then sends one that AWS refuses for the service:
        https://github.com/hashicorp/terraform-provider-aws/issues/46102
        """
        name = self.service_name or (
            self.amazon.service_name(self.service_region or "us-east-1") if self.amazon else ""
        )
        return _LIKE_S3.search(name) is not None and not self.is_s3

    @property
    def takes_policy(self) -> bool:
        """Whether AWS is known to take a policy for the service's endpoints."""
        service = self.catalogued
        return service is not None and service.facts.policy

    @property
    def private_dns_follows(self) -> bool:
        """Whether a resource of its own turns private DNS on: AWS refuses it until the connection is accepted."""
        return self.private_dns_mode == "after-acceptance" or (self.auto_accept and self.private_dns_mode == "on")

    @property
    def custom(self) -> bool:
        """Whether the service is a customer's or a vendor's, not one of AWS's own."""
        return self.service_name is not None and (self.given or is_custom(self.service_name))

    @property
    def given(self) -> bool:
        """Whether the module's caller passes the service's name."""
        return self.service_name == GIVEN

    @property
    def named_region(self) -> str | None:
        """The Region in `service_name`; None if it names none."""
        return next((part for part in (self.service_name or "").split(".") if is_region(part)), None)

    @property
    def private_dns_mode(self) -> Literal["on", "off", "after-acceptance"]:
        """`private_dns` with its default filled in."""
        if self.private_dns == "after-acceptance":
            return "after-acceptance"
        if self.private_dns is None:
            by_default = self.amazon is not None and self.amazon.endpoint_types == ("interface",)
            return "on" if by_default and self.private_names("us-east-1") else "off"
        return "on" if self.private_dns else "off"

    def foreign_service(self, service_name: str) -> ForeignService | None:
        """Return the custom service as the endpoint needs it, or None for an AWS service."""
        if not self.custom:
            return None
        return ForeignService(
            name=service_name,
            address_types=("ipv4", "ipv6") if self.ip_address_type == "dualstack" else (self.ip_address_type,),
            acceptance_required=bool(
                self.private_dns_mode == "after-acceptance" or self.auto_accept or self.acceptance_required
            ),
            has_private_dns=self.private_dns_mode != "off",
            own_account=self.auto_accept,
        )

    def private_names(self, region: str) -> tuple[str, ...]:
        """Return the private DNS names that the catalogue knows; those of custom services only AWS knows."""
        return self.amazon.private_dns_names(self.service_region or region) if self.amazon else ()


def fixed_addresses(endpoints: Iterable[InterfaceEndpoint]) -> list[tuple[str, str]]:
    """Return the fixed IPv4 addresses of endpoints, each after its Availability Zone."""
    found = (each for endpoint in endpoints for each in endpoint.addresses.items())
    return [(zone, each.ipv4) for zone, each in found if each.ipv4]


def by_zone(addresses: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return addresses in order, by Availability Zone."""
    found: dict[str, list[str]] = {}
    for zone, address in sorted(addresses):
        found.setdefault(zone, []).append(address)
    return found


def _interface_by_default(value: object) -> object:
    return {"type": "interface", **value} if isinstance(value, dict) and "type" not in value else value


Endpoint = Annotated[
    Annotated[InterfaceEndpoint | GatewayEndpoint | GatewayLoadBalancerEndpoint, Field(discriminator="type")],
    BeforeValidator(_interface_by_default),
]
