"""The API's answers about a VPC's endpoints, read once and kept as plain values."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from privatelink_generator.aws.limits import LAST_ACL_RULE
from privatelink_harness.checks.api import Api, api_errors
from privatelink_harness.checks.scope import Scope

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_sts import STSClient

GONE = frozenset({"deleted", "deleting"})
"""States of endpoints that no longer count; LocalStack lists deleted endpoints forever."""


ACL_PROTOCOLS = {"-1": "all", "6": "tcp", "17": "udp"}

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


def _zones(ec2: EC2Client, services: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the zones of services by name; a service that the account does not see has none."""
    filters = [{"Name": "service-name", "Values": sorted(services)}, {"Name": "service-type", "Values": ["Interface"]}]
    found = _all(ec2, "describe_vpc_endpoint_services", "ServiceDetails", filters)
    return {each["ServiceName"]: frozenset(each["AvailabilityZones"]) for each in found}


def _acls(ec2: EC2Client, vpcs: list[str]) -> dict[str, frozenset[AclEntry]]:
    """Return the rules of the network ACLs of VPCs, by subnet."""
    found = _all(ec2, "describe_network_acls", "NetworkAcls", [{"Name": "vpc-id", "Values": vpcs or ["vpc-none"]}])
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
            pool.submit(_all, ec2, operation, key, filters)
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


def _all(ec2: EC2Client, operation: str, key: str, filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    pages = ec2.get_paginator(operation).paginate(Filters=filters)  # type: ignore[call-overload]  # By name.
    return [each for page in pages for each in page[key]]


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
