"""Direct Connect gateways, their associations, and proposals of other accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.account import Account, MakeAccount, filters
from tests.support.refusal import Refusal, refusal, refusal_code
from tests.support.transit_gateways import transit_gateway
from tests.support.until import until

CODE = "DirectConnectClientException"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@dataclass
class Hub:
    """An account with a Direct Connect gateway."""

    account: Account
    gateway: str

    @property
    def client(self) -> Any:
        return self.account.client("directconnect")

    def associate(self, gateway: str, *prefixes: str) -> dict[str, Any]:
        return dict(
            self.client.create_direct_connect_gateway_association(
                directConnectGatewayId=self.gateway, gatewayId=gateway, **added(*prefixes)
            )["directConnectGatewayAssociation"]
        )

    def associations(self) -> list[dict[str, Any]]:
        describe = self.client.describe_direct_connect_gateway_associations
        return list(describe(directConnectGatewayId=self.gateway)["directConnectGatewayAssociations"])

    def associated(self) -> dict[str, Any]:
        """Return the only association, when it is associated."""
        (found,) = until(
            self.associations, lambda found: [each["associationState"] for each in found] == ["associated"]
        )
        return found


def added(*prefixes: str) -> dict[str, Any]:
    return {"addAllowedPrefixesToDirectConnectGateway": [{"cidr": each} for each in prefixes]} if prefixes else {}


def allowed(association: dict[str, Any]) -> list[str]:
    return [each["cidr"] for each in association["allowedPrefixesToDirectConnectGateway"]]


def vpn_gateway(account: Account, cidr: str = "10.0.0.0/16") -> str:
    """Create a VPN gateway on a VPC, and return its ID."""
    vpc = account.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    gateway = account.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    account.ec2.attach_vpn_gateway(VpcId=vpc, VpnGatewayId=gateway)
    return gateway


def hub_of(account: Account) -> Hub:
    made = account.client("directconnect").create_direct_connect_gateway(
        directConnectGatewayName="hub", amazonSideAsn=64700
    )["directConnectGateway"]
    return Hub(account, made["directConnectGatewayId"])


@pytest.fixture
def hub(mine: Account) -> Hub:
    return hub_of(mine)


def test_gateway_is_global_and_renamed(mine: Account) -> None:
    client = mine.client("directconnect")
    made = client.create_direct_connect_gateway(directConnectGatewayName="hub", tags=[{"key": "team", "value": "net"}])
    gateway = made["directConnectGateway"]
    assert gateway == {
        "directConnectGatewayId": gateway["directConnectGatewayId"],
        "directConnectGatewayName": "hub",
        "amazonSideAsn": 64512,
        "ownerAccount": mine.id,
        "directConnectGatewayState": "available",
        "tags": [{"key": "team", "value": "net"}],
    }
    elsewhere = mine.in_region("eu-west-1").client("directconnect")
    named = {"directConnectGatewayId": gateway["directConnectGatewayId"]}
    elsewhere.update_direct_connect_gateway(**named, newDirectConnectGatewayName="center")
    (found,) = client.describe_direct_connect_gateways(**named)["directConnectGateways"]
    assert found == {**gateway, "directConnectGatewayName": "center"}


def test_gateway_is_deleted(hub: Hub) -> None:
    named = {"directConnectGatewayId": hub.gateway}
    deleted = hub.client.delete_direct_connect_gateway(**named)["directConnectGateway"]
    assert deleted["directConnectGatewayState"] == "deleting"
    until(lambda: hub.client.describe_direct_connect_gateways()["directConnectGateways"], lambda found: found == [])
    assert refusal(hub.client.delete_direct_connect_gateway, **named) == (
        CODE,
        f"Direct Connect Gateway {hub.gateway} does not exist.",
    )
    assert hub.client.describe_direct_connect_gateways(**named)["directConnectGateways"] == []


def test_gateway_belongs_to_its_account(hub: Hub, make_account: MakeAccount) -> None:
    other = make_account().client("directconnect")
    assert other.describe_direct_connect_gateways()["directConnectGateways"] == []
    assert refusal_code(other.delete_direct_connect_gateway, directConnectGatewayId=hub.gateway) == CODE


def test_gateways_come_in_pages(hub: Hub) -> None:
    hub_of(hub.account)
    first = hub.client.describe_direct_connect_gateways(maxResults=1)
    second = hub.client.describe_direct_connect_gateways(maxResults=1, nextToken=first["nextToken"])
    assert len({each["directConnectGateways"][0]["directConnectGatewayId"] for each in (first, second)}) == 2
    assert "nextToken" not in second
    assert refusal_code(hub.client.describe_direct_connect_gateways, nextToken="x") == CODE


def test_gateway_is_tagged(hub: Hub) -> None:
    arn = f"arn:aws:directconnect::{hub.account.id}:dx-gateway/{hub.gateway}"
    hub.client.tag_resource(resourceArn=arn, tags=[{"key": "team", "value": "net"}, {"key": "stage", "value": "one"}])
    hub.client.untag_resource(resourceArn=arn, tagKeys=["stage"])
    (tagged,) = hub.client.describe_tags(resourceArns=[arn])["resourceTags"]
    assert tagged == {"resourceArn": arn, "tags": [{"key": "team", "value": "net"}]}


def test_vpn_gateway_is_associated_with_its_vpcs_block(hub: Hub) -> None:
    gateway = vpn_gateway(hub.account)
    made = hub.associate(gateway)
    assert made == {
        "associationId": made["associationId"],
        "directConnectGatewayId": hub.gateway,
        "directConnectGatewayOwnerAccount": hub.account.id,
        "associationState": "associating",
        "associatedGateway": {
            "id": gateway,
            "type": "virtualPrivateGateway",
            "ownerAccount": hub.account.id,
            "region": "us-east-1",
        },
        "allowedPrefixesToDirectConnectGateway": [{"cidr": "10.0.0.0/16"}],
        "virtualGatewayId": gateway,
        "virtualGatewayRegion": "us-east-1",
        "virtualGatewayOwnerAccount": hub.account.id,
    }
    assert hub.associated() == {**made, "associationState": "associated"}
    assert refusal(hub.account.ec2.delete_vpn_gateway, VpnGatewayId=gateway).code == "IncorrectState"
    assert refusal_code(hub.client.delete_direct_connect_gateway, directConnectGatewayId=hub.gateway) == CODE


def test_allowed_prefixes_are_updated(hub: Hub) -> None:
    hub.associate(vpn_gateway(hub.account), "10.0.0.0/16", "10.0.0.0/15")
    association = hub.associated()["associationId"]
    update = hub.client.update_direct_connect_gateway_association
    removed = [{"cidr": "10.0.0.0/15"}]
    changed = update(
        associationId=association,
        removeAllowedPrefixesToDirectConnectGateway=removed,
        **added("10.0.0.0/8"),
    )["directConnectGatewayAssociation"]
    assert (changed["associationState"], allowed(changed)) == ("updating", ["10.0.0.0/16", "10.0.0.0/8"])
    assert allowed(hub.associated()) == ["10.0.0.0/16", "10.0.0.0/8"]
    assert refusal_code(update, associationId=association, **added("10.0.0.0")) == CODE


@pytest.mark.parametrize("named_by", ["association", "pair"])
def test_association_ends(hub: Hub, named_by: str) -> None:
    gateway = vpn_gateway(hub.account)
    hub.associate(gateway)
    association = hub.associated()["associationId"]
    pair = {"directConnectGatewayId": hub.gateway, "virtualGatewayId": gateway}
    named = {"associationId": association} if named_by == "association" else pair
    ended = hub.client.delete_direct_connect_gateway_association(**named)["directConnectGatewayAssociation"]
    assert ended["associationState"] == "disassociating"
    until(hub.associations, lambda found: found == [])
    assert refusal(hub.client.delete_direct_connect_gateway_association, associationId=association) == (
        CODE,
        f"Direct Connect Gateway Association {association} does not exist.",
    )
    hub.client.delete_direct_connect_gateway(directConnectGatewayId=hub.gateway)


def test_what_can_not_be_associated(hub: Hub) -> None:
    def refused(gateway: str, *prefixes: str, by: Hub = hub) -> Refusal:
        return refusal(lambda: by.associate(gateway, *prefixes))

    first = vpn_gateway(hub.account)
    loose = hub.account.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    elsewhere = vpn_gateway(hub.account.in_region("eu-west-1"))
    for gateway in ("vgw-0123456789abcdef0", elsewhere):
        assert refused(gateway) == (CODE, f"The VirtualGateway {gateway} does not exist.")
    assert refused("tgw-1", "10.0.0.0/8") == (CODE, "The TransitGateway tgw-1 does not exist.")
    assert refused(loose).message == f"The VirtualGateway {loose} is not attached to a VPC."
    hub.associate(first)
    assert "already associated" in refused(first).message
    assert "another Direct Connect gateway" in refused(first, by=hub_of(hub.account)).message
    assert "overlaps" in refused(vpn_gateway(hub.account, "10.0.128.0/17")).message
    assert "only" in refused(transit_gateway(hub.account, AmazonSideAsn=64800), "10.0.0.0/8").message
    hub.associate(vpn_gateway(hub.account, "10.1.0.0/16"))


def test_transit_gateway_is_attached(hub: Hub) -> None:
    gateway, ec2 = transit_gateway(hub.account, AmazonSideAsn=64800), hub.account.ec2
    assert "required" in refusal(lambda: hub.associate(gateway)).message
    assert (
        "not unique"
        in refusal(lambda: hub.associate(transit_gateway(hub.account, AmazonSideAsn=64700), "10.0.0.0/8")).message
    )
    hub.associate(gateway, "10.0.0.0/8")
    associated = hub.associated()
    assert (associated["associatedGateway"]["type"], associated.get("virtualGatewayId")) == ("transitGateway", None)
    wanted = filters({"resource-id": hub.gateway, "resource-type": "direct-connect-gateway"})

    def attachments() -> list[Any]:
        return list(ec2.describe_transit_gateway_attachments(Filters=wanted)["TransitGatewayAttachments"])

    assert [each["TransitGatewayId"] for each in attachments()] == [gateway]
    assert ec2.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"] == []
    hub.client.delete_direct_connect_gateway_association(associationId=associated["associationId"])
    until(attachments, lambda found: all(each["State"] == "deleted" for each in found))


@dataclass
class Offer:
    """A proposal of an account to the owner of a Direct Connect gateway."""

    hub: Hub
    account: Account
    gateway: str
    id: str

    @property
    def client(self) -> Any:
        return self.account.client("directconnect")

    def state(self) -> str:
        describe = self.client.describe_direct_connect_gateway_association_proposals
        return str(describe(proposalId=self.id)["directConnectGatewayAssociationProposals"][0]["proposalState"])

    def accept(self, **options: Any) -> dict[str, Any]:
        return dict(
            self.hub.client.accept_direct_connect_gateway_association_proposal(
                directConnectGatewayId=self.hub.gateway,
                proposalId=self.id,
                associatedGatewayOwnerAccount=self.account.id,
                **options,
            )["directConnectGatewayAssociation"]
        )


def offer(hub: Hub, account: Account, gateway: str, *prefixes: str) -> Offer:
    made = account.client("directconnect").create_direct_connect_gateway_association_proposal(
        directConnectGatewayId=hub.gateway,
        directConnectGatewayOwnerAccount=hub.account.id,
        gatewayId=gateway,
        **added(*prefixes),
    )["directConnectGatewayAssociationProposal"]
    return Offer(hub, account, gateway, made["proposalId"])


def test_proposal_of_another_account_is_accepted(hub: Hub, make_account: MakeAccount) -> None:
    other = make_account()
    gateway = vpn_gateway(other)
    proposal = offer(hub, other, gateway)
    describe = hub.client.describe_direct_connect_gateway_association_proposals
    (seen,) = describe(directConnectGatewayId=hub.gateway)["directConnectGatewayAssociationProposals"]
    assert (seen["proposalState"], seen["associatedGateway"]["ownerAccount"]) == ("requested", other.id)
    assert seen["requestedAllowedPrefixesToDirectConnectGateway"] == [{"cidr": "10.0.0.0/16"}]
    assert refusal_code(lambda: hub.associate(gateway)) == CODE

    association = proposal.accept()
    assert association["associatedGateway"]["ownerAccount"] == other.id
    assert (proposal.state(), allowed(hub.associated())) == ("accepted", ["10.0.0.0/16"])
    theirs = proposal.client.describe_direct_connect_gateway_associations(associatedGatewayId=gateway)
    assert [each["associationId"] for each in theirs["directConnectGatewayAssociations"]] == [
        association["associationId"]
    ]
    assert refusal(proposal.accept) == (CODE, "Direct Connect Gateway Association Proposal  has been accepted!")


def test_acceptance_overrides_the_prefixes(hub: Hub, make_account: MakeAccount) -> None:
    other = make_account()
    proposal = offer(hub, other, transit_gateway(other, AmazonSideAsn=64800), "10.0.0.0/16")
    proposal.accept(overrideAllowedPrefixesToDirectConnectGateway=[{"cidr": "10.0.0.0/8"}])
    assert allowed(hub.associated()) == ["10.0.0.0/8"]
    describe = proposal.client.describe_direct_connect_gateway_association_proposals
    (found,) = describe(associatedGatewayId=proposal.gateway)["directConnectGatewayAssociationProposals"]
    assert found["requestedAllowedPrefixesToDirectConnectGateway"] == [{"cidr": "10.0.0.0/8"}]
    attachments = other.ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]
    assert [each["ResourceId"] for each in attachments] == [hub.gateway]


def test_second_proposal_changes_the_association(hub: Hub, make_account: MakeAccount) -> None:
    other = make_account()
    gateway = vpn_gateway(other)
    first = offer(hub, other, gateway).accept()
    hub.associated()
    second = offer(hub, other, gateway, "10.0.0.0/8").accept()
    assert (second["associationId"], second["associationState"]) == (first["associationId"], "updating")
    assert allowed(hub.associated()) == ["10.0.0.0/16", "10.0.0.0/8"]


def test_proposal_is_withdrawn(hub: Hub, make_account: MakeAccount) -> None:
    other = make_account()
    proposal = offer(hub, other, vpn_gateway(other))
    proposal.client.delete_direct_connect_gateway_association_proposal(proposalId=proposal.id)
    assert refusal(proposal.accept) == (
        CODE,
        f"Direct Connect Gateway Association Proposal {proposal.id} is not found.",
    )
    code = refusal_code(
        proposal.client.create_direct_connect_gateway_association_proposal,
        directConnectGatewayId=UNKNOWN,
        directConnectGatewayOwnerAccount=hub.account.id,
        gatewayId=proposal.gateway,
    )
    assert code == CODE


def test_requests_are_checked(hub: Hub) -> None:
    describe = hub.client.describe_direct_connect_gateway_associations
    assert refusal(describe, associationId="ga-1") == (CODE, "Association ID has an invalid format.")
    assert refusal_code(describe) == CODE
    create = hub.client.create_direct_connect_gateway
    assert refusal_code(create, directConnectGatewayName="hub", amazonSideAsn=1) == CODE
    assert refusal_code(create, directConnectGatewayName=" ") == CODE
    attachments = hub.client.describe_direct_connect_gateway_attachments
    assert attachments(directConnectGatewayId=hub.gateway)["directConnectGatewayAttachments"] == []
    assert refusal_code(attachments) == CODE


def test_moto_has_connections_and_the_rest_is_refused(mine: Account) -> None:
    client = mine.client("directconnect")
    connection = client.create_connection(location="EqDC2", bandwidth="1Gbps", connectionName="office")
    found = client.describe_connections(connectionId=connection["connectionId"])["connections"]
    assert [each["connectionName"] for each in found] == ["office"]
    assert refusal(client.describe_virtual_interfaces).code == CODE
    assert refusal(client.describe_locations).code == CODE


def test_virtual_gateways_are_those_of_ec2(mine: Account) -> None:
    gateway = mine.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    (found,) = mine.client("directconnect").describe_virtual_gateways()["virtualGateways"]
    assert found["virtualGatewayId"] == gateway


def test_forgotten_account_has_no_gateways(hub: Hub) -> None:
    hub.account.http("DELETE", f"accounts/{hub.account.id}")
    assert hub.client.describe_direct_connect_gateways()["directConnectGateways"] == []
