"""Transit gateways shared with another account, and peering attachments between accounts and Regions."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount, filters
from tests.support.refusal import refusal, refusal_code
from tests.support.transit_gateways import equals, network, options_of, seen, settle, transit_gateway
from tests.support.until import until


class Shared(NamedTuple):
    """A gateway of one account, and another account with a VPC that the gateway is shared with."""

    owner: Account
    user: Account
    gateway: str
    vpc: str
    subnet: str

    def attach(self) -> str:
        return self.user.ec2.create_transit_gateway_vpc_attachment(
            TransitGatewayId=self.gateway, VpcId=self.vpc, SubnetIds=[self.subnet]
        )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]


def share(owner: Account, user: Account, gateway_id: str) -> None:
    """Share a gateway, and accept the invitation."""
    owner.client("ram").create_resource_share(
        name="network",
        principals=[user.id],
        resourceArns=[f"arn:aws:ec2:us-east-1:{owner.id}:transit-gateway/{gateway_id}"],
    )
    (invitation,) = user.client("ram").get_resource_share_invitations()["resourceShareInvitations"]
    user.client("ram").accept_resource_share_invitation(
        resourceShareInvitationArn=invitation["resourceShareInvitationArn"]
    )


@pytest.fixture
def shared(make_account: MakeAccount) -> Shared:
    owner, user = make_account(), make_account()
    made = transit_gateway(owner)
    unknown = refusal(user.ec2.describe_transit_gateways, TransitGatewayIds=[made])
    assert unknown == ("InvalidTransitGatewayID.NotFound", f"Transit Gateway {made} was deleted or does not exist.")
    share(owner, user, made)
    return Shared(owner, user, made, *network(user))


def test_shared_gateway_waits_for_its_owner(shared: Shared) -> None:
    attachment = shared.attach()
    assert [seen(account, attachment).get("State") for account in (shared.user, shared.owner)] == [
        "pendingAcceptance"
    ] * 2
    early = refusal_code(shared.user.ec2.accept_transit_gateway_vpc_attachment, TransitGatewayAttachmentId=attachment)
    assert early == "InvalidTransitGatewayAttachmentID.NotFound"
    shared.owner.ec2.accept_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=attachment)
    settle(shared.user, attachment)
    (mine,) = shared.user.ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]
    (theirs,) = shared.owner.ec2.describe_transit_gateway_attachments(
        Filters=filters({"resource-owner-id": shared.user.id, "association.state": "associated"})
    )["TransitGatewayAttachments"]
    assert (mine.get("TransitGatewayOwnerId"), mine.get("ResourceOwnerId")) == (shared.owner.id, shared.user.id)
    assert theirs.get("Association", {}).get("State") == "associated"
    assert "Association" not in mine


def test_automatic_acceptance(make_account: MakeAccount) -> None:
    owner, user = make_account(), make_account()
    made = transit_gateway(owner, AutoAcceptSharedAttachments="enable")
    share(owner, user, made)
    settle(user, Shared(owner, user, made, *network(user)).attach())


def test_rejected_attachment_is_over(shared: Shared) -> None:
    attachment = shared.attach()
    held = refusal_code(shared.user.ec2.delete_subnet, SubnetId=shared.subnet)
    shared.owner.ec2.reject_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=attachment)
    assert (held, seen(shared.user, attachment).get("State")) == ("DependencyViolation", "rejected")
    shared.user.ec2.delete_subnet(SubnetId=shared.subnet)
    assert refusal(shared.owner.ec2.accept_transit_gateway_vpc_attachment, TransitGatewayAttachmentId=attachment) == (
        "IncorrectState",
        f"{attachment} is in invalid state",
    )


def test_owner_alone_sees_and_changes_tables_and_gateway(shared: Shared) -> None:
    table = options_of(shared.user, shared.gateway)[1]["AssociationDefaultRouteTableId"]
    ec2 = shared.user.ec2
    assert refusal(ec2.get_transit_gateway_route_table_associations, TransitGatewayRouteTableId=table) == (
        "InvalidRouteTableID.NotFound",
        f"Transit Gateway Route Table {table} was deleted or does not exist.",
    )
    assert [
        refusal_code(ec2.modify_transit_gateway, TransitGatewayId=shared.gateway, Description="mine"),
        refusal_code(ec2.delete_transit_gateway, TransitGatewayId=shared.gateway),
        refusal_code(ec2.create_transit_gateway_route_table, TransitGatewayId=shared.gateway),
    ] == ["InvalidTransitGatewayID.NotFound"] * 3


def test_tags_are_of_each_account(shared: Shared) -> None:
    attachment = shared.attach()
    for account in (shared.user, shared.owner):
        account.ec2.create_tags(Resources=[attachment], Tags=[{"Key": "account", "Value": account.id}])
    assert [seen(account, attachment).get("Tags") for account in (shared.user, shared.owner)] == [
        [{"Key": "account", "Value": account.id}] for account in (shared.user, shared.owner)
    ]


def test_forgotten_owner_takes_the_gateway_along(shared: Shared) -> None:
    shared.owner.ec2.accept_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=shared.attach())
    shared.owner.http("DELETE", f"accounts/{shared.owner.id}")
    assert shared.user.ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"] == []
    shared.user.ec2.delete_subnet(SubnetId=shared.subnet)


class PeeredGateways(NamedTuple):
    """Gateways of two accounts in two Regions, and a request of the first's."""

    mine: Account
    theirs: Account
    own: str
    peer: str
    attachment: str

    def state(self, account: Account) -> str | None:
        (found,) = account.ec2.describe_transit_gateway_peering_attachments(
            TransitGatewayAttachmentIds=[self.attachment]
        )["TransitGatewayPeeringAttachments"]
        assert found["RequesterTgwInfo"] == {
            "TransitGatewayId": self.own,
            "OwnerId": self.mine.id,
            "Region": "us-east-1",
        }
        assert found["AccepterTgwInfo"] == {
            "TransitGatewayId": self.peer,
            "OwnerId": self.theirs.id,
            "Region": "eu-west-1",
        }
        return found.get("State")

    def settle(self, state: str) -> None:
        for account in (self.mine, self.theirs):
            until(lambda account=account: self.state(account), equals(state))  # type: ignore[misc]


@pytest.fixture
def peered(make_account: MakeAccount) -> PeeredGateways:
    mine, theirs = make_account(), make_account(region="eu-west-1")
    own, peer = transit_gateway(mine), transit_gateway(theirs)
    made = mine.ec2.create_transit_gateway_peering_attachment(
        TransitGatewayId=own, PeerTransitGatewayId=peer, PeerAccountId=theirs.id, PeerRegion="eu-west-1"
    )["TransitGatewayPeeringAttachment"]
    found = PeeredGateways(mine, theirs, own, peer, made["TransitGatewayAttachmentId"])
    assert made["State"] == "initiatingRequest"
    found.settle("pendingAcceptance")
    return found


def test_peered_gateways_have_static_routes(peered: PeeredGateways) -> None:
    assert (
        refusal_code(
            peered.mine.ec2.accept_transit_gateway_peering_attachment, TransitGatewayAttachmentId=peered.attachment
        )
        == "InvalidParameterValue"
    )
    peered.theirs.ec2.accept_transit_gateway_peering_attachment(TransitGatewayAttachmentId=peered.attachment)
    peered.settle("available")
    for account, made in ((peered.mine, peered.own), (peered.theirs, peered.peer)):
        table = options_of(account, made)[1]["AssociationDefaultRouteTableId"]
        pair: Any = {"TransitGatewayRouteTableId": table, "TransitGatewayAttachmentId": peered.attachment}
        account.ec2.create_transit_gateway_route(DestinationCidrBlock="10.0.0.0/8", **pair)
        assert (
            refusal_code(account.ec2.enable_transit_gateway_route_table_propagation, **pair) == "UnsupportedOperation"
        )
    assert refusal(peered.mine.ec2.delete_transit_gateway, TransitGatewayId=peered.own) == (
        "IncorrectState",
        f"{peered.own} has non-deleted Transit Gateway Cross Region Peering Attachments: {peered.attachment}.",
    )
    peered.theirs.ec2.delete_transit_gateway_peering_attachment(TransitGatewayAttachmentId=peered.attachment)
    peered.settle("deleted")


def test_rejected_peering_is_over_on_both_sides(peered: PeeredGateways) -> None:
    peered.theirs.ec2.reject_transit_gateway_peering_attachment(TransitGatewayAttachmentId=peered.attachment)
    peered.settle("rejected")
