"""The shares of all accounts, by account and Region."""

from __future__ import annotations

from collections.abc import Iterator

from localstack.services.stores import AccountRegionBundle, BaseStore, LocalAttribute

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.sharing.model import Share


class RamStore(BaseStore):  # type: ignore[misc]
    """The shares of an account in a Region, by ARN."""

    shares: dict[str, Share] = LocalAttribute(default=dict)


ram_stores = AccountRegionBundle("ram", RamStore, validate=False)


def shares_of(scope: Scope) -> dict[str, Share]:
    """Return the shares that an account owns in a Region, by ARN."""
    shares: dict[str, Share] = ram_stores[scope.account][scope.region].shares
    return shares


def all_shares(region: str) -> Iterator[Share]:
    """Yield the shares of all accounts in a Region."""
    for account in list(ram_stores):
        yield from list(shares_of(Scope(account, region)).values())


def put(share: Share, region: str) -> None:
    """Add or replace a share."""
    shares_of(Scope(share.account, region))[share.arn] = share
