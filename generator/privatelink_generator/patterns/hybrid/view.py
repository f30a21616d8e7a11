"""The view of the hybrid pattern: what its templates see beside the spec."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from privatelink_generator import hcl
from privatelink_generator.aws.networks import SMALLEST_SUBNET, subnets_around
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.patterns.hybrid.model import FixedAddresses, HybridSpec
from privatelink_generator.patterns.hybrid.on_premises import Connection
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.inputs import Input, laid_out_type
from privatelink_generator.patterns.provider.view import ProviderView

_WIRED = frozenset({"name", "vpc_id", "region", "subnet_ids", "tags", "consumer_endpoint_ids"})
"""Inputs of a service's module that are not the caller's, or have a variable of their own."""

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


@dataclass(frozen=True, slots=True)
class Zone:
    """A private hosted zone that leads to an endpoint.

    Parameters:
        key: of the zone in Terraform.
        domain: with a reference for the Region.
        names: of its records, below `domain`: "" is the domain itself.
        types: of its records.
    """

    key: str
    endpoint: str
    domain: str
    names: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """A provider configuration of the example: an account in a Region."""

    account: str
    region: str | None

    @property
    def alias(self) -> str | None:
        """The alias; None for that of the hub."""
        parts = ([self.account] if self.account != "hub" or self.region else []) + (
            [self.region] if self.region else []
        )
        return "_".join(map(hcl.label, parts)) or None

    @property
    def reference(self) -> str:
        """How a module block names it."""
        return f"aws.{self.alias}" if self.alias else "aws"


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
    def example_region(self) -> str:
        """The Region where the example is applied by default."""
        return self.spec.example_region

    @cached_property
    def client_ports(self) -> list[tuple[int, int]]:
        """The ports of the endpoints' services: first and last of each range."""
        if self.spec.consumer is None or not self.spec.interfaces:
            return []
        rule = self.spec.security_group.ingress[0].model_copy(update={"ports": None})
        return [(ports.first, ports.last) for ports in self.spec.consumer.ports(rule)]

    @cached_property
    def admits_clients(self) -> bool:
        """Whether the endpoints have the group that admits on premises and spokes."""
        return bool(self.spec.interfaces) and self.spec.has_clients

    @cached_property
    def zones(self) -> list[Zone]:
        """The private hosted zones, where the spec has them."""
        shared = self.spec.shared_names.items() if self.spec.has_zones else ()
        return [zone for name, each in shared for zone in self._zones(name, each)]

    def _zones(self, name: str, endpoint: InterfaceEndpoint) -> list[Zone]:
        domains: dict[str, list[str]] = {}
        for full in endpoint.private_names(self.example_region):
            star = full.startswith("*.")
            # AWS's own zone for a wildcard has the domain itself too: https://docs.aws.amazon.com/vpc/latest/privatelink/
            domains.setdefault(full.removeprefix("*."), []).extend(["", "*"] if star else [""])
        here = {"ipv4": ("A",), "ipv6": ("AAAA",)}.get(endpoint.record_type, ("A", "AAAA"))
        return [
            Zone(
                name if number == 0 else f"{name}-{number}",
                name,
                self._with_region(domain, endpoint),
                tuple(dict.fromkeys(names)),
                here,
            )
            for number, (domain, names) in enumerate(domains.items())
        ]

    def _with_region(self, domain: str, endpoint: InterfaceEndpoint) -> str:
        if endpoint.service_region or self.spec.region:
            return domain
        return domain.replace(self.example_region, "${local.region}")

    @cached_property
    def forwarded(self) -> list[str]:
        """The domains that on premises forwards to the inbound endpoint, with a reference for the Region."""
        named = {
            self._with_region(domain.removeprefix("*."), each): None
            for name, each in self.spec.interfaces.items()
            if name in self.spec.shared_names or each.private_dns_mode != "off"
            for domain in each.private_names(self.example_region)
        }
        return list(named)

    @cached_property
    def has_regional_names(self) -> bool:
        """Whether a zone or a forwarded domain has the Region in its name, which Terraform alone knows."""
        forwarded = self.forwarded if self.spec.resolver.inbound else []
        return any("${local.region}" in name for name in (*(zone.domain for zone in self.zones), *forwarded))

    @cached_property
    def has_outbound(self) -> bool:
        """Whether there is an outbound endpoint."""
        return bool(self.spec.domains)

    def fixed(self, end: str) -> FixedAddresses | None:
        """Return the fixed addresses of one of the Resolver endpoints."""
        found: FixedAddresses | None = getattr(self.spec.resolver, end)
        return found

    @cached_property
    def connections(self) -> dict[str, Connection]:
        """The VPN connections."""
        return self.spec.on_premises.connections if self.spec.on_premises else {}

    @cached_property
    def given_keys(self) -> list[str]:
        """The tunnels whose pre-shared keys the caller passes, as CONNECTION/NUMBER."""
        return [
            f"{name}/{number}"
            for name, each in self.connections.items()
            for number, tunnel in enumerate(each.tunnels, 1)
            if tunnel.preshared_key == "given"
        ]

    @cached_property
    def gateway(self) -> str | None:
        """Where the links end: vpn_gateway, transit_gateway; None if they are there already."""
        on_premises = self.spec.on_premises
        return on_premises.gateway.type if on_premises and on_premises.gateway else None

    @cached_property
    def makes_transit_gateway(self) -> bool:
        """Whether the module makes the transit gateway."""
        return self.spec.has_transit_gateway and self.spec.transit_gateway.managed_by == "module"

    @cached_property
    def needs_route_tables(self) -> bool:
        """Whether the hub's route tables get routes."""
        routed = any(each.reached_by in {"peering", "transit_gateway"} for each in self.spec.spokes.values())
        gateways = self.consumer is not None and bool(self.consumer.spec.gateways)
        return routed or gateways or self.gateway is not None

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
        has = {
            "profile": self.spec.has_profile and bool(self.routed),
            "rules": self.spec.associates_rules and any(each.on_premises for each in self.routed.values()),
            "transit_gateway": self.makes_transit_gateway and bool(self.of("transit_gateway")),
        }
        return [name for name, needed in has.items() if needed]

    @cached_property
    def sharing_accounts(self) -> list[str]:
        """The other accounts that something is shared with."""
        others = (each.account for each in self.routed.values() if each.account and self.spec.is_here(each))
        return list(dict.fromkeys(others)) if self.shares else []

    def is_shared_with(self, spoke: Spoke) -> bool:
        """Tell whether the spoke's account has a call of the module spoke-account."""
        return spoke.account in self.sharing_accounts and self.spec.is_here(spoke)

    @cached_property
    def configurations(self) -> list[Configuration]:
        """The provider configurations of the example beside the hub's."""
        found = [self.configuration(each) for each in self.spec.spokes.values()]
        found += [Configuration(account, None) for account in self.sharing_accounts]
        return [each for each in dict.fromkeys(found) if each.alias]

    def configuration(self, spoke: Spoke) -> Configuration:
        """Return the provider configuration of a spoke."""
        return Configuration(spoke.account or "hub", None if self.spec.is_here(spoke) else self.spec.region_of(spoke))

    @cached_property
    def example_cidr(self) -> str:
        """The CIDR block of the example's hub: that of the spec, that of its addresses, or one that is free."""
        if self.spec.vpc_cidr:
            return self.spec.vpc_cidr
        if self.spec.fixed:
            return str(ipaddress.IPv4Network(f"{next(iter(self.spec.fixed.values()))[0]}/16", strict=False))
        outside = self.spec.on_premises.cidrs if self.spec.on_premises else ()
        taken = [
            ipaddress.IPv4Network(cidr)
            for cidr in (*outside, *(cidr for each in self.routed.values() for cidr in each.cidrs))
        ]
        free = (
            network
            for around in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
            for network in ipaddress.IPv4Network(around).subnets(new_prefix=16)
            if not any(network.overlaps(other) for other in taken)
        )
        return str(next(free, "10.0.0.0/16"))

    @cached_property
    def example_subnets(self) -> dict[str, str]:
        """The subnets of the example's hub by zone, around the fixed addresses if the spec has any."""
        hub = ipaddress.IPv4Network(self.example_cidr)
        prefix = max(24, min(hub.prefixlen + 2, SMALLEST_SUBNET))
        around = subnets_around(self.spec.fixed, prefix) if self.spec.fixed else None
        if around:
            return {zone: str(subnet) for zone, subnet in around.items()}
        ends = (self.spec.resolver.inbound, self.spec.resolver.outbound)
        last = max((end.host_number or 0 for end in ends if end), default=0)
        # The last address of a subnet is AWS's.
        prefix = min(prefix, 32 - (last + 1).bit_length())
        found = hub.subnets(new_prefix=prefix)
        return {f"{self.example_region}{letter}": str(next(found)) for letter in "ab"}

    def input_type(self, variable: Input) -> str:
        """Return the type of a service's input as an attribute of the hub's variable."""
        return laid_out_type(variable, joined=variable.name in _JOINED)

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

    def principals_of_spokes(self, service: str) -> dict[str, str]:
        """Return the accounts of the spokes that connect to a service, by spoke; empty if every account may."""
        if self.spec.services[service].service.public:
            return {}
        return {name: each.account or "hub" for name, each in self.of("privatelink").items()}

    @cached_property
    def principal_accounts(self) -> list[str]:
        """The accounts that the example allows to connect."""
        named = (account for name in self.spec.services for account in self.principals_of_spokes(name).values())
        return list(dict.fromkeys(named))

    @cached_property
    def has_fixed_zones(self) -> bool:
        """Whether the spec names Availability Zones."""
        ends = (self.spec.resolver.inbound, self.spec.resolver.outbound)
        interfaces = self.spec.interfaces.values()
        return any(end and end.addresses for end in ends) or any(each.addresses for each in interfaces)

    @cached_property
    def client_cidrs(self) -> list[str]:
        """The networks that the endpoints admit beside the hub's VPC."""
        outside = self.spec.on_premises.cidrs if self.spec.on_premises else ()
        return [*outside, *(cidr for each in self.routed.values() for cidr in each.cidrs)]

    def named_by(self, name: str) -> str:
        """Return how on premises and spokes reach an endpoint by its service's own names, for people."""
        endpoint = self.spec.interfaces.get(name)
        if endpoint is None:
            return "n/a"
        if name in self.spec.shared_names:
            return {"zones": "private hosted zone", "profile": "Route 53 Profile"}.get(
                self.spec.private_dns, self.spec.private_dns
            )
        return "on premises alone" if endpoint.private_dns_mode != "off" else "none"

    @cached_property
    def readme_spoke(self) -> str | None:
        """The way that the README shows: the one that most spokes take; None where no spoke needs a module."""
        ways = [each.reached_by for each in self.spec.spokes.values() if self.spec.calls(each)]
        return max(dict.fromkeys(ways), key=ways.count, default=None)

    @cached_property
    def zones_in_hcl(self) -> list[str]:
        """The zones of the example's hub."""
        return [
            hcl.quote(zone) if self.has_fixed_zones else f'"${{var.region}}{zone[-1]}"' for zone in self.example_subnets
        ]

    def stand_ins(self, service: str) -> dict[str, object]:
        """Return where the example has what a service's variables name."""
        return {
            "prefix": f"{hcl.label(service)}_",
            "name": f"{self.spec.name}-{service.replace('_', '-')}",
            "vpc_id": "aws_vpc.hub.id",
            "subnets": "aws_subnet.hub",
            "zones": [self.zones_in_hcl[0], self.zones_in_hcl[-1]],
        }

    def test_value(self, service: str, name: str) -> object:
        """Return a value for an input of a service's module, for the test of the module."""
        view = self.providers[service]
        arn = "arn:aws:{}:us-east-1:123456789012:{}"
        values: dict[str, object] = {
            "targets": {
                hcl.label(group): {"a": {"address": "10.0.0.20"}}
                for group in view.addressed
                if group not in view.fixed_targets
            },
            "instance_ids": {hcl.label(group): {"a": "i-0123456789abcdef0"} for group in view.instances},
            "application_load_balancer_arns": {
                group: arn.format("elasticloadbalancing", f"loadbalancer/app/{group}/0123456789abcdef")
                for group in view.application
            },
            "certificate_arns": {key: arn.format("acm", f"certificate/{key}") for key in view.spec.certificates},
            "access_log_buckets": dict.fromkeys(view.log_buckets, "logs"),
            "source_security_group_ids": dict.fromkeys(view.source_groups, "sg-0123456789abcdef0"),
            "verification_zone_id": "Z0123456789ABCDEFGHIJ",
            "topic_arn": arn.format("sns", "operations"),
        }
        return values[name]
