"""Policies of rules: which accounts a rule's owner shares it with by PutResolverRulePolicy."""

from __future__ import annotations

import json
import re
from typing import Any

from privatelink_localstack.kernel.errors import AwsError

_ACCOUNT = re.compile(r"(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?")

ACTIONS = (
    "route53resolver:GetResolverRule",
    "route53resolver:AssociateResolverRule",
    "route53resolver:DisassociateResolverRule",
    "route53resolver:ListResolverRules",
    "route53resolver:ListResolverRuleAssociations",
)
"""What an account may do with a shared rule. Source: Resolver API reference, PutResolverRulePolicy."""


def check_policy(document: str, arn: str) -> None:
    """Reject a policy that is no JSON, allows other actions, or is about another resource. The words are not confirmed.

    Parameters:
        arn: of the rule.
    """
    try:
        statements = _statements(document)
    except (ValueError, TypeError, AttributeError):
        raise _invalid("The policy is not a valid JSON policy document.") from None
    if not statements:
        raise _invalid("The policy has no statement.")
    for statement in statements:
        if statement.get("Effect") != "Allow":
            raise _invalid("The policy may only allow actions.")
        if unknown := sorted({*_list(statement.get("Action"))} - {*ACTIONS}):
            raise _invalid(f"The policy has the action {unknown[0]}, which is not allowed.")
        if set(_list(statement.get("Resource"))) != {arn}:
            raise _invalid(f"The policy must be about the resource {arn} alone.")


def accounts_of(document: str | None) -> frozenset[str]:
    """Return the accounts that a checked policy names."""
    if document is None:
        return frozenset()
    principals = (
        principal
        for statement in _statements(document)
        for principal in _list((statement.get("Principal") or {}).get("AWS"))
    )
    return frozenset(found[1] for each in principals if (found := _ACCOUNT.fullmatch(each)))


def _statements(document: str) -> list[dict[str, Any]]:
    statements = json.loads(document).get("Statement") or []
    found = [statements] if isinstance(statements, dict) else list(statements)
    if not all(isinstance(each, dict) and isinstance(each.get("Principal"), dict) for each in found):
        raise TypeError(document)
    return found


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value or ()]


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidPolicyDocument", message)
