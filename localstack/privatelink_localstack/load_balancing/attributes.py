"""Attributes: what may be set on load balancers and listeners, to which values, and what stands there from the start.

Every attribute is a text. The texts of the refusals are AWS's, as the Terraform provider's source quotes them: it drops
an attribute that it is told of so, and goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from privatelink_localstack.load_balancing.errors import conflict, invalid
from privatelink_localstack.load_balancing.names import LoadBalancerType

type Check = Callable[[str], str | None]
"""Says what a value must be, if it is not that."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """What may be set.

    Parameters:
        default: what stands there from the start.
        check: of a value.
    """

    default: str
    check: Check


def one_of(default: str, *others: str) -> Attribute:
    """One of a few values."""
    allowed = sorted({default, *others})
    return Attribute(default, lambda value: None if value in allowed else f"one of [{', '.join(allowed)}]")


def flag(*, default: bool = False) -> Attribute:
    """On or off."""
    return one_of("true", "false") if default else one_of("false", "true")


def number(default: int, least: int, most: int, *, or_else: str | None = None) -> Attribute:
    """A whole number, from `least` to `most`; `or_else` is a word that may stand there too."""

    def check(value: str) -> str | None:
        if value == or_else or (value.isdecimal() and least <= int(value) <= most):
            return None
        return f"between '{least}-{most}' inclusive" + (f", or '{or_else}'" if or_else else "")

    return Attribute(str(default), check)


def text() -> Attribute:
    """Any text."""
    return Attribute("", lambda _: None)


COMMON = {"deletion_protection.enabled": flag(), "load_balancing.cross_zone.enabled": flag()}

DENY_GATEWAY = "ipv6.deny_all_igw_traffic"

LOGS = {
    "access_logs.s3.enabled": flag(),
    "access_logs.s3.bucket": text(),
    "access_logs.s3.prefix": text(),
    DENY_GATEWAY: flag(),
    "zonal_shift.config.enabled": flag(),
}
"""Of application and network load balancers."""

LOAD_BALANCER: dict[LoadBalancerType, Mapping[str, Attribute]] = {
    "application": {
        **COMMON,
        # Always on: AWS takes no other value.
        "load_balancing.cross_zone.enabled": one_of("true"),
        **LOGS,
        "idle_timeout.timeout_seconds": number(60, 1, 4000),
        "client_keep_alive.seconds": number(3600, 60, 604800),
        "connection_logs.s3.enabled": flag(),
        "connection_logs.s3.bucket": text(),
        "connection_logs.s3.prefix": text(),
        "health_check_logs.s3.enabled": flag(),
        "health_check_logs.s3.bucket": text(),
        "health_check_logs.s3.prefix": text(),
        "routing.http.desync_mitigation_mode": one_of("defensive", "monitor", "strictest"),
        "routing.http.drop_invalid_header_fields.enabled": flag(),
        "routing.http.preserve_host_header.enabled": flag(),
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": flag(),
        "routing.http.xff_client_port.enabled": flag(),
        "routing.http.xff_header_processing.mode": one_of("append", "preserve", "remove"),
        "routing.http2.enabled": flag(default=True),
        "waf.fail_open.enabled": flag(),
    },
    "network": {
        **COMMON,
        **LOGS,
        "dns_record.client_routing_policy": one_of(
            "any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"
        ),
        "secondary_ips.auto_assigned.per_subnet": number(0, 0, 7),
    },
    "gateway": COMMON,
}

RECOGNIZED = frozenset(key for attributes in LOAD_BALANCER.values() for key in attributes)

IDLE_TIMEOUT = "tcp.idle_timeout.seconds"

LISTENER = {protocol: {IDLE_TIMEOUT: number(350, 60, 6000)} for protocol in ("TCP", "TCP_UDP", "GENEVE")}
"""By protocol. TLS listeners have no attributes at all: even asking for them is an error. Other protocols: none."""


def read(given: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Read a call's attributes.

    Parameters:
        given: with `Key` and, if it is not empty, `Value`.

    Raises:
        AwsError: there are none, or one without a key.
    """
    if not given or any(not each.get("Key") for each in given):
        raise invalid("At least one attribute must be specified, each with a key")
    return {each["Key"]: each.get("Value") or "" for each in given}


def defaults(attributes: Mapping[str, Attribute]) -> dict[str, str]:
    """What stands there from the start."""
    return {key: attribute.default for key, attribute in attributes.items()}


def of_load_balancer(kind: LoadBalancerType, *, internal: bool) -> dict[str, str]:
    """What a new load balancer has: an internal one lets no traffic of an internet gateway in."""
    made = defaults(LOAD_BALANCER[kind])
    return {**made, DENY_GATEWAY: "true"} if internal and DENY_GATEWAY in made else made


def check_values(attributes: Mapping[str, Attribute], changes: Mapping[str, str]) -> None:
    """Check that values are such as their attributes take; the keys are known.

    Raises:
        AwsError: one is not.
    """
    for key, value in changes.items():
        wanted = attributes[key].check(value)
        if wanted is not None:
            raise invalid(f"'{key}' value '{value}' must be {wanted}")


def set_on_load_balancer(
    kind: LoadBalancerType, current: Mapping[str, str], changes: Mapping[str, str]
) -> dict[str, str]:
    """Give a load balancer's attributes after some have changed.

    Raises:
        AwsError: a key or a value is not taken.
    """
    attributes = LOAD_BALANCER[kind]
    for key in changes:
        if key not in RECOGNIZED:
            raise invalid(f"Load balancer attribute key '{key}' is not recognized")
        if key not in attributes:
            raise conflict(f"Load balancer attribute key '{key}' is not supported on load balancers with type '{kind}'")
    check_values(attributes, changes)
    changed = {**current, **changes}
    for log in ("access_logs", "connection_logs", "health_check_logs"):
        if changed.get(f"{log}.s3.enabled") == "true" and not changed[f"{log}.s3.bucket"]:
            raise conflict(f"The value of '{log}.s3.bucket' cannot be empty if '{log}.s3.enabled' is true")
    secondary = "secondary_ips.auto_assigned.per_subnet"
    if secondary in changes and int(changes[secondary]) < int(current[secondary]):
        raise conflict(f"'{secondary}' cannot be decreased from {current[secondary]} to {changes[secondary]}")
    return changed


def of_listener(protocol: str) -> Mapping[str, Attribute]:
    """The attributes that a listener has.

    Raises:
        AwsError: listeners with this protocol have none, and can't be asked for any.
    """
    if protocol == "TLS":
        raise conflict("Listener attributes are not supported for listeners with the TLS protocol")
    return LISTENER.get(protocol, {})


def set_on_listener(protocol: str, current: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Give a listener's attributes after some have changed.

    Raises:
        AwsError: a key or a value is not taken.
    """
    attributes = of_listener(protocol)
    for key in changes:
        if key != IDLE_TIMEOUT:
            raise invalid(f"Listener attribute key '{key}' is not recognized")
        if key not in attributes:
            raise conflict(f"Listener attribute key '{key}' is not supported on listeners with the {protocol} protocol")
    check_values(attributes, changes)
    return {**current, **changes}


def shown(attributes: Mapping[str, str], only: Iterable[str] | None = None) -> list[dict[str, str]]:
    """Attributes as the API shows them, all or only some."""
    keys = set(attributes) if only is None else set(only)
    return [{"Key": key, "Value": value} for key, value in attributes.items() if key in keys]
