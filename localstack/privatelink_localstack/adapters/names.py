"""What names resolve to in a VPC: its zones, endpoints, rules and profile, as sources of the rule `resolver.lookup`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from privatelink_localstack.adapters import route53
from privatelink_localstack.adapters.ec2.network import network_of, scope_of_vpc
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.hosted_zones.model import ZoneVpc
from privatelink_localstack.kernel.network import Vpc
from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.endpoints.states import AVAILABLE
from privatelink_localstack.profiles.model import (
    COMPLETE,
    HOSTED_ZONE,
    RESOLVER_RULE,
    VPC_ENDPOINT,
    ResourceAssociation,
)
from privatelink_localstack.resolver.lookup import ENDPOINT, RULE, ZONE, Resolution, Source, resolve
from privatelink_localstack.resolver.model import DELETING, ResolverRule


def resolution(emulation: Emulation, vpc_id: str, name: str) -> Resolution | None:
    """Return who answers for a name in a VPC of any account; None for an unknown VPC. The caller holds the lock."""
    scope = scope_of_vpc(vpc_id)
    vpc = None if scope is None else network_of(scope).vpc(vpc_id)
    if scope is None or vpc is None:
        return None
    return resolve(name, sources(emulation, vpc, scope.region))


def sources(emulation: Emulation, vpc: Vpc, region: str) -> list[Source]:
    """Return what answers for names in a VPC. The caller holds the lock."""
    found = _sources(emulation, vpc.id, region) if vpc.dns_support else ()
    return [each for each in found if each.kind == RULE or vpc.resolves_private_names]


def _sources(emulation: Emulation, vpc_id: str, region: str) -> Iterator[Source]:
    """Yield the VPC's own sources, and its profile's."""
    partition = partition_of(region).name
    emulation.resolver.drop_unreachable(region)
    emulation.profiles.drop_unreachable(region)
    for association in emulation.resolver.associations.values():
        if association.vpc_id == vpc_id and association.status != DELETING:
            yield from _of_rule(emulation.resolver.rules.get(association.rule_id), None)
    for _, zone in route53.zones_of_vpc(ZoneVpc(vpc_id, region), partition):
        yield from _of_zone(zone.id, partition, None)
    for endpoint in emulation.privatelink.store.endpoints_in_vpc(vpc_id):
        yield from _of_endpoint(endpoint, None)
    profile = emulation.profiles.profile_of_vpc(vpc_id)
    if profile is not None:
        yield from _of_profile(emulation, emulation.profiles.resources_of(profile.id), partition)


def _of_profile(emulation: Emulation, resources: Iterable[ResourceAssociation], partition: str) -> Iterator[Source]:
    for resource in resources:
        resource_id = resource.resource_arn.rpartition("/")[2]
        if resource.status != COMPLETE:
            continue
        if resource.type == HOSTED_ZONE:
            yield from _of_zone(resource_id, partition, resource.profile_id)
        elif resource.type == RESOLVER_RULE:
            yield from _of_rule(emulation.resolver.rules.get(resource_id), resource.profile_id)
        elif resource.type == VPC_ENDPOINT:
            yield from _of_endpoint(emulation.privatelink.store.endpoints.get(resource_id), resource.profile_id)


def _of_rule(rule: ResolverRule | None, profile: str | None) -> Iterator[Source]:
    if rule is not None and rule.domain is not None:
        addresses = [(f"[{each.ipv6}]" if each.ipv6 else each.ipv4, each.port) for each in rule.targets]
        targets = tuple(f"{address}:{port}" for address, port in addresses)
        yield Source(RULE, rule.id, rule.domain.rstrip("."), profile, targets, outbound=rule.endpoint_id)


def _of_zone(zone_id: str, partition: str, profile: str | None) -> Iterator[Source]:
    found = route53.find_zone(zone_id, partition)
    if found is not None:
        yield Source(ZONE, zone_id, found.name.rstrip(".").lower(), profile, records=found.records())


def _of_endpoint(endpoint: Endpoint | None, profile: str | None) -> Iterator[Source]:
    """Yield the zones of an endpoint's private names. Inbound-only names are for on-premises networks alone."""
    if endpoint is None or not endpoint.private_dns or endpoint.state != AVAILABLE:
        return
    addresses = tuple(address for each in endpoint.interfaces for address in (each.ipv4, each.ipv6) if address)
    by_domain: dict[str, dict[str, tuple[str, ...]]] = {}
    for name in endpoint.private_names:
        by_domain.setdefault(name.removeprefix("*.").lower(), {})[name.lower()] = addresses
    for domain, records in by_domain.items():
        yield Source(
            ENDPOINT, endpoint.id, domain, profile, records=records, inbound_only=bool(endpoint.dns.inbound_only)
        )
