"""The profiles of all accounts and Regions, and the changes that time brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network
from privatelink_localstack.kernel.plane import Plane
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.kernel.sharing import Shares
from privatelink_localstack.kernel.timeline import Change
from privatelink_localstack.profiles.model import (
    DELETED,
    PROFILE_TYPE,
    Profile,
    ResourceAssociation,
    VpcAssociation,
)


def not_found(resource_id: str) -> AwsError:
    """Return the error for what the caller does not have. Words observed: aws-cloudformation roadmap#2044."""
    return AwsError("ResourceNotFoundException", f"Can't find the resource with ID '{resource_id}'.")


class ProfilePlane(Plane):
    """Profiles and their associations by ID; see `Plane`.

    Parameters:
        clock: seconds since the epoch, for what is shown.
        shares: the resource shares of RAM.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float],
        timer: Callable[[], float],
        network: Callable[[Scope], Network],
        shares: Shares,
    ) -> None:
        super().__init__(settings, timer=timer, network=network)
        self.clock = clock
        self.shares = shares
        self.profiles: dict[str, Profile] = {}
        self.vpcs: dict[str, VpcAssociation] = {}
        self.resources: dict[str, ResourceAssociation] = {}

    def profile(self, scope: Scope, profile_id: str) -> Profile:
        """Return a profile that the caller has or that another account shares with it."""
        profile = self.profiles.get(profile_id)
        if profile is None or not self.is_visible(scope, profile):
            raise not_found(profile_id)
        return profile

    def own_profile(self, scope: Scope, profile_id: str) -> Profile:
        """Return a profile of the caller's own: a share lets others read and associate, and not change.

        Source: RAM guide, AWSRAMPermissionRoute53ProfileAllowAssociation; the words are not confirmed.
        """
        profile = self.profile(scope, profile_id)
        if profile.account != scope.account:
            raise AwsError(
                "AccessDeniedException", f"The account {scope.account} may not change the profile {profile_id}."
            )
        return profile

    def is_visible(self, scope: Scope, profile: Profile) -> bool:
        """Return whether an account has a profile, or another account shares it."""
        return profile.region == scope.region and (
            profile.account == scope.account or self.shares.is_shared_with(scope, profile.arn, PROFILE_TYPE)
        )

    def resources_of(self, profile_id: str) -> Iterator[ResourceAssociation]:
        """Yield the resources of a profile."""
        yield from (each for each in self.resources.values() if each.profile_id == profile_id)

    def profile_of_vpc(self, vpc_id: str) -> Profile | None:
        """Return the profile that a VPC is associated with; None if there is none."""
        found = next((each for each in self.vpcs.values() if each.vpc_id == vpc_id), None)
        return None if found is None else self.profiles.get(found.profile_id)

    def drop_unreachable(self, region: str) -> None:
        """Remove the associations in a Region whose profile is no longer shared, or whose VPC is gone.

        That the end of a share ends the associations is not confirmed.
        """
        for association in list(self.vpcs.values()):
            scope = Scope(association.account, association.region)
            profile = self.profiles.get(association.profile_id)
            if association.region == region and (
                profile is None
                or not self.is_visible(scope, profile)
                or self.network(scope).vpc(association.vpc_id) is None
            ):
                del self.vpcs[association.id]

    def accounts(self) -> set[str]:
        """Return the IDs of the accounts with records."""
        return {each.account for each in self.profiles.values()} | {each.account for each in self.vpcs.values()}

    def forget_account(self, account: str) -> None:
        """Remove an account's profiles and associations, and those of other accounts with its profiles."""
        self.profiles = {key: each for key, each in self.profiles.items() if each.account != account}
        self.vpcs = {
            key: each for key, each in self.vpcs.items() if each.account != account and each.profile_id in self.profiles
        }
        self.resources = {key: each for key, each in self.resources.items() if each.profile_id in self.profiles}

    def reset(self) -> None:
        """Remove all records and planned changes."""
        for records in (self.profiles, self.vpcs, self.resources):
            records.clear()
        self.timeline.clear()

    def _apply(self, change: Change) -> None:
        key = change.resource_id
        if key in self.vpcs and self.vpcs[key].status == change.before:
            if change.after == DELETED:
                del self.vpcs[key]
            else:
                self.vpcs[key] = replace(self.vpcs[key], status=change.after)
        elif key in self.resources and self.resources[key].status == change.before:
            if change.after == DELETED:
                del self.resources[key]
            else:
                self.resources[key] = replace(self.resources[key], status=change.after)
