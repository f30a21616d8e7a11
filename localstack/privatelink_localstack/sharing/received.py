"""Resources that an account has from other accounts: what services ask RAM."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from privatelink_localstack.sharing.model import ACTIVE, ASSOCIATED, PRINCIPAL, RESOURCE, Share
from privatelink_localstack.sharing.principals import account_of
from privatelink_localstack.sharing.resources import resource_type


@dataclass(frozen=True, slots=True)
class SharedResource:
    """A resource that another account shares.

    Parameters:
        owner: the account that shares it.
        share: ARN of the resource share.
    """

    arn: str
    owner: str
    share: str


def reaches(share: Share, account: str, groups: Collection[str] = ()) -> bool:
    """Return whether another account has the share: by a principal of its own, or by a group that it is in.

    A principal that was let in as one of the owner's organization counts while its account is in it.

    Parameters:
        groups: ARNs of the account's organization and of the units above it.
    """
    return (
        share.account != account
        and share.status == ACTIVE
        and any(
            each.status == ASSOCIATED
            and (each.entity in groups or (account_of(each.entity) == account and each.organization in {"", *groups}))
            for each in share.of(PRINCIPAL)
        )
    )


def shared_with(
    shares: Iterable[Share], account: str, kind: str, groups: Collection[str] = ()
) -> Iterator[SharedResource]:
    """Yield the resources of a type that an account has from others, each once.

    Parameters:
        shares: of all accounts, in one Region.
        kind: the type as RAM names it, such as `ec2:TransitGateway`.
        groups: see `reaches`.
    """
    seen: set[str] = set()
    for share in shares:
        if not reaches(share, account, groups):
            continue
        for one in share.of(RESOURCE):
            if one.status == ASSOCIATED and one.entity not in seen and resource_type(one.entity).name == kind:
                seen.add(one.entity)
                yield SharedResource(one.entity, share.account, share.arn)
