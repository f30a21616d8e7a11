"""A run's stack beside a spec: what plan, state and API say, and what becomes of connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.verify import compared, subjects
from privatelink_harness.errors import HarnessError
from privatelink_harness.probes.find import Finder, with_expected
from privatelink_harness.probes.probe import probed
from privatelink_harness.runs.probing import live

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.checks.check import Check
    from privatelink_harness.checks.property import Property
    from privatelink_harness.runs.engine import Run
    from privatelink_harness.runs.extent import Extent


def checks(run: Run, spec: Spec, extent: Extent, only: Collection[Property] | None) -> Iterator[Check]:
    """Yield the checks of a stack, those of each subject together.

    Raises:
        HarnessError: the stack has no such module; the spec names another Region; the API refuses or does not answer.
    """
    if extent.region and spec.region and extent.region != spec.region and not spec.accounts:
        raise HarnessError(
            f"the spec is for {spec.region}, and the Region to look in is {extent.region}",
            hint="Name one of them only.",
        )
    session = run.stack.session
    accounts = session.accounts if spec.accounts and session.accounts.keys() >= set(spec.accounts) else {}
    snapshot = StackSnapshot(
        run.stack.state(), run.planned, extent.placement, extent.module, extent.account, extent.region, accounts
    )
    found = with_expected(spec, subjects(spec, snapshot, session))
    if run.is_probing:
        rows = live(spec, found, Finder(), run.stack, run.journal, only)
    else:
        rows = probed(spec, found, Finder(), lambda: session.traffic(run.traffic), api=session, only=only)
    for index, subject in enumerate(found):
        yield from compared(spec, subject, session, only=only)
        yield from rows.get(index, ())
