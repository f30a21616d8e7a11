"""Organizations: units, accounts, invitations and trusted services, from several accounts."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import refusal, refusal_code

NOT_IN_USE = ("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
DENIED = ("AccessDeniedException", "You don't have permissions to access this resource.")


class World(NamedTuple):
    """An organization with two units, one in the other, and an invited account in the inner one."""

    manager: Account
    member: Account
    root: str
    outer: str
    inner: str

    @property
    def api(self) -> Any:
        """Organizations of the management account."""
        return self.manager.client("organizations")


def join(manager: Account, member: Account, parent: str, root: str) -> None:
    """Put an account into an organization, and into one of its units."""
    api = manager.client("organizations")
    handshake = api.invite_account_to_organization(Target={"Id": member.id, "Type": "ACCOUNT"})["Handshake"]
    member.client("organizations").accept_handshake(HandshakeId=handshake["Id"])
    api.move_account(AccountId=member.id, SourceParentId=root, DestinationParentId=parent)


@pytest.fixture
def world(make_account: MakeAccount) -> World:
    manager, member = make_account(), make_account()
    api = manager.client("organizations")
    api.create_organization()
    root = api.list_roots()["Roots"][0]["Id"]
    outer = api.create_organizational_unit(ParentId=root, Name="retail", Tags=[{"Key": "team", "Value": "shops"}])
    inner = api.create_organizational_unit(ParentId=outer["OrganizationalUnit"]["Id"], Name="stores")
    units = [each["OrganizationalUnit"]["Id"] for each in (outer, inner)]
    join(manager, member, units[1], root)
    return World(manager, member, root, *units)


def test_account_without_an_organization_is_told_so(make_account: MakeAccount) -> None:
    api = make_account().client("organizations")
    assert refusal(api.describe_organization) == NOT_IN_USE
    assert refusal(api.list_accounts) == NOT_IN_USE


def test_organization_is_described_by_all_its_accounts(world: World) -> None:
    mine = world.api.describe_organization()["Organization"]
    theirs = world.member.client("organizations").describe_organization()["Organization"]
    assert mine == theirs
    assert (mine["MasterAccountId"], mine["FeatureSet"]) == (world.manager.id, "ALL")
    assert mine["Arn"] == f"arn:aws:organizations::{world.manager.id}:organization/{mine['Id']}"
    assert refusal_code(world.api.create_organization) == "AlreadyInOrganizationException"
    assert refusal_code(world.api.delete_organization) == "OrganizationNotEmptyException"


def test_tree_is_listed_level_by_level(world: World) -> None:
    def units(parent: str) -> list[str]:
        found = world.api.list_organizational_units_for_parent(ParentId=parent)["OrganizationalUnits"]
        return [each["Id"] for each in found]

    def accounts(parent: str) -> list[str]:
        return [each["Id"] for each in world.api.list_accounts_for_parent(ParentId=parent)["Accounts"]]

    assert [units(each) for each in (world.root, world.outer, world.inner)] == [[world.outer], [world.inner], []]
    assert [accounts(each) for each in (world.root, world.outer, world.inner)] == [
        [world.manager.id],
        [],
        [world.member.id],
    ]
    parents = world.api.list_parents(ChildId=world.member.id)["Parents"]
    assert parents == [{"Id": world.inner, "Type": "ORGANIZATIONAL_UNIT"}]
    children = world.api.list_children(ParentId=world.outer, ChildType="ORGANIZATIONAL_UNIT")["Children"]
    assert children == [{"Id": world.inner, "Type": "ORGANIZATIONAL_UNIT"}]
    assert refusal_code(world.api.list_parents, ChildId="000000000001") == "ChildNotFoundException"
    assert refusal_code(world.api.list_accounts_for_parent, ParentId="ou-abcd-12345678") == "ParentNotFoundException"
    assert refusal(world.api.list_accounts_for_parent, ParentId="retail") == (
        "InvalidInputException",
        "You provided a value that does not match the required pattern.",
    )


def test_unit_is_renamed_tagged_and_deleted_empty(world: World) -> None:
    api, unit = world.api, world.inner
    renamed = api.update_organizational_unit(OrganizationalUnitId=unit, Name="outlets")["OrganizationalUnit"]
    assert api.describe_organizational_unit(OrganizationalUnitId=unit)["OrganizationalUnit"] == renamed
    api.tag_resource(ResourceId=unit, Tags=[{"Key": "env", "Value": "test"}, {"Key": "team", "Value": "a"}])
    api.untag_resource(ResourceId=unit, TagKeys=["team"])
    assert api.list_tags_for_resource(ResourceId=unit)["Tags"] == [{"Key": "env", "Value": "test"}]
    assert api.list_tags_for_resource(ResourceId=world.outer)["Tags"] == [{"Key": "team", "Value": "shops"}]
    full = refusal_code(api.delete_organizational_unit, OrganizationalUnitId=unit)
    assert full == "OrganizationalUnitNotEmptyException"
    api.remove_account_from_organization(AccountId=world.member.id)
    api.delete_organizational_unit(OrganizationalUnitId=unit)
    gone = refusal_code(api.describe_organizational_unit, OrganizationalUnitId=unit)
    assert gone == "OrganizationalUnitNotFoundException"
    api.delete_organization()
    assert refusal(api.describe_organization) == NOT_IN_USE


def test_created_account_can_be_moved_and_closed(world: World) -> None:
    request = world.api.create_account(AccountName="app", Email="app@example.com")["CreateAccountStatus"]
    assert world.api.describe_create_account_status(CreateAccountRequestId=request["Id"])["CreateAccountStatus"] == (
        request
    )
    account = request["AccountId"]
    world.api.move_account(AccountId=account, SourceParentId=world.root, DestinationParentId=world.outer)
    described = world.api.describe_account(AccountId=account)["Account"]
    assert (described["Name"], described["Email"], described["JoinedMethod"], described["Status"]) == (
        "app",
        "app@example.com",
        "CREATED",
        "ACTIVE",
    )
    again = world.api.create_account(AccountName="app", Email="app@example.com")["CreateAccountStatus"]
    assert (again["State"], again["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")
    world.api.close_account(AccountId=account)
    assert world.api.describe_account(AccountId=account)["Account"]["Status"] == "SUSPENDED"


def test_members_read_only_as_delegated_administrators(world: World) -> None:
    theirs, service = world.member.client("organizations"), "ram.amazonaws.com"
    assert refusal(theirs.list_accounts) == DENIED
    world.api.enable_aws_service_access(ServicePrincipal=service)
    (trusted,) = world.api.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert trusted["ServicePrincipal"] == service
    world.api.register_delegated_administrator(AccountId=world.member.id, ServicePrincipal=service)
    assert {each["Id"] for each in theirs.list_accounts()["Accounts"]} == {world.manager.id, world.member.id}
    assert refusal(theirs.create_organizational_unit, ParentId=world.root, Name="mine") == DENIED
    (administrator,) = world.api.list_delegated_administrators(ServicePrincipal=service)["DelegatedAdministrators"]
    (delegated,) = world.api.list_delegated_services_for_account(AccountId=world.member.id)["DelegatedServices"]
    assert (administrator["Id"], delegated["ServicePrincipal"]) == (world.member.id, service)
    world.api.deregister_delegated_administrator(AccountId=world.member.id, ServicePrincipal=service)
    world.api.disable_aws_service_access(ServicePrincipal=service)
    assert world.api.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []


def test_invitation_is_seen_and_answered_by_its_sides(world: World, make_account: MakeAccount) -> None:
    guest = make_account()
    invited = world.api.invite_account_to_organization(Target={"Id": guest.id, "Type": "ACCOUNT"}, Notes="Join us.")[
        "Handshake"
    ]
    assert (invited["State"], invited["Action"]) == ("OPEN", "INVITE")
    theirs = guest.client("organizations")
    assert [each["Id"] for each in theirs.list_handshakes_for_account()["Handshakes"]] == [invited["Id"]]
    assert theirs.describe_handshake(HandshakeId=invited["Id"])["Handshake"]["Resources"] == invited["Resources"]
    assert refusal(world.api.accept_handshake, HandshakeId=invited["Id"]) == DENIED
    outsider = world.member.client("organizations")
    assert refusal_code(outsider.describe_handshake, HandshakeId=invited["Id"]) == "HandshakeNotFoundException"
    assert theirs.decline_handshake(HandshakeId=invited["Id"])["Handshake"]["State"] == "DECLINED"
    second = world.api.invite_account_to_organization(Target={"Id": guest.id, "Type": "ACCOUNT"})["Handshake"]
    assert world.api.cancel_handshake(HandshakeId=second["Id"])["Handshake"]["State"] == "CANCELED"
    states = {each["State"] for each in world.api.list_handshakes_for_organization()["Handshakes"]}
    assert states == {"ACCEPTED", "DECLINED", "CANCELED"}
    assert refusal(theirs.describe_organization) == NOT_IN_USE


def test_account_leaves_and_is_forgotten(world: World) -> None:
    world.member.client("organizations").leave_organization()
    assert refusal(world.member.client("organizations").describe_organization) == NOT_IN_USE
    join(world.manager, world.member, world.outer, world.root)
    world.member.vpc()
    world.member.http("DELETE", f"accounts/{world.member.id}")
    assert [each["Id"] for each in world.api.list_accounts()["Accounts"]] == [world.manager.id]


def test_accounts_are_listed_in_pages(world: World) -> None:
    first = world.api.list_accounts(MaxResults=1)
    rest = world.api.list_accounts(MaxResults=1, NextToken=first["NextToken"])
    assert {each["Id"] for each in (*first["Accounts"], *rest["Accounts"])} == {world.manager.id, world.member.id}
    assert "NextToken" not in rest
    assert refusal_code(world.api.list_accounts, NextToken="none") == "InvalidInputException"


def test_policies_are_refused(world: World) -> None:
    assert refusal(world.api.list_policies, Filter="SERVICE_CONTROL_POLICY") == (
        "UnsupportedAPIEndpointException",
        "ListPolicies is not emulated",
    )
