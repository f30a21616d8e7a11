"""Attributes of load balancers, by load balancer type.

Source of the messages: deployments (`errors`); the one about fewer secondary addresses is a plain reading. Terraform's
AWS provider drops the attributes that the one about unknown keys names.
"""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_localstack.load_balancing.attributes import (
    Attribute,
    check_values,
    defaults,
    flag,
    number,
    one_of,
    text,
)
from privatelink_localstack.load_balancing.errors import invalid_configuration, validation_error
from privatelink_localstack.load_balancing.names import LoadBalancerType

COMMON = {"deletion_protection.enabled": flag(), "load_balancing.cross_zone.enabled": flag()}

DENY_INTERNET_GATEWAY = "ipv6.deny_all_igw_traffic"

LOGS = {
    "access_logs.s3.enabled": flag(),
    "access_logs.s3.bucket": text(),
    "access_logs.s3.prefix": text(),
    DENY_INTERNET_GATEWAY: flag(),
    "zonal_shift.config.enabled": flag(),
}
"""Of application and network load balancers."""


def _check_idle_timeout(key: str, value: str) -> str | None:
    """Return AWS's message about an idle timeout, which says "characters" for seconds."""
    if not value.isdecimal() or int(value) < 1:
        return f"The value of '{key}' cannot be less than 1 characters"
    return f"The value of '{key}' cannot be greater than 4000 characters" if int(value) > 4000 else None


IDLE_TIMEOUT = Attribute("60", _check_idle_timeout)

LOAD_BALANCER: dict[LoadBalancerType, Mapping[str, Attribute]] = {
    "application": {
        **COMMON,
        "load_balancing.cross_zone.enabled": one_of(
            "true", words="The value for '{key}' must always be 'true' for an Application Load Balancer"
        ),
        **LOGS,
        "idle_timeout.timeout_seconds": IDLE_TIMEOUT,
        "client_keep_alive.seconds": number(
            "3600", 60, 604800, words="The value of '{key}' must be an integer between {minimum} and {maximum}"
        ),
        "connection_logs.s3.enabled": flag(),
        "connection_logs.s3.bucket": text(),
        "connection_logs.s3.prefix": text(),
        "health_check_logs.s3.enabled": flag(),
        "health_check_logs.s3.bucket": text(),
        "health_check_logs.s3.prefix": text(),
        "routing.http.desync_mitigation_mode": one_of("defensive", "monitor", "strictest"),
        "routing.http.drop_invalid_header_fields.enabled": flag(),
        "routing.http.preserve_host_header.enabled": flag(),
        "routing.http.x_amzn_tls_kx.enabled": flag(),
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": flag(),
        "routing.http.xff_client_port.enabled": flag(),
        "routing.http.xff_header_processing.mode": one_of(
            "append",
            "preserve",
            "remove",
            words="'{key}' must be set as 'preserve', 'append', or 'remove'",
        ),
        "routing.http2.enabled": flag(default=True),
        "waf.fail_open.enabled": flag(),
    },
    "network": {
        **COMMON,
        **LOGS,
        "dns_record.client_routing_policy": one_of(
            "any_availability_zone",
            "availability_zone_affinity",
            "partial_availability_zone_affinity",
            words="'{value}' is not a valid value for '{key}'",
        ),
        "secondary_ips.auto_assigned.per_subnet": number(
            "0", 0, 7, words="Valid range for the number of secondary IP addresses is from '{minimum}-{maximum}'"
        ),
    },
    "gateway": COMMON,
}


def initial_attributes(type_: LoadBalancerType, *, internal: bool) -> dict[str, str]:
    """Return a new load balancer's attributes. Internal ones deny the traffic of internet gateways."""
    attributes = defaults(LOAD_BALANCER[type_])
    if internal and DENY_INTERNET_GATEWAY in attributes:
        attributes[DENY_INTERNET_GATEWAY] = "true"
    return attributes


def changed_attributes(
    type_: LoadBalancerType, current: Mapping[str, str], changes: Mapping[str, str]
) -> dict[str, str]:
    """Return a load balancer's attributes with changes. Reject keys and values that AWS does not accept."""
    attributes = LOAD_BALANCER[type_]
    for key in changes:
        # Those of other types too.
        if key not in attributes:
            raise validation_error(f"Load balancer attribute key '{key}' is not recognized")
    check_values(attributes, changes)
    changed = {**current, **changes}
    for log in ("access_logs", "connection_logs", "health_check_logs"):
        if changed.get(f"{log}.s3.enabled") == "true" and not changed[f"{log}.s3.bucket"]:
            raise invalid_configuration(
                f"The key '{log}.s3.bucket' must set in order to enable {log.replace('_', ' ')}"
            )
    secondary = "secondary_ips.auto_assigned.per_subnet"
    if secondary in changes and int(changes[secondary]) < int(current[secondary]):
        raise invalid_configuration(
            f"'{secondary}' cannot be decreased from {current[secondary]} to {changes[secondary]}"
        )
    return changed
