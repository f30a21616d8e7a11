"""Services and endpoints across Regions."""

from __future__ import annotations

import pytest

from tests.support.account import Account, MakeAccount, filters, state
from tests.support.refusal import refusal


def test_service_can_be_used_from_a_supported_region(mine: Account, make_account: MakeAccount) -> None:
    theirs = make_account("eu-west-1")
    service = mine.new_service("a", allow=[theirs.root], SupportedRegions=["us-east-1", "eu-west-1"])
    name = service["ServiceName"]
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc, "c")
    endpoint = theirs.interface_endpoint(vpc, name, ServiceRegion="us-east-1", SubnetIds=[subnet])
    assert (endpoint["ServiceRegion"], endpoint["State"]) == ("us-east-1", "pendingAcceptance")
    assert refusal(theirs.interface_endpoint, vpc=vpc, service=name).code == "InvalidServiceName"
    (connection,) = mine.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert ("eu-west-1", theirs.id) == (connection["VpcEndpointRegion"], connection["VpcEndpointOwner"])
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint["VpcEndpointId"]])
    assert state(theirs.available(endpoint["VpcEndpointId"])) == "available"


def test_service_of_another_region_shows_no_zones(mine: Account) -> None:
    name = mine.new_service("a", SupportedRegions=["us-east-1", "eu-west-1"])["ServiceName"]
    elsewhere = mine.in_region("eu-west-1")
    (detail,) = elsewhere.ec2.describe_vpc_endpoint_services(ServiceNames=[name], ServiceRegions=["us-east-1"])[
        "ServiceDetails"
    ]
    assert detail["ServiceRegion"] == "us-east-1"
    assert set() == {"AvailabilityZones", "AvailabilityZoneIds"} & set(detail)


def test_service_is_unknown_in_an_unsupported_region(mine: Account) -> None:
    name = mine.new_service("a")["ServiceName"]
    elsewhere = mine.in_region("eu-west-1")
    error = refusal(elsewhere.interface_endpoint, vpc=elsewhere.vpc(), service=name, ServiceRegion="us-east-1")
    assert error == ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")


@pytest.mark.parametrize(
    ("region", "expected"), [("eu-west-1", ["far"]), ("us-east-1", ["near"]), ("cross-region", ["far"])]
)
def test_filter_finds_connections_by_region(region: str, expected: list[str], mine: Account) -> None:
    """The value `cross-region` finds endpoints outside the service's Region."""
    name = mine.new_service("a", SupportedRegions=["us-east-1", "eu-west-1"])["ServiceName"]
    far = mine.in_region("eu-west-1")
    labels = {
        mine.interface_endpoint_id(mine.vpc(), name): "near",
        far.interface_endpoint_id(far.vpc(), name, ServiceRegion="us-east-1"): "far",
    }
    selection = filters({"vpc-endpoint-region": region})
    connections = mine.ec2.describe_vpc_endpoint_connections(Filters=selection)["VpcEndpointConnections"]
    assert [labels[each["VpcEndpointId"]] for each in connections] == expected
    assert far.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"] == []


def test_cross_region_aws_service_can_be_used_from_another_region(mine: Account) -> None:
    """Source: PrivateLink guide, "Cross-Region enabled AWS services"."""
    name = "com.amazonaws.eu-west-1.s3"
    (detail,) = mine.ec2.describe_vpc_endpoint_services(ServiceNames=[name], ServiceRegions=["eu-west-1"])[
        "ServiceDetails"
    ]
    assert (detail["ServiceRegion"], detail["ServiceType"], "AvailabilityZones" in detail) == (
        "eu-west-1",
        [{"ServiceType": "Interface"}],
        False,
    )
    vpc = mine.vpc()
    endpoint = mine.interface_endpoint(vpc, name, ServiceRegion="eu-west-1", SubnetIds=[mine.subnet(vpc, "b")])
    assert mine.available(endpoint["VpcEndpointId"])["ServiceRegion"] == "eu-west-1"
    assert all(each["DnsName"].endswith(".s3.eu-west-1.vpce.amazonaws.com") for each in endpoint["DnsEntries"])


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("com.amazonaws.eu-west-1.secretsmanager", "eu-west-1"),
        ("com.amazonaws.eu-west-1.s3", "us-west-2"),
        ("com.amazonaws.mars.s3", "mars"),
    ],
    ids=["not across Regions", "another Region", "no Region"],
)
def test_other_aws_service_is_unknown_in_another_region(name: str, region: str, mine: Account) -> None:
    error = refusal(mine.interface_endpoint, vpc=mine.vpc(), service=name, ServiceRegion=region)
    assert error == ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
