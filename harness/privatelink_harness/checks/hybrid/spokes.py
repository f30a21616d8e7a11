"""The subjects of spokes, each from the hub's side and from its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from privatelink_generator import hcl
from privatelink_generator.patterns.stack.model import Link
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.check import Account
from privatelink_harness.checks.composition.links import CONNECTION, connection, linked, service_side
from privatelink_harness.checks.consumer import subjects as consumer
from privatelink_harness.checks.consumer.evidence import Evidence as EndpointEvidence
from privatelink_harness.checks.hybrid.evidence import Evidence
from privatelink_harness.checks.hybrid.found import checked
from privatelink_harness.checks.hybrid.hub import HUB, Hub, SpokeStack
from privatelink_harness.checks.hybrid.peering import PEERING
from privatelink_harness.checks.hybrid.sharing import PROFILE_ASSOCIATION, RECEIVED, Received
from privatelink_harness.checks.hybrid.spoke import ADMISSION, NAMES, ROUTES, Admission, Names, Ports, Routes
from privatelink_harness.checks.hybrid.transit_gateway import ATTACHMENT, ATTACHMENT_FROM_HUB, ATTACHMENT_TYPE
from privatelink_harness.checks.provider.evidence import Evidence as ServiceEvidence
from privatelink_harness.checks.stack import STACK
from privatelink_harness.checks.subject import Subject, Table
from privatelink_harness.terraform.snapshot import Resource

_ACCEPTER = "aws_ec2_transit_gateway_vpc_attachment_accepter"
_SHARE = "aws_ram_resource_share"


@dataclass(frozen=True, slots=True)
class SpokeSubjects:
    """A spoke that routes lead to."""

    hub: Hub
    spoke: SpokeStack

    @property
    def _name(self) -> str:
        return f"spoke {self.spoke.name}"

    @property
    def _own(self) -> Account | None:
        return self.hub.account(self.spoke.model.account, self.spoke.scope)

    @property
    def _hubs(self) -> Account | None:
        return self.hub.account(HUB, self.hub.scope)

    def subjects(self) -> Iterator[Subject[Any]]:
        """Yield the spoke as the hub's account sees it, then as its own does."""
        yield from self._from_hub()
        yield from self._from_spoke()

    def _from_hub(self) -> Iterator[Subject[Any]]:
        hub, spoke, name = self.hub, self.spoke, f"{self._name}, from the hub"
        if spoke.model.reached_by == "peering":
            resource = spoke.one("aws_vpc_peering_connection")
            yield from self._in_hub(name, resource, PEERING)
            yield from self._routes_from_hub(name, resource.id if resource else None)
        elif spoke.model.reached_by == "transit_gateway":
            resource = spoke.one(_ACCEPTER) or spoke.one(ATTACHMENT_TYPE)
            yield from self._in_hub(name, resource, ATTACHMENT_FROM_HUB)
            yield from self._routes_from_hub(name, self._gateway())
        if hub.view.admits_clients:
            group = hub.one("aws_security_group", "clients")
            ports = Ports(tuple(hub.view.client_ports))
            yield Subject(name, Admission(hub, spoke, ports, group.id if group else ""), ADMISSION, self._hubs)

    def _from_spoke(self) -> Iterator[Subject[Any]]:
        hub, spoke, name = self.hub, self.spoke, self._name
        if spoke.model.reached_by == "peering":
            resource = spoke.one("aws_vpc_peering_connection_accepter")
            yield from self._in_spoke(name, resource, PEERING)
            yield from self._routes_to_hub(name, resource.id if resource else None)
        elif spoke.model.reached_by == "transit_gateway":
            yield from self._in_spoke(name, spoke.one(ATTACHMENT_TYPE), ATTACHMENT)
            yield from self._routes_to_hub(name, self._gateway())
        if spoke.model.account in hub.view.sharing_accounts:
            yield from self._received(name)
        if hub.spec.has_profile:
            association = spoke.one("aws_route53profiles_association")
            yield from self._in_spoke(f"{name}, profile", association, PROFILE_ASSOCIATION)
        if spoke.placement.vpc and hub.spec.has_names:
            has_domains = spoke.model.on_premises or hub.spec.has_profile
            names = Names(hub, spoke.placement.vpc, hub.facts[spoke.scope], has_domains=has_domains)
            yield Subject(name, names, NAMES, self._own)

    def _in_hub(self, name: str, resource: Resource | None, table: Table[Evidence[Any]]) -> Iterator[Subject[Any]]:
        return checked(self.hub, self.hub.scope, self._hubs, name, self.spoke, resource, table)

    def _in_spoke(self, name: str, resource: Resource | None, table: Table[Evidence[Any]]) -> Iterator[Subject[Any]]:
        return checked(self.hub, self.spoke.scope, self._own, name, self.spoke, resource, table)

    def _gateway(self) -> str | None:
        attachment = self.spoke.one(ATTACHMENT_TYPE)
        return str(attachment.values["transit_gateway_id"]) if attachment else None

    def _routes_from_hub(self, name: str, target: str | None) -> Iterator[Subject[Any]]:
        hub, spoke = self.hub, self.spoke
        if target:
            tables = hub.placement.route_tables
            routes = Routes(hub, spoke, ("hub_to_spoke",), target, tables, spoke.model.cidrs, hub.here)
            yield Subject(name, routes, ROUTES, self._hubs)

    def _routes_to_hub(self, name: str, target: str | None) -> Iterator[Subject[Any]]:
        hub, spoke = self.hub, self.spoke
        if target:
            outside = hub.spec.on_premises.cidrs if hub.spec.on_premises and spoke.model.on_premises else ()
            own = ("spoke_to_hub", "spoke_to_on_premises")
            cidrs = (*hub.cidrs, *outside)
            routes = Routes(hub, spoke, own, target, spoke.placement.route_tables, cidrs, hub.facts[spoke.scope])
            yield Subject(name, routes, ROUTES, self._own)

    def _received(self, name: str) -> Iterator[Subject[Any]]:
        hub, spoke = self.hub, self.spoke
        share = hub.one(_SHARE, "this")
        if share is not None and spoke.scope != hub.scope:
            arn = str(share.values["arn"])
            stated = tuple(
                str(each.values["principal"])
                for each in hub.of("aws_ram_principal_association")
                if each.values["resource_share_arn"] == arn
            )
            received = Received(spoke.scope.account, stated, hub.facts[spoke.scope].received.get(arn))
            yield Subject(name, received, RECEIVED, self._own)


def joined(hub: Hub, services: Mapping[str, ServiceEvidence[Any]], api: Api) -> Iterator[Subject[Any]]:
    """Yield the spokes that PrivateLink joins: their endpoints, as a consumer's, and the hub's word on each.

    Parameters:
        services: what all sources say of the hub's services, by name.
    """
    for spoke in hub.spokes.values():
        if not spoke.model.is_routed:
            yield from _joined(hub, spoke, services, api)


def _joined(
    hub: Hub, spoke: SpokeStack, services: Mapping[str, ServiceEvidence[Any]], api: Api
) -> Iterator[Subject[Any]]:
    links = {name: Link(endpoint=f"{spoke.name}.{name}", service=name) for name in hub.spec.services}
    stack = replace(
        hub.stack,
        module=spoke.module or f"module.{hcl.label(spoke.name)}",
        placement=spoke.placement,
        # A part of a composition is checked in its own account; a spoke is in another.
        account=hub.stack.account and spoke.scope.account,
        region=hub.stack.region and spoke.scope.region,
    )
    endpoints: dict[str, EndpointEvidence[Any]] = {}
    for subject in consumer.find_subjects(hub.spec.spoke, stack, api):
        table = subject.table
        if isinstance(subject.evidence, EndpointEvidence):
            endpoints[subject.name] = subject.evidence
            table = linked(table, links[subject.name], service_side(services.get(subject.name)))
        name = f"spoke {spoke.name}" if subject.name == STACK else f"spoke {spoke.name}.{subject.name}"
        own = hub.account(spoke.model.account, spoke.scope)
        yield replace(subject, name=name, table=table, account=own, loc=("spokes", spoke.name))
    account = spoke.scope.account if spoke.scope.account != hub.scope.account else None
    for name, link in links.items():
        inner = replace(hub.stack, module=hub.below(f"service_{hcl.label(name)}"))
        found = connection(link, inner, services.get(name), endpoints.get(name), account, key=spoke.name)
        hubs = hub.account(HUB, hub.scope)
        yield Subject(f"{name}: spoke {spoke.name}", found, CONNECTION, hubs, loc=("spokes", spoke.name))
