"""IAM policy documents: the ARNs in them, and how AWS counts their characters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

FULL_ACCESS: Mapping[str, object] = {
    "Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]
}
"""AWS's default policy of an endpoint, as its API answers with it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Where a module is applied; completes short names to ARNs."""

    partition: str
    region: str
    account: str

    def iam_arn(self, resource: str, account: str | None = None) -> str:
        """Return the ARN of `root`, `role/NAME` or `user/NAME` in an account; default: this identity's."""
        return f"arn:{self.partition}:iam::{account or self.account}:{resource}"

    def function_arn(self, name: str) -> str:
        """Return the unqualified ARN of a Lambda function."""
        return f"arn:{self.partition}:lambda:{self.region}:{self.account}:function:{name}"


WIDEST = Identity("aws-us-gov", "ap-southeast-99", "000000000000")
"""The identity that makes a document longest."""


def size(document: Mapping[str, object]) -> int:
    r"""Return how many characters AWS counts in the document as Terraform's jsonencode writes it.

    jsonencode writes <, >, &, U+2028 and U+2029 as \uXXXX, six characters each:
    https://developer.hashicorp.com/terraform/language/functions/jsonencode
    """
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return len(text) + 5 * sum(text.count(character) for character in "<>&\u2028\u2029")
