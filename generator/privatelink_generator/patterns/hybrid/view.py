"""The view of the hybrid pattern: what its templates see beside the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from privatelink_generator import hcl
from privatelink_generator.aws.networks import NEVER_ROUTED
from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.patterns.hybrid import fixed
from privatelink_generator.patterns.hybrid.example import ExampleView
from privatelink_generator.patterns.hybrid.link_rules import DEFAULT_ASN
from privatelink_generator.patterns.hybrid.links import LinksView
from privatelink_generator.patterns.hybrid.model import ENDPOINTS, FixedAddresses, HybridSpec
from privatelink_generator.patterns.hybrid.names import NamesView
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.inputs import Input, laid_out_type, passed
from privatelink_generator.patterns.principals import SHARE_PRINCIPAL
from privatelink_generator.patterns.provider.view import ProviderView

_WIRED = frozenset({"name", "vpc_id", "region", "subnet_ids", "tags", "consumer_endpoint_ids"})
"""Inputs of a service's module that are not the caller's, or have a variable of their own."""

_HUBS = frozenset({"name", "vpc_id", "region", "subnet_ids", "route_table_ids", "tags", "extra_security_group_ids"})
"""Inputs of the endpoints' module that the hub sets itself."""

_NAMES = (
    " An endpoint with private_dns_enabled has its names in the hub's VPC alone, and through its inbound Resolver "
    "endpoint on premises; one that leaves it out has them in spokes too."
)
_MORE_NAMES = (
    " An endpoint for a service of AWS's that leaves private_dns_enabled out has the service's own names on premises "
    "and in spokes too."
)

_JOINED = frozenset({"allowed_principals", "suspended_consumers"})
"""Inputs of a service's module that a caller may join with others: null would not show the default."""

_TOGETHER = frozenset({"verification_zone_id"})
"""Inputs with the default null that another one's default calls for."""


class Part(Protocol):
    """The rendered code of a module within the module, as far as the hub's templates need it."""

    @property
    def inputs(self) -> Sequence[Input]:
        """Its variables."""
        raise NotImplementedError


@dataclass(frozen=True)
class HybridView:
    """The spec as Terraform's values and HCL expressions."""

    spec: HybridSpec

    @cached_property
    def consumer(self) -> ConsumerView | None:
        """The view of the endpoints' module; None without endpoints."""
        return ConsumerView(self.spec.consumer) if self.spec.consumer else None

    @cached_property
    def providers(self) -> dict[str, ProviderView]:
        """The views of the services' modules."""
        return {name: ProviderView(self.spec.provider(name)) for name in self.spec.services}

    @cached_property
    def load_balancer_count(self) -> int:
        """How many load balancers the services have."""
        return sum(len(each.spec.load_balancers) for each in self.providers.values())

    @cached_property
    def links(self) -> LinksView:
        """The links to on premises, and the gateway that they end at."""
        return LinksView(self.spec)

    @cached_property
    def names(self) -> NamesView:
        """The endpoints' own names."""
        return NamesView(self.spec)

    @cached_property
    def example(self) -> ExampleView:
        """What surrounds the module in its examples."""
        return ExampleView(self.spec, tuple(self.sharing_accounts))

    default_asn = DEFAULT_ASN
    share_principal = SHARE_PRINCIPAL
    never_routed = tuple(str(each) for each in NEVER_ROUTED)

    @cached_property
    def unnamed_services(self) -> list[str]:
        """The services whose names no VPC but the hub's gets: with gateway endpoints, or without private DNS."""
        return self.consumer.opened.unnamed if self.consumer else []

    @cached_property
    def example_endpoints(self) -> object:
        """The spec's endpoints as the example of a general hub passes them."""
        consumer = self.spec.model_copy(update={"private_dns": "profile"}).consumer
        return ConsumerView(consumer).opened.example if consumer else {}

    @cached_property
    def example_resolver(self) -> dict[str, object]:
        """The spec's Resolver endpoints, likewise."""
        ends = {"inbound": self.spec.resolver.inbound, "outbound": self.spec.resolver.outbound}
        return {name: end.model_dump(exclude_defaults=True) for name, end in ends.items() if end}

    def passed(self, parts: Mapping[str, Part]) -> list[Input]:
        """Return the inputs of the endpoints' module that the hub passes on as they are.

        A general hub has another type of endpoints, and sets their private DNS.
        """
        own = _HUBS | ({"endpoints"} if self.spec.general else set())
        return [each for each in parts[ENDPOINTS].inputs if each.name not in own] if self.consumer else []

    def passed_words(self, name: str) -> str:
        """Return what a variable that the hub passes on means for the hub beside, as the end of its description."""
        words = {
            "endpoints": _NAMES if self.names.follows_settings and self.spec.shared_names else "",
            "additional_endpoints": _MORE_NAMES if self.spec.interfaces else "",
            "ingress": " On premises and spokes have a group of their own." if self.admits_clients else "",
        }
        return words.get(name, "") if not self.spec.general else ""

    @staticmethod
    def endpoints_variable(parts: Mapping[str, Part]) -> list[Input]:
        """Return the endpoints' module's variable of endpoints."""
        return [each for each in parts[ENDPOINTS].inputs if each.name == "endpoints"]

    spoke_network = ("cidr_blocks", "subnet_ids", "route_table_ids", "shared")

    @cached_property
    def stays_fixed(self) -> list[str]:
        """What no variable of the module changes, one sentence each; empty where the spec opens nothing."""
        return fixed.sentences(self.spec)

    @cached_property
    def client_ports(self) -> list[tuple[int, int]]:
        """The ports of the endpoints' services: first and last of each range."""
        if self.spec.consumer is None or not self.spec.interfaces:
            return []
        rule = self.spec.security_group.ingress[0].model_copy(update={"ports": None})
        return [(ports.first, ports.last) for ports in self.spec.consumer.ports(rule)]

    @cached_property
    def client_port_ranges(self) -> str:
        """The same as a value of the variable client_ports, in HCL."""
        ranges = (f"{{ from_port = {first}, to_port = {last} }}" for first, last in self.client_ports)
        return f"[{', '.join(ranges)}]"

    @cached_property
    def opens_client_ports(self) -> bool:
        """Whether the caller decides, who may add endpoints for services with other ports."""
        return self.admits_clients and self.spec.adds_names

    @cached_property
    def admits_clients(self) -> bool:
        """Whether the endpoints have the group that admits on premises and spokes."""
        return bool(self.spec.interfaces) and (self.spec.has_clients or self.spec.general)

    @cached_property
    def has_outbound(self) -> bool:
        """Whether there is an outbound endpoint."""
        return bool(self.spec.domains)

    def fixed(self, end: str) -> FixedAddresses | None:
        """Return the fixed addresses of one of the Resolver endpoints."""
        found: FixedAddresses | None = getattr(self.spec.resolver, end)
        return found

    @cached_property
    def needs_route_tables(self) -> bool:
        """Whether the hub's route tables get routes."""
        routed = any(each.reached_by in {"peering", "transit_gateway"} for each in self.spec.spokes.values())
        gateways = self.consumer is not None and bool(self.consumer.spec.gateways)
        return routed or gateways or self.links.gateway is not None

    @cached_property
    def takes_route_tables(self) -> bool:
        """Whether the module has the variable of route tables, which only gateway endpoints of its caller may need."""
        return self.needs_route_tables or (self.consumer is not None and self.consumer.opened.route_tables)

    def of(self, *ways: str) -> dict[str, Spoke]:
        """Return the spokes that are reached in one of these ways."""
        return {name: each for name, each in self.spec.spokes.items() if each.reached_by in ways}

    @cached_property
    def routed(self) -> dict[str, Spoke]:
        """The spokes that use the hub's endpoints."""
        return {name: each for name, each in self.spec.spokes.items() if each.is_routed}

    @cached_property
    def shares(self) -> list[str]:
        """What RAM shares with spokes' accounts: profile, rules, transit_gateway."""
        others = bool(self.spec.share_principals) or self.spec.general
        attached = others or bool(self.of("transit_gateway"))
        has = {
            "profile": self.spec.has_profile and (others or bool(self.routed)),
            "rules": self.spec.associates_rules and (others or any(each.on_premises for each in self.routed.values())),
            "transit_gateway": self.links.makes_transit_gateway and attached,
        }
        return [name for name, needed in has.items() if needed]

    @cached_property
    def opens_principals(self) -> bool:
        """Whether the caller decides with whom the hub shares."""
        return bool(self.shares) and self.spec.opens("share_principals")

    @cached_property
    def has_principals(self) -> bool:
        """Whether the module shares with others than the accounts of calls of spoke-account."""
        return self.opens_principals or bool(self.spec.share_principals)

    @cached_property
    def opens_client_groups(self) -> bool:
        """Whether the caller may name security groups whose members reach the endpoints."""
        return self.admits_clients and self.spec.opens("client_security_group_ids")

    @cached_property
    def opens_host_numbers(self) -> list[str]:
        """The Resolver endpoints, inbound and outbound, whose addresses the caller counts."""
        ends = {"inbound": self.spec.resolver.inbound, "outbound": self.spec.resolver.outbound}
        named = [name for name, end in ends.items() if end and not end.addresses]
        return named if self.spec.opens("host_numbers") else []

    @cached_property
    def sharing_accounts(self) -> list[str]:
        """The other accounts that something is shared with."""
        others = (each.account for each in self.routed.values() if each.account and self.spec.is_here(each))
        return list(dict.fromkeys(others)) if self.shares else []

    @cached_property
    def attached_accounts(self) -> list[str]:
        """The other accounts of spokes that are attached to a transit gateway of others, who share it with them."""
        accounts = (each.account for each in self.of("transit_gateway").values() if each.account)
        return [] if self.links.makes_transit_gateway else list(dict.fromkeys(accounts))

    def is_shared_with(self, spoke: Spoke) -> bool:
        """Tell whether the spoke's account has a call of the module spoke-account."""
        return spoke.account in self.sharing_accounts and self.spec.is_here(spoke)

    def input_type(self, variable: Input) -> str:
        """Return the type of a service's input as an attribute of the hub's variable."""
        return laid_out_type(variable, joined=variable.name in _JOINED)

    @staticmethod
    def argument(variable: Input, service: str) -> str:
        """Return what a service's module is passed of its attribute of the hub's variable, in HCL."""
        return passed(variable, f"var.services.{hcl.label(service)}.{variable.name}")

    def inputs(self, parts: Mapping[str, Part], service: str) -> list[Input]:
        """Return the inputs of a service's module that the hub's caller may set, in one object by service."""
        return [each for each in parts[f"modules/services/{service}"].inputs if each.name not in _WIRED]

    @cached_property
    def spoke_cidrs(self) -> dict[str, list[str]]:
        """The CIDR blocks of the spokes that use the hub's endpoints."""
        return {name: list(each.cidrs) for name, each in self.routed.items()}

    @cached_property
    def has_shared(self) -> bool:
        """Whether the hub shares anything with spokes beside its network and its zones."""
        return self.spec.has_profile or self.spec.associates_rules or self.spec.has_transit_gateway

    @cached_property
    def extra_groups(self) -> list[str]:
        """Security groups of the endpoints that the caller passes."""
        return [each for each in (self.consumer.extra_groups if self.consumer else []) if each != "clients"]

    def required_inputs(self, parts: Mapping[str, Part], service: str) -> list[Input]:
        """Return the inputs of a service's module that the hub's caller must set."""
        return [each for each in self.inputs(parts, service) if each.default is None or each.name in _TOGETHER]

    def requires(self, parts: Mapping[str, Part], service: str) -> bool:
        """Tell whether a service's module has an input that the hub's caller must set."""
        return bool(self.required_inputs(parts, service))

    def requires_any(self, parts: Mapping[str, Part]) -> bool:
        """Tell whether any service's module has such an input."""
        return any(self.requires(parts, name) for name in self.spec.services)

    def required_services(self, parts: Mapping[str, Part]) -> list[str]:
        """Return the services with an input that the example must set."""
        return [name for name in self.spec.services if self.requires(parts, name)]

    @cached_property
    def client_cidrs(self) -> list[str]:
        """The networks that the endpoints admit beside the hub's VPC."""
        outside = self.spec.on_premises.cidrs if self.spec.on_premises else ()
        return [*outside, *(cidr for each in self.routed.values() for cidr in each.cidrs)]

    @cached_property
    def readme_spoke(self) -> str | None:
        """The way that the README shows: the one that most spokes take; None where no spoke needs a module."""
        ways = [each.reached_by for each in self.spec.spokes.values() if self.spec.calls(each)]
        return max(dict.fromkeys(ways), key=ways.count, default=None)
