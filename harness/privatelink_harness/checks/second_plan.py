"""The check of the second plan: right after an apply, Terraform must plan no changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from privatelink_harness.checks import policy
from privatelink_harness.checks.api import Api, Drop
from privatelink_harness.checks.causes import CAUSES
from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.stack import STACK

_NOTHING = "no changes"

_ANSWERED_BY = {
    "dns_options": Property.DNS_RECORDS,
    "ip_address_type": Property.IP_ADDRESS_TYPE,
    "policy": Property.POLICY_VERSION,
    "service_region": Property.SERVICE_REGION,
    "subnet_configuration": Property.FIXED_ADDRESSES,
}
"""Attributes of an endpoint that a refresh reads from the API, and the properties that the API answers with them."""


def check(plan: Mapping[str, Any] | None, api: Api) -> Check:
    """Return the check that a second plan is empty.

    Parameters:
        plan: the second plan as data, None if it has no changes.
        api: its gaps may explain changes.
    """
    changes = [] if plan is None else list(_resources(plan)) or list(_outputs(plan))
    reasons = [_reason(attribute, change, api) for _, change in changes for attribute in _attributes(change)]
    explained = any(reasons) and all(reasons) and _are_causes_or_follow(changes)
    texts = (": ".join(filter(None, (address, ", ".join(_attributes(change))))) for address, change in changes)
    found = "; ".join(texts)
    if plan is None:
        verdict, found, note = Verdict.PASSED, _NOTHING, ""
    elif changes and explained:
        verdict, note = Verdict.UNPROVABLE, "; ".join(dict.fromkeys(reasons))
    else:
        verdict, note = Verdict.FAILED, ""
    cause = CAUSES[Property.SECOND_PLAN] if verdict is Verdict.FAILED else ""
    found = found or "changes"
    return Check(STACK, Property.SECOND_PLAN, verdict, Proof.STRUCTURAL, _NOTHING, found, None, None, note, cause=cause)


def _resources(plan: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the managed resources that change: the address, and the change with the resource's type."""
    for resource in plan.get("resource_changes", ()):
        if resource["mode"] == "managed" and resource["change"]["actions"] != ["no-op"]:
            yield resource["address"], {**resource["change"], "type": resource["type"]}


def _outputs(plan: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the outputs that change. If resources change too, these are the cause."""
    for name, change in plan.get("output_changes", {}).items():
        if change["actions"] != ["no-op"]:
            yield f"output.{name}", {}


def _attributes(change: Mapping[str, Any]) -> list[str]:
    """Return the attributes that change by themselves: not those only known after the apply, nor from "" to null."""
    before, after, unknown = (change.get(each) or {} for each in ("before", "after", "after_unknown"))
    return sorted(
        name
        for name in {*before, *after}
        if unknown.get(name) is not True and (before.get(name) or None) != (after.get(name) or None)
    )


def _are_causes_or_follow(changes: Sequence[tuple[str, Mapping[str, Any]]]) -> bool:
    """Return whether each change has attributes of its own, or is one that follows from a resource's replacement."""
    has_replacement = any(_attributes(change) and "delete" in change.get("actions", ()) for _, change in changes)
    return all(_attributes(change) or (has_replacement and change.get("replace_paths")) for _, change in changes)


def _explains(drop: Drop, before: Any, after: Any) -> bool:
    """Return whether nothing but what an API drops differs."""

    def without(blocks: Any) -> list[dict[str, Any]]:
        kept = [{name: value for name, value in block.items() if name not in drop.parts} for block in blocks or ()]
        return sorted(kept, key=str)

    return not drop.parts or without(before) == without(after)


def _reason(attribute: str, change: Mapping[str, Any], api: Api) -> str:
    """Return the reason of the gap that explains an attribute's change, "" if none does."""
    if not (change["before"] and change["after"]):
        return ""
    before, after = change["before"].get(attribute), change["after"].get(attribute)
    if change["type"] not in {"aws_vpc_endpoint", "aws_vpc_endpoint_policy"}:
        drop = api.drops.get((change["type"], attribute))
        return drop.reason if drop and _explains(drop, before, after) else ""
    if attribute == "policy" and policy.meaning(before) != policy.meaning(after):
        return ""
    answered_by = _ANSWERED_BY.get(attribute)
    return api.gaps.get(answered_by, "") if answered_by else ""
