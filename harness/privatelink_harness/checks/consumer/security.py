"""Which security groups an interface endpoint has, and who they let in."""

from __future__ import annotations

from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.security_group import is_group_id
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.consumer.evidence import Evidence
from privatelink_harness.checks.facts import Permission, plain, stated_permissions


def security_groups(evidence: Evidence[InterfaceEndpoint]) -> Sources:
    """Compare the endpoint's security groups, whose IDs the spec does not know."""
    return evidence.compare("security_group_ids", spec=ABSENT, api=_groups(evidence))


def interface_groups(evidence: Evidence[InterfaceEndpoint]) -> Sources:
    """Compare the security groups of the endpoint's network interfaces with its own."""
    groups = frozenset[str]().union(*(interface.groups for interface in evidence.interfaces))
    return Sources(spec=_groups(evidence), api=groups)


def ingress(evidence: Evidence[InterfaceEndpoint]) -> Sources:
    """Compare the sources that may connect, with their ports."""
    groups, permissions = _groups(evidence), evidence.facts.permissions
    allowed = frozenset(plain(each) for group in groups for each in permissions.get(group, ()))
    stated = stated_permissions(evidence.resources, groups, "ingress")
    expected, state = _expected(evidence), ABSENT if stated is None else frozenset(map(plain, stated))
    if evidence.spec.security_group.extra:
        note = "the spec does not say what the endpoint's other groups allow"
        known = state if state is ABSENT else state & expected
        return Sources(spec=expected, state=known, api=allowed & expected, note=note)
    return Sources(spec=expected, state=state, api=allowed)


def _groups(evidence: Evidence[InterfaceEndpoint]) -> frozenset[str]:
    return frozenset(group["GroupId"] for group in evidence.described["Groups"])


def _expected(evidence: Evidence[InterfaceEndpoint]) -> frozenset[str]:
    """Return the spec's ingress rules in the same form, with the VPC's CIDR blocks for `vpc`."""
    spec, permissions = evidence.spec, set()
    has_ipv6 = any(endpoint.ip_address_type != "ipv4" for endpoint in spec.interfaces.values())
    for rule in spec.security_group.rules:
        sources = [rule.source]
        if rule.source == "vpc":
            cidrs = evidence.facts.cidrs.get(evidence.described["VpcId"], frozenset())
            sources = [cidr for cidr in cidrs if has_ipv6 or ":" not in cidr]
        elif rule.source.startswith("group/") or is_group_id(rule.source):
            sources = ["sg-"]
        ports = (str(port) for port in spec.ports(rule))
        permissions |= {plain(Permission(rule.protocol, port, source)) for port in ports for source in sources}
    return frozenset(permissions)
