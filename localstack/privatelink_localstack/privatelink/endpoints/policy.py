"""Endpoint policies. AWS gives them back as they were given, and a default where none was."""

from __future__ import annotations

import json

from privatelink_localstack.kernel.errors import AwsError

DEFAULT = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'
"""Allows everything. It has no Version."""

MAX_LENGTH = 20_480
"""Characters, white space included (PrivateLink guide, "Quotas")."""


def check_policy(policy: str) -> str:
    """Give a policy back as it is.

    Raises:
        AwsError: it is too long, or not a policy's JSON.
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
