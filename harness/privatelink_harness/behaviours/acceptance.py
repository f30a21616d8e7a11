"""Trial: the owner rejects an accepted connection, and accepts it again; both sides follow."""

from __future__ import annotations

from collections.abc import Iterator

from privatelink_harness.behaviours.behaviour import Outcome, Stage
from privatelink_harness.behaviours.sides import Sides, accept, at_rest, reject, sides
from privatelink_harness.behaviours.topology import Link, Topology
from privatelink_harness.checks.check import Sources
from privatelink_harness.checks.property import Property

ACCEPTED = Sides("available", "available")


def acceptance(stage: Stage, topology: Topology) -> Iterator[Outcome]:
    """Try each accepted connection whose service waits for acceptance."""
    for link in topology.links:
        if link.service.values.get("acceptance_required") and at_rest(stage, link) == ACCEPTED:
            yield from outcomes(stage, link, _tried(stage, link))


def _tried(stage: Stage, link: Link) -> list[Sides]:
    """Return both sides before, after the rejection, and after the second acceptance."""
    seen = [sides(stage, link)]
    try:
        reject(stage, link)
        seen.append(at_rest(stage, link))
    finally:
        with stage.patient():
            accept(stage, link)
            seen.append(at_rest(stage, link))
    return seen


def outcomes(stage: Stage, link: Link, seen: list[Sides]) -> Iterator[Outcome]:
    """Yield what each side saw."""
    expected = ("available", "rejected", "available")
    for side, placed in (("owner", link.service), ("consumer", link.endpoint)):
        found = tuple(getattr(each, side) for each in seen)
        sources = Sources(spec=expected, api=found)
        yield Outcome(link.name, Property.REACCEPTANCE, sources, placed.account(stage), placed.resource)
