"""Target groups: what one is, and what AWS lets it be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from privatelink_localstack.load_balancing.attributes import defaults
from privatelink_localstack.load_balancing.errors import invalid, not_in, unsupported
from privatelink_localstack.load_balancing.names import check_name
from privatelink_localstack.load_balancing.target_groups import health_check
from privatelink_localstack.load_balancing.target_groups.attributes import attributes_of
from privatelink_localstack.load_balancing.target_groups.health_check import HealthCheck

PROTOCOLS = ("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC")
TARGET_TYPES = ("instance", "ip", "lambda", "alb")
VERSIONS = ("HTTP1", "HTTP2", "GRPC")
ADDRESS_TYPES = ("ipv4", "ipv6")
GENEVE_PORT = 6081


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A target group.

    Parameters:
        arn: whole.
        name: within account and Region.
        target_type: instance, ip, lambda or alb.
        protocol: empty for lambda.
        version: of HTTP and HTTPS, else None.
        port: where targets get traffic, unless they are registered with another one; None for lambda.
        vpc: of its targets; None for lambda.
        address_type: ipv4 or ipv6.
        health_check: of its targets.
        attributes: by key.
    """

    arn: str
    name: str
    target_type: str
    protocol: str
    version: str | None
    port: int | None
    vpc: str | None
    address_type: str
    health_check: HealthCheck
    attributes: Mapping[str, str] = field(default_factory=dict)


def create(request: Mapping[str, Any], arn: str) -> TargetGroup:
    """Make a target group of a call.

    Parameters:
        request: of CreateTargetGroup.
        arn: for it.

    Raises:
        AwsError: something is missing, or not taken.
    """
    name = request["Name"]
    check_name(name, "Target group")
    target_type = _one_of(request.get("TargetType") or "instance", "targetType", TARGET_TYPES)
    protocol, port, vpc = request.get("Protocol") or "", request.get("Port"), request.get("VpcId")
    if target_type == "lambda":
        _check_nothing(protocol, port, vpc)
    else:
        _check_all(target_type, protocol, port, vpc)
    address_type = _one_of(request.get("IpAddressType") or "ipv4", "ipAddressType", ADDRESS_TYPES)
    if address_type == "ipv6" and target_type not in {"instance", "ip"}:
        raise invalid(f"IP address type 'ipv6' is not supported for target groups with target type '{target_type}'")
    if request.get("TargetControlPort"):
        raise unsupported("CreateTargetGroup with TargetControlPort")
    version = _version(request, protocol)
    return TargetGroup(
        arn=arn,
        name=name,
        target_type=target_type,
        protocol=protocol,
        version=version,
        port=port,
        vpc=vpc,
        address_type=address_type,
        health_check=health_check.first(request, target_type, protocol, version),
        attributes=defaults(attributes_of(target_type, protocol)),
    )


def is_same(one: TargetGroup, other: TargetGroup) -> bool:
    """Whether two groups have the same settings; ARNs and attributes are not settings."""
    return replace(one, arn="", attributes={}) == replace(other, arn="", attributes={})


def _one_of(value: str, name: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise not_in(value, name, allowed)
    return value


def _version(request: Mapping[str, Any], protocol: str) -> str | None:
    if protocol not in {"HTTP", "HTTPS"}:
        if request.get("ProtocolVersion"):
            raise invalid(f"A protocol version cannot be specified for target groups with the {protocol} protocol")
        return None
    return _one_of(request.get("ProtocolVersion") or "HTTP1", "protocolVersion", VERSIONS)


def _check_nothing(protocol: str, port: int | None, vpc: str | None) -> None:
    for given, what in ((protocol, "Protocol"), (port, "Port"), (vpc, "VPC ID")):
        if given:
            raise invalid(f"{what} cannot be specified for target groups with target type 'lambda'")


def _check_all(target_type: str, protocol: str, port: int | None, vpc: str | None) -> None:
    for given, what in ((protocol, "protocol"), (port, "port"), (vpc, "VPC ID")):
        if not given:
            raise invalid(f"A {what} must be specified")
    _one_of(protocol, "protocol", PROTOCOLS)
    if port is not None and not 1 <= port <= 65535:
        raise invalid(f"Port '{port}' must be between 1 and 65535")
    if target_type == "alb" and protocol != "TCP":
        raise invalid(f"Protocol '{protocol}' is not supported for target groups with target type 'alb'")
    if protocol == "GENEVE" and port != GENEVE_PORT:
        raise invalid(f"Port '{port}' must be {GENEVE_PORT} for target groups with the GENEVE protocol")
