"""Evaluation of a topic's policy for messages of PrivateLink.

Source: PrivateLink guide, "Receive alerts for endpoint service events", "Add an access policy": the principal
`vpce.amazonaws.com`, with the conditions `aws:SourceArn` and `aws:SourceAccount`; IAM guide, "Condition operators".
"""

from __future__ import annotations

import fnmatch
import json
import re
from typing import Any

from privatelink_localstack.privatelink.notifications.model import PUBLISHER, Message

OPERATOR = re.compile(
    r"(?:Arn|String)(?P<negated>Not)?(?P<comparison>Equals|Like)(?P<case>IgnoreCase)?(?P<optional>IfExists)?"
)


def admits(policy: str, message: Message) -> bool:
    """Return whether a policy lets PrivateLink publish a message: a statement allows it, and none denies it.

    Parameters:
        policy: the topic's, as JSON; an invalid policy allows nothing.
    """
    try:
        statements = json.loads(policy)["Statement"]
    except (ValueError, KeyError, TypeError):
        return False
    relevant = [each for each in _list(statements) if isinstance(each, dict) and _is_about(each, message)]
    effects = {each.get("Effect") for each in relevant}
    return "Allow" in effects and "Deny" not in effects


def _is_about(statement: dict[str, Any], message: Message) -> bool:
    return (
        _is_for(statement.get("Principal"))
        and any(_like("sns:publish", each.lower()) for each in _texts(statement.get("Action")))
        and any(_like(message.topic, each) for each in _texts(statement.get("Resource")))
        and _holds(statement.get("Condition") or {}, message)
    )


def _is_for(principal: Any) -> bool:
    """Return whether a statement's principal is PrivateLink or `*`."""
    if isinstance(principal, dict):
        return PUBLISHER in _texts(principal.get("Service")) or "*" in _texts(principal.get("AWS"))
    return isinstance(principal, str) and principal == "*"


def _holds(conditions: Any, message: Message) -> bool:
    """Return whether all conditions hold. A condition with an unknown operator does not."""
    known = {"aws:sourcearn": message.source, "aws:sourceaccount": message.source_account}
    if not isinstance(conditions, dict):
        return False
    return all(
        _one_holds(operator, known.get(key.lower()), _texts(expected))
        for operator, keys in conditions.items()
        for key, expected in keys.items()
    )


def _one_holds(operator: str, value: str | None, expected: list[str]) -> bool:
    """Return whether one condition holds for a value; None if the request lacks the condition key."""
    match = OPERATOR.fullmatch(operator)
    if match is None:
        return False
    if value is None:
        return bool(match["negated"] or match["optional"])
    # ArnEquals is the same as ArnLike: both take wildcards.
    exact = operator.startswith("String") and match["comparison"] == "Equals"
    if match["case"]:
        value, expected = value.lower(), [each.lower() for each in expected]
    matches = value in expected if exact else any(_like(value, each) for each in expected)
    return matches != bool(match["negated"])


def _like(value: str, pattern: str) -> bool:
    """Return whether a value matches a pattern with `*` and `?`; brackets have no special meaning."""
    return fnmatch.fnmatchcase(value, pattern.replace("[", "[[]"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(value: Any) -> list[str]:
    return [str(each) for each in _list(value) if each is not None]
