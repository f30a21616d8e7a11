"""Probes of what specs expect: each connection is made and each function called, whatever is expected of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from ipaddress import ip_network
from typing import TYPE_CHECKING

from privatelink_generator.patterns.expectations import ON_PREMISES, Connection, Invocation, is_group, is_zone
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError
from privatelink_harness.functions.calls import CALLED, DENIED
from privatelink_harness.probes import on_premises, place, services
from privatelink_harness.probes.endpoints import Source, View
from privatelink_harness.probes.expected import AtEndpoint, AtService, Expected, Missing
from privatelink_harness.probes.probe import Probe, Shown
from privatelink_harness.probes.prober import PATIENCE, SILENCE, Met, Prober, Unprovable

if TYPE_CHECKING:
    from privatelink_harness.probes.invocations import Calls
    from privatelink_localstack.dataplane.state.guests import Place
    from privatelink_localstack.dataplane.state.model import Interface, State

MET = {"reached": Met.REACHED, "times-out": Met.SILENT, "refused": Met.REFUSED}
"""What a client shall meet, by the word of the spec."""
_ANSWERS = {CALLED: "allowed", DENIED: "denied"}
_HTTPS = 443


def probes(expected: Expected, calls: Calls | None) -> Sequence[Probe]:
    """Return the probe of an expectation.

    Parameters:
        calls: those through its endpoint, for an expectation of one.
    """
    entry = expected.entry
    match expected:
        case Missing():
            attempt = partial(_missing, expected)
        case AtEndpoint(entry=Invocation() as call) if calls is not None:
            calls.want(call.role, (call.invokes,))
            attempt = partial(_called, call, calls)
        case AtEndpoint(entry=Connection() as connection):
            attempt = partial(_connected, connection, expected)
        case AtService():
            attempt = partial(_consumed, expected)
        case _:
            return ()
    shown = entry.result if isinstance(entry, Invocation) else str(MET[entry.result])
    if isinstance(expected, AtEndpoint) and expected.hub:
        return (Probe(Property.EXPECT, shown, attempt, partial(on_premises.join, expected.hub)),)
    return (Probe(Property.EXPECT, shown, attempt),)


def _missing(expected: Missing, _: Prober) -> object:
    raise Unprovable(expected.reason)


def _called(entry: Invocation, calls: Calls, prober: Prober) -> object:
    answer = calls.outcome(prober, entry.role, (entry.invokes,))[entry.invokes]
    return _ANSWERS.get(answer, answer)


def _connected(entry: Connection, expected: AtEndpoint, prober: Prober) -> object:
    """Connect to each address of an endpoint."""
    view = View(expected.evidence)
    if not view.addresses:
        raise Unprovable("the endpoint has no addresses")
    port = port_of(entry, view)
    if is_zone(entry.source):
        guest = prober.attach(_in_zone(view, entry.source))
    elif entry.source == ON_PREMISES:
        guest = _from(prober, on_premises.network(expected.hub, prober.client.records()), view, port)
    elif expected.vpc and expected.vpc.id != view.vpc:
        guest = _from(prober, expected.vpc.id, view, port)
    elif "/" in entry.source or is_group(entry.source):
        guest = view.guest(prober, Source(entry.source, port))
    else:
        guest = view.guest(prober, Source(str(view.blocks()[0]), port))
    return _met(entry, prober, guest, view.addresses_for(str(guest.addresses[0])), port)


def port_of(entry: Connection, view: View) -> int:
    """Return the port of a connection to an endpoint: without one the first that its security group admits."""
    return entry.port or next((each.port for each in view.sources()), _HTTPS)


def _consumed(expected: AtService, prober: Prober) -> object:
    """Connect through a consumer's endpoint, or through a new one."""
    from privatelink_localstack.dataplane.state.trace import Step

    port = expected.entry.port or min(services.View(expected.evidence).ports, default=_HTTPS)
    if expected.endpoint is None:
        visitor = prober.visit(str(expected.evidence.described["ServiceId"]))
        return _met(expected.entry, prober, visitor.client, [str(visitor.entry.addresses[0])], port)
    records = prober.client.records()
    own = records.endpoints.get(expected.endpoint)
    if own is None:
        raise Unprovable(f"the data plane has no endpoint {expected.endpoint}")
    entries = [records.interfaces[each] for each in own.interfaces if each in records.interfaces]
    if not entries:
        raise Unprovable("the endpoint has no network interfaces")
    addresses = [str(each.addresses[0]) for each in entries]
    anybody = _in_network(records, own.vpc)
    # A consumer that names no groups has the default one, which admits its own members.
    guests = [prober.attach(each) for each in (anybody, replace(anybody, groups=entries[0].groups or ()))]
    traces = ((each, prober.client.trace(each.id, addresses[0], port).stopped) for each in guests)
    admitted = (each for each, stopped in traces if stopped is None or stopped.step is not Step.INGRESS)
    return _met(expected.entry, prober, next(admitted, guests[0]), addresses, port)


def _met(entry: Connection, prober: Prober, guest: Interface, addresses: Sequence[str], port: int) -> object:
    """Return what a client meets at addresses, and where it is stopped.

    Raises:
        Unprovable: nothing is behind the endpoint that could answer anybody.
    """
    wanted = MET[entry.result]
    timeout = SILENCE if wanted is Met.SILENT else PATIENCE
    found = {address: prober.meet(guest.id, address, port, timeout) for address in addresses}
    if Met.SILENT not in found.values():
        return _one(found)
    from privatelink_localstack.dataplane.state.trace import Step

    silent = next(address for address, met in found.items() if met is Met.SILENT)
    trace = prober.client.trace(guest.id, silent, port)
    stopped = trace.stopped
    if stopped is None and trace.hops[-1].step not in {Step.ENDPOINT, Step.TARGET}:
        raise Unprovable("no service is behind the endpoint")
    if stopped and stopped.step is Step.BALANCER:
        raise Unprovable(f"{stopped.step} {stopped.subject}: {stopped.stops}")
    # What stops a client that shall not arrive is no news.
    note = f"stopped by {stopped.step}: {stopped.stops}" if stopped and wanted is not Met.SILENT else ""
    return Shown(str(wanted), _one(found), note)


def _one(found: dict[str, Met]) -> object:
    kinds = set(found.values())
    return str(kinds.pop()) if len(kinds) == 1 else found


def _from(prober: Prober, vpc: str, view: View, port: int) -> Interface:
    """Return a client in the first subnet of another VPC from which a connection gets anywhere, or in its first."""
    try:
        places = place.places(prober.client.records(), vpc)
    except HarnessError as error:
        raise Unprovable(str(error)) from error
    guests = [prober.attach(each) for each in places]
    arriving = (each for each in guests if prober.client.trace(each.id, view.addresses[0], port).stopped is None)
    return next(arriving, guests[0])


def _in_zone(view: View, zone: str) -> Place:
    from privatelink_localstack.dataplane.state.guests import Place

    known = view.evidence.facts.subnets
    subnets = [known[each] for each in view.evidence.described["SubnetIds"] if each in known]
    own = next((each for each in subnets if each.zone == zone), None)
    if own is None:
        raise Unprovable(f"the endpoint has no subnet in {zone}; it is in {', '.join(each.zone for each in subnets)}")
    return Place(view.vpc, own.id, own.ipv4 or next(iter(own.ipv6)))


def _in_network(records: State, vpc: str) -> Place:
    from privatelink_localstack.dataplane.state.guests import Place

    own = records.vpcs.get(vpc)
    if own is None:
        raise Unprovable(f"the data plane has no VPC {vpc}")
    return Place(vpc, network=ip_network(own.cidrs[0]))
