"""What the catalogue knows of a service and a spec contradicts: Regions, policies, address types.

The catalogue lags behind AWS. What it is sure of is a fault, unless the endpoint says `assume_supported: true`.
The rest is a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from privatelink_generator.aws.services import AddressType, Service, services
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.consumer import gateway_load_balancer_rules
from privatelink_generator.patterns.consumer.endpoints import Endpoint, GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.pattern import Findings

_ADDRESSES: dict[str, set[AddressType]] = {"ipv4": {"ipv4"}, "ipv6": {"ipv6"}, "dualstack": {"ipv4", "ipv6"}}


@dataclass(frozen=True, slots=True)
class _Contradiction:
    """A fact that a spec contradicts.

    Parameters:
        fact: a clause: "sqs has no endpoints across Regions".
        action: a clause of its own, or joined to others by commas.
        certain: whether AWS documents the fact in so many words.
    """

    at: Loc
    fact: str
    action: str
    certain: bool = True


def faults(spec: ConsumerSpec) -> Findings:
    """Yield what AWS refuses by its own documents, but for endpoints that assume otherwise."""
    for name, endpoint in spec.endpoints.items():
        at: Loc = ("endpoints", name)
        assumes = isinstance(endpoint, InterfaceEndpoint) and endpoint.assume_supported
        yield from _unasked_assumption(endpoint, at)
        for found in _contradictions(spec, endpoint, at):
            if found.certain and not assumes:
                yield found.at, f"{found.fact}; {found.action}, or write assume_supported: true if AWS offers it by now"


def conflicts(spec: ConsumerSpec) -> Findings:
    """Yield what AWS refuses of several endpoints together."""
    yield from _homes_apart(spec)


def notes(spec: ConsumerSpec) -> Findings:
    """Yield what AWS may refuse, and what costs more than it must."""
    for name, endpoint in spec.endpoints.items():
        at: Loc = ("endpoints", name)
        found = list(_contradictions(spec, endpoint, at))
        for each in found:
            if not each.certain:
                yield each.at, f"probably, {each.fact}; if AWS refuses the endpoint, {each.action}"
            elif isinstance(endpoint, InterfaceEndpoint) and endpoint.assume_supported:
                yield each.at, f"{each.fact}, as the catalogue has it; assume_supported takes the risk"
        if isinstance(endpoint, GatewayLoadBalancerEndpoint):
            yield from gateway_load_balancer_rules.notes(endpoint, at)
        if isinstance(endpoint, InterfaceEndpoint):
            yield from _needless_assumption(endpoint, found, at)
            yield from _unknown(endpoint, at)
            yield from _gateway_is_free(spec, endpoint, at)


def _contradictions(spec: ConsumerSpec, endpoint: Endpoint, at: Loc) -> Iterator[_Contradiction]:
    if isinstance(endpoint, GatewayLoadBalancerEndpoint):
        return
    service = endpoint.amazon if isinstance(endpoint, GatewayEndpoint) else endpoint.catalogued
    if service is None:
        return
    if endpoint.policy is not None and not (service.facts.policy and service.likely.policy):
        yield _Contradiction(
            (*at, "policy"),
            f"{service.name} takes no endpoint policy",
            "leave policy out",
            certain=not service.facts.policy,
        )
    if isinstance(endpoint, InterfaceEndpoint):
        yield from _home(spec, endpoint, service, at)
        yield from _across(spec, endpoint, service, at)
        yield from _address_types(endpoint, service, at)


def _home(spec: ConsumerSpec, endpoint: InterfaceEndpoint, service: Service, at: Loc) -> Iterator[_Contradiction]:
    """Compare the Region where the service is to be reached with the one in which it has its endpoints."""
    region = endpoint.service_region or endpoint.named_region or spec.region
    known = region or spec.example_region
    certain = service.facts.home_for(known)
    home = certain or service.likely.home_for(known)
    if home is None or region == home or (region is None and certain):
        return  # Without a Region, the module's own precondition has the last word.
    where = "service_region" if endpoint.service_region else "service" if endpoint.service else "service_name"
    yield _Contradiction(
        (*at, where),
        f"{service.name} has its endpoints in {home} alone" + (f", not in {region}" if region else ""),
        f"write service_region: {home}" if endpoint.service_region else way_to(service, home),
        certain=certain is not None,
    )


def way_to(service: Service | None, region: str) -> str:
    """Return what to write for a service that has endpoints in another Region than the module's; None if unknown."""
    if service is None or service.cross_region:
        return f"add service_region: {region} for an endpoint across Regions"
    if service.facts.home or service.likely.home:
        return f"make the module for {region}, and reach its VPC from others through a transit gateway or peering"
    return f"write service: {service.name}"


def _across(spec: ConsumerSpec, endpoint: InterfaceEndpoint, service: Service, at: Loc) -> Iterator[_Contradiction]:
    """Reject an endpoint across Regions for a service that has none.

    AWS PrivateLink guide, "Cross-region enabled AWS services".
    """
    if endpoint.service_region in {None, spec.region} or service.cross_region:
        return
    having = ", ".join(name for name, each in services().items() if each.cross_region)
    yield _Contradiction(
        (*at, "service_region"),
        f"{service.name} has no endpoints across Regions (these have them: {having})",
        "leave service_region out",
    )


def _address_types(endpoint: InterfaceEndpoint, service: Service, at: Loc) -> Iterator[_Contradiction]:
    for known, certain in ((service.facts.address_types, True), (service.likely.address_types, False)):
        if known is not None and not _ADDRESSES[endpoint.ip_address_type] <= {*known}:
            yield _Contradiction(
                (*at, "ip_address_type"),
                f"{service.name} has {' and '.join(each.replace('ip', 'IP') for each in known)} addresses only",
                f"write ip_address_type: {known[0]}",
                certain=certain,
            )


def _homes_apart(spec: ConsumerSpec) -> Findings:
    """Reject services of two home Regions in a spec that names no Region."""
    homes = {name: each.home for name, each in spec.interfaces.items() if each.home and spec.region is None}
    first = next(iter(homes), None)
    for name, home in homes.items():
        if first and home != homes[first]:
            yield (
                ("endpoints", name),
                (
                    f"{name} has its endpoints in {home} alone, and {first!r} in {homes[first]}; "
                    "a module is for one Region: make two specs"
                ),
            )


def _unasked_assumption(endpoint: Endpoint, at: Loc) -> Findings:
    if isinstance(endpoint, InterfaceEndpoint) and endpoint.assume_supported and endpoint.custom:
        yield (
            (*at, "assume_supported"),
            "assume_supported is about AWS's own services; leave it out",
        )


def _needless_assumption(endpoint: InterfaceEndpoint, found: list[_Contradiction], at: Loc) -> Findings:
    if endpoint.assume_supported and endpoint.catalogued and not any(each.certain for each in found):
        yield (
            (*at, "assume_supported"),
            "nothing in this endpoint contradicts the catalogue; leave assume_supported out",
        )


def _unknown(endpoint: InterfaceEndpoint, at: Loc) -> Findings:
    """Note what nobody documents."""
    if endpoint.custom:
        return
    service = endpoint.catalogued
    if service is None and endpoint.service_region:
        yield (
            (*at, "service_region"),
            (
                f"few AWS services have endpoints across Regions, and the catalogue lacks {endpoint.service_name}; "
                "if AWS refuses the endpoint, leave service_region out"
            ),
        )
    if endpoint.ip_address_type != "ipv4" and (
        service is None or (service.facts.address_types is None and service.likely.address_types is None)
    ):
        yield (
            (*at, "ip_address_type"),
            (
                f"no document says whether {endpoint.service or endpoint.service_name} has IPv6; "
                "if AWS refuses the endpoint, write ip_address_type: ipv4"
            ),
        )


def _gateway_is_free(spec: ConsumerSpec, endpoint: InterfaceEndpoint, at: Loc) -> Findings:
    """Note a paid endpoint where a free one may do.

    AWS PrivateLink guide, "Gateway endpoints": they have no charge.
    """
    service = endpoint.catalogued
    elsewhere = endpoint.service_region not in {None, spec.region}
    for_others = bool(spec.security_group.clients)  # No client outside of the VPC reaches a gateway endpoint.
    if service is None or elsewhere or for_others or "gateway" not in service.endpoint_types:
        return
    if not any(gateway.service == service.name for gateway in spec.gateways.values()):
        yield (
            at,
            (
                f"AWS bills an interface endpoint for {service.name} by the hour and the GB, and clients in the VPC "
                f"reach {service.name} through a gateway endpoint free of charge; "
                f"add {{service: {service.name}, type: gateway}}"
            ),
        )
