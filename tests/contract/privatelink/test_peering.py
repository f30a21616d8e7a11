"""VPC peering connections, across accounts and Regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount, filters
from tests.support.refusal import refusal, refusal_code

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpcPeeringConnectionTypeDef


class Pair(NamedTuple):
    """VPCs of two accounts in two Regions, and a request of the first's."""

    mine: Account
    theirs: Account
    vpc: str
    peer: str
    id: str

    def seen(self, account: Account) -> VpcPeeringConnectionTypeDef:
        (found,) = account.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[self.id])[
            "VpcPeeringConnections"
        ]
        return found

    def status(self, account: Account | None = None) -> str | None:
        return self.seen(account or self.mine)["Status"].get("Code")

    def accept(self) -> None:
        self.theirs.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=self.id)


def vpc(account: Account, cidr: str) -> str:
    return account.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]


@pytest.fixture
def pair(make_account: MakeAccount) -> Pair:
    mine, theirs = make_account(), make_account(region="eu-west-1")
    own, peer = vpc(mine, "10.80.0.0/16"), vpc(theirs, "10.81.0.0/16")
    made = mine.ec2.create_vpc_peering_connection(
        VpcId=own,
        PeerVpcId=peer,
        PeerOwnerId=theirs.id,
        PeerRegion="eu-west-1",
        TagSpecifications=[{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "side", "Value": "mine"}]}],
    )["VpcPeeringConnection"]
    assert made["Status"] == {"Code": "initiating-request", "Message": f"Initiating Request to {theirs.id}"}
    return Pair(mine, theirs, own, peer, made["VpcPeeringConnectionId"])


def test_both_sides_see_the_request_and_the_connection(pair: Pair) -> None:
    waiting = pair.seen(pair.theirs)
    assert waiting["Status"] == {
        "Code": "pending-acceptance",
        "Message": f"Pending Acceptance by {pair.theirs.id}",
    }
    assert waiting["AccepterVpcInfo"] == {"OwnerId": pair.theirs.id, "VpcId": pair.peer, "Region": "eu-west-1"}
    pair.accept()
    for account in (pair.mine, pair.theirs):
        found = pair.seen(account)
        assert found["Status"] == {"Code": "active", "Message": "Active"}
        assert found["AccepterVpcInfo"] == {
            "CidrBlock": "10.81.0.0/16",
            "CidrBlockSet": [{"CidrBlock": "10.81.0.0/16"}],
            "OwnerId": pair.theirs.id,
            "PeeringOptions": {
                "AllowDnsResolutionFromRemoteVpc": False,
                "AllowEgressFromLocalClassicLinkToRemoteVpc": False,
                "AllowEgressFromLocalVpcToRemoteClassicLink": False,
            },
            "VpcId": pair.peer,
            "Region": "eu-west-1",
        }


def test_tags_are_of_each_account(pair: Pair) -> None:
    pair.theirs.ec2.create_tags(Resources=[pair.id], Tags=[{"Key": "side", "Value": "theirs"}])
    assert [pair.seen(account).get("Tags") for account in (pair.mine, pair.theirs)] == [
        [{"Key": "side", "Value": "mine"}],
        [{"Key": "side", "Value": "theirs"}],
    ]
    pair.mine.ec2.delete_tags(Resources=[pair.id])
    assert pair.seen(pair.theirs).get("Tags") == [{"Key": "side", "Value": "theirs"}]


def test_third_account_knows_nothing_of_it(pair: Pair, make_account: MakeAccount) -> None:
    third = make_account()
    unknown = ("InvalidVpcPeeringConnectionID.NotFound", f"The vpcPeeringConnection ID '{pair.id}' does not exist")
    assert refusal(third.ec2.describe_vpc_peering_connections, VpcPeeringConnectionIds=[pair.id]) == unknown
    assert refusal(third.ec2.create_tags, Resources=[pair.id], Tags=[{"Key": "a", "Value": "b"}]) == unknown
    assert third.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("requester-vpc-info.vpc-id", "vpc"),
        ("accepter-vpc-info.vpc-id", "peer"),
        ("vpc-peering-connection-id", "id"),
        ("status-code", "pending-acceptance"),
        ("requester-vpc-info.cidr-block", "10.80.*"),
        ("tag:side", "min?"),
    ],
)
def test_filter_finds_it(pair: Pair, name: str, value: str) -> None:
    wanted = getattr(pair, value, value)
    found = pair.mine.ec2.describe_vpc_peering_connections(Filters=filters({name: wanted}))["VpcPeeringConnections"]
    other = pair.mine.ec2.describe_vpc_peering_connections(Filters=filters({name: "other"}))["VpcPeeringConnections"]
    assert ([each["VpcPeeringConnectionId"] for each in found], other) == ([pair.id], [])


def test_overlapping_blocks_fail(make_account: MakeAccount) -> None:
    mine, theirs = make_account(), make_account()
    made = mine.ec2.create_vpc_peering_connection(
        VpcId=vpc(mine, "10.80.0.0/16"), PeerVpcId=vpc(theirs, "10.80.128.0/20"), PeerOwnerId=theirs.id
    )["VpcPeeringConnection"]
    (failed,) = mine.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert (failed["VpcPeeringConnectionId"], failed["Status"]) == (
        made["VpcPeeringConnectionId"],
        {
            "Code": "failed",
            "Message": "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
        },
    )
    assert theirs.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"] == []


def test_options_are_set_by_each_side(pair: Pair) -> None:
    on: Any = {"AllowDnsResolutionFromRemoteVpc": True}
    early = refusal_code(
        pair.mine.ec2.modify_vpc_peering_connection_options,
        VpcPeeringConnectionId=pair.id,
        RequesterPeeringConnectionOptions=on,
    )
    pair.accept()
    changed = pair.mine.ec2.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=pair.id, RequesterPeeringConnectionOptions=on
    )
    assert (early, set(changed) - {"ResponseMetadata"}) == (
        "OperationNotPermitted",
        {"RequesterPeeringConnectionOptions"},
    )
    pair.theirs.ec2.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=pair.id, AccepterPeeringConnectionOptions=on
    )
    found = pair.seen(pair.mine)
    assert [
        found[side]["PeeringOptions"].get("AllowDnsResolutionFromRemoteVpc")
        for side in ("RequesterVpcInfo", "AccepterVpcInfo")
    ] == [True, True]


def route_states(account: Account, table: str) -> dict[str | None, str | None]:
    (found,) = account.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return {route.get("DestinationCidrBlock"): route.get("State") for route in found["Routes"]}


def test_route_is_a_black_hole_unless_the_connection_is_active(pair: Pair) -> None:
    ec2 = pair.mine.ec2
    table = ec2.create_route_table(VpcId=pair.vpc)["RouteTable"]["RouteTableId"]

    def states() -> dict[str | None, str | None]:
        return route_states(pair.mine, table)

    ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.81.0.0/16", VpcPeeringConnectionId=pair.id)
    waiting = states()
    pair.accept()
    active = states()
    ec2.replace_route(RouteTableId=table, DestinationCidrBlock="10.81.0.0/16", VpcPeeringConnectionId=pair.id)
    pair.theirs.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pair.id)
    assert pair.status() == "deleted"
    assert [each["10.81.0.0/16"] for each in (waiting, active, states())] == ["blackhole", "active", "blackhole"]
    assert states()["10.80.0.0/16"] == "active"


def test_route_to_an_unknown_or_ended_connection_is_refused(pair: Pair) -> None:
    ec2 = pair.mine.ec2
    table = ec2.create_route_table(VpcId=pair.vpc)["RouteTable"]["RouteTableId"]
    other = ec2.create_route_table(VpcId=vpc(pair.mine, "10.82.0.0/16"))["RouteTable"]["RouteTableId"]

    def create(route_table: str, peering: str) -> str | None:
        return refusal_code(
            ec2.create_route,
            RouteTableId=route_table,
            DestinationCidrBlock="10.81.0.0/16",
            VpcPeeringConnectionId=peering,
        )

    elsewhere, unknown = create(other, pair.id), create(table, "pcx-00000000000000000")
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pair.id)
    assert [elsewhere, unknown, create(table, pair.id)] == [
        "InvalidParameterValue",
        "InvalidVpcPeeringConnectionID.NotFound",
        "InvalidVpcPeeringConnectionID.NotFound",
    ]


def test_deleted_connection_can_not_be_deleted_again(pair: Pair) -> None:
    pair.mine.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pair.id)
    assert refusal(pair.mine.ec2.delete_vpc_peering_connection, VpcPeeringConnectionId=pair.id) == (
        "InvalidStateTransition",
        f"Invalid state transition for {pair.id}, attempted to transition from deleted to deleting",
    )
    assert pair.seen(pair.mine)["Status"] == {"Code": "deleted", "Message": f"Deleted by {pair.mine.id}"}


def test_rejected_request_is_seen_by_both(pair: Pair) -> None:
    pair.theirs.ec2.reject_vpc_peering_connection(VpcPeeringConnectionId=pair.id)
    assert [pair.status(account) for account in (pair.mine, pair.theirs)] == ["rejected", "rejected"]


def test_vpc_with_a_connection_can_not_be_deleted(pair: Pair) -> None:
    pair.accept()
    assert refusal(pair.theirs.ec2.delete_vpc, VpcId=pair.peer) == (
        "DependencyViolation",
        f"The vpc '{pair.peer}' has dependencies and cannot be deleted.",
    )
    pair.mine.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=pair.id)
    pair.theirs.ec2.delete_vpc(VpcId=pair.peer)


def test_forgotten_peer_leaves_a_deleted_connection(pair: Pair) -> None:
    pair.accept()
    pair.theirs.http("DELETE", f"accounts/{pair.theirs.id}")
    assert pair.status() == "deleted"


def test_malformed_requests_are_refused(pair: Pair) -> None:
    ec2 = pair.mine.ec2
    assert [
        refusal_code(ec2.create_vpc_peering_connection, VpcId=pair.vpc),
        refusal_code(ec2.create_vpc_peering_connection, VpcId="vpc-0", PeerVpcId=pair.peer),
        refusal_code(ec2.describe_vpc_peering_connections, Filters=filters({"nonsense": "a"})),
        refusal_code(ec2.accept_vpc_peering_connection, VpcPeeringConnectionId=pair.id, DryRun=True),
    ] == [
        "MissingParameter",
        "InvalidVpcID.NotFound",
        "InvalidFilter",
        "OperationNotPermitted",
    ]
