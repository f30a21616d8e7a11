"""AWS's rules on a well-formed hybrid spec. What endpoints and services break, their own patterns say.

Each rule yields the path of what is wrong, and a message that ends with the action.
"""

from __future__ import annotations

import ipaddress

from privatelink_generator import hcl
from privatelink_generator.aws import limits
from privatelink_generator.aws.networks import SMALLEST_SUBNET, subnets_around
from privatelink_generator.errors import Loc
from privatelink_generator.patterns import policy_preset_rules
from privatelink_generator.patterns.consumer import rules as consumer_rules
from privatelink_generator.patterns.hybrid import expectations, general_rules, link_rules, name_rules, network_rules
from privatelink_generator.patterns.hybrid.model import CLIENTS, FixedAddresses, HybridSpec
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.provider import rules as provider_rules
from privatelink_generator.patterns.provider.model import ProviderSpec

_OF_ENDPOINTS = frozenset({"additional_endpoints", "endpoints", "ingress", "unsupported_zones"})
"""Inputs of the endpoints' module."""
_IPV4_ALONE = "VPN connections, peering and a hub's subnets are for IPv4 here"


def check(spec: HybridSpec) -> Findings:
    """Yield every broken rule of the spec."""
    if spec.consumer:
        yield from consumer_rules.check(spec.consumer)
        policies = spec.consumer.preset_policies
        yield from policy_preset_rules.check_values(spec.data_perimeter, policies, ("data_perimeter",))
    yield from _parts(spec)
    yield from link_rules.check(spec)
    yield from name_rules.check(spec)
    yield from _resolver(spec)
    yield from _transit_gateway(spec)
    for name, spoke in spec.spokes.items():
        yield from _spoke(spec, spoke, ("spokes", name))
        yield from network_rules.of_spoke(spec, spoke, ("spokes", name))
    yield from network_rules.check(spec)
    yield from _groups(spec)
    yield from _labels(spec)
    yield from general_rules.check(spec)
    yield from expectations.check(spec)
    if not spec.endpoints:
        for key in ("security_group", "quotas", "private_dns", "unsupported_zones"):
            if key in spec.model_fields_set:
                yield (key,), f"there are no endpoints that {key} could be about; leave it out"
        for index, name in enumerate(spec.inputs):
            if name in _OF_ENDPOINTS:
                yield ("inputs", index), f"there are no endpoints that {name} could be about; leave it out"


def check_parts(spec: HybridSpec) -> Findings:
    """Yield the broken rules that are about one endpoint or one service alone."""
    if spec.consumer:
        yield from consumer_rules.check_endpoints(spec.consumer)
    yield from _parts(spec)


def _parts(spec: HybridSpec) -> Findings:
    for name, endpoint in spec.interfaces.items():
        if endpoint.ip_address_type != "ipv4":
            yield ("endpoints", name, "ip_address_type"), f"{_IPV4_ALONE}; leave ip_address_type out"
    for name in spec.services:
        for loc, message in provider_rules.check(spec.provider(name)):
            yield ("services", name, *loc), message
        yield from _service(spec.provider(name), ("services", name))


def _service(service: ProviderSpec, at: Loc) -> Findings:
    """Reject what the hub's private IPv4 network has no place for."""
    for name, load_balancer in service.load_balancers.items():
        here: Loc = (*at, "load_balancers", name)
        if not load_balancer.internal:
            yield (
                (*here, "internal"),
                "a hub's load balancers are reached by PrivateLink alone; leave internal out, or make a provider spec",
            )
        if load_balancer.ip_address_type != "ipv4":
            yield (*here, "ip_address_type"), f"{_IPV4_ALONE}; leave ip_address_type out"
    for name, group in service.target_groups.items():
        if group.ip_address_type != "ipv4":
            yield (*at, "target_groups", name, "ip_address_type"), f"{_IPV4_ALONE}; leave ip_address_type out"


def _labels(spec: HybridSpec) -> Findings:
    """Reject names that would be one name in Terraform: a hyphen becomes an underscore."""
    for key, names in (
        ("services", list(spec.services)),
        ("spokes", list(spec.spokes)),
        ("on_premises", list(spec.on_premises.connections) if spec.on_premises else []),
    ):
        owners: dict[str, str] = {}
        for name in names:
            owner = owners.setdefault(hcl.label(name), name)
            if owner != name:
                at: Loc = (key, "connections", name) if key == "on_premises" else (key, name)
                yield at, f"{name!r} and {owner!r} would have one name in Terraform; rename one of them"
    if "hub" in spec.accounts[1:]:
        name = next(name for name, each in spec.spokes.items() if each.account == "hub")
        yield ("spokes", name, "account"), "'hub' is the hub's own account; leave account out, or take another alias"


def _groups(spec: HybridSpec) -> Findings:
    if CLIENTS in spec.security_group.extra:
        yield ("security_group", "extra"), f"{CLIENTS} is the module's own group for clients; take another name"


def _resolver(spec: HybridSpec) -> Findings:
    for end in ("inbound", "outbound"):
        fixed: FixedAddresses | None = getattr(spec.resolver, end)
        if fixed is not None:
            yield from _fixed(spec, fixed, ("resolver", end))
    inbound, outbound = spec.resolver.inbound, spec.resolver.outbound
    if inbound is not None and not inbound.addresses and inbound.host_number is None:
        yield (
            ("resolver", "inbound"),
            "name servers on premises name its addresses, which must not change; write addresses, or host_number: 10",
        )
    if outbound is not None and not spec.domains:
        yield ("resolver", "outbound"), "there are no on_premises.domains to forward; add one, or leave outbound out"
    if inbound and outbound and inbound.host_number and inbound.host_number == outbound.host_number:
        yield ("resolver", "outbound", "host_number"), "the inbound endpoint has these addresses; take another number"
    if inbound is not None and spec.on_premises is None:
        yield ("resolver", "inbound"), "nobody on premises asks it; add on_premises, or leave inbound out"
    taken: dict[str, str] = {}
    for end in ("inbound", "outbound"):
        fixed = getattr(spec.resolver, end)
        for zone, address in fixed.addresses.items() if fixed else ():
            first = taken.setdefault(address, f"{end} in {zone}")
            if first != f"{end} in {zone}":
                yield ("resolver", end, "addresses", zone), f"{address} is already that of {first}; take another"


def _fixed(spec: HybridSpec, fixed: FixedAddresses, at: Loc) -> Findings:
    least, most = limits.RESOLVER_ADDRESSES
    if fixed.addresses and fixed.host_number is not None:
        yield at, "has addresses and a host_number; leave one of them out"
    if fixed.addresses and not least <= len(fixed.addresses) <= most:
        count = len(fixed.addresses)
        yield (*at, "addresses"), f"a Resolver endpoint has {least} to {most} addresses, and these are {count}"
    if fixed.host_number is not None:
        yield from _host_number(spec, fixed.host_number, (*at, "host_number"))
    for zone, address in fixed.addresses.items():
        if zone[:-1] != spec.example_region:
            yield (*at, "addresses", zone), f"{zone} is not a zone of {spec.example_region}, the module's Region"
        if spec.vpc_cidr and ipaddress.IPv4Address(address) not in ipaddress.IPv4Network(spec.vpc_cidr):
            yield (*at, "addresses", zone), f"{address} is not in {spec.vpc_cidr}, the hub's vpc_cidr"


def _host_number(spec: HybridSpec, number: int, at: Loc) -> Findings:
    """Reject an address beyond the hub's subnets, whose last addresses are AWS's."""
    around = subnets_around(spec.fixed, min(SMALLEST_SUBNET, 32 - (number + 1).bit_length())) if spec.fixed else None
    if around:
        last = min(subnet.num_addresses for subnet in around.values()) - 2
        if number > last:
            yield at, f"{number} is beyond the subnets that part the fixed addresses of the zones; write {last} or less"
    elif spec.vpc_cidr:
        last = ipaddress.IPv4Network(spec.vpc_cidr).num_addresses // 2 - 2
        if number > last:
            yield at, f"{number} is beyond the subnets of {spec.vpc_cidr} in two zones; write {last} or less"


def _transit_gateway(spec: HybridSpec) -> Findings:
    gateway = spec.transit_gateway
    if "transit_gateway" in spec.model_fields_set and not spec.has_transit_gateway:
        yield (
            ("transit_gateway",),
            (
                "no link and no spoke goes through it; write on_premises.gateway: {type: transit_gateway} or "
                "reached_by: transit_gateway, or leave it out"
            ),
        )
    yield from link_rules.amazon_side(gateway.amazon_side_asn, ("transit_gateway", "amazon_side_asn"))
    if gateway.managed_by == "others" and gateway.amazon_side_asn is not None:
        yield ("transit_gateway", "amazon_side_asn"), "managed_by is others: the gateway has its ASN; leave it out"


def _spoke(spec: HybridSpec, spoke: Spoke, at: Loc) -> Findings:
    if spoke.reached_by == "privatelink":
        yield from _joined_by_privatelink(spec, spoke, at)
        return
    if spoke.reached_by == "transit_gateway" and not spec.is_here(spoke):
        yield (
            (*at, "region"),
            (
                f"a transit gateway takes VPCs of its own Region, {spec.example_region}; write reached_by: peering, or "
                "peer it with a transit gateway there and write reached_by: existing"
            ),
        )
    # AWS News Blog, "Unify DNS management using Amazon Route 53 Profiles": for VPCs of the same Region.
    if spec.has_profile and not spec.is_here(spoke):
        yield (
            (*at, "region"),
            (
                f"a Route 53 Profile is for VPCs of its own Region, {spec.example_region}; write private_dns: zones, "
                "or make a hub of its own there"
            ),
        )
    if not spoke.on_premises:
        return
    here = (*at, "on_premises")
    if spec.on_premises is None:
        yield here, "the spec has no on_premises; add it, or leave this out"
    elif spoke.reached_by == "peering":
        # VPC peering guide, "VPC peering limitations": no edge-to-edge routing through a gateway or private connection.
        yield (
            here,
            (
                "peering carries nothing onward: neither VPN nor Direct Connect of the hub reach a peered VPC; write "
                "reached_by: transit_gateway and on_premises.gateway: {type: transit_gateway}"
            ),
        )
    elif spoke.reached_by == "transit_gateway" and (
        spec.on_premises.gateway is None or spec.on_premises.gateway.type != "transit_gateway"
    ):
        yield (
            here,
            (
                "the transit gateway must have the links to on premises itself; write on_premises.gateway: "
                "{type: transit_gateway}"
            ),
        )


def _joined_by_privatelink(spec: HybridSpec, spoke: Spoke, at: Loc) -> Findings:
    if not spec.services:
        yield (
            (*at, "reached_by"),
            "the hub offers no services to a spoke by PrivateLink; add services, or take another way",
        )
    if not spec.is_here(spoke):
        yield (
            (*at, "region"),
            "the module makes endpoints for the hub's services in the hub's Region; leave region out",
        )
    if spoke.on_premises:
        yield (
            (*at, "on_premises"),
            (
                "PrivateLink leads to services, not to networks; offer what the spoke needs of on premises in "
                "services, and leave this out"
            ),
        )
