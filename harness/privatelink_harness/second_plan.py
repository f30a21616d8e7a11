"""The second plan: on what was just applied, Terraform must have nothing to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from privatelink_harness.target import Target
from privatelink_harness.verification import policy
from privatelink_harness.verification.check import Check, Proof, Verdict
from privatelink_harness.verification.verify import STACK

NAME = "second plan"
_NOTHING = "no changes"


def check(plan: Mapping[str, Any] | None, target: Target) -> Check:
    """The check that a second plan is empty.

    Parameters:
        plan: the second plan as data, None where it has no changes.
        target: whose known gaps may explain a change.
    """
    changed = list(_changes(plan)) if plan else []
    explained = [attributes == ["policy"] and _version_alone(change) for _, attributes, change in changed]
    gap = target.gaps.get("policy version", "")
    found = "; ".join(f"{address}: {', '.join(names) or 'output'}" for address, names, _ in changed) or _NOTHING
    if not changed:
        verdict, note = Verdict.PASSED, ""
    elif gap and all(explained):
        verdict, note = Verdict.UNPROVABLE, gap
    else:
        verdict, note = Verdict.FAILED, ""
    return Check(STACK, NAME, verdict, Proof.STRUCTURAL, _NOTHING, found, None, None, note)


def _changes(plan: Mapping[str, Any]) -> Iterator[tuple[str, list[str], Mapping[str, Any]]]:
    """Address, changed attributes and change of everything that the plan would change."""
    for each in plan.get("resource_changes", ()):
        if each["mode"] == "managed" and each["change"]["actions"] != ["no-op"]:
            yield each["address"], _attributes(each["change"]), each["change"]
    for name, change in plan.get("output_changes", {}).items():
        if change["actions"] != ["no-op"] and not plan.get("resource_changes"):
            yield f"output.{name}", [], change


def _attributes(change: Mapping[str, Any]) -> list[str]:
    before, after, unknown = (change.get(each) or {} for each in ("before", "after", "after_unknown"))
    names = {*before, *after, *unknown}
    return sorted(name for name in names if before.get(name) != after.get(name) and not _same(unknown.get(name)))


def _same(unknown: object) -> bool:
    """An attribute that is only "known after apply" tells of no change of its own."""
    return unknown is True


def _version_alone(change: Mapping[str, Any]) -> bool:
    before, after = change["before"]["policy"], change["after"]["policy"]
    return policy.meaning(before) == policy.meaning(after)
