"""The checks of Route 53 Resolver: its endpoints, the rules that forward domains, and the VPCs of both."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Any

from privatelink_generator.patterns.hybrid.model import FixedAddresses
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.hybrid.evidence import Evidence, allowed, at_least
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.subject import Table

RULE_ASSOCIATION = "aws_route53_resolver_rule_association"


@dataclass(frozen=True, slots=True)
class End:
    """One of the Resolver endpoints in the spec.

    Parameters:
        direction: INBOUND or OUTBOUND.
        fixed: None where AWS chooses the addresses.
        others: who asks it, or whom it asks: CIDR blocks on premises.
    """

    direction: str
    fixed: FixedAddresses | None
    others: tuple[str, ...]


def direction(evidence: Evidence[End]) -> Sources:
    """Compare the direction."""
    return evidence.compare("direction", spec=evidence.model.direction, api=evidence.described["Direction"])


def address_type(evidence: Evidence[End]) -> Sources:
    """Compare the type of the addresses."""
    described = evidence.described["ResolverEndpointType"]
    return evidence.compare("resolver_endpoint_type", spec="IPV4", api=described)


def protocols(evidence: Evidence[End]) -> Sources:
    """Compare the protocols of queries."""
    described = frozenset(evidence.described["Protocols"])
    return evidence.compare("protocols", spec=frozenset({"Do53"}), api=described, read=frozenset)


def vpc(evidence: Evidence[End]) -> Sources:
    """Compare the VPC with the hub's."""
    return evidence.placed("host_vpc_id", evidence.hub.placement.vpc, api=evidence.described["HostVPCId"])


def subnets(evidence: Evidence[End]) -> Sources:
    """Compare the subnets with the hub's."""
    expected, stated = evidence.hub.placement.subnets, evidence.stated("ip_address")
    return Sources(
        output=ABSENT if expected is None else expected,
        state=frozenset(each["subnet_id"] for each in stated),
        api=frozenset(each["SubnetId"] for each in evidence.described["IpAddresses"]),
        hint=evidence.hub.placement.hint,
    )


def fixed_addresses(evidence: Evidence[End]) -> Sources | None:
    """Compare the addresses by zone: those of the spec, or its host number in each of the hub's subnets."""
    fixed, known = evidence.model.fixed, evidence.facts.of("aws_subnet")
    if fixed is None or not (fixed.addresses or fixed.host_number):
        return None
    found = {each["SubnetId"]: each.get("Ip") for each in evidence.described["IpAddresses"]}
    stated = {each["subnet_id"]: each["ip"] for each in evidence.stated("ip_address")}
    placed = [each for each in evidence.hub.placement.subnets or found if each in known]
    by_zone = {known[each]["AvailabilityZone"]: each for each in placed}
    expected: dict[str, Any] = dict(fixed.addresses) or {
        zone: str(ipaddress.IPv4Network(known[subnet]["CidrBlock"])[fixed.host_number or 0])
        for zone, subnet in by_zone.items()
    }
    return Sources(
        spec=expected,
        state={zone: stated.get(by_zone.get(zone, "")) for zone in expected},
        api={zone: found.get(by_zone.get(zone, "")) for zone in expected},
    )


def addresses(evidence: Evidence[End]) -> Sources:
    """Compare the addresses of plan and API: each is in use."""
    found = evidence.described["IpAddresses"]
    return Sources(
        state=frozenset(each["ip"] for each in evidence.stated("ip_address")),
        api=frozenset(
            each["Ip"] if each["Status"] == "ATTACHED" else f"{each['Ip']} {each['Status']}" for each in found
        ),
    )


def security_groups(evidence: Evidence[End]) -> Sources:
    """Compare the security groups, whose IDs the spec does not know."""
    return evidence.compare("security_group_ids", spec=ABSENT, api=frozenset(evidence.described["SecurityGroupIds"]))


def ingress(evidence: Evidence[End]) -> Sources | None:
    """Compare who may ask: networks on premises on port 53, by TCP and UDP."""
    if evidence.model.direction != "INBOUND":
        return None
    return Sources(spec=_port_53(evidence), api=_allowed(evidence, "IpPermissions"))


def egress(evidence: Evidence[End]) -> Sources | None:
    """Compare whom it may ask: name servers on premises on port 53, by TCP and UDP."""
    if evidence.model.direction != "OUTBOUND":
        return None
    return Sources(spec=_port_53(evidence), api=_allowed(evidence, "IpPermissionsEgress"))


def _port_53(evidence: Evidence[End]) -> frozenset[str]:
    return frozenset(f"{cidr} {protocol} 53" for cidr in evidence.model.others for protocol in ("tcp", "udp"))


def _allowed(evidence: Evidence[End], rules: str) -> frozenset[str]:
    return allowed(evidence.facts, evidence.described["SecurityGroupIds"], rules)


ENDPOINT: Table[Evidence[End]] = {
    Property.STATE: lambda evidence: evidence.is_in("OPERATIONAL", key="Status"),
    Property.DIRECTION: direction,
    Property.VPC: vpc,
    Property.SUBNETS: subnets,
    Property.IP_ADDRESS_TYPE: address_type,
    Property.ADDRESSES: addresses,
    Property.FIXED_ADDRESSES: fixed_addresses,
    Property.DNS_PROTOCOLS: protocols,
    Property.SECURITY_GROUPS: security_groups,
    Property.INGRESS: ingress,
    Property.EGRESS: egress,
    Property.TAGS: Evidence.tags,
}
"""The checks of a Resolver endpoint."""


def domain(evidence: Evidence[str]) -> Sources:
    """Compare the domain."""
    return evidence.compare(
        "domain_name",
        spec=evidence.model,
        api=evidence.described["DomainName"].rstrip("."),
        read=lambda value: value.rstrip("."),
    )


def rule_type(evidence: Evidence[str]) -> Sources:
    """Compare the type: the rule forwards."""
    return evidence.compare("rule_type", spec="FORWARD", api=evidence.described["RuleType"])


def targets(evidence: Evidence[str]) -> Sources:
    """Compare the name servers that queries go to."""
    on_premises = evidence.hub.spec.on_premises
    return evidence.compare(
        "target_ip",
        spec=frozenset(f"{each}:53" for each in (on_premises.name_servers if on_premises else ())),
        api=frozenset(f"{each['Ip']}:{each['Port']}" for each in evidence.described.get("TargetIps", ())),
        read=lambda blocks: frozenset(f"{each['ip']}:{each['port']}" for each in blocks),
    )


def resolver_endpoint(evidence: Evidence[str]) -> Sources:
    """Compare the endpoint that queries leave by with the outbound endpoint of the state."""
    outbound = evidence.hub.one("aws_route53_resolver_endpoint", "outbound")
    described = evidence.described.get("ResolverEndpointId")
    expected = outbound.id if outbound else "no outbound endpoint"
    return evidence.compare("resolver_endpoint_id", spec=expected, api=described)


def vpcs(evidence: Evidence[str]) -> Sources:
    """Compare the VPCs of the hub's account that have the rule; those of other accounts only these know."""
    hub, rule = evidence.hub, evidence.described["Id"]
    expected = {each for each in (hub.placement.vpc,) if each}
    if hub.spec.associates_rules:
        expected |= {
            each.placement.vpc
            for each in hub.routed.values()
            if each.model.on_premises and each.scope == hub.scope and each.placement.vpc
        }
    stated = (each for each in hub.of(RULE_ASSOCIATION) if hub.scopes.of(each) == hub.scope)
    return at_least(
        expected,
        (str(each.values["vpc_id"]) for each in stated if each.values["resolver_rule_id"] == rule),
        (
            each["VPCId"]
            for each in evidence.facts.of(RULE_ASSOCIATION).values()
            if each["ResolverRuleId"] == rule and each["Status"] == "COMPLETE"
        ),
    )


RULE: Table[Evidence[str]] = {
    Property.STATE: lambda evidence: evidence.is_in("COMPLETE", key="Status"),
    Property.TYPE: rule_type,
    Property.DOMAIN: domain,
    Property.TARGETS: targets,
    Property.RESOLVER_ENDPOINT: resolver_endpoint,
    Property.VPCS: vpcs,
    Property.TAGS: Evidence.tags,
}
"""The checks of a forwarding rule; the model is its domain."""
