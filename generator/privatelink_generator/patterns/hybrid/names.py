"""The endpoints' own names, and who answers for them, as Terraform's values and HCL expressions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from privatelink_generator import hcl
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.hybrid.model import HybridSpec


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


@dataclass(frozen=True)
class NamesView:
    """Private hosted zones, a Profile, and domains that on premises forwards."""

    spec: HybridSpec

    @cached_property
    def zones(self) -> list[Zone]:
        """The private hosted zones, where the spec has them."""
        shared = self.spec.shared_names.items() if self.spec.has_zones else ()
        return [zone for name, each in shared for zone in self._zones(name, each)]

    def _zones(self, name: str, endpoint: InterfaceEndpoint) -> list[Zone]:
        domains: dict[str, list[str]] = {}
        for full in endpoint.private_names(self.spec.example_region):
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
        return domain.replace(self.spec.example_region, "${local.region}")

    @cached_property
    def forwarded(self) -> dict[str, str]:
        """The endpoints by the domains that on premises forwards to the inbound endpoint.

        The domains have a reference for the Region.
        """
        found: dict[str, str] = {}
        for name, each in self.spec.interfaces.items():
            if name in self.spec.shared_names or each.private_dns_mode != "off":
                for domain in each.private_names(self.spec.example_region):
                    found.setdefault(self._with_region(domain.removeprefix("*."), each), name)
        return found

    @cached_property
    def is_open(self) -> bool:
        """Whether the caller decides which of the endpoints' names the module answers for."""
        return bool(self.spec.shared_names) and self.spec.opens("shared_names")

    @cached_property
    def follows_settings(self) -> bool:
        """Whether the caller decides which endpoints are made, and on their private DNS."""
        return self.spec.opens("endpoints") and bool(self.spec.interfaces) and not self.spec.general

    @property
    def is_decided(self) -> bool:
        """Whether names of the spec may be without the module's answer."""
        return self.is_open or (self.follows_settings and bool(self.spec.shared_names))

    @property
    def shared(self) -> str:
        """The endpoints whose names the module answers for, as an HCL expression of a set or list."""
        if self.is_decided:
            return "local.shared_names" if self.follows_settings else "var.shared_names"
        return hcl.expression(list(self.spec.shared_names))

    @property
    def asks(self) -> bool:
        """Whether a plan asks AWS for the names of endpoints that the caller adds."""
        return self.spec.adds_names and (self.spec.has_zones or self.spec.resolver.inbound is not None)

    @property
    def named(self) -> dict[str, str]:
        """Whether an endpoint's names have an answer without a word of the caller on its private DNS, in HCL."""
        return {
            name: f"contains(local.shared_names, {hcl.quote(name)})"
            if self.spec.has_zones and name in self.spec.shared_names
            else hcl.expression(each.private_dns_mode != "off")
            for name, each in self.spec.interfaces.items()
        }

    @cached_property
    def forwardable(self) -> dict[str, list[str]]:
        """The endpoints, one or more, by each domain that on premises may forward to the inbound endpoint."""
        found: dict[str, list[str]] = {}
        for name, each in self.spec.interfaces.items():
            domains = (domain.removeprefix("*.") for domain in each.private_names(self.spec.example_region))
            for domain in dict.fromkeys(domains):
                found.setdefault(self._with_region(domain, each), []).append(name)
        return found

    @cached_property
    def zones_decide(self) -> bool:
        """Whether names that on premises forwards may be without a zone."""
        return self.is_open and self.spec.has_zones

    @cached_property
    def own(self) -> list[str]:
        """The endpoints whose names AWS answers for in the hub's VPC, whatever the module shares."""
        return [name for name in dict.fromkeys(self.forwarded.values()) if name not in self.spec.shared_names]

    @cached_property
    def has_regional_names(self) -> bool:
        """Whether a zone, a forwarded domain or a service has the Region in its name, which Terraform alone knows."""
        found = self.forwardable if self.follows_settings else self.forwarded
        forwarded = list(found) if self.spec.resolver.inbound else []
        return self.asks or any(
            "${local.region}" in name for name in (*(zone.domain for zone in self.zones), *forwarded)
        )

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
