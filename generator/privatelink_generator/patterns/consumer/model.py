"""The consumer pattern: a VPC's endpoints for AWS services and for services of other accounts."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from privatelink_generator.aws import limits
from privatelink_generator.aws import services as catalogue
from privatelink_generator.aws.partitions import is_region, partition
from privatelink_generator.aws.ports import PortRange
from privatelink_generator.aws.service_names import is_amazon, is_custom
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.patterns.base import (
    Flag,
    ForeignService,
    Many,
    Model,
    Region,
    ResourceName,
    Spec,
    Tags,
)
from privatelink_generator.patterns.policy import Policy
from privatelink_generator.patterns.quotas import Quota, quota
from privatelink_generator.patterns.security_group import Group, IngressRule

_HTTPS = PortRange(443, 443)
_LIKE_S3 = re.compile(r"com\.amazonaws\.[a-z]+-[a-z]+-[0-9]{1,2}\.s3")
"""The services that the AWS provider takes for S3."""


def _service(value: str) -> str:
    try:
        return catalogue.find(value).name
    except catalogue.UnknownServiceError as error:
        near = ", ".join(repr(name) for name in error.suggestions[:3])
        suggestion = f"; did you mean {near}?" if near else ""
        raise ValueError(
            f"is not in the catalogue of services with endpoints{suggestion} "
            "(give a service that the catalogue does not know by its whole name, as service_name)"
        ) from error


@dataclass(frozen=True)
class _Catalogued:
    """The services with endpoints of one type, for the JSON Schema: editors complete them."""

    endpoint_type: catalogue.EndpointType

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), "enum": catalogue.names(self.endpoint_type)}


GIVEN = "given"
"""The `service_name` of a service whose name the module's caller knows."""


def _service_name(value: str) -> str:
    if not (value == GIVEN or is_custom(value) or is_amazon(value)):
        raise ValueError(
            "is not a service name; a custom or marketplace service's is "
            "com.amazonaws.vpce.<region>.vpce-svc-<17 hex digits>, an AWS service's com.amazonaws.<region>.<service>, "
            "and given takes a custom one from the variable service_names"
        )
    return value


def _zone(value: str) -> str:
    if not is_region(value[:-1]) or value[-1] not in ascii_lowercase:
        raise ValueError("is not an Availability Zone's name, such as us-east-1a")
    return value


def _ipv4(value: str) -> str:
    try:
        return str(ipaddress.IPv4Address(value))
    except ValueError as error:
        raise ValueError("is not an IPv4 address") from error


def _ipv6(value: str) -> str:
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError as error:
        raise ValueError("is not an IPv6 address") from error
    if address.scope_id:
        raise ValueError(f"has a zone, which only its own machine knows; leave %{address.scope_id} out")
    return str(address)


def _dns_mode(value: object) -> object:
    if value is None or isinstance(value, bool) or value == "after-acceptance":
        return value
    near = did_you_mean(str(value), ["true", "false", "after-acceptance"])
    raise ValueError(f"is not one of true, false and after-acceptance{near}")


Zone = Annotated[str, AfterValidator(_zone)]


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

    ipv4: Annotated[str, AfterValidator(_ipv4)] | None = Field(None, description="From the subnet's CIDR.")
    ipv6: Annotated[str, AfterValidator(_ipv6)] | None = Field(None, description="From the subnet's IPv6 CIDR.")


class _Endpoint(Model):
    policy: Policy | None = Field(
        None, description="Who may do what through the endpoint. Without one, AWS allows everything."
    )
    tags: Tags = Field(default_factory=dict, description="Tags of this endpoint, beside the module's.")


class GatewayEndpoint(_Endpoint):
    """Routes to S3 or DynamoDB in the VPC's route tables."""

    type: Literal["gateway"] = Field(description="gateway: routes in route tables.")
    service: Annotated[str, AfterValidator(_service), _Catalogued("gateway")] = Field(
        description="s3, dynamodb or s3express."
    )

    @property
    def amazon(self) -> catalogue.Service:
        """The service in the catalogue."""
        return catalogue.find(self.service)

    @property
    def takes_policy(self) -> bool:
        """Whether AWS takes a policy for the service's endpoints."""
        return self.amazon.facts.policy


class InterfaceEndpoint(_Endpoint):
    """A network interface in each subnet, for an AWS service or for a custom service."""

    type: Literal["interface"] = Field("interface", description="interface: a network interface in each subnet.")
    service: Annotated[str, AfterValidator(_service), _Catalogued("interface")] | None = Field(
        None, description="An AWS service by its short name.", examples=["lambda"]
    )
    service_name: Annotated[str, AfterValidator(_service_name)] | None = Field(
        None,
        description="A custom or marketplace service, or an AWS service the catalogue doesn't know, by whole name. "
        "given: a custom service whose name the module's caller passes in the variable service_names.",
        examples=["com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc", GIVEN],
    )
    service_region: Region | None = Field(None, description="The service's Region, if it is not the endpoint's own.")
    private_dns: Annotated[Flag | Literal["after-acceptance"] | None, BeforeValidator(_dns_mode)] = Field(
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
            acceptance_required=self.private_dns_mode == "after-acceptance" or self.auto_accept,
            has_private_dns=self.private_dns_mode != "off",
            own_account=self.auto_accept,
        )

    def private_names(self, region: str) -> tuple[str, ...]:
        """Return the private DNS names that the catalogue knows; those of custom services only AWS knows."""
        return self.amazon.private_dns_names(self.service_region or region) if self.amazon else ()


def _interface_by_default(value: object) -> object:
    return {"type": "interface", **value} if isinstance(value, dict) and "type" not in value else value


Endpoint = Annotated[
    Annotated[InterfaceEndpoint | GatewayEndpoint, Field(discriminator="type")],
    BeforeValidator(_interface_by_default),
]


class SecurityGroup(Model):
    """The security group that the module creates for its interface endpoints."""

    ingress: Many[IngressRule] = Field(
        (IngressRule.model_validate({"from": "vpc"}),),
        description="Default: the VPC, on the services' ports.",
    )
    extra: tuple[Group, ...] = Field(
        (), description="Security groups that the endpoints have beside it: sg-…, or group/NAME."
    )


class Quotas(Model):
    """AWS's quotas, for accounts with raised ones."""

    interface_endpoints_per_vpc: Quota = quota(limits.INTERFACE_ENDPOINTS_PER_VPC)
    gateway_endpoints_per_region: Quota = quota(limits.GATEWAY_ENDPOINTS_PER_REGION)
    rules_per_security_group: Quota = quota(limits.RULES_PER_SECURITY_GROUP)
    security_groups_per_interface: Quota = quota(limits.SECURITY_GROUPS_PER_INTERFACE)


def _example_service_name(text: str, region: str) -> str:
    digits = hashlib.sha256(text.encode()).hexdigest()[:17]
    return f"{partition(region).service_prefix}.vpce.{region}.vpce-svc-{digits}"


class ConsumerSpec(Spec):
    """A module that gives a VPC its endpoints."""

    pattern: Annotated[Literal["consumer"], Field(description="consumer: endpoints in a VPC.")]
    endpoints: Annotated[dict[ResourceName, Endpoint], Field(min_length=1)] = Field(
        description="The endpoints, by names of your own. The Terraform resource has the name too, "
        "with underscores for hyphens."
    )
    security_group: SecurityGroup = Field(
        default_factory=SecurityGroup, description="Who may reach the interface endpoints."
    )
    quotas: Quotas = Field(default_factory=Quotas, description="Raised quotas of the account.")

    @property
    def example_region(self) -> str:
        """The Region where the module's example is applied.

        A spec that names none may have fixed addresses in zones of one, or a service whose endpoints are in one alone.
        """
        zones = (zone[:-1] for endpoint in self.interfaces.values() for zone in endpoint.addresses)
        homes = (endpoint.home for endpoint in self.interfaces.values() if endpoint.home)
        return self.region or min(zones, default=None) or min(homes, default=None) or super().example_region

    @property
    def interfaces(self) -> dict[str, InterfaceEndpoint]:
        """The interface endpoints, in the spec's order."""
        return {name: each for name, each in self.endpoints.items() if isinstance(each, InterfaceEndpoint)}

    @property
    def gateways(self) -> dict[str, GatewayEndpoint]:
        """The gateway endpoints, in the spec's order."""
        return {name: each for name, each in self.endpoints.items() if isinstance(each, GatewayEndpoint)}

    @property
    def foreign_services(self) -> tuple[ForeignService, ...]:
        """The custom services, in the order of their endpoints."""
        given = self.given_service_names
        services = (
            endpoint.foreign_service(given.get(name, endpoint.service_name or ""))
            for name, endpoint in self.interfaces.items()
        )
        return tuple(service for service in services if service)

    @property
    def given_service_names(self) -> dict[str, str]:
        """The names that the module's example passes for services whose names are given, by the endpoint's name.

        A target without such services needs stand-ins of these names.
        """
        return {
            name: _example_service_name(f"{self.name}/{name}", endpoint.service_region or self.example_region)
            for name, endpoint in self.interfaces.items()
            if endpoint.given
        }

    def ports(self, rule: IngressRule) -> tuple[PortRange, ...]:
        """Return the rule's ports; default: the ports of the interface endpoints' services."""
        if rule.ports:
            return tuple(PortRange.parse(port) for port in rule.ports)
        services = (each.amazon.ports if each.amazon else (_HTTPS,) for each in self.interfaces.values())
        return tuple(sorted({port for ports in services for port in ports}))
