"""CreateTargetGroup."""

from __future__ import annotations

from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import names, quotas
from privatelink_localstack.load_balancing.attributes import defaults
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import not_emulated, not_in_enumeration, validation_error
from privatelink_localstack.load_balancing.listeners.model import GENEVE_PORT
from privatelink_localstack.load_balancing.target_groups.attributes import attributes_of
from privatelink_localstack.load_balancing.target_groups.health_check import initial_health_check
from privatelink_localstack.load_balancing.target_groups.model import CreateTargetGroup, TargetGroup
from privatelink_localstack.load_balancing.target_groups.target import QUIC_PROTOCOLS

PROTOCOLS = ("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC")
TARGET_TYPES = ("instance", "ip", "lambda", "alb")
PROTOCOL_VERSIONS = ("HTTP2", "HTTP1", "GRPC")
"""In the order of AWS's message."""

ADDRESS_TYPES = ("ipv4", "ipv6")


def create_target_group(context: Context, request: CreateTargetGroup) -> TargetGroup:
    """Create a target group, or return the one of that name if it has the same settings.

    The messages about the VPC and about other settings are AWS's.
    """
    arn = names.target_group_arn(
        request.name, names.new_id(), account=context.scope.account, region=context.scope.region
    )
    target_group = new_target_group(request, arn)
    if target_group.vpc_id is not None and context.network.vpc(target_group.vpc_id) is None:
        raise validation_error(f"The VPC ID '{target_group.vpc_id}' is not found")
    target_groups = context.store.target_groups()
    existing = next((each for each in target_groups if each.name == target_group.name), None)
    if existing is not None:
        if not is_same(existing, target_group):
            raise AwsError(
                "DuplicateTargetGroupName",
                f"A target group with the same name '{target_group.name}' exists, but with different settings",
            )
        return existing
    quotas.check_target_groups(context.quotas, len(target_groups) + 1)
    context.store.put_target_group(target_group)
    context.store.set_tags(target_group.arn, request.tags)
    return target_group


def new_target_group(request: CreateTargetGroup, arn: str) -> TargetGroup:
    """Return the target group that a request describes.

    Source of the messages: deployments (`errors`).
    """
    names.check_target_group_name(request.name)
    target_type = _member(request.target_type or "instance", "targetType", TARGET_TYPES)
    protocol = request.protocol or ""
    if target_type == "lambda":
        _check_lambda(request)
    else:
        _check_required(request)
        _check_protocol(target_type, protocol, request.port)
    address_type = _member(request.address_type or "ipv4", "ipAddressType", ADDRESS_TYPES)
    if address_type == "ipv6" and target_type not in {"instance", "ip"}:
        raise validation_error(f"Target type '{target_type}' is not supported with an IPv6 target group")
    if address_type == "ipv6" and protocol in QUIC_PROTOCOLS:
        raise validation_error(f"Protocol '{protocol}' is not supported with an IPv6 target group")
    for member in request.unsupported:
        raise not_emulated(f"CreateTargetGroup with {member}")
    version = _protocol_version(request.protocol_version, protocol)
    return TargetGroup(
        arn=arn,
        name=request.name,
        target_type=target_type,
        protocol=protocol,
        protocol_version=version,
        port=request.port,
        vpc_id=request.vpc_id,
        address_type=address_type,
        health_check=initial_health_check(request.health_check, target_type, protocol, version),
        attributes=defaults(attributes_of(target_type, protocol, version)),
    )


def is_same(target_group: TargetGroup, other: TargetGroup) -> bool:
    """Return whether two target groups have the same settings. ARNs and attributes do not count."""
    return replace(target_group, arn="", attributes={}) == replace(other, arn="", attributes={})


def _member(value: str, parameter: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise not_in_enumeration(value, parameter, allowed)
    return value


def _protocol_version(value: str | None, protocol: str) -> str | None:
    if protocol in {"HTTP", "HTTPS"}:
        version = value or "HTTP1"
        if version not in PROTOCOL_VERSIONS:
            raise validation_error(
                f"Target group protocol version '{version}' must be one of '[{', '.join(PROTOCOL_VERSIONS)}]'"
            )
        return version
    if value:
        raise validation_error(
            f"You cannot specify the protocol version for a target group with the '{protocol}' protocol"
        )
    return None


def _check_lambda(request: CreateTargetGroup) -> None:
    for member, name in ((request.protocol, "Protocol"), (request.port, "Port"), (request.vpc_id, "VPC ID")):
        if member:
            raise validation_error(f"{name} cannot be specified for target groups with target type 'lambda'")


def _check_required(request: CreateTargetGroup) -> None:
    for member, name in ((request.protocol, "protocol"), (request.port, "port"), (request.vpc_id, "VPC ID")):
        if not member:
            raise validation_error(f"A {name} must be specified")


def _check_protocol(target_type: str, protocol: str, port: int | None) -> None:
    _member(protocol, "protocol", PROTOCOLS)
    if port is not None and not 1 <= port <= 65535:
        raise validation_error(f"Port '{port}' must be between 1 and 65535")
    if target_type == "alb" and protocol != "TCP":
        raise validation_error(f"Target type 'alb' is not supported for target groups with {protocol} protocol")
    if protocol == "GENEVE" and port != GENEVE_PORT:
        raise validation_error(f"Port must be {GENEVE_PORT} for GENEVE target groups.")
