"""Network load balancers, their listeners and target groups as the data plane has them."""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_localstack.dataplane.state.health import CheckProtocol, HealthCheck
from privatelink_localstack.dataplane.state.model import Certificate, Listener, LoadBalancer, Target
from privatelink_localstack.dataplane.state.model import TargetGroup as Group
from privatelink_localstack.load_balancing.listeners.attributes import DEFAULT_IDLE_TIMEOUT, IDLE_TIMEOUT
from privatelink_localstack.load_balancing.listeners.model import Actions
from privatelink_localstack.load_balancing.listeners.model import Listener as ListenerRecord
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer as LoadBalancerRecord
from privatelink_localstack.load_balancing.target_groups.attributes import CONNECTION_TERMINATION
from privatelink_localstack.load_balancing.target_groups.health_check import HealthCheck as HealthCheckRecord
from privatelink_localstack.load_balancing.target_groups.target import Target as TargetRecord
from privatelink_localstack.traffic.facts import TargetGroupFacts
from privatelink_localstack.traffic.network import address
from privatelink_localstack.traffic.tls_listeners import tls

CROSS_ZONE = "load_balancing.cross_zone.enabled"
CUTS_DEREGISTERED = "deregistration_delay.connection_termination.enabled"
PRESERVES_CLIENT = "preserve_client_ip.enabled"
PROXY_PROTOCOL = "proxy_protocol_v2.enabled"
STICKY = "stickiness.enabled"
TRAFFIC_PORT = "traffic-port"
UDP_IDLE_TIMEOUT = 120.0
"""Seconds (Network Load Balancers guide, "Connection idle timeout"), which no attribute changes."""
SECOND, CHECK_SECOND = "traffic.second", "health_check.second"
"""Durations: how long a second of a load balancer's times lasts, and one of its health checks'."""
_SHORTEST_TIMEOUT = 1.0
"""Seconds: an answer takes as long as this machine needs, however fast time goes for health checks."""
_BY_GROUP = {"true": True, "false": False}


_AFFINITY = {"availability_zone_affinity": 1.0, "partial_availability_zone_affinity": 0.85}
"""How many of the questions for a name are answered with the asker's zone (Network Load Balancers guide)."""


def load_balancer(record: LoadBalancerRecord) -> LoadBalancer:
    """Return a network or application load balancer."""
    return LoadBalancer(
        record.arn,
        record.vpc_id,
        tuple(each.interface_id for each in record.zones),
        record.attributes.get(CROSS_ZONE) == "true",
        record.enforce_private_link == "on",
        record.dns_name.lower() if record.internal else "",
        _AFFINITY.get(record.attributes.get("dns_record.client_routing_policy", ""), 0),
    )


def listener(
    record: ListenerRecord,
    durations: Mapping[str, float],
    certificates: Mapping[str, Certificate],
    ciphers: Mapping[str, tuple[str, ...]],
) -> Listener:
    """Return a listener.

    Parameters:
        certificates: of TLS listeners, by ARN.
        ciphers: of security policies, by name.
    """
    idle = (
        UDP_IDLE_TIMEOUT
        if record.protocol == "UDP"
        else float(record.attributes.get(IDLE_TIMEOUT, DEFAULT_IDLE_TIMEOUT))
    )
    weights = _weights(record.actions)
    return Listener(
        record.arn,
        record.load_balancer_arn,
        record.port,
        next(iter(weights), ""),
        record.protocol,
        idle * durations[SECOND],
        tls(record, certificates, ciphers),
        weights if len(weights) > 1 else {},
    )


def target_group(facts: TargetGroupFacts, durations: Mapping[str, float]) -> Group:
    """Return a target group. Targets without an address, such as Lambda functions, are left out."""
    record = facts.group
    targets = (
        *(each for target in facts.registered for each in _targets(target, draining=False)),
        *(each for target in facts.draining for each in _targets(target, draining=True)),
    )
    return Group(
        record.arn,
        record.vpc_id or "",
        targets,
        record.attributes.get(PROXY_PROTOCOL) == "true",
        _BY_GROUP.get(record.attributes.get(CROSS_ZONE, "")),
        _check(record.health_check, durations[CHECK_SECOND]),
        preserve_client=record.attributes.get(PRESERVES_CLIENT) == "true",
        cuts_deregistered=record.attributes.get(CUTS_DEREGISTERED) == "true",
        cuts_unhealthy=record.attributes.get(CONNECTION_TERMINATION) == "true",
        tls=record.protocol in {"TLS", "HTTPS"},
        sticky=record.attributes.get(STICKY) == "true" and record.protocol not in {"HTTP", "HTTPS"},
    )


def _weights(actions: Actions) -> dict[str, int]:
    """Return the weights of the target groups that a listener forwards to, by ARN."""
    forward = actions[0] if actions else {}
    tuples = (forward.get("ForwardConfig") or {}).get("TargetGroups") or [forward]
    return {str(each["TargetGroupArn"]): int(each.get("Weight", 1)) for each in tuples if each.get("TargetGroupArn")}


def _targets(target: TargetRecord, *, draining: bool) -> tuple[Target, ...]:
    try:
        own = address(target.id)
    except ValueError:
        return ()
    return () if target.port is None else (Target(own, target.port, target.zone, draining),)


def _check(record: HealthCheckRecord, second: float) -> HealthCheck:
    return HealthCheck(
        protocol=CheckProtocol(record.protocol or "TCP"),
        port=None if record.port in {None, TRAFFIC_PORT} else int(record.port or 0),
        path=record.path or "/",
        codes=_codes(record.matcher),
        interval=record.interval * second,
        timeout=max(record.timeout * second, _SHORTEST_TIMEOUT),
        healthy_threshold=record.healthy_threshold,
        unhealthy_threshold=record.unhealthy_threshold,
    )


def _codes(matcher: str | None) -> tuple[tuple[int, int], ...]:
    """Return the ranges of a matcher such as `200-204,301`."""
    ends = (part.partition("-") for part in (matcher or "200-399").split(","))
    return tuple((int(first), int(last or first)) for first, _, last in ends)
