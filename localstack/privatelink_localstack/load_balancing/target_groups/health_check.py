"""Health checks of target groups: defaults, and the settings that AWS accepts. They are never carried out.

Source of the messages: deployments (`errors`), the acceptance tests of Terraform's AWS provider (ranges of matchers),
moto's tests against AWS (timeout and interval) and public logs (paths). Those about ranges are plain readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from privatelink_localstack.load_balancing.errors import invalid_configuration, not_in_enumeration, validation_error

PROTOCOLS = ("HTTP", "HTTPS", "TCP")
ENUMERATION = ("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC")
"""Values of `HealthCheckProtocol` in AWS's model, of which `PROTOCOLS` are accepted."""

MATCHER = re.compile(r"\d{1,3}(?:-\d{1,3})?(?:,\d{1,3}(?:-\d{1,3})?)*")
"""Codes such as `200`, `200-399` or `200,202`."""

GRPC_CODES = range(100)
NETWORK_CODES = range(200, 600)
"""HTTP status codes that can count as success, for the protocols of network load balancers."""

HTTP_CODES = {"HTTP": range(200, 500), "HTTPS": range(200, 500), "": range(200, 500)}
"""HTTP status codes that can count as success, for HTTP, HTTPS and, empty, Lambda functions."""

GENEVE_MATCHER = "200-399"
"""The one matcher of gateway load balancers' target groups."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """A target group's health check.

    Parameters:
        protocol: `HTTP`, `HTTPS` or `TCP`; None for Lambda functions.
        port: A number or `traffic-port`; None for Lambda functions.
        enabled: False for Lambda functions, unless a request turns it on.
        interval: In seconds.
        timeout: In seconds.
        healthy_threshold: Successes in a row.
        unhealthy_threshold: Failures in a row.
        path: None for TCP.
        matcher: The codes that count as success; None for TCP.
        is_grpc: Whether the codes are gRPC's.
    """

    protocol: str | None
    port: str | None
    enabled: bool
    interval: int
    timeout: int
    healthy_threshold: int
    unhealthy_threshold: int
    path: str | None
    matcher: str | None
    is_grpc: bool = False


@dataclass(frozen=True, slots=True)
class HealthCheckSettings:
    """What a request says about a health check. None stands for members that the request does not have."""

    protocol: str | None = None
    port: str | None = None
    enabled: bool | None = None
    interval: int | None = None
    timeout: int | None = None
    healthy_threshold: int | None = None
    unhealthy_threshold: int | None = None
    path: str | None = None
    http_code: str | None = None
    grpc_code: str | None = None


def initial_health_check(
    settings: HealthCheckSettings, target_type: str, protocol: str, protocol_version: str | None
) -> HealthCheck:
    """Return a new target group's health check: a request's settings, with AWS's defaults.

    Parameters:
        protocol: The target group's; empty for Lambda functions.
    """
    if target_type == "lambda":
        base = HealthCheck(
            protocol=None,
            port=None,
            enabled=False,
            interval=35,
            timeout=30,
            healthy_threshold=5,
            unhealthy_threshold=5,
            path=None,
            matcher=None,
        )
        return changed_health_check(base, settings, target_type, protocol)
    is_http = protocol in {"HTTP", "HTTPS"} or target_type == "alb"
    check_protocol = settings.protocol or ("HTTP" if is_http else "TCP")
    is_geneve = protocol == "GENEVE"
    base = HealthCheck(
        protocol=check_protocol,
        port="80" if is_geneve else "traffic-port",
        enabled=True,
        interval=10 if is_geneve else 30,
        timeout=_default_timeout(protocol, check_protocol),
        healthy_threshold=5,
        unhealthy_threshold=2,
        path=None,
        matcher=None,
        is_grpc=protocol_version == "GRPC",
    )
    return changed_health_check(base, settings, target_type, protocol)


def changed_health_check(
    check: HealthCheck, settings: HealthCheckSettings, target_type: str, protocol: str
) -> HealthCheck:
    """Return a health check as a request changes it. Reject settings that AWS does not accept.

    Parameters:
        protocol: The target group's; empty for Lambda functions.
    """
    _check_ranges(settings)
    if settings.path and not settings.path.startswith("/"):
        raise validation_error(f"Health check path '{settings.path}' must begin with '/'.")
    if settings.enabled is False and target_type != "lambda":
        raise validation_error(f"Health check enabled must be true for target groups with target type '{target_type}'")
    check_protocol = settings.protocol or check.protocol
    _check_protocol(check_protocol, protocol)
    matcher = _matcher(settings, is_grpc=check.is_grpc)
    changed = replace(
        check,
        protocol=check_protocol,
        port=settings.port or check.port,
        enabled=check.enabled if settings.enabled is None else settings.enabled,
        interval=settings.interval or check.interval,
        timeout=settings.timeout or check.timeout,
        healthy_threshold=settings.healthy_threshold or check.healthy_threshold,
        unhealthy_threshold=settings.unhealthy_threshold or check.unhealthy_threshold,
    )
    _check_port(changed.port)
    _check_timeout(changed, protocol, has_both=None not in {settings.timeout, settings.interval})
    if check_protocol == "TCP":
        for setting, name in ((settings.path, "paths"), (matcher, "matchers")):
            if setting:
                raise invalid_configuration(f"Health check {name} are not supported for TCP health checks")
        return replace(changed, path=None, matcher=None)
    _check_matcher(matcher, protocol, is_grpc=check.is_grpc)
    default_path = "/AWS.ALB/healthcheck" if check.is_grpc else "/"
    return replace(
        changed,
        path=settings.path or check.path or default_path,
        matcher=matcher or check.matcher or _default_matcher(protocol, is_grpc=check.is_grpc),
    )


def _default_timeout(protocol: str, check_protocol: str) -> int:
    if protocol == "GENEVE":
        return 5
    return 6 if "HTTP" in {protocol, check_protocol} else 10


def _default_matcher(protocol: str, *, is_grpc: bool) -> str:
    if is_grpc:
        return "12"
    return "200" if protocol in {"HTTP", "HTTPS", ""} else "200-399"


def _matcher(settings: HealthCheckSettings, *, is_grpc: bool) -> str | None:
    # Terraform's AWS provider sends an empty code where it changes other settings.
    matcher, other = settings.http_code or None, settings.grpc_code or None
    if is_grpc:
        matcher, other = other, matcher
    if other:
        raise validation_error(f"Health check matcher {'GRPC' if is_grpc else 'HTTP'} code cannot be empty")
    return matcher


def _check_ranges(settings: HealthCheckSettings) -> None:
    for name, value, minimum, maximum in (
        ("Health check interval", settings.interval, 5, 300),
        ("Health check timeout", settings.timeout, 2, 120),
        ("Healthy threshold count", settings.healthy_threshold, 2, 10),
        ("Unhealthy threshold count", settings.unhealthy_threshold, 2, 10),
    ):
        if value is not None and not minimum <= value <= maximum:
            raise validation_error(f"{name} '{value}' must be between {minimum} and {maximum}")


def _check_protocol(check_protocol: str | None, protocol: str) -> None:
    if check_protocol is None:
        return
    if check_protocol not in ENUMERATION:
        raise not_in_enumeration(check_protocol, "healthCheckProtocol", ENUMERATION)
    allowed = PROTOCOLS[:2] if protocol in {"HTTP", "HTTPS"} else PROTOCOLS
    if check_protocol not in allowed:
        raise validation_error(f"Health check protocol '{check_protocol}' must be one of '{', '.join(allowed)}'")


def _check_port(port: str | None) -> None:
    if port is None or port == "traffic-port" or (port.isdecimal() and 1 <= int(port) <= 65535):
        return
    raise validation_error(f"Health check port '{port}' must be within '1-65535' or 'traffic-port'")


def _check_timeout(check: HealthCheck, protocol: str, *, has_both: bool) -> None:
    """Reject a timeout that is too long for the interval.

    Parameters:
        has_both: Whether the request names both. AWS has another message where one is a default, in public logs.
    """
    is_strict = protocol in {"HTTP", "HTTPS", ""}
    if check.timeout < check.interval or (check.timeout == check.interval and not is_strict):
        return
    if not has_both:
        raise validation_error("Health check interval must be greater than the timeout.")
    relation = "smaller than" if is_strict else "smaller than or equal to"
    raise validation_error(f"Health check timeout '{check.timeout}' must be {relation} the interval '{check.interval}'")


def _check_matcher(matcher: str | None, protocol: str, *, is_grpc: bool) -> None:
    if matcher is None:
        return
    if protocol == "GENEVE":
        if matcher != GENEVE_MATCHER:
            raise invalid_configuration("Custom health check matchers are not supported for the requested target group")
        return
    if MATCHER.fullmatch(matcher) is None:
        raise validation_error(f"Health check matcher code '{matcher}' must be like 200, 200-399 or 200,202")
    allowed = GRPC_CODES if is_grpc else HTTP_CODES.get(protocol, NETWORK_CODES)
    for part in matcher.split(","):
        first, _, last = part.partition("-")
        codes = range(int(first), int(last or first) + 1)
        if not codes or codes[0] not in allowed or codes[-1] not in allowed:
            raise validation_error(
                f"Health check matcher {'GRPC' if is_grpc else 'HTTP'} code '{part}' must be within "
                f"'{allowed[0]}-{allowed[-1]}' inclusive"
            )
