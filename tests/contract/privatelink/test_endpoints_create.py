"""CreateVpcEndpoint for interface endpoints."""

from __future__ import annotations

import re

import pytest

from tests.support.account import Account, filters, state
from tests.support.refusal import refusal

DEFAULT_POLICY = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'


def test_new_endpoint_is_pending_and_then_available(mine: Account) -> None:
    endpoint = mine.interface_endpoint(mine.vpc())
    assert re.fullmatch(r"vpce-[0-9a-f]{17}", endpoint["VpcEndpointId"])
    assert (endpoint["State"], mine.available(endpoint["VpcEndpointId"])["State"]) == ("pending", "available")


def test_endpoint_has_the_defaults_of_absent_parameters(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc)
    described = mine.available(endpoint["VpcEndpointId"])
    expected = {
        "VpcEndpointId": endpoint["VpcEndpointId"],
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
        "CreationTimestamp": endpoint["CreationTimestamp"],
        "Tags": [],
        "OwnerId": mine.id,
        "ServiceRegion": "us-east-1",
    }
    assert expected == described


def test_default_endpoint_type_is_gateway(mine: Account) -> None:
    error = refusal(mine.ec2.create_vpc_endpoint, VpcId=mine.vpc(), ServiceName="com.amazonaws.us-east-1.lambda")
    expected = ("InvalidParameter", "Endpoint type (Gateway) does not match available service types ([Interface]).")
    assert expected == error


@pytest.mark.parametrize(
    "name",
    [
        "com.amazonaws.us-east-1.nonsense",
        "com.amazonaws.eu-west-1.lambda",
        "com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000000",
    ],
)
def test_create_rejects_an_unknown_service(name: str, mine: Account) -> None:
    error = refusal(mine.interface_endpoint, vpc=mine.vpc(), service=name)
    assert error == ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")


@pytest.mark.parametrize("endpoint_type", ["Resource", "ServiceNetwork"])
def test_create_rejects_endpoint_types_that_are_not_emulated(endpoint_type: str, mine: Account) -> None:
    error = refusal(mine.ec2.create_vpc_endpoint, VpcId=mine.vpc(), VpcEndpointType=endpoint_type)
    assert error == ("UnsupportedOperation", f"VPC endpoints of type {endpoint_type} are not emulated here.")


def test_create_rejects_resources_of_another_vpc(mine: Account) -> None:
    vpc, other = mine.vpc(), mine.vpc()
    subnet, group = mine.subnet(other), mine.group(other, "g")
    assert [
        ("InvalidVpcId.NotFound", "The Vpc Id vpc-0 does not exist"),
        ("InvalidSubnetId.NotFound", f"The subnet ID '{subnet}' does not exist"),
        ("InvalidGroup.NotFound", f"The security group '{group}' does not exist"),
    ] == [
        refusal(mine.interface_endpoint, vpc="vpc-0"),
        refusal(mine.interface_endpoint, vpc=vpc, SubnetIds=[subnet]),
        refusal(mine.interface_endpoint, vpc=vpc, SecurityGroupIds=[group]),
    ]


def test_create_rejects_two_subnets_in_one_zone(mine: Account) -> None:
    vpc = mine.vpc()
    subnets = [mine.subnet(vpc, "a", 1), mine.subnet(vpc, "a", 2)]
    error = refusal(mine.interface_endpoint, vpc=vpc, SubnetIds=subnets)
    message = (
        f"Found another VPC endpoint subnet in the availability zone of {subnets[1]}. VPC endpoint subnets should be "
        "in different availability zones supported by the VPC endpoint service."
    )
    assert error == ("DuplicateSubnetsInSameZone", message)


def test_client_token_creates_one_endpoint(mine: Account) -> None:
    vpc = mine.vpc()
    first = mine.interface_endpoint(vpc, ClientToken="once")
    again = mine.interface_endpoint(vpc, ClientToken="once")
    other = refusal(mine.interface_endpoint, vpc=vpc, service="sqs", ClientToken="once")
    assert first["VpcEndpointId"] == again["VpcEndpointId"]
    assert [first["VpcEndpointId"]] == mine.endpoints()
    assert other.code == "IdempotentParameterMismatch"


def test_dry_run_ignores_the_client_token(mine: Account) -> None:
    vpc = mine.vpc()
    expected = ("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
    before = refusal(mine.interface_endpoint, vpc=vpc, ClientToken="once", DryRun=True)
    endpoint = mine.interface_endpoint(vpc, ClientToken="once")
    after = refusal(mine.interface_endpoint, vpc=vpc, ClientToken="once", DryRun=True)
    assert [expected, expected] == [before, after]
    assert [endpoint["VpcEndpointId"]] == mine.endpoints()


def test_dry_run_creates_nothing(mine: Account) -> None:
    error = refusal(mine.interface_endpoint, vpc=mine.vpc(), DryRun=True)
    assert error == ("DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
    assert mine.endpoints() == []


def test_refused_create_leaves_nothing(mine: Account) -> None:
    vpc = mine.vpc()
    subnets = [mine.subnet(vpc, "a"), mine.subnet(vpc, "b")]
    choice = [{"SubnetId": subnets[1], "Ipv4": "192.0.2.1"}]
    error = refusal(mine.interface_endpoint, vpc=vpc, SubnetIds=subnets, SubnetConfigurations=choice)
    assert error == (
        "InvalidParameterValue",
        "Address does not fall within the subnet's address range: 192.0.2.1",
    )
    selection = filters({"vpc-id": vpc})
    assert mine.ec2.describe_network_interfaces(Filters=selection)["NetworkInterfaces"] == []


def test_quota_of_interface_endpoints_in_a_vpc_is_50(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint_ids = [mine.interface_endpoint_id(vpc) for _ in range(50)]
    error = refusal(mine.interface_endpoint, vpc=vpc)
    assert error.code == "VpcEndpointLimitExceeded"
    mine.delete(endpoint_ids[0])
    assert state(mine.interface_endpoint(vpc)) == "pending"
