"""The checks of what belongs to no one resource: routes between hub and spoke, names in a VPC, clients of endpoints."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.facts import permissions
from privatelink_harness.checks.hybrid import names
from privatelink_harness.checks.hybrid.evidence import Evidence, allowed, routes_by
from privatelink_harness.checks.hybrid.facts import Facts
from privatelink_harness.checks.hybrid.hub import Hub, SpokeStack
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table


@dataclass(frozen=True, slots=True)
class Routes:
    """The routes of one side to the other.

    Parameters:
        name: of the side's resources in the spoke's module, such as `hub_to_spoke`.
        target: the peering connection, or the transit gateway.
        tables: the side's route tables; None where no output tells them.
        cidrs: the other side's networks.
    """

    hub: Hub
    spoke: SpokeStack
    names: tuple[str, ...]
    target: str
    tables: frozenset[str] | None
    cidrs: tuple[str, ...]
    facts: Facts

    def compare(self) -> Sources:
        """Compare the active routes of all of the side's route tables."""
        stated = frozenset(
            f"{each.values['destination_cidr_block']} in {each.values['route_table_id']}"
            for each in self.spoke.of("aws_route")
            if each.name in self.names and each.module == self.spoke.module
        )
        expected = frozenset(f"{cidr} in {table}" for cidr in self.cidrs for table in self.tables or ())
        found = routes_by(self.target, self.facts.of("aws_route_table").values())
        # A transit gateway leads to others too.
        found = found if self.spoke.model.reached_by == "peering" else found & (expected | stated)
        output = ABSENT if self.tables is None else expected
        return Sources(output=output, state=stated, api=found, hint=self.hub.placement.hint)


ROUTES: Table[Routes] = {Property.ROUTES: Routes.compare}
"""The check of one side's routes."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a VPC resolves.

    Parameters:
        facts: of the VPC's account and Region.
        has_domains: whether queries for domains on premises are forwarded.
    """

    hub: Hub
    vpc: str
    facts: Facts
    has_domains: bool

    def compare(self) -> Sources | None:
        """Compare what each name of the shared endpoints, and each domain on premises, resolves to."""
        hub = self.hub
        expected = {
            name: f"endpoint {endpoint}"
            for endpoint, each in hub.spec.shared_names.items()
            for name in each.private_names(hub.scope.region)
        }
        if self.has_domains and hub.spec.on_premises:
            servers = ", ".join(sorted(f"{each}:53" for each in hub.spec.on_premises.name_servers))
            expected |= dict.fromkeys(hub.spec.domains, servers)
        if not expected:
            return None
        found = list(names.sources(hub, self.vpc, self.facts))
        return Sources(spec=expected, api={each: names.resolve(each, found) for each in expected})


NAMES: Table[Names] = {Property.RESOLVES: Names.compare}
"""The check of names in a VPC."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of the endpoints' services: ranges of first and last."""

    ranges: tuple[tuple[int, int], ...]

    def rules(self, cidrs: Iterable[str]) -> frozenset[str]:
        """Return the rules that admit networks."""
        return frozenset(
            f"{cidr} tcp {first if first == last else f'{first}-{last}'}"
            for cidr in cidrs
            for first, last in self.ranges
        )


def clients(evidence: Evidence[Ports]) -> Sources:
    """Compare who may connect: on premises, and the spokes; the stack may know more spokes than the spec."""
    hub = evidence.hub
    expected = evidence.model.rules(hub.view.client_cidrs)
    blocks = evidence.stated("ingress")
    stated = frozenset(
        f"{each.source} {each.protocol} {each.port}"
        for block in (blocks if blocks is not ABSENT else ())
        for each in permissions([_as_described(block)])
    )
    found = allowed(evidence.facts, [evidence.described["GroupId"]], "IpPermissions")
    return Sources(spec=expected | stated, state=stated, api=found)


def _as_described(block: Mapping[str, object]) -> dict[str, object]:
    """Return a rule of Terraform's in EC2's form."""
    cidrs = block.get("cidr_blocks")
    return {
        "IpProtocol": block["protocol"],
        "FromPort": block["from_port"],
        "ToPort": block["to_port"],
        "IpRanges": [{"CidrIp": each} for each in (cidrs if isinstance(cidrs, list) else [])],
    }


def groups(evidence: Evidence[Ports]) -> Sources:
    """Compare the endpoints that have the group."""
    hub, group = evidence.hub, evidence.described["GroupId"]
    described = evidence.facts.of("aws_vpc_endpoint")
    return Sources(
        spec=frozenset(hub.spec.interfaces),
        state=frozenset(
            name for name, each in hub.endpoints.items() if group in (each.values.get("security_group_ids") or ())
        ),
        api=frozenset(
            name
            for name, each in hub.endpoints.items()
            if group in {known["GroupId"] for known in described.get(each.id, {}).get("Groups", ())}
        ),
    )


CLIENTS: Table[Evidence[Ports]] = {
    Property.INGRESS: clients,
    Property.ENDPOINTS: groups,
    Property.TAGS: Evidence.tags,
}
"""The checks of the security group that admits on premises and spokes."""


@dataclass(frozen=True, slots=True)
class Admission:
    """The admission of one spoke's networks at the endpoints' group."""

    hub: Hub
    spoke: SpokeStack
    ports: Ports
    group: str

    def compare(self) -> Sources:
        """Compare whether the group admits every network of the spoke on every port."""
        rules = self.hub.here.of("aws_security_group").get(self.group, {}).get("IpPermissions", ())
        found = permissions(rules)
        wanted = self.ports.rules(self.spoke.model.cidrs)
        admitted = {
            rule
            for rule in wanted
            for each in found
            if rule.endswith(f" {each.protocol} {each.port}") and _within(rule.partition(" ")[0], each.source)
        }
        return Sources(spec=wanted, api=frozenset(admitted))


def _within(cidr: str, source: str) -> bool:
    try:
        return ipaddress.IPv4Network(cidr).subnet_of(ipaddress.IPv4Network(source))
    except ValueError:
        return False


ADMISSION: Table[Admission] = {Property.ADMITTED: Admission.compare}
"""The check that a spoke is admitted."""
