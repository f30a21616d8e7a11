"""Endpoint policies. AWS returns the text of the client, or a default."""

from __future__ import annotations

import json

from privatelink_localstack.kernel.errors import AwsError

DEFAULT = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'
"""The default policy: allows everything, and has no Version."""

MAX_LENGTH = 20_480
"""Characters, white space included (PrivateLink guide, "Quotas")."""


def check_policy(policy: str) -> str:
    """Return a policy, unchanged.

    Raises:
        AwsError: the policy is too long, or is no JSON with a `Statement`.
    """
    if len(policy) > MAX_LENGTH:
        raise AwsError("InvalidPolicyDocument", f"The policy document is longer than {MAX_LENGTH} characters.")
    try:
        document = json.loads(policy)
    except ValueError:
        document = None
    if not isinstance(document, dict) or "Statement" not in document:
        raise AwsError("InvalidPolicyDocument", "The specified policy document is not a valid JSON policy document.")
    return policy
