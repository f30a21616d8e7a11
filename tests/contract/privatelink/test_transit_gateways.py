"""Transit gateways, their route tables and routes, and VPC attachments of the same account."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.support.account import Account, filters
from tests.support.refusal import refusal, refusal_code
from tests.support.transit_gateways import equals, network, options_of, seen, settle, transit_gateway
from tests.support.until import until


class Attached(NamedTuple):
    """A gateway with one VPC of the same account."""

    account: Account
    gateway: str
    vpc: str
    subnet: str
    attachment: str
    table: str

    @property
    def ec2(self) -> Any:
        return self.account.ec2

    def associations(self) -> dict[str, str]:
        found = self.ec2.get_transit_gateway_route_table_associations(TransitGatewayRouteTableId=self.table)
        return {each["TransitGatewayAttachmentId"]: each["State"] for each in found["Associations"]}

    def propagations(self) -> dict[str, str]:
        found = self.ec2.get_transit_gateway_route_table_propagations(TransitGatewayRouteTableId=self.table)
        return {
            each["TransitGatewayAttachmentId"]: each["State"] for each in found["TransitGatewayRouteTablePropagations"]
        }

    def routes(self) -> dict[str, tuple[str, str]]:
        found = self.ec2.search_transit_gateway_routes(
            TransitGatewayRouteTableId=self.table, Filters=filters({"state": "*"})
        )
        return {each["DestinationCidrBlock"]: (each["Type"], each["State"]) for each in found["Routes"]}

    @property
    def pair(self) -> dict[str, str]:
        return {"TransitGatewayRouteTableId": self.table, "TransitGatewayAttachmentId": self.attachment}


@pytest.fixture
def attached(mine: Account) -> Attached:
    made = transit_gateway(mine)
    vpc, subnet = network(mine)
    attachment = mine.ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=made, VpcId=vpc, SubnetIds=[subnet])[
        "TransitGatewayVpcAttachment"
    ]["TransitGatewayAttachmentId"]
    settle(mine, attachment)
    return Attached(mine, made, vpc, subnet, attachment, options_of(mine, made)[1]["AssociationDefaultRouteTableId"])


def test_options_have_awss_defaults(mine: Account) -> None:
    made = mine.ec2.create_transit_gateway(
        Description="hub",
        TagSpecifications=[{"ResourceType": "transit-gateway", "Tags": [{"Key": "a", "Value": "b"}]}],
    )["TransitGateway"]
    options = made.get("Options", {})
    table = options.pop("AssociationDefaultRouteTableId")
    assert options == {
        "AmazonSideAsn": 64512,
        "AutoAcceptSharedAttachments": "disable",
        "DefaultRouteTableAssociation": "enable",
        "DefaultRouteTablePropagation": "enable",
        "PropagationDefaultRouteTableId": table,
        "VpnEcmpSupport": "enable",
        "DnsSupport": "enable",
        "SecurityGroupReferencingSupport": "disable",
        "MulticastSupport": "disable",
    }
    assert (made.get("State"), made.get("Description"), made.get("OwnerId"), made.get("Tags")) == (
        "pending",
        "hub",
        mine.id,
        [{"Key": "a", "Value": "b"}],
    )
    assert made.get("TransitGatewayArn") == (
        f"arn:aws:ec2:us-east-1:{mine.id}:transit-gateway/{made.get('TransitGatewayId')}"
    )


def test_gateway_without_defaults_has_no_tables(mine: Account) -> None:
    made = transit_gateway(mine, DefaultRouteTableAssociation="disable", DefaultRouteTablePropagation="disable")
    options = options_of(mine, made)[1]
    assert "AssociationDefaultRouteTableId" not in options
    assert "PropagationDefaultRouteTableId" not in options
    assert mine.ec2.describe_transit_gateway_route_tables()["TransitGatewayRouteTables"] == []


def test_modification_changes_options_in_place(mine: Account) -> None:
    made = transit_gateway(mine, AmazonSideAsn=64600)
    table = mine.ec2.create_transit_gateway_route_table(TransitGatewayId=made)["TransitGatewayRouteTable"]
    changed = mine.ec2.modify_transit_gateway(
        TransitGatewayId=made,
        Description="new",
        Options={
            "AmazonSideAsn": 64601,
            "AddTransitGatewayCidrBlocks": ["10.255.0.0/24"],
            "DnsSupport": "disable",
            "DefaultRouteTablePropagation": "disable",
            "AssociationDefaultRouteTableId": table["TransitGatewayRouteTableId"],
        },
    )["TransitGateway"]
    options = changed.get("Options", {})
    assert (options.get("AmazonSideAsn"), options.get("TransitGatewayCidrBlocks"), options.get("DnsSupport")) == (
        64601,
        ["10.255.0.0/24"],
        "disable",
    )
    assert (options.get("AssociationDefaultRouteTableId"), options.get("PropagationDefaultRouteTableId")) == (
        table["TransitGatewayRouteTableId"],
        None,
    )


def test_attachment_joins_the_default_table_and_has_interfaces(attached: Attached) -> None:
    assert attached.associations() == {attached.attachment: "associated"}
    assert attached.propagations() == {attached.attachment: "enabled"}
    assert attached.routes() == {"10.90.0.0/16": ("propagated", "active")}
    (interface,) = attached.ec2.describe_network_interfaces(Filters=filters({"subnet-id": attached.subnet}))[
        "NetworkInterfaces"
    ]
    assert (interface["InterfaceType"], interface["Description"], interface["SourceDestCheck"]) == (
        "transit_gateway",
        f"Network Interface for Transit Gateway Attachment {attached.attachment}",
        False,
    )
    shown = seen(attached.account, attached.attachment)
    assert (shown.get("VpcId"), shown.get("SubnetIds"), shown.get("Options")) == (
        attached.vpc,
        [attached.subnet],
        {
            "DnsSupport": "enable",
            "SecurityGroupReferencingSupport": "enable",
            "Ipv6Support": "disable",
            "ApplianceModeSupport": "disable",
        },
    )


def test_attachment_leaves_the_default_table_and_joins_another(attached: Attached) -> None:
    attached.ec2.disassociate_transit_gateway_route_table(**attached.pair)
    attached.ec2.disable_transit_gateway_route_table_propagation(**attached.pair)
    until(lambda: (attached.associations(), attached.propagations()), equals(({}, {})))
    assert attached.routes() == {}
    again = refusal_code(attached.ec2.disassociate_transit_gateway_route_table, **attached.pair)
    off = refusal_code(attached.ec2.disable_transit_gateway_route_table_propagation, **attached.pair)
    assert (again, off) == ("InvalidAssociation.NotFound", "TransitGatewayRouteTablePropagation.NotFound")
    made = attached.ec2.create_transit_gateway_route_table(TransitGatewayId=attached.gateway)
    other = attached._replace(table=made["TransitGatewayRouteTable"]["TransitGatewayRouteTableId"])
    until(lambda: refusal_code(attached.ec2.associate_transit_gateway_route_table, **other.pair), equals(None))
    attached.ec2.enable_transit_gateway_route_table_propagation(**other.pair)
    until(other.routes, equals({"10.90.0.0/16": ("propagated", "active")}))
    assert refusal(attached.ec2.associate_transit_gateway_route_table, **attached.pair) == (
        "Resource.AlreadyAssociated",
        f"Transit Gateway Attachment {attached.attachment} is already associated to a route table.",
    )
    assert refusal(attached.ec2.enable_transit_gateway_route_table_propagation, **other.pair) == (
        "TransitGatewayRouteTablePropagation.Duplicate",
        f"Propagation {attached.attachment} already exists in Transit Gateway Route Table {other.table}.",
    )


def test_static_routes_and_searches(attached: Attached) -> None:
    create = attached.ec2.create_transit_gateway_route
    create(DestinationCidrBlock="0.0.0.0/0", **attached.pair)
    create(DestinationCidrBlock="10.99.0.0/16", TransitGatewayRouteTableId=attached.table, Blackhole=True)
    assert attached.routes() == {
        "0.0.0.0/0": ("static", "active"),
        "10.99.0.0/16": ("static", "blackhole"),
        "10.90.0.0/16": ("propagated", "active"),
    }
    found = {
        how: sorted(
            each["DestinationCidrBlock"]
            for each in attached.ec2.search_transit_gateway_routes(
                TransitGatewayRouteTableId=attached.table, Filters=filters({f"route-search.{how}": block})
            )["Routes"]
        )
        for how, block in {
            "exact-match": "0.0.0.0/0",
            "longest-prefix-match": "10.90.3.4/32",
            "subnet-of-match": "10.0.0.0/8",
            "supernet-of-match": "10.99.1.0/24",
        }.items()
    }
    assert found == {
        "exact-match": ["0.0.0.0/0"],
        "longest-prefix-match": ["10.90.0.0/16"],
        "subnet-of-match": ["10.90.0.0/16", "10.99.0.0/16"],
        "supernet-of-match": ["0.0.0.0/0", "10.99.0.0/16"],
    }
    assert refusal(create, DestinationCidrBlock="0.0.0.0/0", **attached.pair) == (
        "RouteAlreadyExists",
        f"Route 0.0.0.0/0 already exists in Transit Gateway Route Table {attached.table}.",
    )
    attached.ec2.replace_transit_gateway_route(
        DestinationCidrBlock="0.0.0.0/0", TransitGatewayRouteTableId=attached.table, Blackhole=True
    )
    gone = attached.ec2.delete_transit_gateway_route(
        DestinationCidrBlock="10.99.0.0/16", TransitGatewayRouteTableId=attached.table
    )["Route"]
    assert (gone["State"], attached.routes()["0.0.0.0/0"]) == ("deleted", ("static", "blackhole"))


def test_prefix_list_references_are_routes(attached: Attached) -> None:
    prefix_list = attached.ec2.create_managed_prefix_list(
        PrefixListName="offices",
        AddressFamily="IPv4",
        MaxEntries=2,
        Entries=[{"Cidr": "192.0.2.0/25"}, {"Cidr": "192.0.2.128/25"}],
    )["PrefixList"]["PrefixListId"]
    made = attached.ec2.create_transit_gateway_prefix_list_reference(PrefixListId=prefix_list, **attached.pair)
    reference = made["TransitGatewayPrefixListReference"]
    assert (reference["Blackhole"], reference["PrefixListOwnerId"]) == (False, attached.account.id)
    assert {cidr for cidr in attached.routes() if cidr.startswith("192.")} == {"192.0.2.0/25", "192.0.2.128/25"}
    listed = attached.ec2.get_transit_gateway_prefix_list_references(
        TransitGatewayRouteTableId=attached.table, Filters=filters({"prefix-list-id": prefix_list})
    )["TransitGatewayPrefixListReferences"]
    assert [each["State"] for each in listed] == ["available"]
    attached.ec2.delete_transit_gateway_prefix_list_reference(
        PrefixListId=prefix_list, TransitGatewayRouteTableId=attached.table
    )
    assert set(attached.routes()) == {"10.90.0.0/16"}


def test_gateway_and_network_are_held_by_the_attachment(attached: Attached) -> None:
    assert refusal(attached.ec2.delete_transit_gateway, TransitGatewayId=attached.gateway) == (
        "IncorrectState",
        f"{attached.gateway} has non-deleted Transit Gateway Attachments: {attached.attachment}.",
    )
    assert [
        refusal_code(attached.ec2.delete_subnet, SubnetId=attached.subnet),
        refusal_code(attached.ec2.delete_vpc, VpcId=attached.vpc),
        refusal_code(attached.ec2.delete_transit_gateway_route_table, TransitGatewayRouteTableId=attached.table),
    ] == ["DependencyViolation", "DependencyViolation", "IncorrectState"]


def test_deletion_frees_the_network_and_makes_static_routes_black_holes(attached: Attached) -> None:
    attached.ec2.create_transit_gateway_route(DestinationCidrBlock="10.98.0.0/16", **attached.pair)
    attached.ec2.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=attached.attachment)
    settle(attached.account, attached.attachment, "deleted")
    assert (attached.associations(), attached.propagations(), attached.routes()) == (
        {},
        {},
        {"10.98.0.0/16": ("static", "blackhole")},
    )
    again = refusal_code(
        attached.ec2.delete_transit_gateway_vpc_attachment, TransitGatewayAttachmentId=attached.attachment
    )
    assert again == "InvalidTransitGatewayAttachmentID.NotFound"
    attached.ec2.delete_subnet(SubnetId=attached.subnet)
    attached.ec2.delete_vpc(VpcId=attached.vpc)
    attached.ec2.delete_transit_gateway(TransitGatewayId=attached.gateway)
    until(
        lambda: [each["State"] for each in attached.ec2.describe_transit_gateways()["TransitGateways"]],
        equals(["deleted"]),
    )


def test_one_attachment_of_a_vpc_and_one_subnet_in_a_zone(attached: Attached) -> None:
    create = attached.ec2.create_transit_gateway_vpc_attachment
    same = {"TransitGatewayId": attached.gateway, "VpcId": attached.vpc}
    assert refusal(create, SubnetIds=[attached.subnet], **same) == (
        "DuplicateTransitGatewayAttachment",
        f"{attached.gateway} has non-deleted Transit Gateway Attachments with same VPC ID.",
    )
    vpc, first = network(attached.account, "10.91.0.0/16")
    second = attached.ec2.create_subnet(VpcId=vpc, CidrBlock="10.91.2.0/24", AvailabilityZone="us-east-1a")
    codes = [
        refusal_code(create, TransitGatewayId=attached.gateway, VpcId=vpc, SubnetIds=subnets)
        for subnets in ([first, second["Subnet"]["SubnetId"]], [attached.subnet], ["subnet-0"])
    ]
    assert codes == ["DuplicateSubnetsInSameZone", "InvalidParameterValue", "InvalidSubnetID.NotFound"]


def test_subnets_and_options_of_an_attachment_change(attached: Attached) -> None:
    other = attached.ec2.create_subnet(VpcId=attached.vpc, CidrBlock="10.90.2.0/24", AvailabilityZone="us-east-1b")
    subnet = other["Subnet"]["SubnetId"]
    modify = attached.ec2.modify_transit_gateway_vpc_attachment
    changed = modify(
        TransitGatewayAttachmentId=attached.attachment,
        AddSubnetIds=[subnet],
        RemoveSubnetIds=[attached.subnet],
        Options={"ApplianceModeSupport": "enable"},
    )["TransitGatewayVpcAttachment"]
    assert (changed["SubnetIds"], changed["Options"]["ApplianceModeSupport"]) == ([subnet], "enable")
    attached.ec2.delete_subnet(SubnetId=attached.subnet)
    settle(attached.account, attached.attachment)
    assert (
        refusal_code(modify, TransitGatewayAttachmentId=attached.attachment, RemoveSubnetIds=[subnet])
        == "InvalidParameterValue"
    )


def test_routes_of_a_vpc_need_the_attachment(attached: Attached) -> None:
    table = attached.ec2.create_route_table(VpcId=attached.vpc)["RouteTable"]["RouteTableId"]
    route = {"DestinationCidrBlock": "10.0.0.0/8", "TransitGatewayId": attached.gateway}
    attached.ec2.create_route(RouteTableId=table, **route)

    def state() -> str:
        (found,) = attached.ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
        return str(next(each["State"] for each in found["Routes"] if each.get("TransitGatewayId")))

    active = state()
    attached.ec2.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=attached.attachment)
    assert (active, state()) == ("active", "blackhole")
    vpc, _ = network(attached.account, "10.91.0.0/16")
    other = attached.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    unknown = {**route, "TransitGatewayId": "tgw-00000000000000000"}
    assert [refusal(attached.ec2.create_route, RouteTableId=other, **each) for each in (route, unknown)] == [
        ("InvalidTransitGatewayID.NotFound", f"The transitGateway ID '{each['TransitGatewayId']}' does not exist.")
        for each in (route, unknown)
    ]


def test_malformed_requests_are_refused(mine: Account) -> None:
    ec2: Any = mine.ec2
    made = transit_gateway(mine)
    codes = [
        refusal_code(ec2.create_transit_gateway, Options={"AmazonSideAsn": 1}),
        refusal_code(ec2.create_transit_gateway, Options={"DnsSupport": "maybe"}),
        refusal_code(ec2.create_transit_gateway, Options={"TransitGatewayCidrBlocks": ["10.0.0.0/25"]}),
        refusal_code(ec2.create_transit_gateway, DryRun=True),
        refusal_code(ec2.describe_transit_gateways, Filters=filters({"nonsense": "a"})),
        refusal_code(ec2.describe_transit_gateway_attachments, TransitGatewayAttachmentIds=["tgw-attach-0"]),
        refusal_code(ec2.delete_transit_gateway, TransitGatewayId="tgw-0"),
        refusal_code(ec2.create_tags, Resources=["tgw-attach-0"], Tags=[{"Key": "a", "Value": "b"}]),
        refusal_code(
            ec2.create_transit_gateway_route,
            TransitGatewayRouteTableId=options_of(mine, made)[1]["AssociationDefaultRouteTableId"],
            DestinationCidrBlock="nonsense",
            Blackhole=True,
        ),
    ]
    assert codes == [
        "InvalidParameterValue",
        "InvalidParameterValue",
        "InvalidParameterValue",
        "DryRunOperation",
        "InvalidFilter",
        "InvalidTransitGatewayAttachmentID.NotFound",
        "InvalidTransitGatewayID.NotFound",
        "InvalidTransitGatewayAttachmentID.NotFound",
        "InvalidParameterValue",
    ]


def test_sixth_gateway_is_above_the_quota(mine: Account) -> None:
    for _ in range(5):
        mine.ec2.create_transit_gateway()
    assert refusal_code(mine.ec2.create_transit_gateway) == "TransitGatewayLimitExceeded"
