"""In-memory store of an account's Direct Connect gateways, with the changes that time brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from privatelink_localstack.direct_connect.model import (
    ASSOCIATED,
    ASSOCIATING,
    DELETED,
    DELETING,
    DISASSOCIATED,
    DISASSOCIATING,
    GONE,
    UPDATING,
    Association,
    Gateway,
    Proposal,
)
from privatelink_localstack.kernel.timeline import Timeline

_NEXT = {
    ASSOCIATING: ("direct_connect.associating", ASSOCIATED),
    UPDATING: ("direct_connect.associating", ASSOCIATED),
    DISASSOCIATING: ("direct_connect.disassociating", DISASSOCIATED),
    DISASSOCIATED: ("direct_connect.deleted", GONE),
    DELETING: ("direct_connect.disassociating", DELETED),
    DELETED: ("direct_connect.deleted", GONE),
}
"""The duration of each state that passes by itself, and the state that follows."""


@dataclass(slots=True)
class DirectConnect:
    """The records by ID: gateways and their associations of the account, and proposals that it made."""

    gateways: dict[str, Gateway] = field(default_factory=dict)
    associations: dict[str, Association] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    _timeline: Timeline = field(default_factory=Timeline)

    def put(self, record: Gateway | Association | Proposal, durations: Mapping[str, float], now: float) -> None:
        """Add or replace a record, and plan what follows its state.

        Parameters:
            durations: seconds by the name of the setting.
        """
        self._table(record)[record.id] = record  # type: ignore[assignment]
        if record.state in _NEXT:
            duration, after = _NEXT[record.state]
            self._timeline.plan(now + durations[duration], record.id, record.state, after)

    @property
    def next_change(self) -> float | None:
        """When time brings the next change, in seconds of the timer; None if it brings none."""
        return self._timeline.next

    def settle(self, durations: Mapping[str, float], now: float) -> None:
        """Apply the changes that are due."""
        for change in self._timeline.due(now):
            found = change.resource_id
            record = self.gateways.get(found) or self.associations.get(found) or self.proposals.get(found)
            if record is None or record.state != change.before:
                continue
            if change.after == GONE:
                del self._table(record)[record.id]
            else:
                self.put(replace(record, state=change.after), durations, change.due)

    def _table(
        self, record: Gateway | Association | Proposal
    ) -> dict[str, Gateway] | dict[str, Association] | dict[str, Proposal]:
        if isinstance(record, Gateway):
            return self.gateways
        return self.associations if isinstance(record, Association) else self.proposals
