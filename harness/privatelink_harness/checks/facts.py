"""The API's answers about a VPC's endpoints, read once and kept as plain values."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from privatelink_generator.aws.limits import LAST_ACL_RULE
from privatelink_harness.checks.api import Api, api_errors, pages
from privatelink_harness.checks.scope import Scope

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_sts import STSClient

    from privatelink_harness.terraform.snapshot import Resource

GONE = frozenset({"deleted", "deleting"})
"""States of endpoints that no longer count; LocalStack lists deleted endpoints forever."""


ACL_PROTOCOLS = {"-1": "all", "6": "tcp", "17": "udp"}

_RULES = frozenset(
    {"aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"}
)

_DESTINATIONS = ("DestinationPrefixListId", "DestinationCidrBlock", "DestinationIpv6CidrBlock")


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface of an endpoint."""

    id: str
    subnet: str
    ipv4: str
    ipv6: frozenset[str]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet; `ipv4` is None in an IPv6-only one."""

    id: str
    zone: str
    vpc: str
    ipv4: ipaddress.IPv4Network | None
    ipv6: tuple[ipaddress.IPv6Network, ...]


@dataclass(frozen=True, slots=True)
class Permission:
    """A source that may use one port: a CIDR block, or the ID of a security group or prefix list."""

    protocol: str
    port: str
    source: str


@dataclass(frozen=True, slots=True)
class AclEntry:
    """A rule of a network ACL, without AWS's own last ones.

    Parameters:
        direction: `ingress` or `egress`.
        protocol: `tcp`, `udp`, `all`, or another's number.
    """

    number: int
    direction: str
    action: str
    protocol: str
    port: str
    cidr: str


@dataclass(frozen=True, slots=True)
class Route:
    """A route table's route to an endpoint.

    Parameters:
        destination: a CIDR block, or the ID of a gateway endpoint's prefix list.
    """

    table: str
    endpoint: str
    destination: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The API's answers.

    Parameters:
        endpoints: as DescribeVpcEndpoints returns them, by ID, without those that are deleted.
        interfaces, subnets: by ID.
        permissions: of ingress, by security group.
        cidrs: CIDR blocks by VPC, IPv6 too.
        account, partition: of the credentials.
        service_zones: names of zones by the service's name, of the services that were asked about.
        acls: rules of the network ACL by subnet, if they were asked for.
        offers: customers' services as DescribeVpcEndpointServices shows them to the account, by name; without those
            that it does not see.
    """

    endpoints: Mapping[str, Mapping[str, Any]]
    interfaces: Mapping[str, Interface]
    subnets: Mapping[str, Subnet]
    permissions: Mapping[str, frozenset[Permission]]
    routes: frozenset[Route]
    cidrs: Mapping[str, frozenset[str]]
    account: str
    partition: str
    service_zones: Mapping[str, frozenset[str]] = field(default_factory=dict)
    acls: Mapping[str, frozenset[AclEntry]] = field(default_factory=dict)
    offers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read(api: Api, scope: Scope, vpcs: Iterable[str], services: Collection[str] = (), *, acls: bool = False) -> Facts:
    """Ask the API about these VPCs of one account and Region, with all calls at the same time.

    Parameters:
        services: names of services with interface endpoints, whose zones are asked for.
        acls: ask for network ACLs too.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    with api_errors(api):
        ec2, sts = (api.client(service, scope.account, scope.region) for service in ("ec2", "sts"))
        facts = _read(ec2, sts, sorted(vpcs))
        facts = replace(facts, acls=_acls(ec2, sorted(vpcs))) if acls else facts
        return replace(facts, service_zones=_zones(ec2, services)) if services else facts


def with_offers(facts: Facts, api: Api, scope: Scope, services: Mapping[str, str]) -> Facts:
    """Return the facts with customers' services, as the account sees them.

    Parameters:
        services: Regions of the services by name.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    found: dict[str, Mapping[str, Any]] = {}
    with api_errors(api):
        ec2 = api.client("ec2", scope.account, scope.region)
        for region in sorted(set(services.values())):
            names = sorted(name for name, own in services.items() if own == region)
            where = {"ServiceRegions": [region]} if region != scope.region else {}
            filters = [{"Name": "service-name", "Values": names}]
            listed = pages(ec2, "describe_vpc_endpoint_services", "ServiceDetails", Filters=filters, **where)
            found |= {each["ServiceName"]: each for each in listed}
    return replace(facts, offers=found)


def _zones(ec2: EC2Client, services: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the zones of services by name; a service that the account does not see has none."""
    filters = [{"Name": "service-name", "Values": sorted(services)}, {"Name": "service-type", "Values": ["Interface"]}]
    found = pages(ec2, "describe_vpc_endpoint_services", "ServiceDetails", Filters=filters)
    return {each["ServiceName"]: frozenset(each["AvailabilityZones"]) for each in found}


def _acls(ec2: EC2Client, vpcs: list[str]) -> dict[str, frozenset[AclEntry]]:
    """Return the rules of the network ACLs of VPCs, by subnet."""
    filters = [{"Name": "vpc-id", "Values": vpcs or ["vpc-none"]}]
    found = pages(ec2, "describe_network_acls", "NetworkAcls", Filters=filters)
    return {association["SubnetId"]: _entries(acl) for acl in found for association in acl["Associations"]}


def _entries(acl: Mapping[str, Any]) -> frozenset[AclEntry]:
    return frozenset(
        AclEntry(
            each["RuleNumber"],
            "egress" if each["Egress"] else "ingress",
            each["RuleAction"],
            ACL_PROTOCOLS.get(each["Protocol"], each["Protocol"]),
            _ports({f"{end}Port": port for end, port in each.get("PortRange", {}).items()}),
            each.get("CidrBlock") or each.get("Ipv6CidrBlock", ""),
        )
        for each in acl["Entries"]
        if each["RuleNumber"] <= LAST_ACL_RULE
    )


def _read(ec2: EC2Client, sts: STSClient, vpcs: list[str]) -> Facts:
    from botocore.utils import ArnParser

    # AWS refuses an empty filter, and LocalStack takes it for no filter.
    filters = [{"Name": "vpc-id", "Values": vpcs or ["vpc-none"]}]

    with ThreadPoolExecutor(7) as pool:
        identity = pool.submit(sts.get_caller_identity)
        endpoints, interfaces, subnets, groups, tables, networks = (
            pool.submit(pages, ec2, operation, key, Filters=filters)
            for operation, key in (
                ("describe_vpc_endpoints", "VpcEndpoints"),
                ("describe_network_interfaces", "NetworkInterfaces"),
                ("describe_subnets", "Subnets"),
                ("describe_security_groups", "SecurityGroups"),
                ("describe_route_tables", "RouteTables"),
                ("describe_vpcs", "Vpcs"),
            )
        )
    return Facts(
        endpoints={each["VpcEndpointId"]: each for each in endpoints.result() if each["State"].lower() not in GONE},
        interfaces={each["NetworkInterfaceId"]: _interface(each) for each in interfaces.result()},
        subnets={each["SubnetId"]: _subnet(each) for each in subnets.result()},
        permissions={each["GroupId"]: permissions(each.get("IpPermissions", ())) for each in groups.result()},
        routes=frozenset(route for table in tables.result() for route in _routes(table)),
        cidrs={each["VpcId"]: cidrs(each) for each in networks.result()},
        account=identity.result()["Account"],
        partition=ArnParser().parse_arn(identity.result()["Arn"])["partition"],
    )


def _interface(described: Mapping[str, Any]) -> Interface:
    return Interface(
        described["NetworkInterfaceId"],
        described["SubnetId"],
        described.get("PrivateIpAddress", ""),
        frozenset(each["Ipv6Address"] for each in described.get("Ipv6Addresses", ())),
        frozenset(each["GroupId"] for each in described.get("Groups", ())),
    )


def _subnet(described: Mapping[str, Any]) -> Subnet:
    ipv4 = described.get("CidrBlock")
    return Subnet(
        described["SubnetId"],
        described["AvailabilityZone"],
        described["VpcId"],
        ipaddress.IPv4Network(ipv4) if ipv4 else None,
        tuple(
            ipaddress.IPv6Network(each["Ipv6CidrBlock"])
            for each in described.get("Ipv6CidrBlockAssociationSet", ())
            if each["Ipv6CidrBlockState"]["State"] == "associated"
        ),
    )


def permissions(rules: Iterable[Mapping[str, Any]]) -> frozenset[Permission]:
    """Return the sources and ports of a security group's rules, as EC2 describes them."""
    return frozenset(
        Permission(rule["IpProtocol"], _ports(rule), source)
        for rule in rules
        for source in (
            *(each["CidrIp"] for each in rule.get("IpRanges", ())),
            *(each["CidrIpv6"] for each in rule.get("Ipv6Ranges", ())),
            *(each["GroupId"] for each in rule.get("UserIdGroupPairs", ())),
            *(each["PrefixListId"] for each in rule.get("PrefixListIds", ())),
        )
    )


def stated_permissions(
    resources: Iterable[Resource], groups: Collection[str], direction: Literal["ingress", "egress"]
) -> frozenset[Permission] | None:
    """Return the rules that a state has inside of these security groups, for those of the groups that it has.

    Returns:
        None where it has none of the groups, or rules of theirs that are resources of their own.
    """
    resources = tuple(resources)
    found = [each for each in resources if each.type == "aws_security_group" and each.id in groups]
    apart = (each.values.get("security_group_id") for each in resources if each.type in _RULES)
    if not found or any(group in groups for group in apart):
        return None
    return frozenset(
        permission
        for group in found
        for block in group.values.get(direction) or ()
        for permission in _stated(block, group.id)
    )


def _stated(block: Mapping[str, Any], group: str) -> Iterator[Permission]:
    first, last = block.get("from_port"), block.get("to_port")
    port = "all" if block["protocol"] == "-1" else str(first) if first == last else f"{first}-{last}"
    for key in ("cidr_blocks", "ipv6_cidr_blocks", "security_groups", "prefix_list_ids"):
        for source in block.get(key) or ():
            # A group of another account has the account before it.
            yield Permission(block["protocol"], port, source if "cidr" in key else source.rpartition("/")[2])
    if block.get("self"):
        yield Permission(block["protocol"], port, group)


def plain(permission: Permission) -> str:
    """Return `10.0.0.0/16 tcp 443`; for a security group without its ID, which the spec does not know."""
    source = "a security group" if permission.source.startswith("sg-") else permission.source
    return f"{source} {permission.protocol} {permission.port}"


def _ports(rule: Mapping[str, Any]) -> str:
    first, last = rule.get("FromPort"), rule.get("ToPort")
    return "all" if first is None else str(first) if first == last else f"{first}-{last}"


def _routes(table: Mapping[str, Any]) -> list[Route]:
    return [
        Route(table["RouteTableId"], route["GatewayId"], next(route[each] for each in _DESTINATIONS if each in route))
        for route in table.get("Routes", ())
        if route.get("GatewayId", "").startswith("vpce-")
    ]


def cidrs(vpc: Mapping[str, Any]) -> frozenset[str]:
    """Return a VPC's CIDR blocks, as EC2 describes it; IPv6 too."""
    ipv4 = (each["CidrBlock"] for each in vpc.get("CidrBlockAssociationSet", ()))
    ipv6 = (each["Ipv6CidrBlock"] for each in vpc.get("Ipv6CidrBlockAssociationSet", ()))
    return frozenset((vpc["CidrBlock"], *ipv4, *ipv6))
