"""Services and endpoints across Regions of one LocalStack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


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
