"""The subjects of a hub's checks: endpoints and services, as their own patterns have them; links, names and spokes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from privatelink_generator import hcl
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Account
from privatelink_harness.checks.consumer import subjects as consumer
from privatelink_harness.checks.hybrid import hub as stacks
from privatelink_harness.checks.hybrid.evidence import Evidence
from privatelink_harness.checks.hybrid.found import checked
from privatelink_harness.checks.hybrid.hub import HUB, Hub
from privatelink_harness.checks.hybrid.link import CONNECTION, CUSTOMER_GATEWAY, DIRECT_CONNECT, VPN_GATEWAY
from privatelink_harness.checks.hybrid.resolver import ENDPOINT, RULE, End
from privatelink_harness.checks.hybrid.services import expected_services
from privatelink_harness.checks.hybrid.sharing import PROFILE, SHARE
from privatelink_harness.checks.hybrid.spoke import CLIENTS, NAMES, Names, Ports
from privatelink_harness.checks.hybrid.spokes import SpokeSubjects, joined
from privatelink_harness.checks.hybrid.transit_gateway import ATTACHMENT_TYPE, HUB_ATTACHMENT, TRANSIT_GATEWAY
from privatelink_harness.checks.hybrid.zone import ZONE
from privatelink_harness.checks.provider import subjects as provider
from privatelink_harness.checks.provider.evidence import Evidence as ServiceEvidence
from privatelink_harness.checks.provider.subjects import SERVICE_SUBJECT
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.subject import Subject, Table
from privatelink_harness.terraform.snapshot import Resource


def find_subjects(spec: HybridSpec, stack: StackSnapshot, api: Api) -> Iterator[Subject[Any]]:
    """Yield the subjects of the hub's account, then each spoke's, from both sides.

    Raises:
        HarnessError: the stack calls the hub's module several times; an output that tells the placement has another
            type; the API refuses or does not answer.
    """
    hub = stacks.find(spec, stack, api)
    account = hub.account(HUB, hub.scope)
    if spec.consumer:
        inner = replace(stack, module=hub.below("endpoints"), placement=hub.placement)
        for subject in consumer.find_subjects(spec.consumer, inner, api):
            yield replace(subject, account=account)
    services: dict[str, ServiceEvidence[Any]] = {}
    for name, service in expected_services(spec, stack, hub.module).items():
        for subject in _of_service(hub, name, service, api):
            if subject.name == SERVICE_SUBJECT and isinstance(subject.evidence, ServiceEvidence):
                services[name] = subject.evidence
            yield replace(subject, name=f"{name}: {subject.name}", account=account, root=("services", name))
    yield from nouns(hub)
    yield from joined(hub, services, api)


def nouns(hub: Hub) -> Iterator[Subject[Any]]:
    """Yield the subjects that no other pattern has: the hub's links and names, then each spoke that routes lead to."""
    for subject in _HubSubjects(hub, hub.account(HUB, hub.scope)).subjects():
        yield replace(subject, loc=_loc(subject.name))
    for spoke in hub.routed.values():
        for subject in SpokeSubjects(hub, spoke).subjects():
            yield replace(subject, loc=("spokes", spoke.name))


_LOCS: Mapping[str, Loc] = {
    "clients": ("security_group",),
    "resolver": ("resolver",),
    "rule": ("on_premises", "domains"),
    "VPN": ("on_premises", "gateway"),
    "Direct": ("on_premises", "direct_connect_gateway"),
    "transit": ("transit_gateway",),
    "profile": ("private_dns",),
    "share": ("spokes",),
}
"""Paths of the hub's nouns in its spec, by the first word of the subject's name."""


def _loc(name: str) -> Loc:
    """Return the path of one of the hub's nouns; a zone's is its endpoint's, a connection's its own."""
    first, _, rest = name.partition(" ")
    if first == "zone":
        return ("endpoints", rest)
    if first == "connection":
        return ("on_premises", "connections", rest.partition(",")[0])
    return _LOCS.get(first, ())


def _of_service(hub: Hub, name: str, service: ProviderSpec, api: Api) -> Iterator[Subject[Any]]:
    inner = replace(hub.stack, module=hub.below(f"service_{hcl.label(name)}"), placement=hub.placement)
    return provider.find_subjects(service, inner, api)


@dataclass(frozen=True, slots=True)
class _HubSubjects:
    """The hub's own nouns, asked for in its account and Region."""

    hub: Hub
    account: Account | None

    def subjects(self) -> Iterator[Subject[Any]]:
        """Yield all of them in the order of the report."""
        yield from self._clients()
        yield from self._resolver()
        yield from self._names()
        yield from self._links()
        yield from self._transit_gateway()

    def _checked(
        self, name: str, model: object, resource: Resource | None, table: Table[Evidence[Any]]
    ) -> Iterator[Subject[Any]]:
        return checked(self.hub, self.hub.scope, self.account, name, model, resource, table)

    def _clients(self) -> Iterator[Subject[Any]]:
        if self.hub.view.admits_clients:
            group = self.hub.one("aws_security_group", "clients")
            yield from self._checked("clients", ports(self.hub), group, CLIENTS)

    def _resolver(self) -> Iterator[Subject[Any]]:
        hub, spec = self.hub, self.hub.spec
        on_premises = spec.on_premises
        if spec.resolver.inbound and on_premises:
            end = End("INBOUND", spec.resolver.inbound, tuple(on_premises.cidrs))
            resource = hub.one("aws_route53_resolver_endpoint", "inbound")
            yield from self._checked("resolver inbound", end, resource, ENDPOINT)
        if hub.view.has_outbound and on_premises:
            servers = tuple(f"{each}/32" for each in on_premises.name_servers)
            end = End("OUTBOUND", spec.resolver.outbound, servers)
            resource = hub.one("aws_route53_resolver_endpoint", "outbound")
            yield from self._checked("resolver outbound", end, resource, ENDPOINT)
            for domain in spec.domains:
                resource = hub.one("aws_route53_resolver_rule", "on_premises", domain)
                yield from self._checked(f"rule {domain}", domain, resource, RULE)

    def _names(self) -> Iterator[Subject[Any]]:
        hub = self.hub
        for zone in hub.view.names.zones:
            yield from self._checked(f"zone {zone.key}", zone, hub.zone(zone), ZONE)
        if hub.spec.has_profile:
            yield from self._checked("profile", None, hub.one("aws_route53profiles_profile", "this"), PROFILE)
        if hub.view.shares:
            yield from self._checked("share", None, hub.one("aws_ram_resource_share", "this"), SHARE)
        if hub.placement.vpc:
            names = Names(hub, hub.placement.vpc, hub.here, has_domains=bool(hub.spec.domains))
            yield Subject("names in the hub", names, NAMES, self.account)

    def _links(self) -> Iterator[Subject[Any]]:
        hub, on_premises = self.hub, self.hub.spec.on_premises
        if on_premises is None or on_premises.gateway is None:
            return
        if on_premises.gateway.type == "vpn_gateway":
            gateway = hub.one("aws_vpn_gateway", "this")
            yield from self._checked("VPN gateway", on_premises.gateway, gateway, VPN_GATEWAY)
        for name, connection in on_premises.connections.items():
            device = hub.one("aws_customer_gateway", "this", name)
            yield from self._checked(f"connection {name}, device", connection, device, CUSTOMER_GATEWAY)
            resource = hub.one("aws_vpn_connection", "this", name)
            yield from self._checked(f"connection {name}", connection, resource, CONNECTION)
        if on_premises.direct_connect_gateway:
            association = hub.one("aws_dx_gateway_association", "this")
            yield from self._checked("Direct Connect", None, association, DIRECT_CONNECT)

    def _transit_gateway(self) -> Iterator[Subject[Any]]:
        hub = self.hub
        if hub.view.links.makes_transit_gateway:
            gateway = hub.one("aws_ec2_transit_gateway", "this")
            yield from self._checked("transit gateway", hub.spec.transit_gateway, gateway, TRANSIT_GATEWAY)
        if hub.spec.has_transit_gateway:
            yield from self._checked("transit gateway, hub", None, hub.one(ATTACHMENT_TYPE, "hub"), HUB_ATTACHMENT)


def ports(hub: Hub) -> Ports:
    """Return the ports that clients of the endpoints need."""
    return Ports(tuple(hub.view.client_ports))
