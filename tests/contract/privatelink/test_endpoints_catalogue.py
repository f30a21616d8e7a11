"""DescribeVpcEndpointServices: AWS's services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privatelink_generator.aws import services as catalogue
from privatelink_harness.checks.offered import differences, offers, unlisted
from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.account import Account, MakeAccount, filters
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import ServiceDetailTypeDef


POLICY = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Sid":"All"}]}'


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


def test_service_with_a_home_is_known_there_alone(make_account: MakeAccount) -> None:
    """Source: IAM guide, "Create a VPC endpoint for IAM"."""
    name, home, elsewhere = "com.amazonaws.iam", make_account(), make_account("eu-west-1")
    (at_home,) = services(home, ServiceNames=[name])
    (across,) = services(elsewhere, ServiceNames=[name], ServiceRegions=["us-east-1"])
    assert [each["ServiceRegion"] for each in (at_home, across)] == ["us-east-1", "us-east-1"]
    error = ("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    assert refusal(elsewhere.ec2.describe_vpc_endpoint_services, ServiceNames=[name]) == error
    assert name not in {each["ServiceName"] for each in services(elsewhere)}
    vpc = elsewhere.vpc()
    assert refusal(elsewhere.interface_endpoint, vpc=vpc, service=name) == error
    endpoint = elsewhere.interface_endpoint(vpc, name, ServiceRegion="us-east-1", SubnetIds=[elsewhere.subnet(vpc)])
    assert elsewhere.available(endpoint["VpcEndpointId"])["ServiceRegion"] == "us-east-1"


def test_service_without_policies_refuses_one(mine: Account) -> None:
    """Source: PrivateLink guide, "AWS services that integrate with AWS PrivateLink"."""
    name = "com.amazonaws.us-east-1.transfer.server"
    (detail,) = services(mine, ServiceNames=[name])
    assert detail["VpcEndpointPolicySupported"] is False
    vpc, policy = mine.vpc(), {"PolicyDocument": POLICY}
    error = ("InvalidParameter", f"The service {name} does not support endpoint policies.")
    assert refusal(mine.interface_endpoint, vpc=vpc, service=name, **policy) == error
    endpoint = mine.interface_endpoint_id(vpc, name)
    assert refusal(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, **policy) == error
    assert mine.endpoint(endpoint)["PolicyDocument"] != POLICY


def test_services_across_regions_are_those_of_the_guide(mine: Account) -> None:
    """Source: PrivateLink guide, "Cross-Region enabled AWS services"."""
    amazon = filters({"owner": "amazon"})
    found = services(mine, ServiceRegions=["eu-west-1"], Filters=amazon)
    assert sorted(each["ServiceName"].removeprefix("com.amazonaws.") for each in found) == [
        "eu-west-1.ecr.api",
        "eu-west-1.ecr.dkr",
        "eu-west-1.ecs",
        "eu-west-1.ecs-fips",
        "eu-west-1.kinesis-firehose",
        "eu-west-1.kinesisanalytics",
        "eu-west-1.kinesisanalytics-fips",
        "eu-west-1.kms",
        "eu-west-1.kms-fips",
        "eu-west-1.lambda",
        "eu-west-1.s3",
        "route53",
    ]


def test_every_service_has_an_address_type(mine: Account) -> None:
    """The tests of the AWS provider's data source expect one at least, of gateway services too."""
    without = [each["ServiceName"] for each in services(mine) if not each.get("SupportedIpAddressTypes")]
    gateways = services(mine, Filters=filters({"service-type": "Gateway"}))
    assert without == []
    assert {each["ServiceName"].rpartition(".")[2]: each["SupportedIpAddressTypes"] for each in gateways} == {
        "dynamodb": ["ipv4"],
        "s3": ["ipv4"],
        "s3express": ["ipv4"],
    }


def test_services_are_those_of_the_generators_catalogue(account: LocalStackSession) -> None:
    ours = catalogue.services().values()
    offered = offers(account, "us-east-1")
    reasons = {each.reason for each in differences(ours, "us-east-1", offered)}

    # What the generator takes for likely, the emulation does not know.
    assert reasons == {"the catalogue guesses that it takes no policy, the API says otherwise"}
    assert unlisted(ours, "us-east-1", offered) == []
