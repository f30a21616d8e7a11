"""The check of an upgrade: which resources of an applied module its next version would replace or destroy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from privatelink_harness.checks.causes import CAUSES
from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.stack import STACK

_KEPT = "kept"


def check(plan: Mapping[str, Any]) -> list[Check]:
    """Return a failed check for each resource that is replaced or destroyed; without one, that all are kept.

    Parameters:
        plan: of the new version on the state of the old one, as `terraform show -json` prints it.
    """
    changes = [each for each in plan.get("resource_changes", ()) if each["mode"] == "managed"]
    lost = [
        Check(
            each["address"],
            Property.UPGRADE,
            Verdict.FAILED,
            Proof.STRUCTURAL,
            _KEPT,
            _fate(each),
            None,
            None,
            cause=CAUSES[Property.UPGRADE],
        )
        for each in changes
        if "delete" in each["change"]["actions"]
    ]
    if lost:
        return lost
    kept = Check(STACK, Property.UPGRADE, Verdict.PASSED, Proof.STRUCTURAL, _KEPT, _KEPT, None, None, _summary(changes))
    return [kept]


def _fate(resource: Mapping[str, Any]) -> str:
    change = resource["change"]
    if "create" not in change["actions"]:
        return "destroyed"
    paths = sorted({".".join(map(str, path)) for path in change.get("replace_paths", ())})
    return f"replaced, by a change of {', '.join(paths)}" if paths else "replaced"


def _summary(changes: list[Mapping[str, Any]]) -> str:
    return ", ".join(_counts(changes)) or "no changes"


def _counts(changes: list[Mapping[str, Any]]) -> Iterator[str]:
    words = {"create": "created", "update": "changed in place"}
    for action, word in words.items():
        if count := sum(each["change"]["actions"] == [action] for each in changes):
            yield f"{count} {word}"
    if moved := sum("previous_address" in each for each in changes):
        yield f"{moved} moved"
