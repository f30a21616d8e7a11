"""Trying an applied stack: the trials, in order, and what they leave is put right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from privatelink_harness.behaviours.acceptance import acceptance
from privatelink_harness.behaviours.behaviour import Behaviour, Outcome, Stage
from privatelink_harness.behaviours.change import Change, changes
from privatelink_harness.behaviours.deletion import DELETED, deletion
from privatelink_harness.behaviours.place import place_of
from privatelink_harness.behaviours.principals import principals
from privatelink_harness.behaviours.switch import switch
from privatelink_harness.behaviours.topology import Topology
from privatelink_harness.checks.api import api_errors
from privatelink_harness.checks.causes import usual_cause
from privatelink_harness.checks.check import Check, judge
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.where import where

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec


def behave(stage: Stage, spec: Spec | None, chosen: frozenset[Behaviour]) -> list[Check]:
    """Try the chosen behaviours that the stack has a subject for, and put everything back.

    Trials that act through the API alone put back themselves. What only Terraform puts right is put right by one apply
    for all of them, which is a trial itself. After an error that the stack survives, the same is done.

    Raises:
        HarnessError: Terraform fails, or the API does not answer.
    """
    with api_errors(stage.api):
        outcomes = list(_outcomes(stage, spec, chosen))
    return [_check(outcome, spec, stage, has_accounts=len(_accounts(stage)) > 1) for outcome in outcomes]


def _accounts(stage: Stage) -> set[str]:
    return {placed.scope.account for placed in Topology.read(stage).placed}


def _check(outcome: Outcome, spec: Spec | None, stage: Stage, *, has_accounts: bool) -> Check:
    """Return the row of an outcome: expected in the spec's stead, found by the API.

    Parameters:
        has_accounts: whether the stack has several.
    """
    root, loc = place_of(spec, outcome.resource) if spec else ((), ())
    return judge(
        outcome.subject,
        outcome.about,
        outcome.sources,
        proof=stage.api.proof,
        gaps=stage.api.gaps,
        account=outcome.account if has_accounts else None,
        where=where(spec, loc, outcome.about, root=root) if spec else None,
        cause=usual_cause(outcome.about, outcome.sources),
    )


def _outcomes(stage: Stage, spec: Spec | None, chosen: frozenset[Behaviour]) -> Iterator[Outcome]:
    topology = Topology.read(stage)
    if Behaviour.ACCEPTANCE in chosen:
        yield from acceptance(stage, topology)
    if Behaviour.PRINCIPALS in chosen:
        yield from principals(stage, topology)
    try:
        outcomes = [
            *(deletion(stage, topology) if Behaviour.DELETION in chosen else ()),
            *(switch(stage, topology, spec) if Behaviour.SWITCH in chosen else ()),
        ]
        yield from outcomes
        made = changes(stage, topology, chosen)
        if made or any(_is_left(each) for each in outcomes):
            yield from _put_right(stage, made)
    except BaseException as error:
        if stage.lasts_after(error):
            with stage.patient():
                stage.plan()
                stage.apply()
        raise


def _is_left(outcome: Outcome) -> bool:
    """Return whether a trial leaves something that only Terraform puts right."""
    return outcome.about is Property.SWITCH or outcome.sources.api == DELETED


def _put_right(stage: Stage, made: list[Change]) -> Iterator[Outcome]:
    """Make the changes, plan and apply; yield what the plan noticed, and what the API says afterwards."""
    for change in made:
        change.make()
    actions = {str(each.resource): each.action for each in stage.plan()}
    stage.apply()
    now = Topology.read(stage)
    for change in made:
        placed = now.at(change.address)
        after = change.read(placed) if placed else "not in the state"
        yield change.outcome(stage, actions.get(change.address, "nothing"), after)
