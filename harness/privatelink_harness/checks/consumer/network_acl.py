"""The rules of the network ACL that the endpoints' subnets have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.consumer.network_acl import EPHEMERAL, OWN_NUMBERS, NetworkAcl
from privatelink_harness.checks.check import ABSENT, Absent, Sources
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.facts import ACL_PROTOCOLS, AclEntry
from privatelink_harness.checks.resource import StackResource


def rules(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare the rules of the network ACL of each subnet of the endpoint."""
    acl = evidence.spec.network_acl
    if acl is None:
        return None
    planned, stated = (_of(evidence.acl, planned=planned) for planned in (True, False))
    return Sources(spec=_expected(evidence, acl), plan=planned, state=stated, api=_described(evidence))


def _expected(evidence: Evidence[InterfaceEndpoint], acl: NetworkAcl) -> frozenset[str]:
    """Return the spec's rules, with the VPC's CIDR blocks for `vpc`."""
    spec, found = evidence.spec, set[str]()
    has_ipv6 = any(endpoint.ip_address_type != "ipv4" for endpoint in spec.interfaces.values())
    known = evidence.facts.cidrs.get(evidence.described["VpcId"], frozenset())
    vpc = [cidr for cidr in known if has_ipv6 or ":" not in cidr]
    for rule in spec.security_group.rules:
        cidrs = [cidr for source in acl.sources_of(rule) for cidr in (vpc if source == "vpc" else [source])]
        own = OWN_NUMBERS[0]
        for cidr in cidrs:
            found |= {
                _plain(AclEntry(own, "ingress", "allow", rule.protocol, str(port), cidr)) for port in spec.ports(rule)
            }
            found.add(_plain(AclEntry(own, "egress", "allow", rule.protocol, str(EPHEMERAL), cidr)))
    for each in acl.rules.values():
        port = str(each.port_range) if each.port_range else "all"
        found.add(_plain(AclEntry(each.number, each.direction, each.action, each.protocol, port, each.cidr)))
    return frozenset(found)


def _of(acl: StackResource | None, *, planned: bool) -> frozenset[str] | Absent:
    """Return the rules that plan or state have; ABSENT where a plan does not know them yet."""
    if acl is None:
        return ABSENT
    read = acl.planned if planned else acl.stated
    ingress, egress = read("ingress"), read("egress")
    if isinstance(ingress, Absent) or isinstance(egress, Absent):
        return ABSENT
    found = [*((rule, "ingress") for rule in ingress), *((rule, "egress") for rule in egress)]
    return frozenset(_plain(_entry(rule, direction)) for rule, direction in found)


def _entry(rule: Mapping[str, Any], direction: str) -> AclEntry:
    first, last = rule["from_port"], rule["to_port"]
    protocol = ACL_PROTOCOLS.get(rule["protocol"], rule["protocol"])
    port = "all" if protocol == "all" else str(first) if first == last else f"{first}-{last}"
    cidr = rule.get("cidr_block") or rule.get("ipv6_cidr_block") or ""
    return AclEntry(rule["rule_no"], direction, rule["action"], protocol, port, cidr)


def _described(evidence: Evidence[InterfaceEndpoint]) -> frozenset[str]:
    """Return the rules in the API; those that not all of the endpoint's subnets have name the subnet."""
    subnets = evidence.described["SubnetIds"]
    found = {subnet: _all(evidence.facts.acls.get(subnet, ())) for subnet in subnets}
    everywhere = frozenset[str].intersection(*found.values()) if found else frozenset[str]()
    return everywhere | {f"{rule} in {subnet}" for subnet in subnets for rule in found[subnet] - everywhere}


def _all(entries: Iterable[AclEntry]) -> frozenset[str]:
    return frozenset(map(_plain, entries))


def _plain(entry: AclEntry) -> str:
    """Return `ingress allow tcp 443 10.0.0.0/16`; with its number where another order has another meaning."""
    number = "" if entry.number in OWN_NUMBERS else f" {entry.number}"
    return f"{entry.direction}{number} {entry.action} {entry.protocol} {entry.port} {entry.cidr}"
