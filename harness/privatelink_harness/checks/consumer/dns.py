"""The DNS names of an interface endpoint, and its DNS options."""

from __future__ import annotations

from typing import Any

from privatelink_generator.aws.partitions import partition
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_harness.checks import names
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.consumer.evidence import Evidence


def private_dns(evidence: Evidence[InterfaceEndpoint]) -> Sources:
    """Compare whether private DNS is on."""
    expected, described = _is_private(evidence), evidence.described["PrivateDnsEnabled"]
    if evidence.endpoint.private_dns_follows:
        # Another resource turns it on, so that the endpoint's own attribute says nothing.
        return Sources(spec=expected, api=described)
    return evidence.compare("private_dns_enabled", spec=expected, api=described)


def private_names(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare the private DNS name of one of AWS's own services."""
    expected = frozenset(evidence.endpoint.private_names(evidence.region)[:1] if _is_private(evidence) else ())
    return Sources(spec=expected, api=expected & frozenset(_entries(evidence))) if expected else None


def regional_name(evidence: Evidence[InterfaceEndpoint]) -> Sources:
    """Compare the regional name."""
    return _sources(evidence, _regional(evidence), _own(evidence) - _zonal(evidence))


def zonal_names(evidence: Evidence[InterfaceEndpoint]) -> Sources:
    """Compare the zonal names: one for the zone of each subnet, and none for AWS's services in another Region."""
    return _sources(evidence, _zonal(evidence), _own(evidence) - _regional(evidence))


def dns_records(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare the type of the endpoint's DNS records where the spec sets it."""
    options = evidence.endpoint.dns_options
    if not options or not options.dns_record_ip_type:
        return None
    described = evidence.described.get("DnsOptions", {}).get("DnsRecordIpType")
    return _compare_option(evidence, "dns_record_ip_type", spec=options.dns_record_ip_type, api=described)


def inbound_only(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare whether private DNS is for inbound resolver endpoints only, for services with gateway endpoints too."""
    if not evidence.endpoint.private_beside_gateway:
        return None
    options, described = evidence.endpoint.dns_options, evidence.described.get("DnsOptions", {})
    return _compare_option(
        evidence,
        "private_dns_only_for_inbound_resolver_endpoint",
        spec=bool(options and options.private_dns_only_for_inbound_resolver_endpoint),
        api=bool(described.get("PrivateDnsOnlyForInboundResolverEndpoint")),
    )


def _is_private(evidence: Evidence[InterfaceEndpoint]) -> bool:
    mode = evidence.endpoint.private_dns_mode
    return mode == "on" or (mode == "after-acceptance" and evidence.accepted)


def _entries(evidence: Evidence[InterfaceEndpoint]) -> list[str]:
    return [entry["DnsName"] for entry in evidence.described.get("DnsEntries", ())]


def _own(evidence: Evidence[InterfaceEndpoint]) -> frozenset[str]:
    return names.of_endpoint(_entries(evidence), evidence.described["VpcEndpointId"])


def _regional(evidence: Evidence[InterfaceEndpoint]) -> frozenset[str]:
    return frozenset({_expected(evidence)})


def _zonal(evidence: Evidence[InterfaceEndpoint]) -> frozenset[str]:
    if _service_region(evidence) != evidence.region and not evidence.endpoint.custom:
        return frozenset()
    known = evidence.facts.subnets
    zones = {known[each].zone for each in evidence.described["SubnetIds"] if each in known}
    return frozenset(_expected(evidence, zone) for zone in zones)


def _service_region(evidence: Evidence[InterfaceEndpoint]) -> str:
    return evidence.endpoint.service_region or evidence.region


def _sources(evidence: Evidence[InterfaceEndpoint], expected: frozenset[str], found: frozenset[str]) -> Sources:
    """Return both sides; of a service that names no Region, such as com.amazonaws.iam, no document shows the names."""
    if names.is_predictable(evidence.service_name, _service_region(evidence)):
        return Sources(spec=expected, api=found)
    return Sources(api=found, note=f"no document shows the DNS names of endpoints for {evidence.service_name}")


def _expected(evidence: Evidence[InterfaceEndpoint], zone: str | None = None) -> str:
    return names.expected(
        evidence.described["VpcEndpointId"],
        evidence.service_name,
        _service_region(evidence),
        partition(evidence.region).dns_suffix,
        zone,
    )


def _compare_option(evidence: Evidence[InterfaceEndpoint], name: str, *, spec: object, api: object) -> Sources:
    """Compare one of Terraform's `dns_options`, a list of one block."""

    def option(blocks: Any) -> Any:
        value = blocks[0].get(name) if blocks else None
        return ABSENT if value in {None, ""} else value

    return evidence.compare("dns_options", spec=spec, api=api, read=option)
