"""Services and endpoints across Regions of one LocalStack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_a_service_is_used_from_a_region_that_it_supports(
    mine: Any, make_account: Callable[..., Any], refused: Callable[..., str]
) -> None:
    theirs = make_account("eu-west-1")
    service = mine.new_service("a", allow=[theirs.root], SupportedRegions=["us-east-1", "eu-west-1"])
    name = service["ServiceName"]
    vpc = theirs.vpc()
    subnet = theirs.subnet(vpc, "c")
    made = theirs.interface_endpoint(vpc, name, ServiceRegion="us-east-1", SubnetIds=[subnet])
    assert (made["ServiceRegion"], made["State"]) == ("us-east-1", "pendingAcceptance")
    assert refused(theirs.interface_endpoint, vpc=vpc, service=name).startswith("InvalidServiceName: ")
    (seen,) = mine.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert ("eu-west-1", theirs.id) == (seen["VpcEndpointRegion"], seen["VpcEndpointOwner"])
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[made["VpcEndpointId"]])
    assert theirs.available(made["VpcEndpointId"])["State"] == "available"


def test_seen_from_afar_a_service_has_no_zones(mine: Any) -> None:
    name = mine.new_service("a", SupportedRegions=["us-east-1", "eu-west-1"])["ServiceName"]
    there = mine.in_region("eu-west-1")
    (seen,) = there.ec2.describe_vpc_endpoint_services(ServiceNames=[name], ServiceRegions=["us-east-1"])[
        "ServiceDetails"
    ]
    assert seen["ServiceRegion"] == "us-east-1"
    assert set() == {"AvailabilityZones", "AvailabilityZoneIds"} & set(seen)


def test_from_another_region_it_is_unknown(mine: Any, refused: Callable[..., str]) -> None:
    name = mine.new_service("a")["ServiceName"]
    there = mine.in_region("eu-west-1")
    met = refused(there.interface_endpoint, vpc=there.vpc(), service=name, ServiceRegion="us-east-1")
    assert met == f"InvalidServiceName: The Vpc Endpoint Service '{name}' does not exist"


@pytest.mark.parametrize(
    ("region", "expected"), [("eu-west-1", ["far"]), ("us-east-1", ["near"]), ("cross-region", ["far"])]
)
def test_connections_are_found_by_their_region(region: str, expected: list[str], mine: Any) -> None:
    """`cross-region` finds endpoints in other Regions than the service's."""
    name = mine.new_service("a", SupportedRegions=["us-east-1", "eu-west-1"])["ServiceName"]
    far = mine.in_region("eu-west-1")
    made = {
        mine.interface_endpoint(mine.vpc(), name)["VpcEndpointId"]: "near",
        far.interface_endpoint(far.vpc(), name, ServiceRegion="us-east-1")["VpcEndpointId"]: "far",
    }
    filters = [{"Name": "vpc-endpoint-region", "Values": [region]}]
    found = mine.ec2.describe_vpc_endpoint_connections(Filters=filters)["VpcEndpointConnections"]
    assert [made[each["VpcEndpointId"]] for each in found] == expected
    assert far.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"] == []


def test_some_of_awss_own_services_are_used_from_other_regions(mine: Any) -> None:
    """PrivateLink guide, "Cross-Region enabled AWS services"."""
    name = "com.amazonaws.eu-west-1.s3"
    (seen,) = mine.ec2.describe_vpc_endpoint_services(ServiceNames=[name], ServiceRegions=["eu-west-1"])[
        "ServiceDetails"
    ]
    assert (seen["ServiceRegion"], seen["ServiceType"], "AvailabilityZones" in seen) == (
        "eu-west-1",
        [{"ServiceType": "Interface"}],
        False,
    )
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, name, ServiceRegion="eu-west-1", SubnetIds=[mine.subnet(vpc, "b")])
    assert mine.available(made["VpcEndpointId"])["ServiceRegion"] == "eu-west-1"
    assert all(each["DnsName"].endswith(".s3.eu-west-1.vpce.amazonaws.com") for each in made["DnsEntries"])


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("com.amazonaws.eu-west-1.secretsmanager", "eu-west-1"),
        ("com.amazonaws.eu-west-1.s3", "us-west-2"),
        ("com.amazonaws.mars.s3", "mars"),
    ],
    ids=["not across Regions", "another Region", "no Region"],
)
def test_others_of_awss_own_services_are_not(name: str, region: str, mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.interface_endpoint, vpc=mine.vpc(), service=name, ServiceRegion=region)
    assert met == f"InvalidServiceName: The Vpc Endpoint Service '{name}' does not exist"
