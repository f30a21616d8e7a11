"""Rules on networks: what a VPC can be, where routes can lead, and which networks share addresses."""

from __future__ import annotations

import ipaddress

from privatelink_generator.aws import limits
from privatelink_generator.aws.networks import NEVER_ROUTED, SMALLEST_SUBNET, VPC_PREFIXES, overlaps, without_subnets
from privatelink_generator.aws.partitions import partition
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.pattern import Findings


def check(spec: HybridSpec) -> Findings:
    """Yield every broken rule about the networks of the hub and of on premises, and networks that overlap."""
    if spec.vpc_cidr:
        yield from _of_vpc(spec.vpc_cidr, ("vpc_cidr",), zones=spec.zone_count)
    # Of the endpoints' own addresses the consumer pattern's rules say it.
    reason = without_subnets(spec.fixed)
    if reason and not (spec.consumer and without_subnets(spec.consumer.fixed)):
        yield ("resolver",), reason
    if spec.on_premises:
        at: Loc = ("on_premises", "cidrs")
        yield from _repeated(spec.on_premises.cidrs, at)
        for index, cidr in enumerate(spec.on_premises.cidrs):
            if ipaddress.IPv4Network(cidr).prefixlen == 0:
                every = f"{cidr} is every network, those of the hub and the spokes among it"
                yield (*at, index), f"{every}; write the networks on premises"
            elif any(ipaddress.IPv4Network(cidr).subnet_of(network) for network in NEVER_ROUTED):
                yield (
                    (*at, index),
                    f"{cidr} is never routed; write networks that hosts on premises have, or leave it out",
                )
    peered = [name for name, each in spec.spokes.items() if each.reached_by == "peering"]
    if len(peered) > limits.PEERINGS_PER_VPC_AT_MOST:
        most = f"{len(peered)} are peered, and a VPC has {limits.PEERINGS_PER_VPC_AT_MOST} peering connections at most"
        yield ("spokes",), f"{most}; write reached_by: transit_gateway for some"
    yield from _overlaps(spec)


def of_spoke(spec: HybridSpec, spoke: Spoke, at: Loc) -> Findings:
    """Yield what a spoke's networks and Region can't be."""
    yield from _repeated(spoke.cidrs, (*at, "cidrs"))
    if len(spoke.cidrs) > limits.CIDRS_PER_VPC_AT_MOST:
        most = f"{len(spoke.cidrs)} are more than the {limits.CIDRS_PER_VPC_AT_MOST} CIDR blocks that a VPC can have"
        yield (*at, "cidrs"), f"{most}; make another spoke of another VPC"
    for index, cidr in enumerate(spoke.cidrs):
        in_subnets = index == 0 and spoke.reached_by in {"transit_gateway", "privatelink"}
        yield from _of_vpc(cidr, (*at, "cidrs", index), zones=spec.zone_count if in_subnets else 1)
        network = ipaddress.IPv4Network(cidr)
        other = next((each for each in spoke.cidrs[:index] if network.overlaps(ipaddress.IPv4Network(each))), cidr)
        if other != cidr:
            yield (*at, "cidrs", index), f"{cidr} overlaps with {other}, and a VPC's CIDR blocks don't; leave one out"
    here, there = partition(spec.example_region).name, partition(spec.region_of(spoke)).name
    if here != there:
        yield (
            (*at, "region"),
            f"{spoke.region} is in the partition {there}, and the hub in {here}; write a Region of {here}",
        )


def _of_vpc(cidr: str, at: Loc, *, zones: int) -> Findings:
    """Reject a CIDR block that no VPC can have, or that has no room for subnets in two zones."""
    shortest, longest = VPC_PREFIXES
    prefix = ipaddress.IPv4Network(cidr).prefixlen
    if not shortest <= prefix <= longest:
        yield at, f"{cidr} can't be a VPC's, which is a /{shortest} to a /{longest}; write the VPC's own CIDR block"
        return
    most = SMALLEST_SUBNET - (zones - 1).bit_length()
    if prefix > most:
        yield at, f"{cidr} has no room for subnets in {zones} zones; take a /{most}, or a larger one"


def _repeated(cidrs: tuple[str, ...], at: Loc) -> Findings:
    for index, cidr in enumerate(cidrs):
        if cidr in cidrs[:index]:
            yield (*at, index), f"{cidr} appears twice; leave one out"


def _overlaps(spec: HybridSpec) -> Findings:
    """Reject networks that routes lead to and that share addresses: a route table sends each address one way."""
    fixed = [each for zone in spec.fixed.values() for each in zone]
    hub = [("vpc_cidr", spec.vpc_cidr)] if spec.vpc_cidr else [("the hub's own addresses", each) for each in fixed]
    outside = [("on premises", cidr) for cidr in spec.on_premises.cidrs] if spec.on_premises else []
    spokes = [(name, cidr) for name, each in spec.spokes.items() if each.is_routed for cidr in each.cidrs]
    named = [(name, ipaddress.IPv4Network(cidr)) for name, cidr in (*hub, *outside, *spokes)]
    for one, first, other, second in overlaps(named):
        at: Loc = ("spokes", other, "cidrs") if other in spec.spokes else ("on_premises", "cidrs")
        remedy = (
            "join the spoke by PrivateLink, which needs no routes: reached_by: privatelink"
            if other in spec.spokes
            else "give the hub a range of its own: it can be as small as a /26"
        )
        yield at, f"{second} overlaps with {first} of {one}, and no route can tell them apart; {remedy}"
