"""The stacks of workers that ended without a chance to destroy them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from privatelink_generator.errors import PrivateLinkError
from privatelink_harness.reports.model import explain
from privatelink_harness.runs import applied
from privatelink_harness.runs.progress import Notices
from privatelink_harness.stacks.directory import left_by

if TYPE_CHECKING:
    from pathlib import Path


def destroy_left(session: str, say: Callable[[str], object]) -> None:
    """Destroy the stacks that the workers of a session of pytest-xdist have left, one after the other.

    Parameters:
        say: shows a line for each, and why one can't be destroyed.
    """
    for directory in left_by(session):
        say(f"a worker left {directory}: destroy")
        _destroy(directory, say)


def _destroy(directory: Path, say: Callable[[str], object]) -> None:
    try:
        say(explain(applied.destroy(directory, Notices(say))))
    except PrivateLinkError as error:
        say(f"{error.message}\nIt stays. Destroy with: privatelink destroy {directory}")
