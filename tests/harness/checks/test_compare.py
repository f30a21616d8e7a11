"""What follows from what four witnesses say."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.checks.check import Check, Proof, Sources, Verdict, judge, show
from privatelink_harness.checks.property import Property

PASSED, FAILED, UNPROVABLE = Verdict.PASSED, Verdict.FAILED, Verdict.UNPROVABLE
GAP = {Property.TAGS: "the emulator knows nothing of it"}


def compared(gaps: dict[Property, str], **said: Any) -> Check:
    return judge("lambda", Property.TAGS, Sources(**said), proof=Proof.EMULATED, gaps=gaps)


@pytest.mark.parametrize(
    ("said", "verdict", "proof"),
    [
        ({"spec": 1, "plan": 1, "state": 1, "api": 1}, PASSED, Proof.EMULATED),
        ({"spec": 2, "plan": 1, "state": 1, "api": 1}, FAILED, Proof.EMULATED),
        ({"spec": 1, "plan": 2, "state": 1, "api": 1}, FAILED, Proof.EMULATED),
        ({"spec": 1, "plan": 1, "state": 2, "api": 1}, FAILED, Proof.EMULATED),
        ({"spec": 1, "plan": 1, "state": 1, "api": 2}, FAILED, Proof.EMULATED),
        ({"spec": 1, "plan": 1}, PASSED, Proof.STRUCTURAL),
        ({"spec": 1, "plan": 2}, FAILED, Proof.STRUCTURAL),
        ({"state": 1, "api": 1}, PASSED, Proof.EMULATED),
        ({"state": 1, "api": 2}, FAILED, Proof.EMULATED),
        ({"spec": None, "api": None}, PASSED, Proof.EMULATED),
        ({"spec": 1}, UNPROVABLE, Proof.STRUCTURAL),
        ({"api": 1}, UNPROVABLE, Proof.EMULATED),
    ],
)
def test_all_who_know_of_it_have_to_agree(said: dict[str, Any], verdict: Verdict, proof: Proof) -> None:
    check = compared({}, **said)
    assert (check.verdict, check.proof) == (verdict, proof)


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"spec": 1, "api": 2}, UNPROVABLE),
        ({"spec": 1, "plan": 1, "api": 2}, UNPROVABLE),
        ({"spec": 1, "plan": 1, "state": 2, "api": 2}, UNPROVABLE),
        ({"spec": 1, "api": 1}, UNPROVABLE),
        ({"spec": 1, "state": 1, "api": 1}, UNPROVABLE),
        ({"state": 1, "api": 1}, UNPROVABLE),
        ({"spec": 1, "plan": 1, "state": 1, "api": 1}, PASSED),
        ({"spec": 1, "plan": 2, "state": 2, "api": 2}, FAILED),
        ({"spec": 1, "plan": 2, "state": 1, "api": 1}, FAILED),
        ({"spec": 1, "plan": 1, "state": 3, "api": 2}, FAILED),
        ({"spec": 1, "state": 3, "api": 2}, FAILED),
    ],
)
def test_what_the_target_always_answers_wrongly_counts_for_nothing(said: dict[str, Any], verdict: Verdict) -> None:
    check = compared(GAP, **said)
    assert (check.verdict, check.note) == (verdict, GAP[Property.TAGS] if verdict is UNPROVABLE else "")
    assert check.proof is Proof.STRUCTURAL


def test_a_gap_explains_nothing_that_the_api_was_not_asked_for() -> None:
    assert compared(GAP, spec=1, plan=2).verdict is FAILED
    assert compared(GAP, spec=1).note == "there is nothing to compare it with"


@pytest.mark.parametrize(
    ("said", "expected", "found"),
    [
        ({"spec": "a", "plan": "a", "state": "a", "api": "b"}, "a", "b"),
        ({"spec": "a", "plan": "b", "state": "c", "api": "a"}, "a", "b"),
        ({"plan": "a", "api": "a"}, "a", "a"),
        ({"spec": "a"}, "a", ""),
    ],
)
def test_a_row_shows_who_contradicts_first(said: dict[str, Any], expected: str, found: str) -> None:
    check = compared({}, **said)
    assert (check.expected, check.found) == (expected, found)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "yes"),
        (False, "no"),
        (7, "7"),
        ("a b", "a b"),
        (frozenset({"b", "a"}), "a, b"),
        (frozenset(), "none"),
        ({"b": 1, "a": None}, "a = none, b = 1"),
        ({}, "none"),
        (["b", "a"], "b, a"),
    ],
)
def test_values_are_shown_on_one_line(value: object, text: str) -> None:
    assert show(value) == text
