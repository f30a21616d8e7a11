"""Rows of probes that functions make in live accounts; what no function can make is not provable, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.expectations import ON_PREMISES, VPC, Connection, is_zone
from privatelink_harness.checks.check import Check, Proof, Sources
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence as ProviderEvidence
from privatelink_harness.checks.row import row
from privatelink_harness.errors import HarnessError
from privatelink_harness.functions.calls import DENIED, OTHER
from privatelink_harness.live.connections import ANSWER, addresses_of, met, place_in
from privatelink_harness.live.functions import LiveFunctions, Place
from privatelink_harness.probes import services
from privatelink_harness.probes.endpoints import View
from privatelink_harness.probes.expectations import MET, port_of
from privatelink_harness.probes.expected import AtEndpoint, AtService, ClientVpc, Missing
from privatelink_harness.probes.prober import Met

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.facts import Subnet
    from privatelink_harness.checks.subject import Subject
    from privatelink_harness.probes.probe import Find, Probe

_NO_TARGET = "no program of the harness is at a target in an account, and a function can't be one"
_NO_CONSUMER = "the harness makes no consumer of a service in an account; on LocalStack --traffic on shows it"
_NO_NAMES = "the harness makes neither roles nor functions of the spec's names in an account"
_ON_PREMISES = "the harness has no function on premises; on LocalStack --traffic on shows it"
_FOREIGN_CONSUMER = "the consumer's endpoint is in no account of the stack"
_NOT_MADE = "the harness has no function for it in an account; on LocalStack --traffic on shows it"


class _NotLiveError(Exception):
    """The reason why a probe is not made."""


def rows(
    spec: Spec,
    subjects: Sequence[Subject[Any]],
    find: Find,
    functions: LiveFunctions,
    *,
    only: Collection[Property] | None = None,
) -> Mapping[int, list[Check]]:
    """Make the probes of all subjects with functions, and return their rows by the subject's index."""
    return {
        index: [_row(spec, subject, each, functions) for each in find(subject) if only is None or each.about in only]
        for index, subject in enumerate(subjects)
    }


def _row(spec: Spec, subject: Subject[Any], probe: Probe, functions: LiveFunctions) -> Check:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        sources = _sources(subject, probe, functions)
    except _NotLiveError as reason:
        sources = Sources(spec=probe.expected, unprovable=str(reason))
    except (BotoCoreError, ClientError, HarnessError) as error:
        sources = Sources(spec=probe.expected, unprovable=f"the function of the probe can't be made or called: {error}")
    return row(spec, subject, probe.about, sources, proof=Proof.LIVE)


def _sources(subject: Subject[Any], probe: Probe, functions: LiveFunctions) -> Sources:
    evidence = subject.evidence
    match evidence:
        case AtEndpoint(entry=Connection() as entry, evidence=own, vpc=vpc):
            return _Endpoint(own, functions).expected(entry, vpc)
        case AtEndpoint():
            raise _NotLiveError(_NO_NAMES)
        case AtService():
            return _consumed(evidence, functions)
        case Missing(reason=reason):
            raise _NotLiveError(reason)
    if not isinstance(evidence, Evidence) or not isinstance(evidence.endpoint, InterfaceEndpoint):
        raise _NotLiveError(_NO_TARGET if isinstance(evidence, ProviderEvidence) else _NOT_MADE)
    makers: Mapping[Property, Callable[[_Endpoint, Any], Sources]] = {
        Property.ANSWERS: _Endpoint.answers,
        Property.REACHED: _Endpoint.reached,
        Property.SILENT: _Endpoint.silent,
        Property.CALLS: _Endpoint.called,
    }
    make = makers.get(probe.about)
    if make is None or not isinstance(probe.expected, Mapping):
        raise _NotLiveError(_NOT_MADE)
    return make(_Endpoint(evidence, functions), probe.expected)


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """An endpoint, and the functions in its VPC."""

    evidence: Evidence[InterfaceEndpoint]
    functions: LiveFunctions

    @property
    def addresses(self) -> list[str]:
        """Of its interfaces; IPv4 alone, which functions have."""
        found = [each.ipv4 for each in self.evidence.interfaces if each.ipv4]
        if not found:
            raise _NotLiveError("the endpoint has IPv6 alone, and functions of a probe have IPv4")
        return found

    def answers(self, expected: Mapping[str, object]) -> Sources:
        """Ask the VPC's resolver for each name."""
        names = {name: name.replace("*", "any", 1) for name in expected}
        found = self._call(self._place(), lookups=list(names.values()))["lookups"]
        told = {name: frozenset(found[asked]) if found[asked] else Met.UNKNOWN for name, asked in names.items()}
        return Sources(spec=expected, api=told)

    def reached(self, expected: Mapping[str, object]) -> Sources:
        """Connect from each source that a function can be."""
        found, reasons = dict[str, object](), list[str]()
        for source, wanted in expected.items():
            name, _, port = source.split()
            try:
                place = self._place_of(name)
            except _NotLiveError as reason:
                reasons.append(str(reason))
                continue
            found[source] = self._met(place, int(port), wants_silence=wanted != Met.REACHED)
        if not found:
            raise _NotLiveError("; ".join(dict.fromkeys(reasons)))
        note = "; ".join(dict.fromkeys(reasons))
        return Sources(spec={source: expected[source] for source in found}, api=found, note=note)

    def silent(self, expected: Mapping[str, object]) -> Sources:
        """Connect from a group that nothing lets in, where addresses of the VPC are not let in anyway."""
        place, port = self._place(), int(next(iter(expected)).split()[-1])
        own = self.evidence.facts.subnets[place.subnet].ipv4
        groups = [str(each["GroupId"]) for each in self.evidence.described["Groups"]]
        allowed = [each.source for group in groups for each in self.evidence.facts.permissions.get(group, ())]
        if any(each.startswith("pl-") for each in allowed) or any(
            _covers(each, own) for each in allowed if "/" in each and ":" not in each
        ):
            raise _NotLiveError("a function has an address of the VPC, which the endpoint lets in")
        name = f"another group tcp {port}"
        return Sources(spec={name: Met.SILENT}, api={name: self._met(place, port, wants_silence=True)})

    def called(self, expected: Mapping[str, object]) -> Sources:
        """Call a function that the policy does not name, as a role that it does not name."""
        del expected
        host = _host(self.evidence)
        # The role may call its own functions: where the call is refused, the endpoint's policy has done so.
        own = f"{self.functions.name}-0"
        calls = {"host": host, "functions": [own], "timeout": ANSWER}
        answer = self._call(self._place(), calls=calls)["calls"][own]
        note = f"{_NO_NAMES}: these are not called"
        return Sources(spec={OTHER: DENIED}, api={OTHER: answer}, note=note)

    def expected(self, entry: Connection, vpc: ClientVpc | None) -> Sources:
        """Make the connection of an expectation.

        Parameters:
            vpc: the client's, where it is named.
        """
        if entry.source == ON_PREMISES:
            raise _NotLiveError(_ON_PREMISES)
        if vpc and vpc.id != self.evidence.described["VpcId"]:
            place = place_in(self.functions.api, vpc, self.addresses[0])
        else:
            place = self._place() if entry.source == VPC or vpc else self._place_of(entry.source)
        wanted, port = MET[entry.result], port_of(entry, View(self.evidence))
        return Sources(spec=str(wanted), api=self._met(place, port, wants_silence=wanted is Met.SILENT))

    def _met(self, place: Place, port: int, *, wants_silence: bool) -> object:
        return met(self.functions, place, self.addresses, port, wants_silence=wants_silence)

    def _call(self, place: Place, **event: object) -> Mapping[str, Any]:
        return self.functions.call(place, event)

    def _place(self, subnet: str = "", group: str = "") -> Place:
        described = self.evidence.described
        own = subnet or str(described["SubnetIds"][0])
        return Place(self.evidence.facts.account, self.evidence.region, str(described["VpcId"]), own, group)

    def _place_of(self, source: str) -> Place:
        """Return where a function is in a source: a group, or a zone or block with a subnet of the endpoint."""
        if source.startswith("sg-"):
            return self._place(group=source)
        known = self.evidence.facts.subnets
        inside = (each for each in self.evidence.described["SubnetIds"] if each in known)
        subnet = next((each for each in inside if _is_in(source, known[each])), None)
        if subnet is None:
            raise _NotLiveError(f"no subnet of the endpoint is in {source}: no function can be there")
        return self._place(subnet)


def _consumed(expected: AtService, functions: LiveFunctions) -> Sources:
    """Connect through a consumer's endpoint from its own VPC: as anybody there, then as a member of its groups.

    A consumer that names no groups has the VPC's default one, which admits its own members.
    """
    entry, own = expected.entry, expected.own
    if own is None:
        raise _NotLiveError(_NO_CONSUMER if expected.endpoint is None else _FOREIGN_CONSUMER)
    ports = services.View(expected.evidence).ports
    if not ports:
        raise _NotLiveError("no target is registered, so that nobody could answer")
    addresses = addresses_of(functions.api, own.scope, own.described)
    if not addresses:
        raise _NotLiveError("the consumer's endpoint has no IPv4 addresses, which functions have")
    anybody = Place(own.scope.account, own.scope.region, own.described["VpcId"], own.described["SubnetIds"][0])
    places = [anybody, *(replace(anybody, group=each["GroupId"]) for each in own.described.get("Groups", ()))]
    wanted = MET[entry.result]
    found: object = Met.SILENT
    for place in places:
        # Who is let in is answered soon: only where nobody else is left to try is an answer worth a long wait.
        wants_silence = wanted is Met.SILENT or place is not places[-1]
        found = met(functions, place, addresses, entry.port or min(ports), wants_silence=wants_silence)
        if found != Met.SILENT:
            break
    return Sources(spec=str(wanted), api=found)


def _is_in(source: str, subnet: Subnet) -> bool:
    return subnet.zone == source if is_zone(source) else _covers(source, subnet.ipv4)


def _covers(block: str, inner: object) -> bool:
    """Return whether a block has a whole subnet; None has no addresses."""
    if inner is None or ":" in block:
        return False
    network: Any = ip_network(block)
    return bool(network.supernet_of(inner))


def _host(evidence: Evidence[InterfaceEndpoint]) -> str:
    """Return a name of an endpoint: the private one, or else its own for the Region, which is the shortest."""
    described, own = evidence.described, str(evidence.described["VpcEndpointId"])
    entries = sorted((str(each["DnsName"]) for each in described["DnsEntries"] if "*" not in each["DnsName"]), key=len)
    private = [each for each in entries if own not in each]
    return next(iter(private if described["PrivateDnsEnabled"] and private else entries))
