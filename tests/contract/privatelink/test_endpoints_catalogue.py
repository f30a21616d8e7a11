"""DescribeVpcEndpointServices: AWS's services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.account import Account, filters
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import ServiceDetailTypeDef


def services(account: Account, **parameters: Any) -> list[ServiceDetailTypeDef]:
    """Describe services."""
    return account.ec2.describe_vpc_endpoint_services(**parameters)["ServiceDetails"]


def test_interface_service_is_described(mine: Account) -> None:
    (service,) = services(mine, ServiceNames=["com.amazonaws.us-east-1.lambda"])
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
    assert expected == {name: service.get(name) for name in expected}


def test_s3_is_listed_once_for_each_endpoint_type(mine: Account) -> None:
    selection = filters({"service-name": "com.amazonaws.us-east-1.s3"})
    details = services(mine, Filters=selection)
    assert [each["ServiceType"][0]["ServiceType"] for each in details] == ["Gateway", "Interface"]
    selection += filters({"service-type": "Gateway"})
    (gateway,) = services(mine, Filters=selection)
    assert "PrivateDnsName" not in gateway
    names = [each["BaseEndpointDnsNames"] for each in details]
    assert names == [["s3.us-east-1.amazonaws.com"], ["s3.us-east-1.vpce.amazonaws.com"]]


def test_describe_rejects_an_unknown_service_name(mine: Account) -> None:
    error = refusal(mine.ec2.describe_vpc_endpoint_services, ServiceNames=["com.amazonaws.us-east-1.nonsense"])
    assert error == ("InvalidServiceName", "The Vpc Endpoint Service 'com.amazonaws.us-east-1.nonsense' does not exist")


def test_pages_have_every_record_once(mine: Account) -> None:
    # AWS's own: other tests make and delete services that everybody sees.
    amazon = filters({"owner": "amazon"})
    paginator = mine.ec2.get_paginator("describe_vpc_endpoint_services")
    pages = paginator.paginate(Filters=amazon, PaginationConfig={"PageSize": 100})
    paged = [
        (each["ServiceName"], each["ServiceType"][0]["ServiceType"])
        for page in pages
        for each in page["ServiceDetails"]
    ]
    unpaged = [(each["ServiceName"], each["ServiceType"][0]["ServiceType"]) for each in services(mine, Filters=amazon)]
    assert unpaged == paged
    assert len(unpaged) == len(set(unpaged))
