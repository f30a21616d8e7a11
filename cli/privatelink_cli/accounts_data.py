"""The data of `privatelink accounts` in the envelope."""

from __future__ import annotations

from typing import TypedDict


class SandboxAccount(TypedDict):
    """An account of the sandbox.

    Parameters:
        id, arn: of the account, and of the identity that answers there; null where it can't be resolved.
        region: the account's own; null where the settings name none.
        found_by: the way to its credentials; null where it can't be resolved.
        regions: that a run needs there, the account's own first.
        account_alias: IAM's alias of the account; null where it has none, or nobody tells.
        organizational_units: names of those that it is in, the innermost first.
        unread: API operations that the identity may not call, so that a name or a Region was not compared.
        refusal: why a run would refuse the account; null where it would not.
    """

    alias: str
    id: str | None
    arn: str | None
    region: str | None
    found_by: str | None
    regions: list[str]
    account_alias: str | None
    organizational_units: list[str]
    unread: list[str]
    refusal: str | None


class Accounts(TypedDict):
    """`accounts`: the accounts of the sandbox, in the order of the settings."""

    accounts: list[SandboxAccount]
