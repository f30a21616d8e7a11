"""Calls that only read, of an account on the allow-list: one that its identity may not make is noted, not an error."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privatelink_harness.targets.sandbox import refusals

if TYPE_CHECKING:
    from privatelink_harness.targets.sandbox.accounts import ResolvedAccount

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"})
"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, and CommonErrors of the other APIs"""

_ABSENT = "AWSOrganizationsNotInUseException"
"""The account is in no organization."""


@dataclass(slots=True)
class Reading:
    """The calls about one account.

    Parameters:
        refused: the operations that its identity may not call.
    """

    account: ResolvedAccount
    refused: list[str] = field(default_factory=list)

    def answer(self, operation: Any, **request: Any) -> Any:
        """Return the answer of an operation; {} where the identity may not call it.

        Raises:
            HarnessError: AWS throttles, has a fault or does not answer: what a check needs to know stays unknown.
        """
        from botocore.exceptions import ClientError

        with refusals.explained_call(self.account.alias):
            try:
                return operation(**request)
            except ClientError as error:
                code = error.response["Error"]["Code"]
                if code in _DENIED:
                    self.refused.append(error.operation_name)
                elif code != _ABSENT:
                    raise
                return {}
