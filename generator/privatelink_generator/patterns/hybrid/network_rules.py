"""Rules on networks: what a VPC can be, where routes can lead, and which networks share addresses."""

from __future__ import annotations

import ipaddress

from privatelink_generator.aws.networks import NEVER_ROUTED, VPC_PREFIXES, overlaps
from privatelink_generator.aws.partitions import partition
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.spoke import Spoke
from privatelink_generator.patterns.pattern import Findings


def check(spec: HybridSpec) -> Findings:
    """Yield every broken rule about the networks of the hub and of on premises, and networks that overlap."""
    if spec.vpc_cidr:
        yield from _of_vpc(spec.vpc_cidr, ("vpc_cidr",))
    if spec.on_premises:
        at: Loc = ("on_premises", "cidrs")
        yield from _repeated(spec.on_premises.cidrs, at)
        for index, cidr in enumerate(spec.on_premises.cidrs):
            if any(ipaddress.IPv4Network(cidr).subnet_of(network) for network in NEVER_ROUTED):
                yield (
                    (*at, index),
                    f"{cidr} is never routed; write networks that hosts on premises have, or leave it out",
                )
    yield from _overlaps(spec)


def of_spoke(spec: HybridSpec, spoke: Spoke, at: Loc) -> Findings:
    """Yield what a spoke's networks and Region can't be."""
    yield from _repeated(spoke.cidrs, (*at, "cidrs"))
    for index, cidr in enumerate(spoke.cidrs):
        yield from _of_vpc(cidr, (*at, "cidrs", index))
    here, there = partition(spec.example_region).name, partition(spec.region_of(spoke)).name
    if here != there:
        yield (
            (*at, "region"),
            f"{spoke.region} is in the partition {there}, and the hub in {here}; write a Region of {here}",
        )


def _of_vpc(cidr: str, at: Loc) -> Findings:
    shortest, longest = VPC_PREFIXES
    if not shortest <= ipaddress.IPv4Network(cidr).prefixlen <= longest:
        yield at, f"{cidr} can't be a VPC's, which is a /{shortest} to a /{longest}; write the VPC's own CIDR block"


def _repeated(cidrs: tuple[str, ...], at: Loc) -> Findings:
    for index, cidr in enumerate(cidrs):
        if cidr in cidrs[:index]:
            yield (*at, index), f"{cidr} appears twice; leave one out"


def _overlaps(spec: HybridSpec) -> Findings:
    """Reject networks that routes lead to and that share addresses: a route table sends each address one way."""
    hub = [("vpc_cidr", spec.vpc_cidr)] if spec.vpc_cidr else []
    outside = [("on_premises", cidr) for cidr in spec.on_premises.cidrs] if spec.on_premises else []
    spokes = [(name, cidr) for name, each in spec.spokes.items() if each.is_routed for cidr in each.cidrs]
    named = [(name, ipaddress.IPv4Network(cidr)) for name, cidr in (*hub, *outside, *spokes)]
    for one, first, other, second in overlaps(named):
        at: Loc = ("spokes", other, "cidrs") if other in spec.spokes else (other, "cidrs")
        remedy = (
            "join the spoke by PrivateLink, which needs no routes: reached_by: privatelink"
            if other in spec.spokes
            else "give the hub a range of its own: it can be as small as a /26"
        )
        yield at, f"{second} overlaps with {first} of {one}, and no route can tell them apart; {remedy}"
