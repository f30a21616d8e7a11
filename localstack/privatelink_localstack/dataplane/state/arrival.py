"""Where a connection arrives, decided when it is made: where there is no kernel's namespace, nobody else decides it."""

from __future__ import annotations

from dataclasses import dataclass

from privatelink_localstack.dataplane.state.model import Interface, State
from privatelink_localstack.dataplane.state.reach import Connection, Outcome, judge
from privatelink_localstack.dataplane.state.roads import Roads
from privatelink_localstack.dataplane.state.trace import with_nowhere


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes of a connection.

    Parameters:
        network: the VPC in which it arrives; "" for one that does not.
    """

    outcome: Outcome
    network: str = ""


def arrival(state: State, source: Interface, connection: Connection) -> Arrival:
    """Return what becomes of a connection from an interface."""
    known = with_nowhere(state, source)
    outcome = judge(known, source, connection)
    if outcome is not Outcome.ALLOWED:
        return Arrival(outcome)
    return Arrival(outcome, Roads(known).destination(known.subnets[source.subnet], connection.address) or "")
