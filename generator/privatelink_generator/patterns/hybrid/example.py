"""The hub's examples and its test: networks, provider configurations, and values for the module's variables."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count

from privatelink_generator import hcl
from privatelink_generator.aws.networks import SMALLEST_SUBNET, subnets_around, surrounding
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.provider.view import ProviderView


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
class ExampleView:
    """What surrounds the hub's module in its examples and its test.

    Parameters:
        sharing_accounts: the other accounts that the hub shares something with.
    """

    spec: HybridSpec
    sharing_accounts: Sequence[str]

    @cached_property
    def configurations(self) -> list[Configuration]:
        """The provider configurations of the example beside the hub's."""
        found = [self.configuration(each) for each in self.spec.spokes.values()]
        found += [Configuration(account, None) for account in self.sharing_accounts]
        return [each for each in dict.fromkeys(found) if each.alias]

    def configuration(self, spoke: Spoke) -> Configuration:
        """Return the provider configuration of a spoke."""
        return Configuration(spoke.account or "hub", None if self.spec.is_here(spoke) else self.spec.region_of(spoke))

    def needs(self, spoke: Spoke) -> dict[str, str]:
        """Return what a spoke's caller passes of its VPC: type in HCL by attribute; empty if no module is called."""
        subnets = {"subnet_ids": "map(string)"}
        tables = {"route_table_ids": "map(string)"}
        more = {"peering": tables, "transit_gateway": subnets | tables, "privatelink": subnets}
        return {"vpc_id": "string", **more.get(spoke.reached_by, {})} if self.spec.calls(spoke) else {}

    @cached_property
    def spoke_needs(self) -> dict[str, dict[str, str]]:
        """The types of what the caller passes of each spoke's VPC; spokes without a module are left out."""
        return {name: needs for name, each in self.spec.spokes.items() if (needs := self.needs(each))}

    @cached_property
    def vpcs(self) -> dict[str, str]:
        """IDs of the spokes' VPCs for a test, by the call of the spoke's module."""
        calls = (f"module.{hcl.label(name)}" for name in self.spec.spokes)
        return {call: f"vpc-{0x0123456789ABCDEF0 + number:017x}" for number, call in enumerate(calls, 1)}

    @cached_property
    def calls_with_subnets(self) -> list[str]:
        """The modules of the minimal example that read subnets."""
        within = ["module.hub.module.endpoints"] if self.spec.interfaces else []
        linked = [name for name, each in self.spec.spokes.items() if not each.is_routed]
        return ["module.hub", *within, *(f"module.{hcl.label(name)}" for name in linked)]

    def ids(self, names: Iterable[str], vpc: str) -> dict[str, object]:
        """Return IDs of a spoke's VPC for a test."""
        values: dict[str, object] = {
            "vpc_id": vpc,
            "subnet_ids": {zone: f"subnet-0123456789abcdef{index}" for index, zone in enumerate(self.subnets)},
            "route_table_ids": {"private": "rtb-0123456789abcdef0"},
        }
        return {name: values[name] for name in names}

    @cached_property
    def cidr(self) -> str:
        """The CIDR block of the example's hub: that of the spec, that of its addresses, or one that is free."""
        if self.spec.vpc_cidr:
            return self.spec.vpc_cidr
        if self.spec.fixed:
            return str(ipaddress.IPv4Network(f"{next(iter(self.spec.fixed.values()))[0]}/16", strict=False))
        outside = self.spec.on_premises.cidrs if self.spec.on_premises else ()
        taken = [
            ipaddress.IPv4Network(cidr)
            for cidr in (
                *outside,
                *(cidr for each in self.spec.spokes.values() if each.is_routed for cidr in each.cidrs),
            )
        ]
        free = (
            network
            for around in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
            for network in ipaddress.IPv4Network(around).subnets(new_prefix=16)
            if not any(network.overlaps(other) for other in taken)
        )
        return str(next(free, "10.0.0.0/16"))

    @cached_property
    def more_cidrs(self) -> list[str]:
        """Further CIDR blocks of the example's hub, where fixed addresses are beyond its first one."""
        return surrounding(self.subnets.values())[1:] if self.spec.fixed and not self.spec.vpc_cidr else []

    @cached_property
    def subnets(self) -> dict[str, str]:
        """The subnets of the example's hub by zone, around the fixed addresses if the spec has any."""
        hub = ipaddress.IPv4Network(self.cidr)
        prefix = max(24, min(hub.prefixlen + 2, SMALLEST_SUBNET))
        # The last address of a subnet is AWS's.
        prefix = min(prefix, 32 - (self.spec.last_host + 1).bit_length())
        around = subnets_around(self.spec.fixed, prefix) if self.spec.fixed else None
        if around:
            return {zone: str(subnet) for zone, subnet in around.items()}
        found = hub.subnets(new_prefix=prefix)
        return {f"{self.spec.example_region}{letter}": str(next(found)) for letter in "ab"}

    def principals_of_spokes(self, service: str) -> dict[str, str]:
        """Return the accounts of the spokes that connect to a service, by spoke; empty if every account may."""
        if self.spec.services[service].service.public:
            return {}
        return {
            name: each.account or "hub" for name, each in self.spec.spokes.items() if each.reached_by == "privatelink"
        }

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
    def zones_in_hcl(self) -> list[str]:
        """The zones of the example's hub."""
        return [hcl.quote(zone) if self.has_fixed_zones else f'"${{var.region}}{zone[-1]}"' for zone in self.subnets]

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """The start of the labels of each service's stand-ins: no other service's labels can start with it."""
        found: dict[str, str] = {}
        for name in self.spec.services:
            candidates = chain([f"{hcl.label(name)}_"], (f"service{number}_" for number in count(1)))
            found[name] = next(
                each
                for each in candidates
                if not any(each.startswith(own) or own.startswith(each) for own in found.values())
            )
        return found

    def stand_ins(self, service: str) -> dict[str, object]:
        """Return where the example has what a service's variables name."""
        return {
            "prefix": self._prefixes[service],
            "name": f"{self.spec.name}-{service.replace('_', '-')}",
            "vpc_id": "aws_vpc.hub.id",
            "subnets": "aws_subnet.hub",
            "zones": [self.zones_in_hcl[0], self.zones_in_hcl[-1]],
        }

    def test_value(self, service: str, name: str) -> object:
        """Return a value for an input of a service's module, for the test of the module."""
        view = ProviderView(self.spec.provider(service))
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
