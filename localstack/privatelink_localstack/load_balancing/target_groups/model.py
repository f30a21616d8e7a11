"""Target groups: the record, and the request that creates one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from privatelink_localstack.load_balancing.target_groups.health_check import HealthCheck, HealthCheckSettings


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A target group.

    Parameters:
        target_type: `instance`, `ip`, `lambda` or `alb`.
        protocol: Empty for `lambda`.
        protocol_version: None for other protocols than HTTP and HTTPS.
        port: Of targets that are registered without one; None for `lambda`.
        vpc_id: None for `lambda`.
        address_type: `ipv4` or `ipv6`.
        attributes: By key.
    """

    arn: str
    name: str
    target_type: str
    protocol: str
    protocol_version: str | None
    port: int | None
    vpc_id: str | None
    address_type: str
    health_check: HealthCheck
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CreateTargetGroup:
    """A request to create a target group. None stands for members that the request does not have.

    Parameters:
        unsupported: Names of members that are not emulated.
    """

    name: str
    target_type: str | None = None
    protocol: str | None = None
    protocol_version: str | None = None
    port: int | None = None
    vpc_id: str | None = None
    address_type: str | None = None
    health_check: HealthCheckSettings = field(default_factory=HealthCheckSettings)
    tags: Mapping[str, str] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()
