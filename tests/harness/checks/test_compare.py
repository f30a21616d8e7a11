"""The verdict over four sources."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_harness.checks.check import Check, Proof, Sources, Verdict, judge, show
from privatelink_harness.checks.property import Property

PASSED, FAILED, UNPROVABLE = Verdict.PASSED, Verdict.FAILED, Verdict.UNPROVABLE
GAP = {Property.TAGS: "the emulator knows nothing of it"}


def compared(gaps: dict[Property, str], **sources: Any) -> Check:
    return judge("lambda", Property.TAGS, Sources(**sources), proof=Proof.EMULATED, gaps=gaps)


@pytest.mark.parametrize(
    ("sources", "verdict", "proof"),
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
def test_judge_wants_all_sources_to_agree(sources: dict[str, Any], verdict: Verdict, proof: Proof) -> None:
    check = compared({}, **sources)
    assert (check.verdict, check.proof) == (verdict, proof)


@pytest.mark.parametrize(
    ("sources", "verdict"),
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
def test_judge_ignores_the_api_where_the_target_has_a_gap(sources: dict[str, Any], verdict: Verdict) -> None:
    check = compared(GAP, **sources)
    assert (check.verdict, check.note) == (verdict, GAP[Property.TAGS] if verdict is UNPROVABLE else "")
    assert check.proof is Proof.STRUCTURAL


def test_judge_ignores_a_gap_without_an_answer_of_the_api() -> None:
    assert compared(GAP, spec=1, plan=2).verdict is FAILED
    assert compared(GAP, spec=1).note == "there is nothing to compare it with"


@pytest.mark.parametrize(
    ("sources", "expected", "found"),
    [
        ({"spec": "a", "plan": "a", "state": "a", "api": "b"}, "a", "b"),
        ({"spec": "a", "plan": "b", "state": "c", "api": "a"}, "a", "b"),
        ({"plan": "a", "api": "a"}, "a", "a"),
        ({"spec": "a"}, "a", ""),
    ],
)
def test_check_shows_the_first_contradiction(sources: dict[str, Any], expected: str, found: str) -> None:
    check = compared({}, **sources)
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
def test_show_writes_values_on_one_line(value: object, text: str) -> None:
    assert show(value) == text
