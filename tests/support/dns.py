"""Planes of Route 53 Resolver and Route 53 Profiles over a world in memory."""

from __future__ import annotations

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.profiles.plane import ProfilePlane
from privatelink_localstack.resolver.plane import ResolverPlane
from tests.support.world import World


class SharesInMemory:
    """Resource shares in memory: which account has which resources of others.

    Parameters:
        received: ARNs by account.
    """

    def __init__(self) -> None:
        self.received: dict[str, set[str]] = {}

    def is_shared_with(self, scope: Scope, arn: str, resource_type: str) -> bool:  # noqa: ARG002 - the protocol's
        """Return whether an account has a resource from another account."""
        return arn in self.received.get(scope.account, set())

    def is_shared_by(self, scope: Scope, arn: str) -> bool:
        """Return whether a resource of the account is shared."""
        return f":{scope.account}:" in arn and any(arn in arns for arns in self.received.values())


def resolver_plane(world: World, shares: SharesInMemory | None = None) -> ResolverPlane:
    """Return Resolver's plane in a world."""
    return ResolverPlane(
        world.settings,
        clock=lambda: world.now,
        timer=lambda: world.elapsed,
        network=world.network,
        shares=shares or SharesInMemory(),
    )


def profile_plane(world: World, shares: SharesInMemory | None = None) -> ProfilePlane:
    """Return the plane of profiles in a world."""
    return ProfilePlane(
        world.settings,
        clock=lambda: world.now,
        timer=lambda: world.elapsed,
        network=world.network,
        shares=shares or SharesInMemory(),
    )
