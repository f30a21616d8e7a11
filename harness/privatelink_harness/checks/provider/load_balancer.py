"""The checks of a network load balancer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from privatelink_generator.patterns.provider.load_balancer import LoadBalancer
from privatelink_generator.patterns.provider.view import ProviderView
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.facts import Permission, plain, stated_permissions
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.checks.subject import Table

type LoadBalancerEvidence = Evidence[LoadBalancer]


def load_balancer_type(evidence: LoadBalancerEvidence) -> Sources:
    """Compare the type."""
    return evidence.compare("load_balancer_type", spec="network", api=evidence.described["Type"])


def state(evidence: LoadBalancerEvidence) -> Sources:
    """Compare the state with active."""
    return Sources(spec="active", api=evidence.described["State"]["Code"])


def scheme(evidence: LoadBalancerEvidence) -> Sources:
    """Compare the scheme."""
    return evidence.compare(
        "internal", spec=_scheme(internal=evidence.model.internal), api=evidence.described["Scheme"], read=_read_scheme
    )


def _read_scheme(value: object) -> str:
    return _scheme(internal=bool(value))


def _scheme(*, internal: bool) -> str:
    return "internal" if internal else "internet-facing"


def ip_address_type(evidence: LoadBalancerEvidence) -> Sources:
    """Compare the IP address type."""
    return evidence.compare(
        "ip_address_type", spec=evidence.model.ip_address_type, api=evidence.described["IpAddressType"]
    )


def vpc(evidence: LoadBalancerEvidence) -> Sources:
    """Compare the VPC with the one that the root module's outputs name."""
    return evidence.placed("vpc_id", evidence.placement.vpc, api=evidence.described["VpcId"])


def subnets(evidence: LoadBalancerEvidence) -> Sources:
    """Compare the subnets with those that the root module's outputs name."""
    described = frozenset(zone["SubnetId"] for zone in evidence.described["AvailabilityZones"])
    return evidence.placed("subnets", evidence.placement.subnets, api=described)


def cross_zone(evidence: LoadBalancerEvidence) -> Sources:
    """Compare whether a zone's connections reach the targets of all zones."""
    return evidence.flag(
        "enable_cross_zone_load_balancing",
        "load_balancing.cross_zone.enabled",
        spec=evidence.model.enable_cross_zone_load_balancing,
    )


def zonal_shift(evidence: LoadBalancerEvidence) -> Sources:
    """Compare whether traffic may be shifted away from a zone."""
    return evidence.flag("enable_zonal_shift", "zonal_shift.config.enabled", spec=evidence.model.enable_zonal_shift)


def client_routing(evidence: LoadBalancerEvidence) -> Sources:
    """Compare how clients in the VPC choose a zone."""
    return evidence.compare(
        "dns_record_client_routing_policy",
        spec=evidence.model.dns_record_client_routing_policy,
        api=evidence.attributes.get("dns_record.client_routing_policy"),
    )


def secondary_addresses(evidence: LoadBalancerEvidence) -> Sources | None:
    """Compare how many further addresses each subnet has, where the spec asks for some."""
    expected = evidence.model.secondary_ips_auto_assigned_per_subnet
    if not expected:
        return None
    described = evidence.attributes.get("secondary_ips.auto_assigned.per_subnet", "0")
    return evidence.compare("secondary_ips_auto_assigned_per_subnet", spec=expected, api=int(described))


def access_logs(evidence: LoadBalancerEvidence) -> Sources:
    """Compare whether and where TLS connections are logged; the bucket may be the caller's."""
    logs, attributes = evidence.model.access_logs, evidence.attributes
    bucket = logs.bucket if logs else None

    def shown(*, enabled: bool, found: str, prefix: str) -> str:
        return f"to {found if bucket else 'a bucket'}/{prefix}" if enabled else "none"

    return evidence.compare(
        "access_logs",
        spec=shown(enabled=logs is not None, found=bucket or "", prefix=(logs.prefix if logs else None) or ""),
        api=shown(
            enabled=attributes.get("access_logs.s3.enabled") == "true",
            found=attributes.get("access_logs.s3.bucket", ""),
            prefix=attributes.get("access_logs.s3.prefix", ""),
        ),
        read=lambda blocks: (
            shown(
                enabled=blocks[0]["enabled"], found=blocks[0].get("bucket") or "", prefix=blocks[0].get("prefix") or ""
            )
            if blocks
            else "none"
        ),
    )


def privatelink_rules(evidence: LoadBalancerEvidence) -> Sources | None:
    """Compare whether the security group's rules apply to PrivateLink traffic."""
    if not evidence.model.has_security_group:
        return None
    attribute = "enforce_security_group_inbound_rules_on_private_link_traffic"
    return evidence.compare(
        attribute,
        spec="on" if evidence.model.enforce_security_group_inbound_rules_on_private_link_traffic else "off",
        api=evidence.described.get("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"),
    )


def listeners(evidence: LoadBalancerEvidence) -> Sources:
    """Compare the ports of all listeners, so that there is none beside the spec's."""
    arn = evidence.described["LoadBalancerArn"]
    stated = evidence.attached("aws_lb_listener", "load_balancer_arn", arn)
    described = (each for each in evidence.facts.listeners.values() if each["LoadBalancerArn"] == arn)
    return Sources(
        spec=frozenset(f"{each.protocol} {each.port}" for each in evidence.model.listeners.values()),
        state=frozenset(f"{each.values['protocol']} {each.values['port']}" for each in stated),
        api=frozenset(f"{each['Protocol']} {each['Port']}" for each in described),
    )


def ingress(evidence: LoadBalancerEvidence) -> Sources | None:
    """Compare the sources beside PrivateLink that may connect, with their ports."""
    if not evidence.model.has_security_group:
        return None
    return Sources(
        spec=_expected(evidence), state=_stated(evidence, "ingress"), api=_allowed(evidence, evidence.facts.permissions)
    )


def egress(evidence: LoadBalancerEvidence) -> Sources | None:
    """Compare where it may connect: the targets, and the ports of their health checks."""
    if not evidence.model.has_security_group:
        return None
    return Sources(state=_stated(evidence, "egress"), api=_allowed(evidence, evidence.facts.egress))


def _groups(evidence: LoadBalancerEvidence) -> frozenset[str]:
    return frozenset(evidence.described.get("SecurityGroups", ()))


def _stated(evidence: LoadBalancerEvidence, direction: Literal["ingress", "egress"]) -> object:
    stated = stated_permissions(evidence.resources, _groups(evidence), direction)
    return ABSENT if stated is None else frozenset(map(plain, stated))


def _allowed(evidence: LoadBalancerEvidence, permissions: Mapping[str, frozenset[Permission]]) -> frozenset[str]:
    return frozenset(plain(each) for group in _groups(evidence) for each in permissions.get(group, ()))


def _expected(evidence: LoadBalancerEvidence) -> frozenset[str]:
    name = evidence.names[evidence.described["LoadBalancerArn"]]
    cidrs = evidence.facts.cidrs.get(evidence.described["VpcId"], frozenset())
    expected: set[str] = set()
    for rule in ProviderView(evidence.spec).ingress(name):
        sources = [*rule.cidrs, *rule.ipv6_cidrs, *rule.prefix_lists, *("sg-" for _ in rule.groups)]
        sources += [cidr for cidr in cidrs if ":" not in cidr] if rule.vpc else []
        expected |= {plain(Permission(rule.protocol, str(rule.ports), source)) for source in sources}
    return frozenset(expected)


LOAD_BALANCER: Table[LoadBalancerEvidence] = {
    Property.TYPE: load_balancer_type,
    Property.STATE: state,
    Property.SCHEME: scheme,
    Property.IP_ADDRESS_TYPE: ip_address_type,
    Property.VPC: vpc,
    Property.SUBNETS: subnets,
    Property.CROSS_ZONE: cross_zone,
    Property.ZONAL_SHIFT: zonal_shift,
    Property.CLIENT_ROUTING: client_routing,
    Property.SECONDARY_ADDRESSES: secondary_addresses,
    Property.ACCESS_LOGS: access_logs,
    Property.INGRESS: ingress,
    Property.EGRESS: egress,
    Property.PRIVATELINK_RULES: privatelink_rules,
    Property.LISTENERS: listeners,
    Property.TAGS: Evidence.tags,
}
"""The checks of a load balancer."""
