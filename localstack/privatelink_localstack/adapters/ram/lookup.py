"""Questions of other emulated services to RAM."""

from __future__ import annotations

from privatelink_localstack.adapters.ram.organization import receives_as
from privatelink_localstack.adapters.ram.store import all_shares
from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.sharing import received
from privatelink_localstack.sharing.model import ACTIVE, RESOURCE
from privatelink_localstack.sharing.received import SharedResource


def shared_with(scope: Scope, resource_type: str) -> tuple[SharedResource, ...]:
    """Return the resources of a type that an account has from other accounts in a Region, each once.

    Parameters:
        scope: the account that asks, in its Region.
        resource_type: as RAM names it, such as `ec2:TransitGateway`, `route53resolver:ResolverRule` or
            `route53profiles:Profile`.
    """
    groups = receives_as(scope.account, partition_of(scope.region).name)
    return tuple(received.shared_with(all_shares(scope.region), scope.account, resource_type, groups))


def is_shared_with(scope: Scope, arn: str, resource_type: str) -> bool:
    """Return whether an account has a resource from another account."""
    return any(each.arn == arn for each in shared_with(scope, resource_type))


def is_shared_by(scope: Scope, arn: str) -> bool:
    """Return whether a resource of the account is in an active share of its own."""
    return any(
        share.account == scope.account and any(each.entity == arn for each in share.of(RESOURCE))
        for share in all_shares(scope.region)
        if share.status == ACTIVE
    )
