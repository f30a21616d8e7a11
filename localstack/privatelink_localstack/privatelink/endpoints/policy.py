"""Endpoint policies. AWS returns the text of the client, or a default."""

from __future__ import annotations

import json
from typing import Any

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.privatelink.endpoints import policy_conditions, policy_grammar

DEFAULT = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'
"""The default policy: allows everything, and has no Version."""

MAX_LENGTH = 20_480
"""Characters, white space included (PrivateLink guide, "Quotas")."""

_EVERYBODY = ("*", {"AWS": "*"}, {"AWS": ["*"]})


def check_policy(policy: str) -> str:
    """Return a policy, unchanged.

    Raises:
        AwsError: the policy is too long, or AWS refuses a part of it.
    """
    if len(policy) > MAX_LENGTH:
        raise AwsError("InvalidPolicyDocument", f"The policy document is longer than {MAX_LENGTH} characters.")
    policy_conditions.check_conditions(policy_grammar.check_grammar(policy))
    return policy


def gateway_note(policy: str) -> str | None:
    """Return what to know about a gateway endpoint's valid policy, for its history; mostly nothing.

    AWS takes a `Principal` other than *, and reads it as the root user of the account alone: PrivateLink guide,
    "Principals for gateway endpoints".
    """
    statements = json.loads(policy)["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    named = [str(number) for number, each in enumerate(statements, 1) if not _is_for_everybody(each)]
    if not named:
        return None
    opens = any(_is_for_everybody(each) and each["Effect"] == "Allow" for each in statements)
    which = f"statement {named[0]} is" if len(named) == 1 else f"statements {', '.join(named)} are"
    return (
        f"{'' if opens else 'the policy lets nobody but root users in: '}{which} about the root user of an account "
        'alone, because the Principal of a gateway endpoint\'s policy must be "*", with a condition on aws:PrincipalArn'
    )


def _is_for_everybody(statement: dict[str, Any]) -> bool:
    return statement.get("Principal") in _EVERYBODY
