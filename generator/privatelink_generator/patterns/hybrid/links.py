"""The links to on premises as Terraform's values and HCL expressions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from privatelink_generator.aws import networks
from privatelink_generator.patterns.hybrid.link_rules import DEFAULT_ASN
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.on_premises import TUNNEL_CHOICES, Connection, Tunnel

_OPTIONS = tuple(name for name in Tunnel.model_fields if name != "preshared_key")
_TUNNELS = (1, 2)


@dataclass(frozen=True)
class LinksView:
    """VPN connections and the gateway that they end at."""

    spec: HybridSpec

    @cached_property
    def gateway(self) -> str | None:
        """Where the links end: vpn_gateway, transit_gateway; None if they are there already."""
        on_premises = self.spec.on_premises
        return on_premises.gateway.type if on_premises and on_premises.gateway else None

    @cached_property
    def connections(self) -> dict[str, Connection]:
        """The spec's VPN connections."""
        return self.spec.on_premises.connections if self.spec.on_premises else {}

    @cached_property
    def is_open(self) -> bool:
        """Whether the caller decides which connections there are."""
        return self.gateway is not None and self.spec.opens("connections")

    @cached_property
    def has_connections(self) -> bool:
        """Whether the module makes connections."""
        return self.is_open or bool(self.connections)

    @cached_property
    def in_hcl(self) -> dict[str, object]:
        """The spec's connections, as the module's variable or local value has them."""
        return {
            name: {
                "ip_address": each.customer_gateway.ip_address,
                "bgp_asn": each.customer_gateway.bgp_asn,
                "routing": each.routing,
                "tunnels": [self._tunnel(tunnel) for tunnel in each.tunnels],
            }
            for name, each in self.connections.items()
        }

    def _tunnel(self, tunnel: Tunnel) -> dict[str, object]:
        given = {"preshared_key": tunnel.preshared_key} if self.is_open and tunnel.preshared_key == "given" else {}
        return {**given, **tunnel.arguments}

    def has_routing(self, routing: str) -> bool:
        """Tell whether a connection may have static or BGP's routes."""
        return self.is_open or any(each.routing == routing for each in self.connections.values())

    @cached_property
    def options(self) -> list[tuple[int, str]]:
        """The options that the module sets: the tunnel's number, and the end of the argument's name."""
        used = {
            (number, name)
            for each in self.connections.values()
            for number, tunnel in enumerate(each.tunnels, 1)
            for name in tunnel.arguments
        }
        return [(number, name) for number in _TUNNELS for name in _OPTIONS if self.is_open or (number, name) in used]

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
    def keyed(self) -> list[int]:
        """The numbers of tunnels with a key that the caller passes."""
        named = {int(key.rpartition("/")[2]) for key in self.given_keys}
        return [number for number in _TUNNELS if self.is_open or number in named]

    @cached_property
    def key_names(self) -> str:
        """The keys that `preshared_keys` must have, in HCL."""
        return (
            'flatten([for name, connection in var.connections : [for index, tunnel in connection.tunnels : "${name}/'
            '${index + 1}" if tunnel.preshared_key == "given"]])'
        )

    @cached_property
    def attributes(self) -> dict[str, str]:
        """The types of a tunnel's attributes in HCL."""
        kinds = {"inside_cidr": "string", "startup_action": "string", "dpd_timeout_action": "string"}
        lists = {name: "list(number)" if name.endswith("_numbers") else "list(string)" for name in _OPTIONS}
        return {
            "preshared_key": 'optional(string, "aws")',
            **{name: f"optional({kinds.get(name, lists[name])})" for name in _OPTIONS},
        }

    @cached_property
    def choices(self) -> dict[str, list[str | int]]:
        """What the options of tunnels may be."""
        return {name: list(each) for name, each in TUNNEL_CHOICES.items()}

    @cached_property
    def not_routed(self) -> list[str]:
        """Networks without a public address."""
        return [str(each) for each in networks.NOT_ROUTED]

    @cached_property
    def reserved_cidrs(self) -> list[str]:
        """Inside CIDRs that AWS keeps."""
        return [str(each) for each in networks.RESERVED_TUNNELS]

    @cached_property
    def reserved_asns(self) -> list[int]:
        """ASNs that no customer gateway can have; those that are AWS's in one Region only where the spec names it."""
        return [asn for asn, region in networks.RESERVED_ASNS.items() if region in {None, self.spec.region}]

    @cached_property
    def makes_transit_gateway(self) -> bool:
        """Whether the module makes the transit gateway, unless its caller has one."""
        return self.spec.has_transit_gateway and self.spec.transit_gateway.managed_by == "module"

    @cached_property
    def opens_transit_gateway(self) -> bool:
        """Whether the caller may pass a transit gateway in place of the module's."""
        return self.makes_transit_gateway and self.spec.opens("transit_gateway")

    @cached_property
    def opens_asn(self) -> bool:
        """Whether the caller decides the ASN of the module's gateway."""
        makes = self.gateway == "vpn_gateway" or self.makes_transit_gateway
        return makes and self.spec.opens("amazon_side_asn")

    @cached_property
    def amazon_side_asn(self) -> int | None:
        """The spec's ASN of AWS's side."""
        on_premises = self.spec.on_premises
        if on_premises and on_premises.gateway and on_premises.gateway.type == "vpn_gateway":
            return on_premises.gateway.amazon_side_asn
        return self.spec.transit_gateway.amazon_side_asn

    @cached_property
    def asn_in_hcl(self) -> str | None:
        """The ASN of the module's gateway, which no device has; None where others made the gateway."""
        if self.gateway == "transit_gateway" and not self.makes_transit_gateway:
            return None
        own = self.amazon_side_asn or DEFAULT_ASN
        asn = f"coalesce(var.amazon_side_asn, {DEFAULT_ASN})" if self.opens_asn else str(own)
        opened = self.gateway == "transit_gateway" and self.opens_transit_gateway
        return f"(var.transit_gateway == null ? {asn} : 0)" if opened else asn
