"""Rules of Route 53 Profiles."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.profiles import profiles, resources
from privatelink_localstack.profiles.model import HOSTED_ZONE, RESOLVER_RULE, Profile, ProfileResource
from privatelink_localstack.profiles.plane import ProfilePlane
from tests.support.dns import SharesInMemory, profile_plane
from tests.support.refusal import refusal_code
from tests.support.world import World

OWNER, SPOKE = Scope("111111111111", "us-east-1"), Scope("222222222222", "us-east-1")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def shares() -> SharesInMemory:
    return SharesInMemory()


@pytest.fixture
def plane(world: World, shares: SharesInMemory) -> ProfilePlane:
    return profile_plane(world, shares)


@pytest.fixture
def profile(plane: ProfilePlane) -> Profile:
    return profiles.create_profile(plane, OWNER, "central", "once", {})


def zone(number: int, domain: str = "example.com") -> ProfileResource:
    return ProfileResource(f"arn:aws:route53:::hostedzone/Z{number}", HOSTED_ZONE, (domain,))


def test_quotas_of_a_profile(world: World, plane: ProfilePlane, profile: Profile) -> None:
    world.settings.quotas.update(vpcs_per_profile=1, hosted_zones_per_profile=1, resolver_rules_per_profile=1)
    vpcs = [world.network(OWNER).add_vpc().id for _ in range(2)]
    rules = [ProfileResource(f"arn:rule/{domain}", RESOLVER_RULE, (domain,)) for domain in "ab"]
    profiles.associate_vpc(plane, OWNER, profile.id, vpcs[0], "first", {})
    resources.associate(plane, OWNER, profile.id, zone(1, "a"), "first", None)
    resources.associate(plane, OWNER, profile.id, rules[0], "first", None)
    found = [
        refusal_code(profiles.associate_vpc, plane, OWNER, profile.id, vpcs[1], "second", {}),
        refusal_code(resources.associate, plane, OWNER, profile.id, zone(2, "b"), "second", None),
        refusal_code(resources.associate, plane, OWNER, profile.id, rules[1], "second", None),
    ]
    assert found == ["LimitExceededException"] * 3


def test_association_becomes_complete_and_goes(world: World, plane: ProfilePlane, profile: Profile) -> None:
    vpc = world.network(OWNER).add_vpc().id
    association = profiles.associate_vpc(plane, OWNER, profile.id, vpc, "spoke", {})
    resource = resources.associate(plane, OWNER, profile.id, zone(1), "zone", None)
    assert (association.status, resource.status) == ("CREATING", "UPDATING")
    world.wait(60)
    plane.settle()
    assert (plane.vpcs[association.id].status, plane.resources[resource.id].status) == ("COMPLETE", "COMPLETE")
    profiles.disassociate_vpc(plane, OWNER, profile.id, vpc)
    resources.disassociate(plane, OWNER, profile.id, zone(1).arn)
    assert plane.vpcs[association.id].status == "DELETING"
    world.wait(60)
    plane.settle()
    assert (plane.vpcs, plane.resources) == ({}, {})


def test_deleted_profile_takes_its_resources(plane: ProfilePlane, profile: Profile) -> None:
    resources.associate(plane, OWNER, profile.id, zone(1), "zone", None)
    profiles.delete_profile(plane, OWNER, profile.id)
    assert (plane.profiles, plane.resources) == ({}, {})


def test_association_ends_with_the_share(
    world: World, plane: ProfilePlane, shares: SharesInMemory, profile: Profile
) -> None:
    shares.received = {SPOKE.account: {profile.arn}}
    vpc = world.network(SPOKE).add_vpc().id
    profiles.associate_vpc(plane, SPOKE, profile.id, vpc, "spoke", {})
    assert plane.profile_of_vpc(vpc) == profile
    shares.received = {}
    plane.drop_unreachable(SPOKE.region)
    assert plane.profile_of_vpc(vpc) is None


def test_forgotten_account_takes_its_profile_from_others(
    world: World, plane: ProfilePlane, shares: SharesInMemory, profile: Profile
) -> None:
    shares.received = {SPOKE.account: {profile.arn}}
    profiles.associate_vpc(plane, SPOKE, profile.id, world.network(SPOKE).add_vpc().id, "spoke", {})
    assert plane.accounts() == {OWNER.account, SPOKE.account}
    plane.forget_account(OWNER.account)
    assert plane.accounts() == set()
