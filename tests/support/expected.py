"""Rows of what an applied stack's spec expects, with connections that are really made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.checks.verify import subjects
from privatelink_harness.probes.access import NoTraffic
from privatelink_harness.probes.find import Finder, with_expected
from privatelink_harness.probes.probe import probed
from privatelink_harness.targets.localstack.session import LocalStackSession

if TYPE_CHECKING:
    from privatelink_harness.checks.check import Check
    from privatelink_harness.pytest_plugin.stacks import AppliedStack

PROVEN = {Proof.TRAFFIC: "passed", Proof.STRUCTURAL: "not provable"}
"""The verdict on connections, where traffic flows and elsewhere."""


def expected_rows(stack: AppliedStack) -> list[Check]:
    """Return the rows of a spec's expectations, which disturb no target."""
    session = stack.session
    assert isinstance(session, LocalStackSession)
    assert stack.spec is not None
    way = session.data_plane()
    snapshot = StackSnapshot(stack.state, accounts=session.accounts if stack.spec.accounts else {})
    found = with_expected(stack.spec, subjects(stack.spec, snapshot, session))
    rows = probed(stack.spec, found, Finder(), lambda: way, api=session, only={Property.EXPECT})
    checks = [row for own in rows.values() for row in own]
    assert {row.proof.value for row in checks} == {"structural" if isinstance(way, NoTraffic) else "traffic"}
    return checks
