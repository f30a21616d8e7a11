"""Probes of interface endpoints: their names, and who reaches them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.facts import Permission
from privatelink_harness.checks.property import Property
from privatelink_harness.probes.probe import Probe, Shown
from privatelink_harness.probes.prober import PATIENCE, SILENCE, Met, Prober, Unprovable

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.state.guests import Place
    from privatelink_localstack.dataplane.state.model import Interface
    from privatelink_localstack.dataplane.state.trace import Trace

type Network = IPv4Network | IPv6Network

_OUTSIDE = {4: ("198.51.100.0/24", "203.0.113.0/24", "192.0.2.0/24"), 6: ("3fff:1::/64", "3fff:2::/64", "3fff:3::/64")}
"""Networks for documents by IP version, which nobody has (RFC 5737, RFC 9637): a client from elsewhere."""
_AVAILABLE = "available"


def probes(evidence: Evidence[InterfaceEndpoint]) -> Sequence[Probe]:
    """Return the probes of an endpoint."""
    view = View(evidence)
    found = list[Probe]()
    if view.is_available and view.names:
        found.append(Probe(Property.ANSWERS, view.names, view.answers))
    sources = list(view.sources())
    if sources:
        expected = Met.REACHED if view.is_available else Met.SILENT
        found.append(
            Probe(Property.REACHED, {str(each): expected for each in sources}, partial(view.reached, sources=sources))
        )
    if outsider := view.outsider():
        found.append(Probe(Property.SILENT, {str(outsider): Met.SILENT}, partial(view.silent, source=outsider)))
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """Who connects, to which port.

    Parameters:
        source: a CIDR block, or the ID of a security group.
    """

    source: str
    port: int

    def __str__(self) -> str:
        return f"{self.source} tcp {self.port}"


@dataclass(frozen=True, slots=True)
class View:
    """What of an endpoint its probes follow from."""

    evidence: Evidence[InterfaceEndpoint]

    @property
    def is_available(self) -> bool:
        """Whether its connection carries traffic."""
        return str(self.evidence.described["State"]).lower() == _AVAILABLE

    @property
    def vpc(self) -> str:
        """The ID of its VPC."""
        return str(self.evidence.described["VpcId"])

    @property
    def addresses(self) -> list[str]:
        """The addresses of its interfaces, IPv4 if it has it."""
        return [address for each in self.evidence.interfaces for address in _addresses(each.ipv4, each.ipv6)]

    @property
    def names(self) -> dict[str, frozenset[str]]:
        """The addresses that its names should have, by name."""
        described = self.evidence.described
        entries = [str(entry["DnsName"]) for entry in described.get("DnsEntries", ())]
        own = [each for each in entries if described["VpcEndpointId"] in each]
        options = described.get("DnsOptions", {})
        is_private = described["PrivateDnsEnabled"] and not options.get("PrivateDnsOnlyForInboundResolverEndpoint")
        shown = entries if is_private else own
        return {each: self._expected(each) for each in shown}

    def _expected(self, name: str) -> frozenset[str]:
        """Return the addresses of a name: all, or for a zonal name those in the zone."""
        known = self.evidence.facts.subnets
        zones = {each.id: known[each.subnet].zone for each in self.evidence.interfaces if each.subnet in known}
        zone = next((own for own in zones.values() if f"-{own}." in name), None)
        inside = [each for each in self.evidence.interfaces if zone is None or zones.get(each.id) == zone]
        return frozenset(address for each in inside for address in _addresses(each.ipv4, each.ipv6))

    def answers(self, prober: Prober) -> object:
        """Ask the VPC's resolver for each name."""
        guest = prober.attach(self._place(self.blocks()[0], groups=None))
        kind = "AAAA" if self._is_ipv6 else "A"
        found = {name: prober.client.lookup(guest.id, name.replace("*", "any", 1), kind) for name in self.names}
        return {name: Met.UNKNOWN if own is None else own for name, own in found.items()}

    @property
    def _is_ipv6(self) -> bool:
        """Whether its interfaces have no IPv4 addresses."""
        return any(":" in each for each in self.addresses)

    def sources(self) -> Iterator[Source]:
        """Yield the sources that the spec lets in, with each of its ports."""
        spec, allowed = self.evidence.spec, self._allowed()
        for rule in spec.security_group.rules:
            if rule.protocol != "tcp":
                continue
            ports = sorted({port.first for port in spec.ports(rule)})
            if rule.source == "vpc":
                blocks = [str(each) for each in self.blocks()]
            elif "/" in rule.source and not rule.source.startswith("group/") and "sg-" not in rule.source:
                blocks = [rule.source]
            else:
                # The spec does not know a group's ID; the rule does.
                blocks = sorted({each.source for each in allowed if each.source.startswith("sg-")})
            versions = {6 if ":" in each else 4 for each in self.addresses}
            near = [each for each in blocks if each.startswith("sg-") or (6 if ":" in each else 4) in versions]
            yield from (Source(source, port) for source in near for port in ports)

    def outsider(self) -> Source | None:
        """Return a source that nothing lets in; None where everybody may, or where nobody knows."""
        allowed = [ip_network(each.source) for each in self._allowed() if "/" in each.source]
        version = 6 if self._is_ipv6 else 4
        free = [each for each in _OUTSIDE[version] if not any(_overlap(ip_network(each), own) for own in allowed)]
        if not free or any(each.source.startswith("pl-") for each in self._allowed()):
            return None
        port = next((each.port for each in self.sources()), 443)
        return Source(free[0], port)

    def reached(self, prober: Prober, sources: Sequence[Source]) -> object:
        """Connect from each source to each interface."""
        if not self.is_available:
            return {str(each): self._met(prober, each, SILENCE) for each in sources}
        found, reasons = dict[str, object](), list[str]()
        for source in sources:
            if reason := self._missing(prober, source):
                reasons.append(reason)
            else:
                found[str(source)] = self._met(prober, source, PATIENCE)
        if not found:
            raise Unprovable(reasons[0])
        return Shown(dict.fromkeys(found, Met.REACHED), found, "; ".join(dict.fromkeys(reasons)))

    def silent(self, prober: Prober, source: Source) -> object:
        """Connect from a source that may not; silence proves nothing where nobody would answer anybody.

        Raises:
            Unprovable: the data plane has no service behind the endpoint.
        """
        reasons = [self._missing(prober, each) for each in self.sources()] if self.is_available else []
        if reasons and all(reasons):
            raise Unprovable(next(filter(None, reasons)))
        return {str(source): self._met(prober, source, SILENCE)}

    def _met(self, prober: Prober, source: Source, timeout: float) -> object:
        guest = self.guest(prober, source)
        found = {
            address: prober.meet(guest.id, address, source.port, timeout)
            for address in self.addresses_for(source.source)
        }
        kinds = frozenset(found.values())
        return next(iter(kinds)) if len(kinds) == 1 else ", ".join(f"{own} at {each}" for each, own in found.items())

    def _missing(self, prober: Prober, source: Source) -> str | None:
        """Return why the data plane has nothing behind the endpoint on a port; None where it has."""
        from privatelink_localstack.dataplane.state.trace import Step

        trace = self._trace(prober, source, self.guest(prober, source))
        stopped = trace.stopped
        if stopped is None:
            return None if trace.hops[-1].step in {Step.ENDPOINT, Step.TARGET} else "no service is behind the endpoint"
        # A group of the caller's may let its members open nothing: that is not the endpoint's.
        elsewhere = stopped.step in {Step.EGRESS, Step.ENDPOINT, Step.SERVICE, Step.BALANCER}
        return f"{stopped.step} {stopped.subject}: {stopped.stops}" if elsewhere else None

    def guest(self, prober: Prober, source: Source) -> Interface:
        """Return a client of a source; in one half of its block where a network ACL denies the other."""
        from privatelink_localstack.dataplane.state.trace import Step

        place = self.place_of(source.source)
        halves = () if place.network is None or place.groups else place.network.subnets()
        for each in (place, *(replace(place, network=half) for half in halves)):
            guest = prober.attach(each)
            stopped = self._trace(prober, source, guest).stopped
            if stopped is None or stopped.step is not Step.ACL:
                return guest
        return prober.attach(place)

    def _trace(self, prober: Prober, source: Source, guest: Interface) -> Trace:
        return prober.client.trace(guest.id, self.addresses_for(source.source)[0], source.port)

    def addresses_for(self, source: str) -> list[str]:
        """Return the interfaces' addresses of a source's IP version."""
        version = 6 if ":" in source else 4
        return [each for each in self.addresses if (6 if ":" in each else 4) == version] or self.addresses

    def place_of(self, source: str) -> Place:
        """Return where clients of a source are."""
        if source.startswith("sg-"):
            return self._place(self.blocks()[0], groups=(source,))
        network = ip_network(source)
        inside = next((each for each in self.blocks() if _overlap(network, each)), None)
        wide = inside is not None and network.prefixlen <= inside.prefixlen
        return self._place(inside if inside is not None and wide else network, groups=None)

    def _place(self, network: Network, groups: tuple[str, ...] | None) -> Place:
        from privatelink_localstack.dataplane.state.guests import Place

        return Place(self.vpc, network=network, groups=groups)

    def blocks(self) -> list[Network]:
        """Return the VPC's CIDR blocks of the interfaces' IP versions."""
        versions = {6 if ":" in each else 4 for each in self.addresses}
        blocks = sorted(map(ip_network, self.evidence.facts.cidrs.get(self.vpc, ())), key=lambda each: each.version)
        return [each for each in blocks if each.version in versions] or blocks

    def _allowed(self) -> Iterable[Permission]:
        groups = [group["GroupId"] for group in self.evidence.described["Groups"]]
        return [each for group in groups for each in self.evidence.facts.permissions.get(group, ())]


def _addresses(ipv4: str, ipv6: Iterable[str]) -> list[str]:
    return [ipv4] if ipv4 else sorted(ipv6)


def _overlap(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)
