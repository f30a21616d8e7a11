"""The checks of a target group, and of its targets."""

from __future__ import annotations

from typing import Any

from privatelink_generator.patterns.provider.target_group import TargetGroup
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence, is_true
from privatelink_harness.checks.subject import Table

type TargetGroupEvidence = Evidence[TargetGroup]


def target_type(evidence: TargetGroupEvidence) -> Sources:
    """Compare what is registered."""
    return evidence.compare("target_type", spec=evidence.model.target_type, api=evidence.described["TargetType"])


def protocol(evidence: TargetGroupEvidence) -> Sources:
    """Compare protocol and port."""
    group, described = evidence.model, evidence.described
    planned = (evidence.planned("protocol"), evidence.planned("port"))
    stated = (evidence.stated("protocol"), evidence.stated("port"))
    return Sources(
        spec=f"{group.protocol} {group.port}",
        plan=ABSENT if ABSENT in planned else f"{planned[0]} {planned[1]}",
        state=ABSENT if ABSENT in stated else f"{stated[0]} {stated[1]}",
        api=f"{described['Protocol']} {described['Port']}",
    )


def vpc(evidence: TargetGroupEvidence) -> Sources:
    """Compare the VPC with the one that the root module's outputs name."""
    return evidence.placed("vpc_id", evidence.placement.vpc, api=evidence.described["VpcId"])


def proxy_protocol(evidence: TargetGroupEvidence) -> Sources | None:
    """Compare whether targets get a header with the consumer's address and the endpoint's ID."""
    if evidence.model.target_type == "alb":
        return None
    return evidence.flag("proxy_protocol_v2", "proxy_protocol_v2.enabled", spec=evidence.model.proxy_protocol_v2)


def client_ip(evidence: TargetGroupEvidence) -> Sources | None:
    """Compare whether targets see the addresses of clients in the VPC."""
    if evidence.model.target_type == "alb":
        return None
    return evidence.flag("preserve_client_ip", "preserve_client_ip.enabled", spec=evidence.model.preserves_client_ip)


def stickiness(evidence: TargetGroupEvidence) -> Sources | None:
    """Compare whether a source address stays with one target."""
    if evidence.model.target_type == "alb" or evidence.model.protocol == "TLS":
        return None
    return evidence.compare(
        "stickiness",
        spec=evidence.model.stickiness,
        api=evidence.attributes.get("stickiness.enabled") == "true",
        read=lambda blocks: bool(blocks and blocks[0]["enabled"]),
    )


def deregistration(evidence: TargetGroupEvidence) -> Sources:
    """Compare how long a deregistered target has left, and whether its connections are closed then."""
    attributes, terminated = evidence.attributes, "deregistration_delay.connection_termination.enabled"
    planned, stated = (
        _deregistration(read("deregistration_delay"), read("connection_termination"))
        for read in (evidence.planned, evidence.stated)
    )
    return Sources(
        spec=_deregistration(evidence.model.deregistration_delay, evidence.model.terminates_connections),
        plan=planned,
        state=stated,
        api=_deregistration(attributes.get("deregistration_delay.timeout_seconds", ABSENT), attributes.get(terminated)),
    )


def _deregistration(delay: object, terminated: object) -> object:
    return ABSENT if delay is ABSENT else f"after {delay} s{', then closed' if is_true(terminated) else ''}"


def health_check(evidence: TargetGroupEvidence) -> Sources:
    """Compare how targets are found to be healthy."""
    check, described = evidence.model.health_check, evidence.described
    expected: dict[str, object] = {
        "protocol": check.protocol,
        "port": str(check.port),
        "interval": check.interval,
        "healthy": check.healthy_threshold,
        "unhealthy": check.unhealthy_threshold,
    }
    api: dict[str, object] = {
        "protocol": described["HealthCheckProtocol"],
        "port": described["HealthCheckPort"],
        "interval": described["HealthCheckIntervalSeconds"],
        "healthy": described["HealthyThresholdCount"],
        "unhealthy": described["UnhealthyThresholdCount"],
    }
    if check.timeout is not None:
        expected["timeout"], api["timeout"] = check.timeout, described["HealthCheckTimeoutSeconds"]
    if check.protocol != "TCP":
        expected |= {"path": check.path or "/", "matcher": check.matcher or "200-399"}
        api |= {"path": described.get("HealthCheckPath"), "matcher": described.get("Matcher", {}).get("HttpCode")}
    return evidence.compare("health_check", spec=expected, api=api, read=lambda blocks: _block(blocks, expected))


def _block(blocks: Any, expected: dict[str, object]) -> object:
    """Return Terraform's block in the same form, with the keys that are expected."""
    block = blocks[0]
    names = {"healthy": "healthy_threshold", "unhealthy": "unhealthy_threshold"}
    return {key: block.get(names.get(key, key)) for key in expected}


def targets(evidence: TargetGroupEvidence) -> Sources | None:
    """Compare the registered targets; the spec knows those with addresses of its own."""
    if evidence.model.registered_by == "others":
        return None
    attachments = evidence.attached("aws_lb_target_group_attachment", "target_group_arn", evidence.stated("arn"))
    port = evidence.model.port
    fixed = {f"{target.address}:{target.port or port}" for target in evidence.model.targets.values()}
    return Sources(
        spec=frozenset(fixed) if fixed else ABSENT,
        state=frozenset(f"{each.values['target_id']}:{each.values.get('port') or port}" for each in attachments),
        api=frozenset(_target(each["Target"], port) for each in _registered(evidence)),
    )


def _target(target: Any, port: int) -> str:
    return f"{target['Id']}:{target.get('Port') or port}"


def target_health(evidence: TargetGroupEvidence) -> Sources | None:
    """Compare the health of every registered target."""
    states = frozenset(each["TargetHealth"]["State"] for each in _registered(evidence))
    return Sources(spec=frozenset({"healthy"}), api=states) if states else None


def _registered(evidence: TargetGroupEvidence) -> list[Any]:
    described = evidence.facts.health.get(str(evidence.stated("arn")), ())
    return [each for each in described if each["TargetHealth"]["State"] != "draining"]


TARGET_GROUP: Table[TargetGroupEvidence] = {
    Property.TYPE: target_type,
    Property.PROTOCOL: protocol,
    Property.VPC: vpc,
    Property.PROXY_PROTOCOL: proxy_protocol,
    Property.CLIENT_IP: client_ip,
    Property.STICKINESS: stickiness,
    Property.DEREGISTRATION: deregistration,
    Property.HEALTH_CHECK: health_check,
    Property.TARGETS: targets,
    Property.TARGET_HEALTH: target_health,
}
"""The checks of a target group."""
