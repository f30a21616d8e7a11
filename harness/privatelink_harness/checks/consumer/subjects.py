"""The subjects of a consumer's checks: every endpoint of the spec, and the stack, which has no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from privatelink_generator.patterns.consumer.endpoints import GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Sources
from privatelink_harness.checks.consumer import dns, endpoint, network, network_acl, security
from privatelink_harness.checks.consumer.evidence import AnyEndpoint, Evidence
from privatelink_harness.checks.consumer.match import match
from privatelink_harness.checks.facts import Facts, read, with_offers
from privatelink_harness.checks.placement import Placement
from privatelink_harness.checks.presence import PRESENCE, Presence
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.resource import StackResource
from privatelink_harness.checks.scope import Scope, Scopes, home
from privatelink_harness.checks.stack import STACK, StackSnapshot
from privatelink_harness.checks.subject import Subject, Table
from privatelink_harness.terraform.snapshot import Resource

_ENDPOINT, _SERVICE = "aws_vpc_endpoint", "aws_vpc_endpoint_service"

_EVERY_TYPE: Table[Evidence[AnyEndpoint]] = {
    Property.TYPE: endpoint.endpoint_type,
    Property.SERVICE: endpoint.service,
    Property.VPC: endpoint.vpc,
    Property.STATE: endpoint.state,
}
_POLICY_AND_TAGS: Table[Evidence[AnyEndpoint]] = {
    Property.POLICY: endpoint.policy_meaning,
    Property.POLICY_VERSION: endpoint.policy_version,
    Property.TAGS: endpoint.tags,
}
GATEWAY: Table[Evidence[GatewayEndpoint]] = {
    **_EVERY_TYPE,
    Property.ROUTE_TABLES: network.route_tables,
    Property.ROUTES: network.routes,
    **_POLICY_AND_TAGS,
}
"""The checks of a gateway endpoint."""
INTERFACE: Table[Evidence[InterfaceEndpoint]] = {
    **_EVERY_TYPE,
    Property.ACCEPTANCE: endpoint.acceptance,
    Property.SERVICE_REGION: endpoint.service_region,
    Property.IP_ADDRESS_TYPE: network.ip_address_type,
    Property.SUBNETS: network.subnets,
    Property.INTERFACES: network.interfaces,
    Property.ADDRESSES: network.addresses,
    Property.IPV6_ADDRESSES: network.ipv6_addresses,
    Property.FIXED_ADDRESSES: network.fixed_addresses,
    Property.SECURITY_GROUPS: security.security_groups,
    Property.INTERFACE_GROUPS: security.interface_groups,
    Property.INGRESS: security.ingress,
    Property.NETWORK_ACL: network_acl.rules,
    Property.PRIVATE_DNS: dns.private_dns,
    Property.PRIVATE_NAMES: dns.private_names,
    Property.REGIONAL_NAME: dns.regional_name,
    Property.ZONAL_NAMES: dns.zonal_names,
    Property.DNS_RECORDS: dns.dns_records,
    Property.INBOUND_ONLY: dns.inbound_only,
    **_POLICY_AND_TAGS,
}
"""The checks of an interface endpoint."""


GATEWAY_LOAD_BALANCER: Table[Evidence[GatewayLoadBalancerEndpoint]] = {
    **_EVERY_TYPE,
    Property.ACCEPTANCE: endpoint.gateway_load_balancer_acceptance,
    Property.IP_ADDRESS_TYPE: network.ip_address_type,
    Property.SUBNETS: network.one_subnet,
    Property.ROUTES: network.destinations,
    Property.TAGS: endpoint.tags,
}
"""The checks of a Gateway Load Balancer endpoint."""


def _table(expected: AnyEndpoint) -> Table[Any]:
    """Return the checks of an endpoint of its type."""
    if isinstance(expected, GatewayLoadBalancerEndpoint):
        return GATEWAY_LOAD_BALANCER
    return GATEWAY if isinstance(expected, GatewayEndpoint) else INTERFACE


@dataclass(frozen=True, slots=True)
class Others:
    """Endpoints that are not in the spec.

    Parameters:
        stated, described: IDs in the module's state, and in the API.
    """

    stated: frozenset[str]
    described: frozenset[str]

    def compare(self) -> Sources:
        """Compare them with none."""
        return Sources(spec=frozenset(), state=self.stated, api=self.described)


_OTHERS: Table[Others] = {Property.OTHER_ENDPOINTS: Others.compare}


def find_subjects(spec: ConsumerSpec, stack: StackSnapshot, api: Api) -> Iterator[Subject[Any]]:
    """Yield each endpoint's presence and, if it exists, its checks; then the stack's.

    Each endpoint is looked for in the account and Region that the state tells. A spec for one Region wants its
    endpoints there.

    Raises:
        HarnessError: an output that tells the placement has another type; the API refuses or does not answer.
    """
    stack = replace(stack, region=spec.region or stack.region)
    placement = stack.expected_placement()
    scopes = Scopes.read(stack.state.resources, global_region=api.home.region)
    found = list(stack.state.of(_ENDPOINT, module=stack.module))
    resources = [resource for resource in found if stack.is_checked(scopes.of(resource))]
    default = home(scopes.all(resources), api.home) or api.home
    asks_for_zones = spec.unsupported_zones == "leave-out"
    placed, asks_for_acls = _vpc(stack, placement, scopes, default), spec.network_acl is not None
    facts = _read(api, resources, scopes, placed, asks_for_zones=asks_for_zones, asks_for_acls=asks_for_acls)
    facts = {
        each: with_offers(known, api, each, _linked(stack, resources, scopes, each)) for each, known in facts.items()
    }
    matches = match(spec, resources, lambda resource: (scopes.of(resource) or api.home).region)
    accepted = {each.values.get("vpc_endpoint_id") for each in stack.state.of("aws_vpc_endpoint_private_dns")}
    acls = stack.state.of("aws_network_acl", module=stack.module)
    within = tuple(stack.state.within(stack.module))
    acl = next((StackResource(stack.planned(each), each) for each in acls), None)
    for name, expected in spec.endpoints.items():
        resource = matches.get(name)
        scope = scopes.of(resource) if resource else None
        described = facts[scope].endpoints.get(resource.id) if resource and scope else None
        elsewhere = "" if resource else stack.elsewhere(scopes.all(found))
        is_located = resource is None or scope is not None
        loc = ("endpoints", name)
        yield Subject(name, Presence(stack, resource, described, is_located, elsewhere), PRESENCE, loc=loc)
        if resource is not None and scope is not None and described is not None:
            evidence: Evidence[Any] = Evidence(
                spec=spec,
                endpoint=expected,
                plan=stack.planned(resource),
                state=resource,
                described=described,
                facts=facts[scope],
                placement=placement,
                region=scope.region,
                accepted=described["VpcEndpointId"] in accepted,
                acl=acl,
                resources=within,
            )
            yield Subject(name, evidence, _table(expected), loc=loc)
    yield Subject(STACK, _others(stack, resources, matches, facts), _OTHERS, loc=("endpoints",))


def _vpc(stack: StackSnapshot, placement: Placement, scopes: Scopes, default: Scope) -> tuple[str, Scope] | None:
    """Return the VPC of the placement, with the account and Region that the state tells of it."""
    if not placement.vpc:
        return None
    resource = next((each for each in stack.state.of("aws_vpc") if each.id == placement.vpc), None)
    scope = (scopes.of(resource) if resource else None) or default
    return (placement.vpc, scope) if stack.is_checked(scope) else None


def _read(
    api: Api,
    endpoints: Iterable[Resource],
    scopes: Scopes,
    placed: tuple[str, Scope] | None,
    *,
    asks_for_zones: bool,
    asks_for_acls: bool,
) -> Mapping[Scope, Facts]:
    """Ask the API about the endpoints' VPCs and the placement's, each in its account and Region.

    Parameters:
        asks_for_zones: ask for the zones of the endpoints' services too.
        asks_for_acls: ask for the network ACLs of the VPCs too.
    """
    vpcs: dict[Scope, set[str]] = defaultdict(set)
    services: dict[Scope, set[str]] = defaultdict(set)
    for resource in endpoints:
        if scope := scopes.of(resource):
            vpcs[scope] |= {str(vpc) for vpc in (resource.values.get("vpc_id"),) if vpc}
            services[scope] |= {str(resource.values.get("service_name"))} if asks_for_zones else set()
    if placed:
        vpcs[placed[1]].add(placed[0])
    return {scope: read(api, scope, ids, services[scope], acls=asks_for_acls) for scope, ids in vpcs.items()}


def _linked(stack: StackSnapshot, endpoints: Iterable[Resource], scopes: Scopes, scope: Scope) -> dict[str, str]:
    """Return the stack's own services that endpoints of an account and Region connect to, with their Regions."""
    own = {each.values.get("service_name") for each in stack.state.of(_SERVICE)}
    found = ((each, str(each.values.get("service_name"))) for each in endpoints if scopes.of(each) == scope)
    return {name: str(each.values.get("service_region") or scope.region) for each, name in found if name in own}


def _others(
    stack: StackSnapshot, checked: Iterable[Resource], matches: Mapping[str, Resource], facts: Mapping[Scope, Facts]
) -> Others:
    """Return the endpoints that no entry of the spec matches, without those of the stack's other modules."""
    inside = {resource.id for resource in checked}
    elsewhere = {resource.id for resource in stack.state.of(_ENDPOINT)} - inside
    known = {resource.id for resource in matches.values()}
    described = frozenset[str]().union(*(each.endpoints for each in facts.values()))
    return Others(frozenset(inside - known), described - known - elsewhere)
