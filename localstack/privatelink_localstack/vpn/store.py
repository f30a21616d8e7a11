"""In-memory store of Site-to-Site VPN, of one account in one Region, with the changes that time brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from privatelink_localstack.kernel.timeline import Change, Timeline
from privatelink_localstack.vpn import routes
from privatelink_localstack.vpn.model import (
    ATTACHED,
    ATTACHING,
    AVAILABLE,
    DELETED,
    DELETING,
    DETACHED,
    DETACHING,
    GONE,
    MODIFYING,
    PENDING,
    Connection,
    CustomerGateway,
    VpnGateway,
)

type Record = CustomerGateway | VpnGateway | Connection

_NEXT = {
    PENDING: ("vpn.pending", AVAILABLE),
    MODIFYING: ("vpn.pending", AVAILABLE),
    DELETING: ("vpn.deleting", DELETED),
    DELETED: ("vpn.deleted", GONE),
    ATTACHING: ("vpn.pending", ATTACHED),
    DETACHING: ("vpn.deleting", DETACHED),
}
"""The duration of each state that passes by itself, and the state that follows."""


@dataclass(slots=True)
class VpnStore:
    """The records by ID.

    Parameters:
        propagations: pairs of a route table and a VPN gateway whose routes the table shows.
        ended: IDs of records that were removed; the caller empties it.
    """

    customer_gateways: dict[str, CustomerGateway] = field(default_factory=dict)
    gateways: dict[str, VpnGateway] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    propagations: set[tuple[str, str]] = field(default_factory=set)
    ended: list[str] = field(default_factory=list)
    _timeline: Timeline = field(default_factory=Timeline)

    def put(self, record: Record, durations: Mapping[str, float], now: float) -> None:
        """Add or replace a record, and plan what follows its states.

        Parameters:
            durations: seconds by the name of the setting.
        """
        self._table(record)[record.id] = record  # type: ignore[assignment]
        self._plan(record.id, "state", record.state, durations, now)
        if isinstance(record, VpnGateway):
            self._plan(record.id, "attachment", record.attachment or "", durations, now)
        if isinstance(record, Connection):
            for route in record.routes:
                self._plan(record.id, route.cidr, route.state, durations, now)

    @property
    def next_change(self) -> float | None:
        """When time brings the next change, in seconds of the timer; None if it brings none."""
        return self._timeline.next

    def settle(self, durations: Mapping[str, float], now: float) -> None:
        """Apply the changes that are due."""
        for change in self._timeline.due(now):
            record = self._record(change.resource_id)
            if record is not None:
                self._apply(record, change, durations)

    def _plan(self, record_id: str, name: str, state: str, durations: Mapping[str, float], now: float) -> None:
        if state in _NEXT:
            duration, after = _NEXT[state]
            self._timeline.plan(now + durations[duration], record_id, state, after, field=name)

    def _apply(self, record: Record, change: Change, durations: Mapping[str, float]) -> None:
        changed: Record
        if change.field == "state":
            if record.state != change.before:
                return
            if change.after == GONE:
                del self._table(record)[record.id]
                self.ended.append(record.id)
                return
            changed = replace(record, state=change.after)
        elif isinstance(record, VpnGateway):
            if record.attachment != change.before:
                return
            changed = replace(record, attachment=change.after)
            if change.after == DETACHED:
                self.propagations = {each for each in self.propagations if each[1] != record.id}
        elif isinstance(record, Connection):
            changed = routes.moved(record, change.field, change.before, change.after)
        else:
            return
        self._table(record)[record.id] = changed  # type: ignore[assignment]
        self._plan(record.id, change.field, change.after, durations, change.due)

    def _record(self, record_id: str) -> Record | None:
        return self.customer_gateways.get(record_id) or self.gateways.get(record_id) or self.connections.get(record_id)

    def _table(self, record: Record) -> dict[str, CustomerGateway] | dict[str, VpnGateway] | dict[str, Connection]:
        if isinstance(record, CustomerGateway):
            return self.customer_gateways
        return self.gateways if isinstance(record, VpnGateway) else self.connections
