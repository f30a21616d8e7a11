"""Protocols of Resolver endpoints. Source: Resolver API reference, CreateResolverEndpoint; words are not confirmed."""

from __future__ import annotations

from collections.abc import Collection

from privatelink_localstack.resolver.errors import invalid_parameter, invalid_request
from privatelink_localstack.resolver.model import DO53, INBOUND, INBOUND_DELEGATION, OUTBOUND

DOH, DOH_FIPS = "DoH", "DoH-FIPS"

_ALLOWED = {
    INBOUND: ({DO53}, {DOH}, {DOH_FIPS}, {DO53, DOH}, {DO53, DOH_FIPS}),
    OUTBOUND: ({DO53}, {DOH}, {DO53, DOH}),
    INBOUND_DELEGATION: ({DO53},),
}
"""Sets of protocols by direction."""


def check_protocols(direction: str, protocols: Collection[str]) -> None:
    """Reject protocols that an endpoint of the direction can't have, alone or together."""
    if set(protocols) not in _ALLOWED[direction]:
        raise invalid_parameter(
            f"The protocols {', '.join(protocols)} are not supported for {direction} resolver endpoints"
        )


def check_change(direction: str, before: Collection[str], after: Collection[str], used: Collection[str]) -> None:
    """Reject a change of protocols that would cut traffic off.

    Parameters:
        used: protocols of the targets of the endpoint's rules.
    """
    check_protocols(direction, after)
    if direction == INBOUND and set(before) == {DO53} and DO53 not in after:
        raise invalid_request(
            "Can't change the protocol of an inbound endpoint directly from only Do53 to only DoH, or DoH-FIPS. "
            f"First enable both Do53 and {', '.join(after)}."
        )
    if unsupported := sorted(set(used) - set(after)):
        raise invalid_request(
            f"The protocol {unsupported[0]} can't be removed because resolver rules of the endpoint use it"
        )
