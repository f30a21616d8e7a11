"""The subjects of a consumer's checks: every endpoint of the spec, and the stack, which has no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from privatelink_generator.patterns.consumer.model import ConsumerSpec, GatewayEndpoint, InterfaceEndpoint
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.consumer import dns, endpoint, network, security
from privatelink_harness.checks.consumer.evidence import AnyEndpoint, Evidence
from privatelink_harness.checks.consumer.match import match
from privatelink_harness.checks.facts import Facts, read
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.stack import STACK, StackSnapshot
from privatelink_harness.checks.subject import Subject, Table
from privatelink_harness.terraform.snapshot import Resource

_ENDPOINT = "aws_vpc_endpoint"

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
    Property.PRIVATE_DNS: dns.private_dns,
    Property.PRIVATE_NAMES: dns.private_names,
    Property.REGIONAL_NAME: dns.regional_name,
    Property.ZONAL_NAMES: dns.zonal_names,
    Property.DNS_RECORDS: dns.dns_records,
    Property.INBOUND_ONLY: dns.inbound_only,
    **_POLICY_AND_TAGS,
}
"""The checks of an interface endpoint."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Which of the sources know an endpoint of the spec."""

    stack: StackSnapshot
    resource: Resource | None
    described: Mapping[str, Any] | None

    def compare(self) -> Sources:
        """Compare whether the endpoint exists; a plan only tells of a resource that the state has."""
        stack, resource = self.stack, self.resource
        return Sources(
            spec=True,
            plan=ABSENT if stack.plan is None or resource is None else stack.planned(resource) is not None,
            state=resource is not None,
            api=self.described is not None,
        )


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


_PRESENCE: Table[Presence] = {Property.EXISTS: Presence.compare}
_OTHERS: Table[Others] = {Property.OTHER_ENDPOINTS: Others.compare}


def find_subjects(spec: ConsumerSpec, stack: StackSnapshot, api: Api) -> Iterator[Subject[Any]]:
    """Yield each endpoint's presence and, if it exists, its checks; then the stack's.

    Raises:
        HarnessError: an output that tells the placement has another type; the API refuses or does not answer.
    """
    placement = stack.expected_placement()
    resources = list(stack.state.of(_ENDPOINT, module=stack.module))
    vpcs = {str(resource.values["vpc_id"]) for resource in resources if resource.values.get("vpc_id")}
    facts = read(api, vpcs | ({placement.vpc} if placement.vpc else set()))
    matches = match(spec, resources, api.region)
    accepted = {each.values.get("vpc_endpoint_id") for each in stack.state.of("aws_vpc_endpoint_private_dns")}
    for name, expected in spec.endpoints.items():
        resource = matches.get(name)
        described = facts.endpoints.get(resource.id) if resource else None
        yield Subject(name, Presence(stack, resource, described), _PRESENCE)
        if resource is not None and described is not None:
            evidence: Evidence[Any] = Evidence(
                spec=spec,
                endpoint=expected,
                plan=stack.planned(resource),
                state=resource,
                described=described,
                facts=facts,
                placement=placement,
                region=api.region,
                accepted=described["VpcEndpointId"] in accepted,
            )
            yield Subject(name, evidence, GATEWAY if isinstance(expected, GatewayEndpoint) else INTERFACE)
    yield Subject(STACK, _others(stack, matches, facts), _OTHERS)


def _others(stack: StackSnapshot, matches: Mapping[str, Resource], facts: Facts) -> Others:
    """Return the endpoints that no entry of the spec matches, without those of the stack's other modules."""
    inside = {resource.id for resource in stack.state.of(_ENDPOINT, module=stack.module)}
    elsewhere = {resource.id for resource in stack.state.of(_ENDPOINT)} - inside
    known = {resource.id for resource in matches.values()}
    return Others(frozenset(inside - known), frozenset(facts.endpoints) - known - elsewhere)
