"""DescribeVpcEndpointServices: AWS's own services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def services(account: Any, **options: Any) -> list[dict[str, Any]]:
    return list(account.ec2.describe_vpc_endpoint_services(**options)["ServiceDetails"])


def test_an_interface_service(mine: Any) -> None:
    (found,) = services(mine, ServiceNames=["com.amazonaws.us-east-1.lambda"])
    zones = mine.ec2.describe_availability_zones()["AvailabilityZones"]
    expected = {
        "ServiceName": "com.amazonaws.us-east-1.lambda",
        "ServiceType": [{"ServiceType": "Interface"}],
        "ServiceRegion": "us-east-1",
        "Owner": "amazon",
        "AvailabilityZones": sorted(each["ZoneName"] for each in zones),
        "BaseEndpointDnsNames": ["lambda.us-east-1.vpce.amazonaws.com"],
        "PrivateDnsName": "lambda.us-east-1.amazonaws.com",
        "PrivateDnsNames": [{"PrivateDnsName": "lambda.us-east-1.amazonaws.com"}],
        "PrivateDnsNameVerificationState": "verified",
        "VpcEndpointPolicySupported": True,
        "AcceptanceRequired": False,
    }
    assert expected == {name: found[name] for name in expected}


def test_s3_is_listed_for_each_of_its_types(mine: Any) -> None:
    filters = [{"Name": "service-name", "Values": ["com.amazonaws.us-east-1.s3"]}]
    found = services(mine, Filters=filters)
    assert [each["ServiceType"][0]["ServiceType"] for each in found] == ["Gateway", "Interface"]
    filters += [{"Name": "service-type", "Values": ["Gateway"]}]
    (gateway,) = services(mine, Filters=filters)
    assert "PrivateDnsName" not in gateway
    names = [each["BaseEndpointDnsNames"] for each in found]
    assert names == [["s3.us-east-1.amazonaws.com"], ["s3.us-east-1.vpce.amazonaws.com"]]


def test_an_unknown_name_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    met = refused(mine.ec2.describe_vpc_endpoint_services, ServiceNames=["com.amazonaws.us-east-1.nonsense"])
    assert met == "InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.nonsense' does not exist"


def test_pages_have_all_once(mine: Any) -> None:
    pages = mine.ec2.get_paginator("describe_vpc_endpoint_services").paginate(PaginationConfig={"PageSize": 100})
    found = [
        (each["ServiceName"], each["ServiceType"][0]["ServiceType"])
        for page in pages
        for each in page["ServiceDetails"]
    ]
    once = [(each["ServiceName"], each["ServiceType"][0]["ServiceType"]) for each in services(mine)]
    assert once == found
    assert len(once) == len(set(once))
