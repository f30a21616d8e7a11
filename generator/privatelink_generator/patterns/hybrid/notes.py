"""What is worth knowing about a hybrid spec that keeps the rules."""

from __future__ import annotations

from privatelink_generator.aws import limits
from privatelink_generator.patterns.consumer import service_rules
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.provider.notes import notes as provider_notes


def notes(spec: HybridSpec) -> Findings:
    """Yield what the hub's owner would be surprised by."""
    if spec.consumer:
        yield from service_rules.notes(spec.consumer)
    for name in spec.services:
        for loc, message in provider_notes(spec.provider(name)):
            yield ("services", name, *loc), message
    yield from _names(spec)
    associated = 1 + sum(each.is_routed for each in spec.spokes.values())
    if associated > limits.VPCS_PER_HOSTED_ZONE and spec.has_zones:
        yield (
            ("spokes",),
            (
                f"AWS's quota is {limits.VPCS_PER_HOSTED_ZONE} VPCs for a private hosted zone, and these are "
                f"{associated} with the hub; have it raised, or write private_dns: profile"
            ),
        )
    peered = sum(each.reached_by == "peering" for each in spec.spokes.values())
    if peered > limits.PEERINGS_PER_VPC:
        quota = f"AWS's quota is {limits.PEERINGS_PER_VPC} peering connections for a VPC"
        yield ("spokes",), f"{quota}, and these are {peered}; have it raised"
    for name, spoke in spec.spokes.items():
        if len(spoke.cidrs) > limits.CIDRS_PER_VPC:
            count = len(spoke.cidrs)
            message = (
                f"AWS's quota is {limits.CIDRS_PER_VPC} CIDR blocks for a VPC, and these are {count}; have it raised"
            )
            yield ("spokes", name, "cidrs"), message
    if associated > limits.VPCS_PER_PROFILE and spec.has_profile:
        yield ("spokes",), f"AWS's quota is {limits.VPCS_PER_PROFILE} VPCs for a Route 53 Profile; have it raised"


def _names(spec: HybridSpec) -> Findings:
    on_premises = spec.on_premises
    if on_premises is None or not spec.interfaces:
        return
    named = spec.shared_names or any(each.private_dns_mode != "off" for each in spec.interfaces.values())
    if spec.resolver.inbound is None and named:
        yield (
            ("on_premises",),
            (
                "without resolver.inbound, clients on premises reach the endpoints by --endpoint-url alone; add "
                "resolver: {inbound: {host_number: 10}} for the services' own names"
            ),
        )
    gateways = [name for name, each in spec.endpoints.items() if each.type == "gateway"]
    inbound_only = {each.service for each in spec.interfaces.values() if each.inbound_only}
    for name in gateways:
        service = spec.endpoints[name].service
        if service == "s3" and service not in inbound_only:
            yield (
                ("endpoints", name),
                (
                    "a gateway endpoint is for the hub's VPC alone: on premises can't reach it; add an interface "
                    "endpoint with private_dns: true and "
                    "dns_options: {private_dns_only_for_inbound_resolver_endpoint: true}"
                ),
            )
