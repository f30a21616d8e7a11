"""The view of the consumer pattern: what its templates see beside the spec."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from privatelink_generator import hcl
from privatelink_generator.aws import limits, policy_conditions
from privatelink_generator.aws.networks import surrounding
from privatelink_generator.aws.policy_document import FULL_ACCESS, Identity
from privatelink_generator.patterns import policy as policies
from privatelink_generator.patterns import policy_presets
from privatelink_generator.patterns.consumer import example
from privatelink_generator.patterns.consumer.endpoints import Endpoint, GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.consumer.network_acl_view import NetworkAclView
from privatelink_generator.patterns.consumer.opened import Opened
from privatelink_generator.patterns.consumer.perimeter_view import PERIMETER, PerimeterView
from privatelink_generator.patterns.consumer.zones_view import ZonesView
from privatelink_generator.patterns.security_group import (
    Clients,
    RuleBlock,
    clients,
    default_groups,
    ingress_blocks,
    named_groups,
    open_ports,
)

_HERE = Identity("${local.partition}", "${local.region}", "${local.account_id}")
_ACCOUNT_OR_PARTITION = re.compile(r"(?<!\$)\$\{local\.(account_id|partition)\}")
"""A reference of the module's; in the text of a spec, $ is doubled."""


def _in_words(statement: policies.Statement) -> str:
    """Return a statement for a table: "Allow lambda:InvokeFunction for role/app on orders"."""
    principals = "everybody" if statement.principals == ("*",) else ", ".join(statement.principals)
    words = f"{statement.effect} {', '.join(statement.actions)} for {principals}"
    words += f" on {', '.join(statement.functions)}" if statement.functions else ""
    return f"{words} under conditions" if statement.conditions else words


@dataclass(frozen=True)
class ConsumerView:
    """The spec as Terraform's values and HCL expressions.

    Parameters:
        made: roles and users that another example makes in the same account.
    """

    spec: ConsumerSpec
    default_zones: tuple[str, ...] = field(default=("a", "b"))
    made: frozenset[tuple[str, str, str]] = frozenset()

    @cached_property
    def opened(self) -> Opened:
        """What the caller of the module decides."""
        return Opened(self.spec)

    @property
    def renamed(self) -> list[str]:
        """The names of endpoints whose resources had another name once; a general module was never without `this`."""
        return [] if self.spec.general else [name for name in self.spec.endpoints if name != hcl.label(name)]

    @cached_property
    def statements(self) -> list[policies.Statement]:
        """The statements of all policies."""
        return [statement for each in self.spec.endpoints.values() for statement in each.statements]

    @cached_property
    def needs_identity(self) -> bool:
        """Whether a policy has the account or the partition that the module is applied in."""
        if self.opened.policies:
            return True
        documents = [json.dumps(self._document(each)) for each in self.spec.endpoints.values() if each.policy]
        return any(_ACCOUNT_OR_PARTITION.search(document) for document in documents)

    @cached_property
    def needs_region(self) -> bool:
        """Whether a service's name or a policy has the Region that the module is applied in."""
        if self.opened.policies:
            return True
        endpoints = self.spec.endpoints.items()
        fixed = any(self.home(each) or self.across_regions(each) for each in self.spec.interfaces.values())
        return (
            fixed
            or any(_HERE.region in self.service_name(name) + (self.policy(each) or "") for name, each in endpoints)
            or self.perimeter.needs_compact_region
        )

    def home(self, endpoint: InterfaceEndpoint) -> str | None:
        """Return the Region in which alone AWS makes the endpoint, if only a plan knows where that is; else None."""
        return None if self.spec.region else endpoint.home

    def across_regions(self, endpoint: InterfaceEndpoint) -> bool:
        """Whether the service may be in another Region than the endpoint."""
        return endpoint.service_region not in {None, self.spec.region}

    @cached_property
    def endpoints_across_regions(self) -> dict[str, str]:
        """The Regions of services in other Regions, by the endpoint's name."""
        return {
            name: each.service_region
            for name, each in self.spec.interfaces.items()
            if each.service_region and self.across_regions(each)
        }

    zones_not_across_regions = limits.ZONES_NOT_ACROSS_REGIONS
    """IDs of zones that have no endpoints for services of other Regions."""

    @cached_property
    def needs_vpc_cidrs(self) -> bool:
        """Whether a rule allows the CIDRs of the VPC, or may."""
        return self.opened.ingress or any(rule.vpc for rule in self.ingress) or self.acl.needs_vpc_cidrs

    @cached_property
    def open_ports(self) -> set[int]:
        """Those of SSH, HTTP and RDP that a rule allows from all addresses: a linter asks for them."""
        return open_ports(self.ingress)

    @cached_property
    def local_principals(self) -> list[tuple[str, str, str]]:
        """Roles and users of that account, as ("role" or "user", path, name): the example creates them."""
        named = dict.fromkeys(principal for each in self.statements for principal in each.principals)
        return [
            (kind, f"/{path}/" if path else "/", name)
            for kind, slash, rest in (principal.partition("/") for principal in named)
            if slash and kind in {"role", "user"}
            for path, _, name in [rest.rpartition("/")]
            if (kind, f"/{path}/" if path else "/", name) not in self.made
        ]

    @cached_property
    def before_subnets(self) -> list[str]:
        """Addresses of the example's resources that must exist before its subnets, and so before its endpoints."""
        cidrs = [
            f"aws_vpc_ipv4_cidr_block_association.number_{index}" for index, _ in enumerate(self.example_cidrs[1:], 1)
        ]
        principals = enumerate(self.local_principals if self.principals_by_name else (), 1)
        return [*cidrs, *(f"aws_iam_{kind}.principal_{index}" for index, (kind, _, _) in principals)]

    @cached_property
    def ipv6(self) -> bool:
        """Whether an endpoint has IPv6 addresses."""
        return any(each.ip_address_type != "ipv4" for each in self.spec.interfaces.values())

    @property
    def has_ipv6(self) -> str:
        """Whether an endpoint has IPv6 addresses, as an HCL expression."""
        return "local.has_ipv6" if self.opened.policies else hcl.expression(self.ipv6)

    @cached_property
    def ipv6_only(self) -> bool:
        """Whether the endpoints need IPv6-only subnets."""
        return any(each.ip_address_type == "ipv6" for each in self.spec.interfaces.values())

    @cached_property
    def private_dns(self) -> bool:
        """Whether an endpoint needs the VPC's DNS attributes, or may."""
        return (self.opened.policies and self.opened.interfaces) or any(
            each.private_dns_mode != "off" for each in self.spec.interfaces.values()
        )

    @cached_property
    def answered(self) -> list[str]:
        """Names of endpoints whose private DNS answers public names of AWS's own services."""
        return [name for name, each in self.spec.interfaces.items() if each.amazon and each.private_dns_mode == "on"]

    @cached_property
    def of_others(self) -> bool:
        """Whether an endpoint's service is not AWS's own."""
        return any(not each.amazon for each in self.spec.interfaces.values())

    @property
    def after_acceptance(self) -> list[str]:
        """Names of endpoints whose private DNS waits for the acceptance of their connection."""
        return self.spec.after_acceptance

    @cached_property
    def private_dns_follows(self) -> list[str]:
        """Names of endpoints that accept their connection themselves and get private DNS afterwards."""
        return [name for name, each in self.spec.interfaces.items() if each.private_dns_follows and each.auto_accept]

    @cached_property
    def fixed(self) -> dict[str, dict[str, dict[str, str]]]:
        """Fixed addresses by endpoint, zone and family."""
        return {
            name: {zone: each.model_dump(exclude_none=True) for zone, each in endpoint.addresses.items()}
            for name, endpoint in self.spec.interfaces.items()
            if endpoint.addresses
        }

    @cached_property
    def fixed_ipv6(self) -> bool:
        """Whether there are fixed IPv6 addresses: the example uses others, because AWS chooses its IPv6 CIDR."""
        return any("ipv6" in each for by_zone in self.fixed.values() for each in by_zone.values())

    @cached_property
    def ingress(self) -> list[RuleBlock]:
        """The `ingress` blocks, one for each protocol and range of ports."""
        return ingress_blocks(self.spec.security_group.rules, self.spec.ports)

    @cached_property
    def clients(self) -> Clients:
        """Who may connect to the interface endpoints, in words."""
        return clients(self.ingress)

    @cached_property
    def source_groups(self) -> list[str]:
        """Security groups that rules name."""
        return named_groups(self.ingress)

    default_groups = staticmethod(default_groups)

    @cached_property
    def extra_groups(self) -> list[str]:
        """Security groups of the endpoints beside the module's."""
        return [each.removeprefix("group/") for each in self.spec.security_group.extra]

    @cached_property
    def given(self) -> dict[str, str]:
        """The names that the example passes for services whose names are given, by the endpoint's name."""
        return self.spec.given_service_names

    def service_name(self, name: str) -> str:
        """Return an endpoint's service name as HCL: a string, literal but for the Region, so that a plan knows it.

        The prefix depends on the partition: the spec of a module for China or a sovereign cloud must name its Region.
        """
        endpoint = self.spec.endpoints[name]
        if not isinstance(endpoint, GatewayEndpoint) and endpoint.given:
            return f"var.service_names[{hcl.quote(name)}]"
        if not isinstance(endpoint, GatewayEndpoint) and endpoint.service_name:
            return hcl.quote(endpoint.service_name)
        assert not isinstance(endpoint, GatewayLoadBalancerEndpoint)  # noqa: S101 (it has a service_name)
        assert endpoint.amazon is not None  # noqa: S101 (the model requires service or service_name)
        if isinstance(endpoint, InterfaceEndpoint) and endpoint.service_region:
            return hcl.quote(endpoint.amazon.service_name(endpoint.service_region))
        region = self.spec.region or "us-east-1"
        return f'"{endpoint.amazon.service_name(region, endpoint.type).replace(region, "${local.region}")}"'

    def tags(self, name: str) -> str:
        """Return the tags of an endpoint beside the module's, as an HCL object."""
        own = {key: hcl.escape(value) for key, value in self.spec.endpoints[name].tags.items()}
        if not own:
            return f'{{ Name = "${{var.name}}-{name}" }}'
        return hcl.expression({"Name": f"${{var.name}}-{name}"} | own, escaped=True)

    def policy(self, endpoint: Endpoint) -> str | None:
        """Return the endpoint's policy as an HCL expression, by default AWS's own; None where AWS may take none.

        The AWS provider keeps the policy that was if a module leaves it out.
        """
        if endpoint.policy:
            return f"jsonencode({hcl.expression(self._document(endpoint), escaped=True)})"
        return "local.full_access" if endpoint.takes_policy else None

    def admits(self, endpoint: Endpoint) -> str:
        """Return what the endpoint's policy says, in words for a table."""
        if endpoint.preset:
            return "by preset, see below"
        if not endpoint.statements:
            return "AWS's default: everything" if endpoint.takes_policy else "none"
        return "; ".join(map(_in_words, endpoint.statements))

    @cached_property
    def full_access(self) -> str | None:
        """AWS's default policy as an HCL object; None if no endpoint has it."""
        needed = bool(self.opened.variable) or any(
            each.takes_policy and not each.policy for each in self.spec.endpoints.values()
        )
        return hcl.expression(FULL_ACCESS) if needed else None

    def statement_count(self, endpoint: Endpoint) -> int:
        """Return how many statements the endpoint's policy document has."""
        return len(self._document(endpoint)["Statement"])

    @staticmethod
    def _document(endpoint: Endpoint) -> dict[str, Any]:
        gateway = endpoint.type == "gateway"
        policy = endpoint.policy or ()
        return policy_presets.document(policy, endpoint.known_as, _HERE, PERIMETER, hcl.escape, gateway=gateway)

    @cached_property
    def route_count(self) -> int:
        """The number of routes to Gateway Load Balancer endpoints."""
        endpoints = self.spec.gateway_load_balancers.values()
        return sum(len(cidrs) for each in endpoints for cidrs in each.routes.values())

    @cached_property
    def inspected_tables(self) -> list[str]:
        """Names of the route tables that lead to Gateway Load Balancer endpoints."""
        return sorted({table for each in self.spec.gateway_load_balancers.values() for table in each.routes})

    @cached_property
    def inspection_ipv6(self) -> bool:
        """Whether a Gateway Load Balancer endpoint has IPv6."""
        return any(each.ip_address_type != "ipv4" for each in self.spec.gateway_load_balancers.values())

    @cached_property
    def inspection_cidr(self) -> str:
        """The last of the example's /24 that no subnet overlaps, for Gateway Load Balancer endpoints."""
        return example.last_free(self.example_cidrs[0], self.example_subnets.values())

    @cached_property
    def client_groups(self) -> dict[str, str]:
        """The groups of clients in other VPCs, with the client's name."""
        clients = self.spec.security_group.clients.items()
        return {group.removeprefix("group/"): name for name, client in clients for group in client.groups}

    @cached_property
    def client_vpcs(self) -> dict[str, str]:
        """The CIDRs of the clients' VPCs in the example, by the client's name: apart from the example's own."""
        return example.client_vpcs(self.spec.security_group.clients, self.example_cidrs)

    @cached_property
    def has_urls(self) -> bool:
        """Whether an interface endpoint is, or may be, for one of AWS's services, which HTTPS clients reach."""
        interfaces = self.spec.interfaces.values()
        return bool(self.spec.interfaces) and (
            bool(self.opened.variable) or any(not each.custom for each in interfaces)
        )

    @cached_property
    def has_lambda(self) -> bool:
        """Whether the module has an interface endpoint for Lambda, whose calls may be silent for long."""
        return any(each.known_as == "lambda" for each in self.spec.interfaces.values())

    @cached_property
    def service_zones(self) -> ZonesView:
        """The zones of the services against those of the subnets."""
        return ZonesView(self.spec, self.opened, self.service_name)

    @cached_property
    def acl(self) -> NetworkAclView:
        """The network ACL of the endpoints' subnets."""
        return NetworkAclView(self.spec, self.opened, self.ingress)

    @cached_property
    def perimeter(self) -> PerimeterView:
        """The data perimeter of the policies by preset, and of resources' policies."""
        return PerimeterView(self.spec, [self.policy(each) or "" for each in self.spec.endpoints.values()])

    @cached_property
    def principals_by_name(self) -> list[str]:
        """Names of interface endpoints whose policies name roles or users."""
        return [
            name
            for name, each in self.spec.interfaces.items()
            if any(policy_conditions.PRINCIPAL_ARN in policies.keys_of_principals(one) for one in each.statements)
        ]

    @cached_property
    def principals_by_condition(self) -> list[str]:
        """Names of gateway endpoints whose policies say their principals by conditions."""
        gateways = self.spec.gateways.items()
        return [name for name, each in gateways if any(policies.keys_of_principals(one) for one in each.statements)]

    def gateway_of(self, endpoint: InterfaceEndpoint) -> list[str]:
        """Return names of gateway endpoints for the same service, which must outlive the interface endpoint."""
        known = endpoint.catalogued
        return [name for name, each in self.spec.gateways.items() if known and each.service == known.name]

    def gateway_resources(self, endpoint: InterfaceEndpoint | None = None) -> list[str]:
        """Return addresses of the gateway endpoints that must outlive an interface endpoint.

        Parameters:
            endpoint: None for one that the module's caller names.
        """
        named = self.gateway_of(endpoint) if endpoint else [] if self.spec.general else list(self.spec.gateways)
        addresses = [f"aws_vpc_endpoint.{hcl.label(name)}" for name in named]
        may_be_given = self.opened.variable and (endpoint is None or endpoint.has_gateways)
        return [*addresses, f"aws_vpc_endpoint.{self.opened.gateway_label}"] if may_be_given else addresses

    @cached_property
    def zones(self) -> list[str]:
        """Zones of the example's subnets: the zones of fixed addresses, or else two."""
        fixed = sorted({zone for by_zone in self.fixed.values() for zone in by_zone})
        return fixed or [f"{self.example_region}{letter}" for letter in self.default_zones]

    @cached_property
    def example_region(self) -> str:
        """The Region where the example is applied by default."""
        return self.spec.example_region

    @cached_property
    def example_subnets(self) -> dict[str, str]:
        """The example's IPv4 subnets by zone, around the fixed addresses if the spec has any."""
        return example.subnets(self.zones, self.spec.fixed)

    @cached_property
    def example_cidrs(self) -> list[str]:
        """The /16 CIDRs around the example's subnets; the first is the VPC's primary one."""
        return surrounding(self.example_subnets.values())
