"""The values that a policy by preset has from the spec, or else from the module's caller."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from privatelink_generator.patterns.policy_presets import DataPerimeter, Perimeter

if TYPE_CHECKING:
    from privatelink_harness.checks.consumer.evidence import AnyEndpoint, Evidence


def expected(evidence: Evidence[AnyEndpoint]) -> Perimeter:
    """Return what the presets' conditions compare with.

    The spec may leave the organization and its partners to the module's caller. What the API shows then counts for
    them: no other source knows them.
    """
    values = evidence.spec.data_perimeter or DataPerimeter.model_validate({})
    conditions = list(_conditions(evidence.described.get("PolicyDocument")))
    organizations = [each for key, found in conditions for each in found if key == "aws:PrincipalOrgID"]
    parties = [found for key, found in conditions if key == "aws:ResourceAccount" and found != [evidence.facts.account]]
    return Perimeter(
        values.organization or next(iter(organizations), ""),
        values.third_parties or next(iter(parties), []),
        evidence.region.replace("-", ""),
    )


def _conditions(document: str | None) -> Iterator[tuple[str, list[str]]]:
    """Yield the condition keys of a policy document with their values."""
    policy: dict[str, Any] = json.loads(document) if document else {}
    statements = policy.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        for keys in statement.get("Condition", {}).values():
            for key, values in keys.items():
                yield key, [values] if isinstance(values, str) else list(values)
