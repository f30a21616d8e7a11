"""The lines of a run's journal: its stages, and what Terraform creates and destroys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privatelink_harness.reports.stream import Line, ResourceBegun, ResourceEnded, RunEvent, StepBegun
from privatelink_harness.runs.progress import Progress

if TYPE_CHECKING:
    from privatelink_harness.stacks.journal import Journal


class Journalled(Progress):
    """A listener that appends to a run's journal."""

    def __init__(self, journal: Journal) -> None:
        """Append to this journal."""
        self._journal = journal

    def take(self, event: RunEvent) -> None:
        """Append an event, if the journal has its type."""
        match event:
            case StepBegun():
                self._journal.note("stage", stage=event.title)
            case ResourceBegun(action="create"):
                self._journal.note("creating", address=event.address)
            case ResourceEnded(action="create", has_failed=False):
                self._journal.note("created", address=event.address, id=event.id)
            case ResourceEnded(action="delete", has_failed=False):
                self._journal.note("destroyed", address=event.address)
            case Line():
                self._journal.note("said", text=event.text)
