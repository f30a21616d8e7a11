"""Resource Access Manager within an organization: groups as principals, and no invitations."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import refusal, refusal_code


class Inside(NamedTuple):
    """A management account with sharing enabled, a member in a nested unit, and the ARNs of the groups."""

    manager: Account
    member: Account
    organization: str
    outer: str
    inner: str

    @property
    def ram(self) -> Any:
        """RAM of the management account."""
        return self.manager.client("ram")

    def share(self, principal: str) -> str:
        """Share a subnet with a principal, and return the share's ARN."""
        subnet = f"arn:aws:ec2:us-east-1:{self.manager.id}:subnet/{self.manager.subnet(self.manager.vpc())}"
        made = self.ram.create_resource_share(
            name="inside", resourceArns=[subnet], principals=[principal], allowExternalPrincipals=False
        )
        return str(made["resourceShare"]["resourceShareArn"])

    def received(self) -> list[str]:
        """Return the shares that the member has."""
        found = self.member.client("ram").get_resource_shares(resourceOwner="OTHER-ACCOUNTS")["resourceShares"]
        return [each["resourceShareArn"] for each in found]


@pytest.fixture
def inside(make_account: MakeAccount) -> Inside:
    manager, member = make_account(), make_account()
    api = manager.client("organizations")
    organization = api.create_organization()["Organization"]["Arn"]
    root = api.list_roots()["Roots"][0]["Id"]
    outer = api.create_organizational_unit(ParentId=root, Name="retail")["OrganizationalUnit"]
    inner = api.create_organizational_unit(ParentId=outer["Id"], Name="stores")["OrganizationalUnit"]
    handshake = api.invite_account_to_organization(Target={"Id": member.id, "Type": "ACCOUNT"})["Handshake"]
    member.client("organizations").accept_handshake(HandshakeId=handshake["Id"])
    api.move_account(AccountId=member.id, SourceParentId=root, DestinationParentId=inner["Id"])
    assert manager.client("ram").enable_sharing_with_aws_organization()["returnValue"] is True
    return Inside(manager, member, organization, outer["Arn"], inner["Arn"])


@pytest.mark.parametrize("group", ["organization", "outer", "inner"])
def test_group_has_the_share_without_an_invitation(inside: Inside, group: str) -> None:
    share = inside.share(getattr(inside, group))
    assert inside.received() == [share]
    mine = inside.member.client("ram")
    assert mine.get_resource_share_invitations()["resourceShareInvitations"] == []
    (resource,) = mine.list_resources(resourceOwner="OTHER-ACCOUNTS")["resources"]
    (owner,) = mine.list_principals(resourceOwner="OTHER-ACCOUNTS")["principals"]
    assert (resource["type"], owner["id"], owner["external"]) == ("ec2:Subnet", inside.manager.id, False)


def test_account_inside_has_the_share_and_can_not_leave_it(inside: Inside) -> None:
    share = inside.share(inside.member.id)
    assert inside.received() == [share]
    leave = inside.member.client("ram").disassociate_resource_share
    code = refusal_code(leave, resourceShareArn=share, principals=[inside.member.id])
    assert code == "OperationNotPermittedException"
    inside.ram.disassociate_resource_share(resourceShareArn=share, principals=[inside.member.id])
    assert inside.received() == []


def test_share_ends_with_the_membership(inside: Inside) -> None:
    share = inside.share(inside.outer)
    api = inside.manager.client("organizations")
    root = api.list_roots()["Roots"][0]["Id"]
    inner = inside.inner.rpartition("/")[2]
    api.move_account(AccountId=inside.member.id, SourceParentId=inner, DestinationParentId=root)
    assert inside.received() == []
    api.move_account(AccountId=inside.member.id, SourceParentId=root, DestinationParentId=inner)
    assert inside.received() == [share]
    api.disable_aws_service_access(ServicePrincipal="ram.amazonaws.com")
    assert inside.received() == []


def test_sharing_is_enabled_by_the_management_account_with_a_role(inside: Inside, make_account: MakeAccount) -> None:
    role = inside.manager.client("iam").get_role(RoleName="AWSServiceRoleForResourceAccessManager")["Role"]
    assert role["Path"] == "/aws-service-role/ram.amazonaws.com/"
    trusted = inside.manager.client("organizations").list_aws_service_access_for_organization()
    assert [each["ServicePrincipal"] for each in trusted["EnabledServicePrincipals"]] == ["ram.amazonaws.com"]
    assert inside.ram.enable_sharing_with_aws_organization()["returnValue"] is True
    for account in (inside.member, make_account()):
        code = refusal_code(account.client("ram").enable_sharing_with_aws_organization)
        assert code == "OperationNotPermittedException"


def test_groups_elsewhere_are_unknown(inside: Inside, make_account: MakeAccount) -> None:
    outsider = make_account().client("ram")
    unit = inside.inner.rpartition("/")[2]
    assert refusal(outsider.create_resource_share, name="x", principals=[inside.inner]) == (
        "UnknownResourceException",
        f"OrganizationalUnit {unit} in unknown organization could not be found.",
    )
    outside = refusal_code(
        inside.ram.create_resource_share, name="x", principals=[make_account().id], allowExternalPrincipals=False
    )
    assert outside == "OperationNotPermittedException"
