"""Security groups of other VPCs as sources of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import refusal
from tests.support.transit_gateways import network, settle, transit_gateway

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_ec2.type_defs import IpPermissionTypeDef

APART = ("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")


def group(account: Account, vpc: str) -> str:
    return account.ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]


class Neighbours(NamedTuple):
    """A security group in a VPC, and one in another account's VPC."""

    mine: Account
    theirs: Account
    vpcs: tuple[str, str]
    subnets: tuple[str, str]
    group: str
    source: str

    @property
    def permission(self) -> IpPermissionTypeDef:
        pair = {"UserId": self.theirs.id, "GroupId": self.source}
        return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [pair]}  # type: ignore[list-item]

    def authorize(self) -> None:
        self.mine.ec2.authorize_security_group_ingress(GroupId=self.group, IpPermissions=[self.permission])

    def sources(self) -> list[tuple[str | None, str | None]]:
        (found,) = self.mine.ec2.describe_security_groups(GroupIds=[self.group])["SecurityGroups"]
        pairs = [pair for each in found["IpPermissions"] for pair in each["UserIdGroupPairs"]]
        return [(each.get("UserId"), each.get("GroupId")) for each in pairs]


@pytest.fixture
def neighbours(make_account: MakeAccount) -> Neighbours:
    mine, theirs = make_account(), make_account()
    (vpc, subnet), (peer, peer_subnet) = network(mine, "10.80.0.0/16"), network(theirs, "10.81.0.0/16")
    return Neighbours(mine, theirs, (vpc, peer), (subnet, peer_subnet), group(mine, vpc), group(theirs, peer))


def peer(neighbours: Neighbours) -> None:
    made = neighbours.mine.ec2.create_vpc_peering_connection(
        VpcId=neighbours.vpcs[0], PeerVpcId=neighbours.vpcs[1], PeerOwnerId=neighbours.theirs.id
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    neighbours.theirs.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made)


def attach(neighbours: Neighbours) -> None:
    made = transit_gateway(
        neighbours.mine, AutoAcceptSharedAttachments="enable", SecurityGroupReferencingSupport="enable"
    )
    neighbours.mine.client("ram").create_resource_share(
        name="network",
        principals=[neighbours.theirs.id],
        resourceArns=[f"arn:aws:ec2:us-east-1:{neighbours.mine.id}:transit-gateway/{made}"],
    )
    ram = neighbours.theirs.client("ram")
    (invitation,) = ram.get_resource_share_invitations()["resourceShareInvitations"]
    ram.accept_resource_share_invitation(resourceShareInvitationArn=invitation["resourceShareInvitationArn"])
    for account, vpc, subnet in zip(
        (neighbours.mine, neighbours.theirs), neighbours.vpcs, neighbours.subnets, strict=True
    ):
        attachment = account.ec2.create_transit_gateway_vpc_attachment(
            TransitGatewayId=made, VpcId=vpc, SubnetIds=[subnet]
        )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
        settle(account, attachment)


@pytest.mark.parametrize("join", [peer, attach])
def test_group_of_another_account_is_a_source_once_joined(
    neighbours: Neighbours, join: Callable[[Neighbours], None]
) -> None:
    assert refusal(neighbours.authorize) == APART
    join(neighbours)
    neighbours.authorize()
    assert neighbours.sources() == [(neighbours.theirs.id, neighbours.source)]
    (rule,) = (
        each
        for each in neighbours.mine.ec2.describe_security_group_rules(
            Filters=[{"Name": "group-id", "Values": [neighbours.group]}]
        )["SecurityGroupRules"]
        if not each["IsEgress"]
    )
    referenced = rule["ReferencedGroupInfo"]
    assert (referenced.get("UserId"), referenced.get("GroupId")) == (neighbours.theirs.id, neighbours.source)
    neighbours.mine.ec2.revoke_security_group_ingress(GroupId=neighbours.group, IpPermissions=[neighbours.permission])
    assert neighbours.sources() == []


def test_groups_of_one_account_need_the_connection_too(mine: Account) -> None:
    first, second = (network(mine, f"10.{block}.0.0/16")[0] for block in (80, 81))
    own, source = group(mine, first), group(mine, second)
    permission: IpPermissionTypeDef = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": source}]}
    assert refusal(mine.ec2.authorize_security_group_egress, GroupId=own, IpPermissions=[permission]) == APART


def test_unknown_group_is_no_source(neighbours: Neighbours) -> None:
    unknown = neighbours._replace(source="sg-00000000000000000")
    assert refusal(unknown.authorize) == (
        "InvalidGroup.NotFound",
        "The security group 'sg-00000000000000000' does not exist",
    )
