"""AWS's rules on Gateway Load Balancer endpoints."""

from __future__ import annotations

from privatelink_generator.aws.service_names import is_custom
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.pattern import Findings


def check(spec: ConsumerSpec, endpoint: GatewayLoadBalancerEndpoint, at: Loc) -> Findings:
    """Yield the broken rules of one endpoint."""
    if not endpoint.given and not is_custom(endpoint.service_name):
        yield (
            (*at, "service_name"),
            "AWS has no services of its own behind Gateway Load Balancers; name a vendor's, com.amazonaws.vpce.…",
        )
    named = endpoint.named_region
    if spec.region and named and named != spec.region:
        yield (
            (*at, "service_name"),
            (
                f"{endpoint.service_name!r} is a service of {named}, and the module is for {spec.region}; no such "
                "endpoint crosses Regions: name the service of this Region"
            ),
        )
    if endpoint.auto_accept and endpoint.acceptance_required is False:
        yield (*at, "auto_accept"), "connections wait for nothing (acceptance_required: false); leave auto_accept out"
    for table, destinations in endpoint.routes.items():
        for index, cidr in enumerate(destinations):
            here = (*at, "routes", table, index)
            if cidr in destinations[:index]:
                yield here, f"{cidr} is named twice; write it once"
            family = "ipv6" if ":" in cidr else "ipv4"
            if endpoint.ip_address_type not in {family, "dualstack"}:
                yield (
                    here,
                    f"ip_address_type is {endpoint.ip_address_type}; write ip_address_type: dualstack for {cidr}",
                )


def notes(endpoint: GatewayLoadBalancerEndpoint, at: Loc) -> Findings:
    """Yield what is worth knowing about one endpoint."""
    if not endpoint.routes:
        yield at, "no route leads to this endpoint: without routes of your own, no traffic passes it; add routes"
