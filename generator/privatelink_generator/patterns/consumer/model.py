"""The consumer pattern: a VPC's endpoints for AWS services and for services of other accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from privatelink_generator.aws import limits
from privatelink_generator.aws.partitions import partition
from privatelink_generator.aws.ports import PortRange
from privatelink_generator.patterns.base import ForeignService, GeneralSpec, Many, Model, ResourceName
from privatelink_generator.patterns.consumer.endpoints import (
    Endpoint,
    GatewayEndpoint,
    InterfaceEndpoint,
    by_zone,
    fixed_addresses,
)
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.network_acl import NetworkAcl
from privatelink_generator.patterns.expectations import Expecting
from privatelink_generator.patterns.policy_presets import DataPerimeter, PresetPolicy
from privatelink_generator.patterns.quotas import Quota, quota
from privatelink_generator.patterns.security_group import Client, Group, IngressRule

_HTTPS = PortRange(443, 443)

UnsupportedZones = Literal["refuse", "leave-out", "unchecked"]
ConsumerInput = Literal["endpoints", "additional_endpoints", "ingress", "network_acl", "unsupported_zones"]


class SecurityGroup(Model):
    """The security group that the module creates for its interface endpoints."""

    ingress: Many[IngressRule] = Field(
        (IngressRule.model_validate({"from": "vpc"}),),
        description="Default: the VPC, on the services' ports.",
    )
    clients: dict[ResourceName, Client] = Field(
        default_factory=dict, description="Other VPCs whose clients reach the endpoints, by names of your own."
    )
    extra: tuple[Group, ...] = Field(
        (), description="Security groups that the endpoints have beside it: sg-…, or group/NAME."
    )

    @property
    def rules(self) -> tuple[IngressRule, ...]:
        """The rules of ingress, and those for clients in other VPCs."""
        return (*self.ingress, *(rule for client in self.clients.values() for rule in client.ingress))


class Quotas(Model):
    """AWS's quotas, for accounts with raised ones."""

    interface_endpoints_per_vpc: Quota = quota(limits.INTERFACE_ENDPOINTS_PER_VPC)
    gateway_endpoints_per_region: Quota = quota(limits.GATEWAY_ENDPOINTS_PER_REGION)
    rules_per_security_group: Quota = quota(limits.RULES_PER_SECURITY_GROUP)
    rules_per_network_acl: Quota = quota(limits.RULES_PER_NETWORK_ACL)
    security_groups_per_interface: Quota = quota(limits.SECURITY_GROUPS_PER_INTERFACE)


def _example_service_name(text: str, region: str) -> str:
    digits = hashlib.sha256(text.encode()).hexdigest()[:17]
    return f"{partition(region).service_prefix}.vpce.{region}.vpce-svc-{digits}"


class ConsumerSpec(Expecting, GeneralSpec):
    """A module that gives a VPC its endpoints."""

    pattern: Annotated[Literal["consumer"], Field(description="consumer: endpoints in a VPC.")]
    inputs: tuple[ConsumerInput, ...] = Field(
        (),
        description="Which of these the module's caller may set, if not all: endpoints (which are made, and their "
        "settings), additional_endpoints (others beside the spec's), ingress (who may connect), network_acl "
        "(of the endpoints' subnets), unsupported_zones (subnets in zones that a service lacks).",
    )
    endpoints: Annotated[dict[ResourceName, Endpoint], Field(min_length=1)] = Field(
        description="The endpoints, by names of your own. The Terraform resource has the name too, "
        "with underscores for hyphens."
    )
    security_group: SecurityGroup = Field(
        default_factory=SecurityGroup, description="Who may reach the interface endpoints."
    )
    network_acl: NetworkAcl | None = Field(
        None,
        description="A network ACL for the endpoints' subnets, in the place of the one that they have. Default: the "
        "module makes none.",
    )
    unsupported_zones: UnsupportedZones | None = Field(
        None,
        description="Subnets in zones that an interface endpoint's service lacks. refuse: a plan fails; leave-out: the "
        "endpoint has no interface there; unchecked: AWS refuses it in the apply. Default: refuse for AWS's services, "
        "unchecked for others.",
    )
    data_perimeter: DataPerimeter | None = Field(
        None, description="Whom the policies by preset trust, and the resource-side statements."
    )
    quotas: Quotas = Field(default_factory=Quotas, description="Raised quotas of the account.")

    @cached_property
    def example_region(self) -> str:
        """The Region where the module's example is applied.

        A spec that names none may have fixed addresses in zones of one, or a service whose endpoints are in one alone.
        """
        zones = (zone[:-1] for endpoint in self.interfaces.values() for zone in endpoint.addresses)
        homes = (endpoint.home for endpoint in self.interfaces.values() if endpoint.home)
        return self.region or min(zones, default=None) or min(homes, default=None) or super().example_region

    @property
    def account_regions(self) -> Mapping[str, frozenset[str]]:
        """The Regions of the services in other Regions: an account connects only to those that it has enabled.

        https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html
        """
        return {"": frozenset(each.service_region for each in self.interfaces.values() if each.service_region)}

    @cached_property
    def interfaces(self) -> dict[str, InterfaceEndpoint]:
        """The interface endpoints, in the spec's order."""
        return {name: each for name, each in self.endpoints.items() if isinstance(each, InterfaceEndpoint)}

    @cached_property
    def gateways(self) -> dict[str, GatewayEndpoint]:
        """The gateway endpoints, in the spec's order."""
        return {name: each for name, each in self.endpoints.items() if isinstance(each, GatewayEndpoint)}

    @cached_property
    def gateway_load_balancers(self) -> dict[str, GatewayLoadBalancerEndpoint]:
        """The Gateway Load Balancer endpoints, in the spec's order."""
        return {name: each for name, each in self.endpoints.items() if isinstance(each, GatewayLoadBalancerEndpoint)}

    @cached_property
    def fixed(self) -> dict[str, list[str]]:
        """The fixed IPv4 addresses of the endpoints, by Availability Zone."""
        return by_zone(fixed_addresses(self.interfaces.values()))

    @cached_property
    def after_acceptance(self) -> list[str]:
        """Names of endpoints whose private DNS waits for the acceptance of their connection."""
        return [name for name, each in self.interfaces.items() if each.private_dns_mode == "after-acceptance"]

    @cached_property
    def custom(self) -> dict[str, InterfaceEndpoint | GatewayLoadBalancerEndpoint]:
        """The endpoints for services of customers and vendors, in the spec's order."""
        found = {name: each for name, each in self.endpoints.items() if not isinstance(each, GatewayEndpoint)}
        return {name: each for name, each in found.items() if each.custom}

    @cached_property
    def preset_policies(self) -> tuple[PresetPolicy, ...]:
        """The policies by preset."""
        return tuple(each.preset for each in self.endpoints.values() if each.preset)

    @cached_property
    def foreign_services(self) -> tuple[ForeignService, ...]:
        """The custom services, in the order of their endpoints."""
        given = self.given_service_names
        services = (
            endpoint.foreign_service(given.get(name, endpoint.service_name or ""))
            for name, endpoint in self.custom.items()
        )
        return tuple(service for service in services if service)

    @cached_property
    def given_service_names(self) -> dict[str, str]:
        """The names that the module's example passes for services whose names are given, by the endpoint's name.

        A target without such services needs stand-ins of these names.
        """
        return {
            name: _example_service_name(f"{self.name}/{name}", endpoint.service_region or self.example_region)
            for name, endpoint in self.custom.items()
            if endpoint.given
        }

    def ports(self, rule: IngressRule) -> tuple[PortRange, ...]:
        """Return the rule's ports; default: the ports of the interface endpoints' services."""
        if rule.ports:
            return tuple(PortRange.parse(port) for port in rule.ports)
        services = (each.amazon.ports if each.amazon else (_HTTPS,) for each in self.interfaces.values())
        return tuple(sorted({port for ports in services for port in ports}))
