"""Attributes of listeners, by protocol."""

from __future__ import annotations

from collections.abc import Mapping

from privatelink_localstack.load_balancing.attributes import Attribute, check_values, flag, number
from privatelink_localstack.load_balancing.errors import invalid_configuration, validation_error

IDLE_TIMEOUT = "tcp.idle_timeout.seconds"
DEFAULT_IDLE_TIMEOUT = "350"

TCP = {IDLE_TIMEOUT: number(DEFAULT_IDLE_TIMEOUT, 60, 6000)}

LISTENER: Mapping[str, Mapping[str, Attribute]] = {
    "TCP": TCP,
    "TCP_UDP": TCP,
    "GENEVE": {**TCP, "send_tcp_reset.on_idle_timeout.enabled": flag()},
}
"""Protocols that are not here have no attributes."""

RECOGNIZED = frozenset(key for attributes in LISTENER.values() for key in attributes)


def attributes_of(protocol: str) -> Mapping[str, Attribute]:
    """Return the attributes of a listener. Reject TLS, for which AWS supports neither reading nor changing any."""
    if protocol == "TLS":
        raise invalid_configuration("Listener attributes are not supported for listeners with the TLS protocol")
    return LISTENER.get(protocol, {})


def changed_attributes(protocol: str, current: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Return a listener's attributes with changes. Reject keys and values that AWS does not accept.

    Source of the messages: deployments (`errors`).
    """
    attributes = attributes_of(protocol)
    for key in changes:
        if key not in RECOGNIZED:
            raise validation_error(f"Listener attribute key '{key}' is not recognized")
        if key not in attributes:
            raise invalid_configuration("The provided listener attribute is not supported")
    check_values(attributes, changes)
    return {**current, **changes}
