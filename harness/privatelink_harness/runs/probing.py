"""Probes of a run in live accounts, by functions of the run's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from privatelink_harness.errors import HarnessError

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.check import Check
    from privatelink_harness.checks.property import Property
    from privatelink_harness.checks.subject import Subject
    from privatelink_harness.probes.probe import Find
    from privatelink_harness.stacks.journal import Journal
    from privatelink_harness.stacks.stack import Stack


def live(
    spec: Spec,
    subjects: Sequence[Subject[Any]],
    find: Find,
    stack: Stack,
    journal: Journal | None,
    only: Collection[Property] | None,
) -> Mapping[int, list[Check]]:
    """Return the rows of the probes that functions make in a stack's own VPCs; nothing of them is left.

    Raises:
        HarnessError: the stack is the user's own; or something of the functions is left.
    """
    from privatelink_harness.live.functions import LiveFunctions
    from privatelink_harness.live.rows import rows

    if stack.tags is None or journal is None:
        raise HarnessError("functions that probe are a run's own, and this stack has none")
    with LiveFunctions(stack.session, stack.tags, lambda what: journal.note("creating", address=what)) as functions:
        return rows(spec, subjects, find, functions, only=only)
