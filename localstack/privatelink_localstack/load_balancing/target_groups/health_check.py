"""Health checks of target groups: defaults, and what AWS takes. Nothing is ever really checked here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from privatelink_localstack.load_balancing.errors import conflict, invalid, not_in

PROTOCOLS = ("HTTP", "HTTPS", "TCP")
CODES = re.compile(r"\d{1,3}(?:-\d{1,3})?(?:,\d{1,3}(?:-\d{1,3})?)*")
GRPC_CODES = range(100)
NETWORK_CODES = range(200, 600)
HTTP_CODES = {"HTTP": range(200, 500), "HTTPS": range(200, 500), "": range(200, 500), "GENEVE": range(200, 400)}
"""Codes that may count as success, by the group's protocol; `NETWORK_CODES` for those of network load balancers."""

RANGES = {
    "HealthCheckIntervalSeconds": ("Health check interval", 5, 300),
    "HealthCheckTimeoutSeconds": ("Health check timeout", 2, 120),
    "HealthyThresholdCount": ("Healthy threshold count", 2, 10),
    "UnhealthyThresholdCount": ("Unhealthy threshold count", 2, 10),
}
"""How a message calls it, the least and the most."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How targets are checked.

    Parameters:
        protocol: HTTP, HTTPS or TCP; None for Lambda functions.
        port: a number or `traffic-port`; None for Lambda functions.
        enabled: always, but for Lambda functions.
        interval: seconds.
        timeout: seconds.
        healthy: successes in a row.
        unhealthy: failures in a row.
        path: of HTTP and HTTPS; None for TCP.
        codes: what answers count as success, of HTTP and HTTPS; None for TCP.
        grpc: whether the codes are gRPC's.
    """

    protocol: str | None
    port: str | None
    enabled: bool
    interval: int
    timeout: int
    healthy: int
    unhealthy: int
    path: str | None
    codes: str | None
    grpc: bool = False


def first(request: Mapping[str, Any], target_type: str, protocol: str, version: str | None) -> HealthCheck:
    """Give a new target group's health check: what the call asks for, with AWS's defaults.

    Parameters:
        request: of CreateTargetGroup.
        target_type: instance, ip, lambda or alb.
        protocol: of the group; empty for lambda.
        version: of the group's protocol; None but for HTTP and HTTPS.

    Raises:
        AwsError: something is not taken.
    """
    is_lambda = target_type == "lambda"
    over_http = protocol in {"HTTP", "HTTPS"} or target_type == "alb"
    default = "HTTP" if over_http else "TCP"
    check_protocol = None if is_lambda else request.get("HealthCheckProtocol") or default
    timeouts = {"GENEVE": 5, "lambda": 30, "HTTP": 6}
    timeout = timeouts.get("lambda" if is_lambda else protocol) or timeouts.get(check_protocol or "", 10)
    base = HealthCheck(
        protocol=check_protocol,
        port=None if is_lambda else ("80" if protocol == "GENEVE" else "traffic-port"),
        enabled=not is_lambda,
        interval={"GENEVE": 10, "lambda": 35}.get("lambda" if is_lambda else protocol, 30),
        timeout=timeout,
        healthy=5,
        unhealthy=5 if is_lambda else 2,
        path=None,
        codes=None,
        grpc=version == "GRPC",
    )
    return modify(base, request, target_type, protocol)


def modify(check: HealthCheck, request: Mapping[str, Any], target_type: str, protocol: str) -> HealthCheck:
    """Give a health check after a call has changed it.

    Parameters:
        check: as it is.
        request: of CreateTargetGroup or ModifyTargetGroup.
        target_type: instance, ip, lambda or alb.
        protocol: of the group; empty for lambda.

    Raises:
        AwsError: something is not taken.
    """
    _check_ranges(request)
    enabled = request.get("HealthCheckEnabled")
    if enabled is False and target_type != "lambda":
        raise invalid(f"Health check enabled must be true for target groups with target type '{target_type}'")
    kind = request.get("HealthCheckProtocol") or check.protocol
    _check_protocol(kind, protocol)
    matcher = request.get("Matcher") or {}
    # The Terraform provider gives an empty code for none.
    codes, others = matcher.get("HttpCode") or None, matcher.get("GrpcCode") or None
    if check.grpc:
        codes, others = others, codes
    if others:
        raise invalid(f"Health check matcher must have {'a GrpcCode' if check.grpc else 'an HttpCode'}")
    changed = replace(
        check,
        protocol=kind,
        port=request.get("HealthCheckPort") or check.port,
        enabled=check.enabled if enabled is None else enabled,
        interval=request.get("HealthCheckIntervalSeconds") or check.interval,
        timeout=request.get("HealthCheckTimeoutSeconds") or check.timeout,
        healthy=request.get("HealthyThresholdCount") or check.healthy,
        unhealthy=request.get("UnhealthyThresholdCount") or check.unhealthy,
    )
    _check_port(changed.port)
    _check_timeout(changed, protocol)
    if kind == "TCP":
        if codes or request.get("HealthCheckPath"):
            raise conflict("Health check path and matcher can't be specified for TCP health checks")
        return replace(changed, path=None, codes=None)
    _check_codes(codes, GRPC_CODES if check.grpc else HTTP_CODES.get(protocol, NETWORK_CODES))
    path = "/AWS.ALB/healthcheck" if check.grpc else "/"
    return replace(
        changed,
        path=request.get("HealthCheckPath") or check.path or path,
        codes=codes or check.codes or _default_codes(protocol, grpc=check.grpc),
    )


def _default_codes(protocol: str, *, grpc: bool) -> str:
    if grpc:
        return "12"
    return "200" if protocol in {"HTTP", "HTTPS", ""} else "200-399"


def _check_ranges(request: Mapping[str, Any]) -> None:
    for key, (what, least, most) in RANGES.items():
        value = request.get(key)
        if value is not None and not least <= value <= most:
            raise invalid(f"{what} '{value}' must be between {least} and {most}")


def _check_protocol(kind: str | None, protocol: str) -> None:
    if kind is not None and kind not in PROTOCOLS:
        raise not_in(kind, "healthCheckProtocol", PROTOCOLS)
    if kind == "TCP" and protocol in {"HTTP", "HTTPS"}:
        raise invalid(f"Health check protocol 'TCP' is not supported for target groups with the {protocol} protocol")


def _check_port(port: str | None) -> None:
    if port is None or port == "traffic-port" or (port.isdecimal() and 1 <= int(port) <= 65535):
        return
    raise invalid(f"Health check port '{port}' must be 'traffic-port' or between 1 and 65535")


def _check_timeout(check: HealthCheck, protocol: str) -> None:
    if protocol in {"HTTP", "HTTPS", ""}:
        if check.timeout >= check.interval:
            raise invalid(
                f"Health check timeout '{check.timeout}' must be smaller than the interval '{check.interval}'"
            )
    elif check.timeout > check.interval:
        raise invalid(
            f"Health check timeout '{check.timeout}' must be smaller than or equal to the interval '{check.interval}'"
        )


def _check_codes(codes: str | None, allowed: range) -> None:
    """Check codes such as 200, 200-399 or 200,202."""
    if codes is None:
        return
    if CODES.fullmatch(codes) is None:
        raise invalid(f"Health check matcher code '{codes}' must be like 200, 200-399 or 200,202")
    for part in codes.split(","):
        least, _, most = part.partition("-")
        bounds = range(int(least), int(most or least) + 1)
        if not bounds or bounds[0] not in allowed or bounds[-1] not in allowed:
            raise invalid(f"Health check matcher code '{part}' must be within '{allowed[0]}-{allowed[-1]}'")
