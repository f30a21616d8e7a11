"""A run's stack beside a spec: what plan, state and API say, and what becomes of connections."""

from __future__ import annotations

from dataclasses import dataclass
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
    from privatelink_harness.checks.placement import Placement
    from privatelink_harness.checks.property import Property
    from privatelink_harness.runs.engine import Run


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look; see `Run.verify`."""

    placement: Placement | None = None
    module: str | None = None
    account: str | None = None
    region: str | None = None


def checks(run: Run, spec: Spec, where: Where, only: Collection[Property] | None) -> Iterator[Check]:
    """Yield the checks of a stack, those of each subject together.

    Raises:
        HarnessError: the stack has no such module; the spec names another Region; the API refuses or does not answer.
    """
    if where.region and spec.region and where.region != spec.region and not spec.accounts:
        raise HarnessError(
            f"the spec is for {spec.region}, and the Region to look in is {where.region}", hint="Name one of them only."
        )
    session = run.stack.session
    accounts = session.accounts if spec.accounts and session.accounts.keys() >= set(spec.accounts) else {}
    snapshot = StackSnapshot(
        run.stack.state(), run.planned, where.placement, where.module, where.account, where.region, accounts
    )
    found = with_expected(spec, subjects(spec, snapshot, session))
    if run.is_probing:
        rows = live(spec, found, Finder(), run.stack, run.journal, only)
    else:
        rows = probed(spec, found, Finder(), lambda: session.traffic(run.traffic), api=session, only=only)
    for index, subject in enumerate(found):
        yield from compared(spec, subject, session, only=only)
        yield from rows.get(index, ())
