"""Resource Access Manager: shares, principals, invitations, across two accounts."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import refusal, refusal_code


class Shared(NamedTuple):
    """Two accounts, and a share of the first's with a prefix list."""

    owner: Account
    receiver: Account
    arn: str
    prefix_list: str

    @property
    def theirs(self) -> Any:
        """RAM of the owner."""
        return self.owner.client("ram")

    @property
    def mine(self) -> Any:
        """RAM of the receiver."""
        return self.receiver.client("ram")

    def invite(self) -> str:
        """Associate the receiver, and return the ARN of its invitation."""
        self.theirs.associate_resource_share(resourceShareArn=self.arn, principals=[self.receiver.id])
        (invitation,) = self.mine.get_resource_share_invitations()["resourceShareInvitations"]
        return str(invitation["resourceShareInvitationArn"])

    def statuses(self, kind: str = "PRINCIPAL") -> dict[str, str]:
        found = self.theirs.get_resource_share_associations(associationType=kind, resourceShareArns=[self.arn])
        return {each["associatedEntity"]: each["status"] for each in found["resourceShareAssociations"]}

    def permissions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.theirs.list_resource_share_permissions(resourceShareArn=self.arn)[
            "permissions"
        ]
        return found

    def received(self) -> list[str]:
        shares = self.mine.get_resource_shares(resourceOwner="OTHER-ACCOUNTS")["resourceShares"]
        return [each["resourceShareArn"] for each in shares]


def make_prefix_list(account: Account, name: str) -> str:
    """Create a managed prefix list, and return its ARN."""
    made = account.ec2.create_managed_prefix_list(PrefixListName=name, MaxEntries=1, AddressFamily="IPv4")
    return made["PrefixList"]["PrefixListArn"]


@pytest.fixture
def shared(make_account: MakeAccount) -> Shared:
    owner, receiver = make_account(), make_account()
    prefix_list = make_prefix_list(owner, "shared")
    share = owner.client("ram").create_resource_share(
        name="network", resourceArns=[prefix_list], tags=[{"key": "team", "value": "network"}]
    )["resourceShare"]
    assert (share["status"], share["owningAccountId"], share["allowExternalPrincipals"], share["featureSet"]) == (
        "ACTIVE",
        owner.id,
        True,
        "STANDARD",
    )
    return Shared(owner, receiver, share["resourceShareArn"], prefix_list)


def test_share_reaches_an_account_that_accepts_the_invitation(shared: Shared) -> None:
    invitation = shared.invite()
    assert (shared.statuses(), shared.received()) == ({shared.receiver.id: "ASSOCIATING"}, [])
    answer = shared.mine.accept_resource_share_invitation(resourceShareInvitationArn=invitation, clientToken="once")
    accepted = answer["resourceShareInvitation"]
    assert (accepted["status"], accepted["senderAccountId"], accepted["receiverAccountId"], answer["clientToken"]) == (
        "ACCEPTED",
        shared.owner.id,
        shared.receiver.id,
        "once",
    )
    assert (shared.statuses(), shared.received()) == ({shared.receiver.id: "ASSOCIATED"}, [shared.arn])
    (resource,) = shared.mine.list_resources(resourceOwner="OTHER-ACCOUNTS")["resources"]
    assert (resource["arn"], resource["type"], resource["status"]) == (
        shared.prefix_list,
        "ec2:PrefixList",
        "AVAILABLE",
    )
    (principal,) = shared.mine.list_principals(resourceOwner="OTHER-ACCOUNTS")["principals"]
    assert (principal["id"], principal["external"]) == (shared.owner.id, True)
    (principal,) = shared.theirs.list_principals(resourceOwner="SELF")["principals"]
    assert principal["id"] == shared.receiver.id
    again = shared.mine.accept_resource_share_invitation
    assert refusal_code(again, resourceShareInvitationArn=invitation) == (
        "ResourceShareInvitationAlreadyAcceptedException"
    )


def test_share_does_not_reach_an_account_that_rejects_it(shared: Shared) -> None:
    shared.mine.reject_resource_share_invitation(resourceShareInvitationArn=shared.invite())
    assert (shared.statuses(), shared.received()) == ({shared.receiver.id: "FAILED"}, [])


def test_invitation_is_the_receivers_alone(shared: Shared) -> None:
    invitation = shared.invite()
    code = refusal_code(shared.theirs.accept_resource_share_invitation, resourceShareInvitationArn=invitation)
    assert code == "ResourceShareInvitationArnNotFoundException"
    listing = shared.theirs.get_resource_share_invitations
    assert listing()["resourceShareInvitations"] == []
    assert refusal_code(listing, resourceShareInvitationArns=[invitation]) == code


def test_account_leaves_a_share(shared: Shared) -> None:
    shared.mine.accept_resource_share_invitation(resourceShareInvitationArn=shared.invite())
    (left,) = shared.mine.disassociate_resource_share(resourceShareArn=shared.arn, principals=[shared.receiver.id])[
        "resourceShareAssociations"
    ]
    assert left["status"] == "DISASSOCIATED"
    assert (shared.statuses(), shared.received()) == ({}, [])
    assert shared.statuses("RESOURCE") == {shared.prefix_list: "ASSOCIATED"}


def test_resources_come_and_go(shared: Shared) -> None:
    other = f"arn:aws:ec2:us-east-1:{shared.owner.id}:subnet/{shared.owner.subnet(shared.owner.vpc())}"
    (added,) = shared.theirs.associate_resource_share(resourceShareArn=shared.arn, resourceArns=[other])[
        "resourceShareAssociations"
    ]
    assert (added["associatedEntity"], added["status"], added["external"]) == (other, "ASSOCIATED", False)
    types = {each["type"] for each in shared.theirs.list_resources(resourceOwner="SELF")["resources"]}
    assert types == {each["resourceType"] for each in shared.permissions()} == {"ec2:Subnet", "ec2:PrefixList"}
    shared.theirs.disassociate_resource_share(resourceShareArn=shared.arn, resourceArns=[shared.prefix_list])
    assert shared.statuses("RESOURCE") == {other: "ASSOCIATED"}


def test_share_is_changed_tagged_and_deleted_by_its_owner(shared: Shared) -> None:
    shared.theirs.update_resource_share(resourceShareArn=shared.arn, name="renamed")
    shared.theirs.tag_resource(resourceShareArn=shared.arn, tags=[{"key": "env", "value": "test"}])
    shared.theirs.untag_resource(resourceShareArn=shared.arn, tagKeys=["team"])
    (share,) = shared.theirs.get_resource_shares(resourceOwner="SELF", resourceShareArns=[shared.arn])["resourceShares"]
    assert (share["name"], share["tags"]) == ("renamed", [{"key": "env", "value": "test"}])
    unknown = ("UnknownResourceException", f"ResourceShare {shared.arn} could not be found.")
    assert refusal(shared.mine.delete_resource_share, resourceShareArn=shared.arn) == unknown
    assert refusal(shared.mine.update_resource_share, resourceShareArn=shared.arn, name="mine") == unknown
    assert refusal(shared.mine.tag_resource, resourceShareArn=shared.arn, tags=[]) == unknown
    assert shared.theirs.delete_resource_share(resourceShareArn=shared.arn)["returnValue"] is True
    (share,) = shared.theirs.get_resource_shares(resourceOwner="SELF")["resourceShares"]
    assert (share["status"], shared.statuses("RESOURCE")) == ("DELETED", {})
    assert refusal(shared.theirs.delete_resource_share, resourceShareArn=shared.arn) == unknown


def test_shares_are_filtered_and_in_pages(shared: Shared) -> None:
    other = shared.theirs.create_resource_share(name="other", allowExternalPrincipals=False)["resourceShare"]
    listing = shared.theirs.get_resource_shares
    by_name = listing(resourceOwner="SELF", name="other")["resourceShares"]
    by_tag = listing(resourceOwner="SELF", tagFilters=[{"tagKey": "team", "tagValues": ["network"]}])["resourceShares"]
    assert [each["resourceShareArn"] for each in (*by_name, *by_tag)] == [other["resourceShareArn"], shared.arn]
    first = listing(resourceOwner="SELF", maxResults=1)
    rest = listing(resourceOwner="SELF", maxResults=1, nextToken=first["nextToken"])
    assert {each["name"] for each in (*first["resourceShares"], *rest["resourceShares"])} == {"network", "other"}
    assert "nextToken" not in rest
    assert refusal_code(listing, resourceOwner="SELF", nextToken="none") == "InvalidNextTokenException"


def test_shares_are_regional(shared: Shared) -> None:
    there = shared.owner.in_region("eu-west-1").client("ram")
    assert there.get_resource_shares(resourceOwner="SELF")["resourceShares"] == []


def test_refusals(shared: Shared) -> None:
    malformed = (
        "MalformedArnException",
        "The specified resource share ARN is not valid. Verify the ARN and try again.",
    )
    assert refusal(shared.theirs.delete_resource_share, resourceShareArn="share") == malformed
    associate = shared.theirs.associate_resource_share
    zone = refusal(associate, resourceShareArn=shared.arn, resourceArns=["arn:aws:route53:::hostedzone/Z1"])
    assert zone == ("MalformedArnException", "You cannot share the selected resource type.")
    assert refusal_code(associate, resourceShareArn=shared.arn, principals=["me"]) == "InvalidParameterException"
    policies = refusal(shared.theirs.get_resource_policies, resourceArns=[shared.prefix_list])
    assert policies == ("OperationNotPermittedException", "GetResourcePolicies is not emulated")


def test_unanswered_invitation_tells_what_it_is_for(shared: Shared) -> None:
    invitation = shared.invite()
    listing = shared.mine.list_pending_invitation_resources
    (resource,) = listing(resourceShareInvitationArn=invitation)["resources"]
    assert resource["arn"] == shared.prefix_list
    shared.mine.accept_resource_share_invitation(resourceShareInvitationArn=invitation)
    code = refusal_code(listing, resourceShareInvitationArn=invitation)
    assert code == "ResourceShareInvitationAlreadyAcceptedException"


def test_permissions_are_listed_by_type_and_chosen(shared: Shared) -> None:
    ram = shared.theirs
    (kind,) = ram.list_permissions(resourceType="ec2:TransitGateway")["permissions"]
    assert (kind["name"], kind["permissionType"]) == ("AWSRAMDefaultPermissionTransitGateway", "AWS_MANAGED")
    assert ram.get_permission(permissionArn=kind["arn"])["permission"]["resourceType"] == "ec2:TransitGateway"
    assert [each["arn"] for each in ram.list_permission_versions(permissionArn=kind["arn"])["permissions"]] == [
        kind["arn"]
    ]
    ram.associate_resource_share_permission(resourceShareArn=shared.arn, permissionArn=kind["arn"])
    types = {each["resourceType"] for each in shared.permissions()}
    assert types == {"ec2:PrefixList", "ec2:TransitGateway"}
    ram.disassociate_resource_share_permission(resourceShareArn=shared.arn, permissionArn=kind["arn"])
    assert {each["resourceType"] for each in shared.permissions()} == {"ec2:PrefixList"}
    assert "ec2:TransitGateway" in {each["resourceType"] for each in ram.list_resource_types()["resourceTypes"]}
    unknown = f"{kind['arn']}X"
    assert refusal_code(ram.get_permission, permissionArn=unknown) == "UnknownResourceException"


def test_subnet_is_not_shared_outside_an_organization(shared: Shared) -> None:
    shared.invite()
    subnet = f"arn:aws:ec2:us-east-1:{shared.owner.id}:subnet/{shared.owner.subnet(shared.owner.vpc())}"
    code, message = refusal(shared.theirs.associate_resource_share, resourceShareArn=shared.arn, resourceArns=[subnet])
    assert code == "OperationNotPermittedException"
    assert message.startswith(
        "The resource you are attempting to share can only be shared within your AWS Organization."
    )
