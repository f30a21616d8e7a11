"""Probes of endpoints for Lambda: a function in their subnet calls those that the policy names, and another one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from ipaddress import ip_network

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


def probes(evidence: Evidence[InterfaceEndpoint]) -> Sequence[Probe]:
    """Return the probe of an endpoint for Lambda whose policy names a role and functions; none for another."""
    policy = evidence.endpoint
    allowed = None if policy.preset else allowance(policy.statements)
    way = _way(evidence)
    if not evidence.service_name.endswith(_SERVICE) or allowed is None or way is None:
        return ()

    def attempt(prober: Prober) -> object:
        if prober.api is None:
            raise Unprovable("the target's API can't be asked")
        try:
            client = partial(prober.api.client, account=way.account, region=evidence.region)
            return called(client("ec2"), client("lambda"), way, allowed)
        except (ClientError, HarnessError) as error:
            raise Unprovable(f"the functions of the probe can't be made: {error}") from error

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
