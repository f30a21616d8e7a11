"""Probes of endpoints for Lambda: functions in their subnet call others through them, those of all rows together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_network
from threading import Lock

from botocore.exceptions import ClientError

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError
from privatelink_harness.functions.calls import Way, allowance, called
from privatelink_harness.probes.probe import Probe
from privatelink_harness.probes.prober import Prober, Unprovable

_SERVICE = ".lambda"
_AVAILABLE = "available"


@dataclass(slots=True)
class Calls:
    """The calls of functions through one endpoint, made once for all rows that want some."""

    evidence: Evidence[InterfaceEndpoint]
    _wanted: dict[str, dict[str, None]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _made: Mapping[str, Mapping[str, str]] | Unprovable | None = None

    def want(self, role: str, functions: Collection[str]) -> None:
        """Add calls, before any is made.

        Parameters:
            role: the caller's, by name.
        """
        self._wanted.setdefault(role, {}).update(dict.fromkeys(functions))

    def outcome(self, prober: Prober, role: str, functions: Collection[str]) -> Mapping[str, str]:
        """Return what a role's calls meet, by the function's name.

        Raises:
            Unprovable: nothing can call.
        """
        with self._lock:
            if self._made is None:
                try:
                    self._made = self._called(prober)
                except Unprovable as reason:
                    self._made = reason
            made = self._made
        if isinstance(made, Unprovable):
            raise made
        return {name: made[role][name] for name in functions}

    def _called(self, prober: Prober) -> Mapping[str, Mapping[str, str]]:
        way, own = _way(self.evidence), self.evidence
        if way is None:
            raise Unprovable("its security groups admit nobody in its VPC, or it is not available")
        if prober.api is None:
            raise Unprovable("the target's API can't be asked")
        try:
            client = partial(prober.api.client, account=way.account, region=own.region)
            return called(client("ec2"), client("lambda"), way, self._wanted)
        except (ClientError, HarnessError) as error:
            raise Unprovable(f"the functions of the probe can't be made: {error}") from error


def probes(evidence: Evidence[InterfaceEndpoint], calls: Calls) -> Sequence[Probe]:
    """Return the probe of an endpoint for Lambda whose policy names a role and functions; none for another."""
    policy = evidence.endpoint
    allowed = None if policy.preset else allowance(policy.statements)
    if not evidence.service_name.endswith(_SERVICE) or allowed is None or _way(evidence) is None:
        return ()
    functions = tuple(allowed.expected)
    calls.want(allowed.role, functions)
    attempt = partial(calls.outcome, role=allowed.role, functions=functions)
    return (Probe(Property.CALLS, allowed.expected, attempt),)


def _way(evidence: Evidence[InterfaceEndpoint]) -> Way | None:
    """Return the way of a caller that the endpoint's security groups admit; None where nobody in its VPC is."""
    described, facts = evidence.described, evidence.facts
    vpc = str(described["VpcId"])
    sources = [
        each.source
        for group in described["Groups"]
        for each in facts.permissions.get(group["GroupId"], ())
        if each.protocol in {"tcp", "-1", "all"}
    ]
    blocks = [ip_network(each) for each in facts.cidrs.get(vpc, ()) if ":" not in each]
    allowed = [ip_network(each) for each in sources if "/" in each and ":" not in each]
    is_open = any(block.subnet_of(own) for block in blocks for own in allowed)  # type: ignore[arg-type] # both IPv4
    group = next((each for each in sources if each.startswith("sg-")), None)
    host = _host(evidence)
    if str(described["State"]).lower() != _AVAILABLE or host is None or not (is_open or group):
        return None
    subnet = str(described["SubnetIds"][0])
    return Way(vpc, subnet, None if is_open else group, host, facts.account, facts.partition)


def _host(evidence: Evidence[InterfaceEndpoint]) -> str | None:
    """Return a name of the endpoint: the private one, or else its own for the Region."""
    described, own = evidence.described, str(evidence.described["VpcEndpointId"])
    entries = [str(entry["DnsName"]) for entry in described.get("DnsEntries", ()) if "*" not in entry["DnsName"]]
    private = [each for each in entries if own not in each]
    # A zonal name is the one for the Region with the zone in it.
    regional = sorted((each for each in entries if own in each), key=len)
    return next(iter(private if described["PrivateDnsEnabled"] and private else regional), None)
