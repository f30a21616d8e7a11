"""The API's answers as plain values."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from botocore.stub import Stubber

from privatelink_harness.checks.facts import AclEntry, Facts, Interface, Permission, Route, Subnet, read, with_offers
from privatelink_harness.checks.scope import Scope
from privatelink_harness.errors import HarnessError
from tests.support.api import StubbedApi, client

SCOPE = Scope("111122223333", "eu-west-1")

ANSWERS: dict[str, dict[str, Any]] = {
    "describe_vpc_endpoints": {
        "VpcEndpoints": [
            {"VpcEndpointId": "vpce-1", "State": "available"},
            {"VpcEndpointId": "vpce-2", "State": "deleted"},
            {"VpcEndpointId": "vpce-3", "State": "Deleting"},
        ]
    },
    "describe_network_interfaces": {
        "NetworkInterfaces": [
            {
                "NetworkInterfaceId": "eni-1",
                "SubnetId": "subnet-a",
                "PrivateIpAddress": "10.0.1.9",
                "Ipv6Addresses": [{"Ipv6Address": "2001:db8::9"}],
                "Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}],
            },
            {"NetworkInterfaceId": "eni-2", "SubnetId": "subnet-6"},
        ]
    },
    "describe_subnets": {
        "Subnets": [
            {
                "SubnetId": "subnet-a",
                "AvailabilityZone": "us-east-1a",
                "VpcId": "vpc-1",
                "CidrBlock": "10.0.1.0/24",
                "Ipv6CidrBlockAssociationSet": [
                    {"Ipv6CidrBlock": "2001:db8::/64", "Ipv6CidrBlockState": {"State": "associated"}},
                    {"Ipv6CidrBlock": "2001:db9::/64", "Ipv6CidrBlockState": {"State": "disassociated"}},
                ],
            },
            {"SubnetId": "subnet-6", "AvailabilityZone": "us-east-1b", "VpcId": "vpc-1"},
        ]
    },
    "describe_security_groups": {
        "SecurityGroups": [
            {
                "GroupId": "sg-1",
                "IpPermissions": [
                    {
                        "IpProtocol": "tcp",
                        "FromPort": 443,
                        "ToPort": 443,
                        "IpRanges": [{"CidrIp": "10.0.0.0/16"}],
                        "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/56"}],
                        "UserIdGroupPairs": [{"GroupId": "sg-9"}],
                        "PrefixListIds": [{"PrefixListId": "pl-1"}],
                    },
                    {"IpProtocol": "udp", "FromPort": 1, "ToPort": 9, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
                    {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                ],
            }
        ]
    },
    "describe_route_tables": {
        "RouteTables": [
            {
                "RouteTableId": "rtb-1",
                "Routes": [
                    {"GatewayId": "local", "DestinationCidrBlock": "10.0.0.0/16"},
                    {"GatewayId": "vpce-1", "DestinationPrefixListId": "pl-1"},
                    {"NatGatewayId": "nat-1", "DestinationCidrBlock": "0.0.0.0/0"},
                ],
            }
        ]
    },
    "describe_vpcs": {
        "Vpcs": [
            {
                "VpcId": "vpc-1",
                "CidrBlock": "10.0.0.0/16",
                "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16"}, {"CidrBlock": "10.1.0.0/16"}],
                "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/56"}],
            }
        ]
    },
}


def read_with(answers: dict[str, dict[str, Any]], vpcs: set[str], asked: list[str], *, acls: bool = False) -> Facts:
    """Read from answers that come in any order: each operation has a client's stub of its own."""
    sts = client("sts")
    stubber = Stubber(sts)
    identity = {"Account": "111122223333", "Arn": "arn:aws-cn:iam::111122223333:root", "UserId": "x"}
    stubber.add_response("get_caller_identity", identity, {})
    stubber.activate()
    ec2 = client("ec2")
    pages = {operation: _paginator(operation, answer, asked) for operation, answer in answers.items()}
    ec2.get_paginator = pages.__getitem__
    return read(StubbedApi(clients={"ec2": ec2, "sts": sts}), SCOPE, vpcs, acls=acls)


def _paginator(operation: str, answer: dict[str, Any], asked: list[str]) -> Any:
    ec2 = client("ec2")
    stubber = Stubber(ec2)
    stubber.add_response(operation, answer, {"Filters": [{"Name": "vpc-id", "Values": asked}]})
    stubber.activate()
    return ec2.get_paginator(operation)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return read_with(ANSWERS, {"vpc-2", "vpc-1"}, ["vpc-1", "vpc-2"])


def test_read_leaves_out_deleted_endpoints(facts: Facts) -> None:
    assert list(facts.endpoints) == ["vpce-1"]


def test_read_returns_interfaces_and_subnets(facts: Facts) -> None:
    assert facts.interfaces == {
        "eni-1": Interface("eni-1", "subnet-a", "10.0.1.9", frozenset({"2001:db8::9"}), frozenset({"sg-1", "sg-2"})),
        "eni-2": Interface("eni-2", "subnet-6", "", frozenset(), frozenset()),
    }
    assert facts.subnets == {
        "subnet-a": Subnet(
            "subnet-a",
            "us-east-1a",
            "vpc-1",
            ipaddress.IPv4Network("10.0.1.0/24"),
            (ipaddress.IPv6Network("2001:db8::/64"),),
        ),
        "subnet-6": Subnet("subnet-6", "us-east-1b", "vpc-1", None, ()),
    }


def test_read_returns_permissions_by_group(facts: Facts) -> None:
    sources = ("10.0.0.0/16", "2001:db8::/56", "sg-9", "pl-1")
    assert facts.permissions == {
        "sg-1": {
            *(Permission("tcp", "443", source) for source in sources),
            Permission("udp", "1-9", "10.0.0.0/8"),
            Permission("-1", "all", "0.0.0.0/0"),
        }
    }


def test_read_returns_only_routes_to_endpoints(facts: Facts) -> None:
    assert facts.routes == {Route("rtb-1", "vpce-1", "pl-1")}


def test_read_returns_cidrs_and_identity(facts: Facts) -> None:
    assert facts.cidrs == {"vpc-1": {"10.0.0.0/16", "10.1.0.0/16", "2001:db8::/56"}}
    assert (facts.account, facts.partition) == ("111122223333", "aws-cn")


def test_read_returns_rules_of_network_acls_by_subnet() -> None:
    https = {"Protocol": "6", "PortRange": {"From": 443, "To": 443}, "RuleAction": "allow"}
    answers = {
        **ANSWERS,
        "describe_network_acls": {
            "NetworkAcls": [
                {
                    "Associations": [{"SubnetId": "subnet-a"}],
                    "Entries": [
                        {**https, "RuleNumber": 1000, "Egress": False, "CidrBlock": "10.0.0.0/16"},
                        {
                            "Protocol": "-1",
                            "RuleAction": "deny",
                            "RuleNumber": 7,
                            "Egress": True,
                            "Ipv6CidrBlock": "::/0",
                        },
                        {"Protocol": "-1", "RuleAction": "deny", "RuleNumber": 32767, "Egress": True},
                    ],
                }
            ]
        },
    }

    assert read_with(answers, {"vpc-1"}, ["vpc-1"], acls=True).acls == {
        "subnet-a": {
            AclEntry(1000, "ingress", "allow", "tcp", "443", "10.0.0.0/16"),
            AclEntry(7, "egress", "deny", "all", "all", "::/0"),
        }
    }


def test_read_without_a_vpc_returns_nothing() -> None:
    nothing: dict[str, dict[str, Any]] = {operation: {next(iter(answer)): []} for operation, answer in ANSWERS.items()}
    assert read_with(nothing, set(), ["vpc-none"]).endpoints == {}


def test_read_names_the_target_in_a_refusal() -> None:
    sts, ec2 = client("sts"), client("ec2")
    stubber = Stubber(sts)
    stubber.add_client_error("get_caller_identity", "InvalidClientTokenId", "no such key")
    stubber.activate()
    nothing: dict[str, dict[str, Any]] = {operation: {next(iter(answer)): []} for operation, answer in ANSWERS.items()}
    pages = {operation: _paginator(operation, answer, ["vpc-1"]) for operation, answer in nothing.items()}
    ec2.get_paginator = pages.__getitem__
    with pytest.raises(HarnessError, match=r"^stub: .*InvalidClientTokenId.*no such key"):
        read(StubbedApi(clients={"ec2": ec2, "sts": sts}), SCOPE, {"vpc-1"})


def test_offers_are_asked_for_in_the_regions_of_their_services() -> None:
    api, near, far = StubbedApi(), "com.amazonaws.vpce.eu-west-1.vpce-svc-1", "com.amazonaws.vpce.us-east-1.vpce-svc-2"
    stub = api.stub("ec2")
    for name, where in ((near, {}), (far, {"ServiceRegions": ["us-east-1"]})):
        expected = {"Filters": [{"Name": "service-name", "Values": [name]}], **where}
        stub.add_response("describe_vpc_endpoint_services", {"ServiceDetails": [{"ServiceName": name}]}, expected)
    facts = Facts({}, {}, {}, {}, frozenset(), {}, "111122223333", "aws")

    found = with_offers(facts, api, SCOPE, {near: "eu-west-1", far: "us-east-1"})

    assert found.offers == {near: {"ServiceName": near}, far: {"ServiceName": far}}
    stub.assert_no_pending_responses()
