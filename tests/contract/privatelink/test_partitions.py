"""Partitions other than `aws`: China, GovCloud, the European Sovereign Cloud, and an isolated one."""

from __future__ import annotations

import boto3
import pytest

from tests.support.account import Account, MakeAccount, filters
from tests.support.refusal import refusal, refusal_code
from tests.support.topic import Topic

REGIONS = {
    "cn-north-1": ("aws-cn", "cn.com.amazonaws", "amazonaws.com.cn"),
    "us-gov-west-1": ("aws-us-gov", "com.amazonaws", "amazonaws.com"),
    "eusc-de-east-1": ("aws-eusc", "eu.amazonaws", "amazonaws.eu"),
    "us-iso-east-1": ("aws-iso", "gov.ic.c2s", "c2s.ic.gov"),
}
"""Partition, start of service names, and DNS suffix of Regions. Source: botocore's partitions, service names of vendors
in China, and AWS CDK's region-info for the others."""


@pytest.fixture(params=REGIONS)
def theirs(request: pytest.FixtureRequest, make_account: MakeAccount) -> Account:
    """An account in each partition."""
    account: Account = make_account(request.param)
    return account


def test_caller_and_resources_have_arns_of_the_partition(theirs: Account) -> None:
    partition = REGIONS[theirs.region][0]
    load_balancer = theirs.load_balancer(theirs.vpc(), "ab")
    group = theirs.elbv2.create_target_group(Name="a", TargetType="lambda")["TargetGroups"][0]["TargetGroupArn"]
    topic = theirs.client("sns").create_topic(Name="a")["TopicArn"]
    arns = [theirs.client("sts").get_caller_identity()["Arn"], load_balancer, group, topic]
    assert {arn.split(":")[1] for arn in arns} == {partition}
    assert {arn.split(":")[3] for arn in arns[1:]} == {theirs.region}


def test_zones_are_those_of_the_region(theirs: Account) -> None:
    zones = theirs.ec2.describe_availability_zones()["AvailabilityZones"]
    assert len(zones) >= 2
    assert {zone["ZoneName"][:-1] for zone in zones} == {theirs.region}


def test_regions_are_those_of_the_partition(theirs: Account) -> None:
    partition = REGIONS[theirs.region][0]
    described = {region["RegionName"] for region in theirs.ec2.describe_regions()["Regions"]}
    assert described == set(boto3.Session().get_available_regions("ec2", partition))


def test_subnet_in_a_zone_of_another_region_is_refused(theirs: Account) -> None:
    vpc = theirs.vpc()
    zones = sorted(zone["ZoneName"] for zone in theirs.ec2.describe_availability_zones()["AvailabilityZones"])
    create = theirs.ec2.create_subnet
    assert refusal(create, VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone="us-east-1a") == (
        "InvalidParameterValue",
        (
            "Value (us-east-1a) for parameter availabilityZone is invalid. Subnets can currently only be created in "
            f"the following availability zones: {', '.join(zones)}."
        ),
    )
    assert refusal_code(create, VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZoneId="use1-az1") is not None
    assert theirs.ec2.describe_subnets(Filters=filters({"vpc-id": vpc}))["Subnets"] == []


def test_names_of_a_customers_service_are_those_of_the_partition(theirs: Account) -> None:
    _, prefix, suffix = REGIONS[theirs.region]
    service = theirs.new_service("ab", AcceptanceRequired=False, allow=[theirs.root])
    base = f"{service['ServiceId']}.{theirs.region}.vpce.{suffix}"
    assert service["ServiceName"] == f"{prefix}.vpce.{theirs.region}.{service['ServiceId']}"
    assert service["BaseEndpointDnsNames"] == [base]
    vpc = theirs.vpc()
    endpoint = theirs.interface_endpoint(vpc, service["ServiceName"], SubnetIds=[theirs.subnet(vpc, "a")])
    names = [entry["DnsName"] for entry in theirs.available(endpoint["VpcEndpointId"])["DnsEntries"]]
    assert len(names) == 2
    assert all(name.endswith(f".{base}") for name in names)
    (connection,) = theirs.ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"]
    assert connection["VpcEndpointRegion"] == theirs.region


def test_load_balancer_has_a_name_with_the_partitions_suffix(theirs: Account) -> None:
    arn = theirs.load_balancer(theirs.vpc(), "ab")
    (described,) = theirs.elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"]
    assert described["DNSName"].endswith(f".elb.{theirs.region}.{REGIONS[theirs.region][2]}")


@pytest.mark.parametrize(
    ("region", "interface", "gateway", "private_name"),
    [
        (
            "cn-north-1",
            "cn.com.amazonaws.cn-north-1.s3",
            "com.amazonaws.cn-north-1.s3",
            "s3.cn-north-1.amazonaws.com.cn",
        ),
        ("us-gov-west-1", *["com.amazonaws.us-gov-west-1.s3"] * 2, "s3.us-gov-west-1.amazonaws.com"),
        ("eusc-de-east-1", *["com.amazonaws.eusc-de-east-1.s3"] * 2, "s3.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_private_dns_of_s3_is_inbound_only_and_needs_the_gateway(
    region: str, interface: str, gateway: str, private_name: str, make_account: MakeAccount
) -> None:
    """In China, where the two have names of their own, too."""
    account: Account = make_account(region)
    vpc = account.vpc()
    options = {"SubnetIds": [account.subnet(vpc)], "PrivateDnsEnabled": True}
    assert refusal_code(account.interface_endpoint, vpc, interface, **options) == "InvalidParameter"
    table = account.ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=gateway)["VpcEndpoint"]["VpcEndpointId"]
    endpoint = account.interface_endpoint(vpc, interface, **options)
    assert endpoint["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"] is True
    assert private_name in {entry["DnsName"] for entry in endpoint["DnsEntries"]}
    refused = account.ec2.delete_vpc_endpoints(VpcEndpointIds=[table])["Unsuccessful"]
    assert [each["ResourceId"] for each in refused] == [table]


def test_interface_endpoint_of_s3_has_no_private_dns_by_default(make_account: MakeAccount) -> None:
    account: Account = make_account("cn-north-1")
    endpoint = account.ec2.create_vpc_endpoint(
        VpcId=account.vpc(), ServiceName="cn.com.amazonaws.cn-north-1.s3", VpcEndpointType="Interface"
    )["VpcEndpoint"]
    assert endpoint["PrivateDnsEnabled"] is False


def test_principal_of_another_partition_is_invalid(theirs: Account) -> None:
    service = theirs.new_service("ab")
    modify = theirs.ec2.modify_vpc_endpoint_service_permissions
    foreign = ["arn:aws:iam::123456789012:root"]
    assert refusal_code(modify, ServiceId=service["ServiceId"], AddAllowedPrincipals=foreign) == "InvalidPrincipal"


def test_notification_has_the_source_arn_of_the_partition(theirs: Account) -> None:
    """The topic's policy admits the endpoint service by its ARN alone."""
    service = theirs.new_service("ab")
    source = f"arn:{theirs.partition}:ec2:{theirs.region}:{theirs.id}:vpc-endpoint-service/{service['ServiceId']}"
    topic = Topic(theirs, "a", condition={"ArnEquals": {"aws:SourceArn": source}})
    theirs.ec2.create_vpc_endpoint_connection_notification(
        ConnectionNotificationArn=topic.arn, ConnectionEvents=["Connect"], ServiceId=service["ServiceId"]
    )
    endpoint = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    assert topic.next() == ("Connect", endpoint)


def test_same_account_number_is_another_account_in_each_partition(make_account: MakeAccount) -> None:
    """A service in China cannot be reached from elsewhere."""
    china = make_account("cn-north-1")
    service = china.new_service("ab")
    outside = china.in_region("us-east-1")
    options = {"ServiceRegion": "cn-north-1"}
    code = refusal_code(outside.interface_endpoint, outside.vpc(), service["ServiceName"], **options)
    assert code == "InvalidServiceName"
