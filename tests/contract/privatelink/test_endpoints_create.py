"""CreateVpcEndpoint makes interface endpoints as AWS does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

DEFAULT_POLICY = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'


def test_a_new_endpoint_is_pending_and_then_available(mine: Any) -> None:
    made = mine.interface_endpoint(mine.vpc())
    assert re.fullmatch(r"vpce-[0-9a-f]{17}", made["VpcEndpointId"])
    assert (made["State"], mine.available(made["VpcEndpointId"])["State"]) == ("pending", "available")


def test_nothing_but_what_was_asked_for(mine: Any) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc)
    described = mine.available(made["VpcEndpointId"])
    expected = {
        "VpcEndpointId": made["VpcEndpointId"],
        "VpcEndpointType": "Interface",
        "VpcId": vpc,
        "ServiceName": "com.amazonaws.us-east-1.lambda",
        "State": "available",
        "PolicyDocument": DEFAULT_POLICY,
        "RouteTableIds": [],
        "SubnetIds": [],
        "Groups": [{"GroupId": mine.default_group(vpc), "GroupName": "default"}],
        "IpAddressType": "ipv4",
        "DnsOptions": {"DnsRecordIpType": "ipv4"},
        "PrivateDnsEnabled": False,
        "RequesterManaged": False,
        "NetworkInterfaceIds": [],
        "DnsEntries": [],
        "CreationTimestamp": made["CreationTimestamp"],
        "Tags": [],
        "OwnerId": mine.id,
        "ServiceRegion": "us-east-1",
    }
    assert expected == described


def test_a_type_that_is_not_said_is_gateway(mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.ec2.create_vpc_endpoint, VpcId=mine.vpc(), ServiceName="com.amazonaws.us-east-1.lambda")
    expected = "InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface])."
    assert expected == met


@pytest.mark.parametrize(
    "name",
    [
        "com.amazonaws.us-east-1.nonsense",
        "com.amazonaws.eu-west-1.lambda",
        "com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000000",
    ],
)
def test_an_unknown_service_is_refused(name: str, mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.interface_endpoint, vpc=mine.vpc(), service=name)
    assert met == f"InvalidServiceName: The Vpc Endpoint Service '{name}' does not exist"


@pytest.mark.parametrize("endpoint_type", ["Resource", "ServiceNetwork"])
def test_other_kinds_are_refused_at_once(endpoint_type: str, mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.ec2.create_vpc_endpoint, VpcId=mine.vpc(), VpcEndpointType=endpoint_type)
    assert met == f"UnsupportedOperation: VPC endpoints of type {endpoint_type} are not emulated here."


def test_what_is_named_must_be_there_and_in_the_vpc(mine: Any, refused: Callable[..., str]) -> None:
    vpc, other = mine.vpc(), mine.vpc()
    subnet, group = mine.subnet(other), mine.group(other, "g")
    assert [
        "InvalidVpcId.NotFound: The Vpc Id vpc-0 does not exist",
        f"InvalidSubnetId.NotFound: The subnet ID '{subnet}' does not exist",
        f"InvalidGroup.NotFound: The security group '{group}' does not exist",
    ] == [
        refused(mine.interface_endpoint, vpc="vpc-0"),
        refused(mine.interface_endpoint, vpc=vpc, SubnetIds=[subnet]),
        refused(mine.interface_endpoint, vpc=vpc, SecurityGroupIds=[group]),
    ]


def test_two_subnets_of_one_zone_are_refused(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    subnets = [mine.subnet(vpc, "a", 1), mine.subnet(vpc, "a", 2)]
    met = refused(mine.interface_endpoint, vpc=vpc, SubnetIds=subnets)
    expected = "DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of "
    assert met == f"{expected}{subnets[1]}"


def test_a_client_token_makes_one_endpoint(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    first = mine.interface_endpoint(vpc, ClientToken="once")
    again = mine.interface_endpoint(vpc, ClientToken="once")
    other = refused(mine.interface_endpoint, vpc=vpc, service="sqs", ClientToken="once")
    assert first["VpcEndpointId"] == again["VpcEndpointId"]
    assert [first["VpcEndpointId"]] == mine.endpoints()
    assert other.startswith("IdempotentParameterMismatch: ")


def test_a_dry_run_has_no_token(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    expected = "DryRunOperation: Request would have succeeded, but DryRun flag is set."
    before = refused(mine.interface_endpoint, vpc=vpc, ClientToken="once", DryRun=True)
    made = mine.interface_endpoint(vpc, ClientToken="once")
    after = refused(mine.interface_endpoint, vpc=vpc, ClientToken="once", DryRun=True)
    assert [expected, expected] == [before, after]
    assert [made["VpcEndpointId"]] == mine.endpoints()


def test_a_dry_run_makes_nothing(mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.interface_endpoint, vpc=mine.vpc(), DryRun=True)
    assert met == "DryRunOperation: Request would have succeeded, but DryRun flag is set."
    assert mine.endpoints() == []


def test_a_refused_call_leaves_nothing(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    subnets = [mine.subnet(vpc, "a"), mine.subnet(vpc, "b")]
    choice = [{"SubnetId": subnets[1], "Ipv4": "192.0.2.1"}]
    met = refused(mine.interface_endpoint, vpc=vpc, SubnetIds=subnets, SubnetConfigurations=choice)
    assert met.startswith("InvalidParameterValue: Address does not fall within the subnet's address range")
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    assert mine.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"] == []


def test_fifty_interface_endpoints_in_a_vpc_are_the_quota(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    made = [mine.interface_endpoint(vpc)["VpcEndpointId"] for _ in range(50)]
    met = refused(mine.interface_endpoint, vpc=vpc)
    assert met.startswith("VpcEndpointLimitExceeded: ")
    mine.delete(made[0])
    assert mine.interface_endpoint(vpc)["State"] == "pending"
