"""Rules on names: which answer a VPC gets where zones, profiles, endpoints and forwarding rules know one name."""

from __future__ import annotations

import ipaddress

from privatelink_generator.aws import limits
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.pattern import Findings

ANY_REGION = "us-east-1"
"""Stands for the Region of a spec that names none: a service's names depend on the partition only."""


def check(spec: HybridSpec) -> Findings:
    """Yield every broken rule about names."""
    yield from _conflicts(spec)
    yield from _forwarding(spec)
    if spec.private_dns != "zones" and spec.endpoints and not (spec.shared_names or spec.adds_names):
        yield (
            ("private_dns",),
            "no endpoint has a name that a Profile could share: each has none, or says private_dns; leave it out",
        )


def _conflicts(spec: HybridSpec) -> Findings:
    """Reject two answers for one name in the hub's VPC.

    AssociateVPCWithHostedZone, `ConflictingDomainExists`; CreateVpcEndpoint, "conflicting DNS domain".
    """
    owners: dict[str, str] = {}
    for name, endpoint in spec.interfaces.items():
        if name not in spec.shared_names and endpoint.private_dns_mode == "off":
            continue
        for domain in endpoint.private_names(spec.region or ANY_REGION):
            owner = owners.setdefault(domain, name)
            # Two endpoints that have private DNS themselves are the consumer pattern's to refuse.
            if owner != name and {owner, name} & set(spec.shared_names) and spec.private_dns != "profile":
                yield (
                    ("endpoints", name),
                    (
                        f"{owner!r} has {domain} already, and a VPC gets one answer; write private_dns: false for one "
                        "of them"
                    ),
                )
                break


def _forwarding(spec: HybridSpec) -> Findings:
    on_premises = spec.on_premises
    if on_premises is None:
        return
    at: Loc = ("on_premises",)
    if on_premises.domains and not on_premises.name_servers:
        yield (*at, "domains"), "nobody is named that answers for them; add name_servers"
    if on_premises.name_servers and not on_premises.domains:
        yield (*at, "name_servers"), "no domain is forwarded to them; add domains, or leave name_servers out"
    for key, most, what in (
        ("name_servers", limits.TARGETS_PER_RESOLVER_RULE, "addresses for a forwarding rule"),
        ("domains", limits.RESOLVER_RULES_PER_REGION, "forwarding rules in a Region"),
    ):
        values: tuple[str, ...] = getattr(on_premises, key)
        if len(values) > most:
            yield (*at, key), f"{len(values)} are over AWS's quota of {most} {what}"
        for index, value in enumerate(values):
            if value in values[:index]:
                yield (*at, key, index), f"{value} appears twice; leave one out"
    networks = [ipaddress.IPv4Network(cidr) for cidr in on_premises.cidrs]
    for index, server in enumerate(on_premises.name_servers):
        if not any(ipaddress.IPv4Address(server) in network for network in networks):
            message = f"{server} is in none of on_premises.cidrs, so nothing leads to it; add its network"
            yield (*at, "name_servers", index), message
    yield from _taken_away(spec, on_premises.domains)


def _taken_away(spec: HybridSpec, domains: tuple[str, ...]) -> Findings:
    """Reject forwarding rules for endpoints' own names.

    Route 53 Developer Guide, "Considerations when working with a private hosted zone": a rule takes precedence over the
    zone of the same domain; "How Resolver determines whether the domain name in a query matches any rules": the most
    specific domain decides.
    """
    owners = {
        domain.removeprefix("*."): name
        for name, each in spec.interfaces.items()
        if name in spec.shared_names or each.private_dns_mode != "off"
        for domain in each.private_names(spec.example_region)
    }
    for index, domain in enumerate(domains):
        owner = next((name for own, name in owners.items() if domain == own or domain.endswith(f".{own}")), None)
        if owner:
            yield (
                ("on_premises", "domains", index),
                (
                    f"a forwarding rule for {domain} takes its names away from the endpoint {owner!r}; leave the "
                    "domain out, or write private_dns: false for the endpoint"
                ),
            )
