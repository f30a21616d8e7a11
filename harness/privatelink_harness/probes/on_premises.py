"""Probes of a hub with a network on premises: its hosts' names and connections, and the domains that it answers for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.hybrid.on_premises import Connection, OnPremises
from privatelink_harness.checks.hybrid.evidence import Evidence
from privatelink_harness.checks.hybrid.hub import Hub, domain_in
from privatelink_harness.checks.hybrid.resolver import End
from privatelink_harness.checks.property import Property
from privatelink_harness.probes.probe import Probe, Shown
from privatelink_harness.probes.prober import PATIENCE, Met, Prober, Unprovable

if TYPE_CHECKING:
    from privatelink_localstack.dataplane.state.model import Interface, State

_DNS, _HTTPS = 53, 443
_ANSWER = "192.0.2.53"
"""What a stand-in for a name server on premises answers: an address of nobody (RFC 5737)."""
_END = b"end"


def probes(evidence: Evidence[Any]) -> Sequence[Probe]:
    """Return the probes of a Resolver endpoint or a VPN connection of a hub."""
    view = _View(evidence.hub)
    match evidence:
        case Evidence(model=End(direction="INBOUND"), described=described):
            return view.of_inbound([str(each["Ip"]) for each in described["IpAddresses"] if each.get("Ip")])
        case Evidence(model=End(direction="OUTBOUND"), described=described):
            return view.of_outbound(str(described["HostVPCId"]))
        case Evidence(model=Connection(), described={"VpnConnectionId": _}):
            return view.of_connection()
    return ()


def join(hub: Hub, prober: Prober) -> None:
    """Describe the network on premises behind a hub's own links, if it has some."""
    _View(hub).join(prober)


def network(hub: Hub | None, records: State) -> str:
    """Return the ID of the network on premises behind a hub's own links; of any where it has none.

    Raises:
        Unprovable: there is no such network.
    """
    own = frozenset(_View(hub).gateways) if hub else frozenset()
    found = (
        each for each in records.vpcs.values() if each.on_premises and (not own or own.intersection(each.gateways))
    )
    first = next(found, None)
    if first is None:
        raise Unprovable("the data plane has no network on premises")
    return first.id


@dataclass(frozen=True, slots=True)
class _View:
    """What of a hub its probes follow from."""

    hub: Hub

    def of_inbound(self, servers: Sequence[str]) -> Sequence[Probe]:
        """Return the probes of an inbound endpoint: what hosts on premises learn at its addresses."""
        expected = {f"{name} at {server}": endpoint for name, endpoint in self.names.items() for server in servers}
        return [Probe(Property.ANSWERS, expected, lambda prober: self.answers(prober, servers), self.join)]

    def of_outbound(self, vpc: str) -> Sequence[Probe]:
        """Return the probes of an outbound endpoint: the domains that on premises answers for."""
        expected = dict.fromkeys(self.hub.spec.domains, _ANSWER)
        return [Probe(Property.ANSWERS, expected, lambda prober: self.forwarded(prober, vpc), self.join)]

    def of_connection(self) -> Sequence[Probe]:
        """Return the probes of a VPN connection: the endpoints that hosts behind its device reach."""
        expected = dict.fromkeys(self.ways, Met.REACHED)
        return [Probe(Property.REACHED, expected, self.reached, self.join)] if expected else []

    @property
    def network(self) -> OnPremises:
        """The network on premises; who calls knows that the spec has one."""
        found = self.hub.spec.on_premises
        if found is None:
            raise Unprovable("the spec has no network on premises")
        return found

    @property
    def gateways(self) -> list[str]:
        """The IDs of the gateways that links of the stack lead to, customer gateways first."""
        devices = [each.id for each in self.hub.resources if each.type == "aws_customer_gateway"]
        found = [each for each in self.hub.resources if each.type == "aws_dx_gateway_association"]
        return [*sorted(devices), *(str(each.values["dx_gateway_id"]) for each in found)]

    def join(self, prober: Prober) -> None:
        """Describe the network behind the stack's links. Where others make these, hosts are as if behind one."""
        if gateways := self.gateways:
            prober.describe(gateways[0], gateways, tuple(map(str, self.network.cidrs)))

    @property
    def vpc(self) -> str:
        """The ID of the hub's VPC."""
        described = self.hub.here.of("aws_vpc_endpoint")
        found = next((described[each] for each in self.endpoints.values() if each in described), {})
        return str(self.hub.placement.vpc or found.get("VpcId", ""))

    @property
    def endpoints(self) -> dict[str, str]:
        """The IDs of interface endpoints by their names in the spec."""
        interfaces = (name for name, own in self.hub.spec.endpoints.items() if isinstance(own, InterfaceEndpoint))
        return {name: found.id for name in interfaces if (found := self.hub.endpoints.get(name))}

    @property
    def names(self) -> dict[str, str]:
        """The endpoints' names in the spec by the DNS names that hosts on premises ask for."""
        described, found = self.hub.here.of("aws_vpc_endpoint"), dict[str, str]()
        for name, key in self.endpoints.items():
            entries = [str(each["DnsName"]) for each in described.get(key, {}).get("DnsEntries", ())]
            regional = min((each for each in entries if key in each), key=len, default=None)
            found |= {each: name for each in entries if each == regional or key not in each}
        for zone in self.hub.view.names.zones:
            domain = domain_in(zone, self.hub.scope.region)
            found |= {f"{own}.{domain}" if own else domain: zone.endpoint for own in zone.names}
        return found

    @property
    def ways(self) -> list[str]:
        """The connections that hosts make: from each block to each endpoint."""
        return [f"{cidr} to {name}" for cidr in self.network.cidrs for name in self.endpoints]

    def answers(self, prober: Prober, servers: Sequence[str]) -> object:
        """Ask an inbound endpoint's addresses for each name, and return the endpoints that the answers lead to."""
        host = self._host(prober, str(self.network.cidrs[0]))
        by_addresses = {self._addresses(prober, key): name for name, key in self.endpoints.items()}
        found = dict[str, object]()
        for name in self.names:
            for server in servers:
                told = prober.client.lookup(host.id, name.replace("*", "any", 1), server=server)
                found[f"{name} at {server}"] = Met.UNKNOWN if told is None else by_addresses.get(told, told)
        return found

    def forwarded(self, prober: Prober, vpc: str) -> object:
        """Stand in for a name server on premises, and ask the hub's resolver about each domain."""
        from privatelink_localstack.dataplane.state.guests import Place

        client = prober.attach(Place(vpc))
        server = self._host(prober, f"{self.network.name_servers[0]}/32")
        with _name_server(prober, server):
            told = {each: prober.client.lookup(client.id, f"probe.{each}") for each in self.hub.spec.domains}
        return {each: ", ".join(sorted(own)) if own else Met.UNKNOWN for each, own in told.items()}

    def reached(self, prober: Prober) -> object:
        """Connect from each block to each endpoint's addresses."""
        found, reasons = dict[str, object](), list[str]()
        for cidr in map(str, self.network.cidrs):
            host = self._host(prober, cidr)
            for name, key in self.endpoints.items():
                addresses = sorted(self._addresses(prober, key))
                if reason := _missing(prober, host, addresses):
                    reasons.append(reason)
                    continue
                met = frozenset(prober.meet(host.id, each, _HTTPS, PATIENCE) for each in addresses)
                found[f"{cidr} to {name}"] = next(iter(met)) if len(met) == 1 else met
        if not found:
            raise Unprovable(reasons[0])
        return Shown(dict.fromkeys(found, Met.REACHED), found, "; ".join(dict.fromkeys(reasons)))

    def _host(self, prober: Prober, network: str) -> Interface:
        from privatelink_localstack.dataplane.state.guests import Place

        return prober.attach(Place(next(iter(self.gateways), self.vpc), network=ip_network(network)))

    def _addresses(self, prober: Prober, endpoint: str) -> frozenset[str]:
        """Return the IPv4 addresses of an endpoint."""
        records = prober.client.records()
        described = self.hub.here.of("aws_vpc_endpoint").get(endpoint, {})
        own = (records.interfaces.get(each) for each in described.get("NetworkInterfaceIds", ()))
        return frozenset(str(address) for each in own if each for address in each.addresses if address.version == 4)


def _missing(prober: Prober, host: Interface, addresses: Sequence[str]) -> str:
    """Return why nothing is behind an endpoint; "" where something is, or where the way to it ends."""
    from privatelink_localstack.dataplane.state.trace import Step

    if not addresses:
        return "the endpoint has no address"
    stopped = prober.client.trace(host.id, addresses[0], _HTTPS).stopped
    behind = {Step.ENDPOINT, Step.SERVICE, Step.BALANCER}
    return f"{stopped.step} {stopped.subject}: {stopped.stops}" if stopped and stopped.step in behind else ""


@contextmanager
def _name_server(prober: Prober, interface: Interface) -> Iterator[None]:
    """Answer every question over UDP behind an interface, until the block ends.

    Raises:
        Unprovable: a program answers there.
    """
    try:
        own = prober.client.listen(interface.id, _DNS, datagrams=True)
    except OSError as error:
        raise Unprovable(
            f"a program answers at {interface.addresses[0]}:{_DNS}, which a probe would replace"
        ) from error
    own.settimeout(None)
    thread = threading.Thread(target=_answer, args=(own,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        own.sendto(_END, own.getsockname())
        thread.join()
        own.close()


def _answer(own: socket.socket) -> None:
    from dnslib import RR, A, DNSRecord

    while (received := own.recvfrom(1 << 16))[0] != _END:
        question = DNSRecord.parse(received[0])
        reply = question.reply()
        reply.add_answer(RR(question.q.qname, rdata=A(_ANSWER)))
        own.sendto(reply.pack(), received[1])
