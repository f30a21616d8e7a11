"""The caller of an operation, as rules see it."""

from __future__ import annotations

from dataclasses import dataclass

from privatelink_localstack.kernel.errors import dry_run_succeeded
from privatelink_localstack.kernel.scope import Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """An account that calls in a Region.

    Parameters:
        dry_run: whether the call ends before it changes anything.
    """

    scope: Scope
    dry_run: bool = False

    @property
    def account(self) -> str:
        """The calling account."""
        return self.scope.account

    @property
    def region(self) -> str:
        """The Region of the call."""
        return self.scope.region

    def proceed(self) -> None:
        """End a dry run: all checks have passed.

        Raises:
            AwsError: `DryRunOperation`.
        """
        if self.dry_run:
            raise dry_run_succeeded()
