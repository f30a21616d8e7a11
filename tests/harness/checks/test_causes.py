"""What usually causes a failed check."""

from __future__ import annotations

import pytest

from privatelink_harness.checks.causes import CAUSES, usual_cause
from privatelink_harness.checks.check import Check, Proof, Sources, judge
from privatelink_harness.checks.property import Property

OWN = CAUSES[Property.TAGS]


def test_every_property_has_a_usual_cause() -> None:
    assert [about for about in Property if about not in CAUSES] == []


@pytest.mark.parametrize(
    ("sources", "cause"),
    [
        (
            Sources(spec=1, plan=2, state=2, api=2),
            f"the spec was changed after `privatelink generate`, or the module was edited; else {OWN}",
        ),
        (Sources(spec=1, plan=1, state=1, api=2), OWN),
        (Sources(spec=1, api=2), OWN),
        (Sources(output=1, state=2, api=2), OWN),
    ],
)
def test_cause_follows_the_sources_that_contradict(sources: Sources, cause: str) -> None:
    assert usual_cause(Property.TAGS, sources) == cause


def check(api: int) -> Check:
    sources = Sources(spec=1, api=api)
    return judge("s3", Property.TAGS, sources, proof=Proof.EMULATED, gaps={}, where="a.yaml:1:1", cause="why")


def test_only_a_failed_check_has_a_cause() -> None:
    assert (check(api=2).cause, check(api=1).cause, check(api=1).where) == ("why", "", "a.yaml:1:1")
