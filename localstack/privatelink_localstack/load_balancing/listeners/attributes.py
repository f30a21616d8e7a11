"""Attributes of listeners, by protocol."""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_localstack.load_balancing.attributes import Attribute, check_values, number
from privatelink_localstack.load_balancing.errors import invalid_configuration, validation_error

IDLE_TIMEOUT = "tcp.idle_timeout.seconds"
DEFAULT_IDLE_TIMEOUT = "350"

LISTENER: Mapping[str, Mapping[str, Attribute]] = {
    protocol: {IDLE_TIMEOUT: number(int(DEFAULT_IDLE_TIMEOUT), 60, 6000)} for protocol in ("TCP", "TCP_UDP", "GENEVE")
}
"""Protocols that are not here have no attributes."""


def attributes_of(protocol: str) -> Mapping[str, Attribute]:
    """Return the attributes of a listener. Reject TLS, for which AWS supports neither reading nor changing any."""
    if protocol == "TLS":
        raise invalid_configuration("Listener attributes are not supported for listeners with the TLS protocol")
    return LISTENER.get(protocol, {})


def changed_attributes(protocol: str, current: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Return a listener's attributes with changes. Reject keys and values that AWS does not accept."""
    attributes = attributes_of(protocol)
    for key in changes:
        if key != IDLE_TIMEOUT:
            raise validation_error(f"Listener attribute key '{key}' is not recognized")
        if key not in attributes:
            raise invalid_configuration(
                f"Listener attribute key '{key}' is not supported on listeners with the {protocol} protocol"
            )
    check_values(attributes, changes)
    return {**current, **changes}
