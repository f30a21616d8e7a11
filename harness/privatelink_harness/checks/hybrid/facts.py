"""The API's answers about a hub and its spokes, read once for each account and Region and kept as plain values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from privatelink_harness.checks.api import Api, api_errors, pages
from privatelink_harness.checks.scope import Scope

type Described = Mapping[str, Any]
type Client = Callable[[str], Any]
"""Returns the client of a service, in one account and Region."""
type Read = Callable[[Client, Collection[str]], Mapping[str, Described]]
"""Returns the resources of one type by ID; it is given the IDs in the state."""

ALWAYS = ("aws_route_table", "aws_security_group", "aws_subnet", "aws_vpc_endpoint")
"""Types that are read whether the state has them or not."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The API's answers in one account and Region.

    Parameters:
        resources: by their type in Terraform, and by ID.
        zones: domains of the private hosted zones of a VPC by their IDs, by the VPC's ID.
        received: resource shares of other accounts, by ARN.
    """

    resources: Mapping[str, Mapping[str, Described]]
    zones: Mapping[str, Mapping[str, str]]
    received: Mapping[str, Described]

    def of(self, resource_type: str) -> Mapping[str, Described]:
        """Return the resources of a type by ID."""
        return self.resources.get(resource_type, {})


@dataclass(frozen=True, slots=True)
class Request:
    """The question about one account and Region.

    Parameters:
        ids: of the state's resources, by type.
        vpcs: those whose private hosted zones are listed.
        receives: whether another account shares resources with this one.
    """

    ids: Mapping[str, Collection[str]]
    vpcs: Collection[str] = ()
    receives: bool = False


def read(api: Api, requests: Mapping[Scope, Request]) -> dict[Scope, Facts]:
    """Ask the API about all accounts and Regions at the same time.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    with api_errors(api), ThreadPoolExecutor(8) as pool:
        asked = {scope: _ask(pool, api, scope, request) for scope, request in requests.items()}
        return {
            scope: Facts(
                {resource_type: answer.result() for resource_type, answer in resources.items()},
                {vpc: answer.result() for vpc, answer in zones.items()},
                received.result(),
            )
            for scope, (resources, zones, received) in asked.items()
        }


type _Asked = tuple[
    dict[str, Future[Mapping[str, Described]]],
    dict[str, Future[dict[str, str]]],
    Future[Mapping[str, Described]],
]


def _ask(pool: ThreadPoolExecutor, api: Api, scope: Scope, request: Request) -> _Asked:
    client = partial(api.client, account=scope.account, region=scope.region)
    types = dict.fromkeys([*ALWAYS, *(each for each in request.ids if each in READERS)])
    return (
        {each: pool.submit(READERS[each], client, request.ids.get(each, ())) for each in types},
        {vpc: pool.submit(_zones_of, client, vpc, scope.region) for vpc in request.vpcs},
        pool.submit(_shares, client, (), owner="OTHER-ACCOUNTS") if request.receives else pool.submit(dict),
    )


def _by(described: Iterable[Described], key: str) -> dict[str, Described]:
    return {each[key]: each for each in described}


def _ec2(operation: str, key: str, identifier: str) -> Read:
    def listed(client: Client, _: Collection[str]) -> Mapping[str, Described]:
        return _by(pages(client("ec2"), operation, key), identifier)

    return listed


def _listed(service: str, operation: str, key: str) -> Read:
    def listed(client: Client, _: Collection[str]) -> Mapping[str, Described]:
        return _by(pages(client(service), operation, key), "Id")

    return listed


def _transit_tables(client: Client, ids: Collection[str]) -> Mapping[str, Described]:
    """Return a transit gateway's route tables: attachments that use them, or teach them; static routes."""
    ec2 = client("ec2")

    def one(table: str) -> Described:
        table_id: dict[str, Any] = {"TransitGatewayRouteTableId": table}
        uses = pages(ec2, "get_transit_gateway_route_table_associations", "Associations", **table_id)
        learns = pages(
            ec2, "get_transit_gateway_route_table_propagations", "TransitGatewayRouteTablePropagations", **table_id
        )
        static = ec2.search_transit_gateway_routes(Filters=[{"Name": "type", "Values": ["static"]}], **table_id)
        return {
            "associations": {each["TransitGatewayAttachmentId"]: each["State"] for each in uses},
            "propagations": {each["TransitGatewayAttachmentId"]: each["State"] for each in learns},
            "routes": static["Routes"],
        }

    return {table: one(table) for table in ids}


def _resolver_endpoints(client: Client, _: Collection[str]) -> Mapping[str, Described]:
    resolver = client("route53resolver")
    found = pages(resolver, "list_resolver_endpoints", "ResolverEndpoints")
    return {
        each["Id"]: {
            **each,
            "IpAddresses": pages(
                resolver, "list_resolver_endpoint_ip_addresses", "IpAddresses", ResolverEndpointId=each["Id"]
            ),
        }
        for each in found
    }


def _zones(client: Client, ids: Collection[str]) -> Mapping[str, Described]:
    """Return private hosted zones with their VPCs, records, and the VPCs that they authorize."""
    route53 = client("route53")

    def one(zone: str) -> Described:
        answer = route53.get_hosted_zone(Id=zone)
        return {
            **answer["HostedZone"],
            "VPCs": answer.get("VPCs", []),
            "Records": pages(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone),
            "Authorized": pages(route53, "list_vpc_association_authorizations", "VPCs", HostedZoneId=zone),
        }

    return _known(ids, one, "NoSuchHostedZone")


def _zones_of(client: Client, vpc: str, region: str) -> dict[str, str]:
    place = {"VPCId": vpc, "VPCRegion": region}
    found = pages(client("route53"), "list_hosted_zones_by_vpc", "HostedZoneSummaries", **place)
    return {each["HostedZoneId"]: each["Name"].rstrip(".").lower() for each in found}


def _profiles(client: Client, ids: Collection[str]) -> Mapping[str, Described]:
    profiles = client("route53profiles")
    return _known(ids, lambda each: profiles.get_profile(ProfileId=each)["Profile"], "ResourceNotFoundException")


def _profile_resources(client: Client, _: Collection[str]) -> Mapping[str, Described]:
    profiles = client("route53profiles")
    owned = pages(profiles, "list_profiles", "ProfileSummaries")
    return _by(
        (
            each
            for profile in owned
            for each in pages(
                profiles,
                "list_profile_resource_associations",
                "ProfileResourceAssociations",
                ProfileId=profile["Id"],
            )
        ),
        "Id",
    )


def _shares(client: Client, _: Collection[str], *, owner: str = "SELF") -> Mapping[str, Described]:
    """Return the active resource shares with their resources; those of the account itself with their principals too."""
    ram = client("ram")
    shares = pages(ram, "get_resource_shares", "resourceShares", resourceOwner=owner, resourceShareStatus="ACTIVE")
    arns = [each["resourceShareArn"] for each in shares]
    found = {each["resourceShareArn"]: {**each, "RESOURCE": {}, "PRINCIPAL": {}} for each in shares}
    if owner == "SELF" and arns:
        for kind in ("RESOURCE", "PRINCIPAL"):
            for each in pages(
                ram,
                "get_resource_share_associations",
                "resourceShareAssociations",
                associationType=kind,
                resourceShareArns=arns,
            ):
                found[each["resourceShareArn"]][kind][each["associatedEntity"]] = each["status"]
    return found


def _direct_connect(client: Client, _: Collection[str]) -> Mapping[str, Described]:
    direct_connect = client("directconnect")
    gateways = pages(direct_connect, "describe_direct_connect_gateways", "directConnectGateways")
    return {
        each["associationId"]: each
        for gateway in gateways
        for each in pages(
            direct_connect,
            "describe_direct_connect_gateway_associations",
            "directConnectGatewayAssociations",
            directConnectGatewayId=gateway["directConnectGatewayId"],
        )
    }


def _known(ids: Collection[str], ask: Callable[[str], Described], unknown: str) -> dict[str, Described]:
    """Return the answers about each ID that the API knows.

    Parameters:
        unknown: the error code for a resource that is not there.
    """
    from botocore.exceptions import ClientError

    found = {}
    for each in ids:
        try:
            found[each] = ask(each)
        except ClientError as error:
            if error.response["Error"]["Code"] != unknown:
                raise
    return found


_PEERINGS = _ec2("describe_vpc_peering_connections", "VpcPeeringConnections", "VpcPeeringConnectionId")
_ATTACHMENTS = _ec2(
    "describe_transit_gateway_vpc_attachments", "TransitGatewayVpcAttachments", "TransitGatewayAttachmentId"
)

READERS: Mapping[str, Read] = {
    "aws_customer_gateway": _ec2("describe_customer_gateways", "CustomerGateways", "CustomerGatewayId"),
    "aws_dx_gateway_association": _direct_connect,
    "aws_ec2_transit_gateway": _ec2("describe_transit_gateways", "TransitGateways", "TransitGatewayId"),
    "aws_ec2_transit_gateway_route_table": _transit_tables,
    "aws_ec2_transit_gateway_vpc_attachment": _ATTACHMENTS,
    "aws_ec2_transit_gateway_vpc_attachment_accepter": _ATTACHMENTS,
    "aws_ram_resource_share": _shares,
    "aws_route53_resolver_endpoint": _resolver_endpoints,
    "aws_route53_resolver_rule": _listed("route53resolver", "list_resolver_rules", "ResolverRules"),
    "aws_route53_resolver_rule_association": _listed(
        "route53resolver", "list_resolver_rule_associations", "ResolverRuleAssociations"
    ),
    "aws_route53_zone": _zones,
    "aws_route53profiles_association": _listed("route53profiles", "list_profile_associations", "ProfileAssociations"),
    "aws_route53profiles_profile": _profiles,
    "aws_route53profiles_resource_association": _profile_resources,
    "aws_route_table": _ec2("describe_route_tables", "RouteTables", "RouteTableId"),
    "aws_security_group": _ec2("describe_security_groups", "SecurityGroups", "GroupId"),
    "aws_subnet": _ec2("describe_subnets", "Subnets", "SubnetId"),
    "aws_vpc_endpoint": _ec2("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    "aws_vpc_peering_connection": _PEERINGS,
    "aws_vpc_peering_connection_accepter": _PEERINGS,
    "aws_vpn_connection": _ec2("describe_vpn_connections", "VpnConnections", "VpnConnectionId"),
    "aws_vpn_gateway": _ec2("describe_vpn_gateways", "VpnGateways", "VpnGatewayId"),
}
"""How the API is asked for a type of Terraform's."""
