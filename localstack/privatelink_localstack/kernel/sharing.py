"""What a service asks Resource Access Manager. The RAM adapter implements the protocol."""

from __future__ import annotations

from typing import Protocol

from privatelink_localstack.kernel.scope import Scope

NOT_SHARED, SHARED_BY_ME, SHARED_WITH_ME = "NOT_SHARED", "SHARED_BY_ME", "SHARED_WITH_ME"
"""`ShareStatus` of Route 53's shareable resources."""


class Shares(Protocol):
    """The resource shares of all accounts."""

    def is_shared_with(self, scope: Scope, arn: str, resource_type: str) -> bool:
        """Return whether an account has a resource from another account.

        Parameters:
            resource_type: as RAM names it, such as `route53resolver:ResolverRule`.
        """

    def is_shared_by(self, scope: Scope, arn: str) -> bool:
        """Return whether a resource of the account is in an active share of its own."""
