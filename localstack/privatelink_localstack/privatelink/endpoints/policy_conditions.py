"""What AWS's PrivateLink guide forbids in conditions and ARNs of endpoint policies.

Rules: "Control access to VPC endpoints using endpoint policies", "Considerations". That the API refuses, and the last
words of its message, are known from a public report of the change that brought the rules ("NO_WILDCARD").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from privatelink_localstack.privatelink.endpoints.policy_grammar import invalid, texts

_ID_KEYS = frozenset(
    f"aws:{key}".lower()
    for key in (
        *("PrincipalAccount", "PrincipalOrgID", "ResourceAccount", "ResourceOrgID", "SourceAccount", "SourceOrgID"),
        *("SourceVpc", "SourceVpce", "VpceAccount", "VpceOrgID", "Ec2InstanceSourceVpc"),
    )
)
"""Keys that "reference system-generated identifiers". The guide names PrincipalAccount and SourceVpc, the report
ResourceOrgID; the others are alike."""

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_MIXED = re.compile(r"(?=.*[*?])(?=.*[^*?]).*", re.DOTALL)
_SIX = 6


def check_conditions(statements: Iterable[dict[str, Any]]) -> None:
    """Check conditions and ARNs of well-formed statements.

    Raises:
        AwsError: AWS refuses a condition or an ARN.
    """
    for statement in statements:
        for operator, key, value in _conditions(statement):
            if _is_at_risk(operator, key, value) or _has_mixed_account(value):
                raise invalid(f"Condition key {key} with value {value} is at risk of NO_WILDCARD")
        for resource in texts(statement.get("Resource") or statement.get("NotResource")):
            if _has_mixed_account(resource):
                raise invalid(f"Resource {resource} is at risk of NO_WILDCARD")


def _conditions(statement: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield every operator, without prefix and suffix, with key and value."""
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            for value in texts(values):
                yield operator.rpartition(":")[2].removesuffix("IfExists"), key, value


def _is_at_risk(operator: str, key: str, value: str) -> bool:
    text = _VARIABLE.sub(lambda match: "x" * len(match.group()), value)
    parts = re.split(r"[*?]", text)
    if key.lower() in _ID_KEYS and operator != "Null" and (len(parts) > 1 or operator.startswith("Numeric")):
        return True
    return operator in {"StringLike", "StringNotLike"} and any(
        max(len(before), len(after)) < _SIX for before, after in pairwise(parts)
    )


def _has_mixed_account(arn: str) -> bool:
    """Return whether the account in an ARN is part ID, part wildcard."""
    parts = arn.split(":", 5)
    return parts[0] == "arn" and len(parts) > 4 and "$" not in arn and bool(_MIXED.fullmatch(parts[4]))
