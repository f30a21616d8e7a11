"""CreateLoadBalancer, DescribeLoadBalancers, DeleteLoadBalancer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import temporary_accounts

Refusal = Callable[..., tuple[str, str]]


def client(account: LocalStackSession, **settings: Any) -> Any:
    """A client with other settings than usual."""
    return boto3.client(
        "elbv2",
        endpoint_url=account.endpoint,
        region_name=account.region,
        aws_access_key_id=account.account,
        aws_secret_access_key="any",  # noqa: S106 - LocalStack takes any
        config=Config(**settings),
    )


def test_names_are_of_the_form_of_network_load_balancers(place: Any) -> None:
    """AWS: `loadbalancer/net/<name>/<16 hex>`, `<name>-<hex>.elb.<region>.amazonaws.com`, the Region's hosted zone."""
    made = place.load_balancer(Name="payments")
    arn = rf"arn:aws:elasticloadbalancing:us-east-1:{place.account}:loadbalancer/net/payments/([0-9a-f]{{16}})"
    match = re.fullmatch(arn, made["LoadBalancerArn"])
    assert match is not None
    assert f"payments-{match[1]}.elb.us-east-1.amazonaws.com" == made["DNSName"]
    assert ("Z26RNL4JYFTOTI", "network", "internal", place.vpc, "ipv4", "provisioning") == (
        made["CanonicalHostedZoneId"],
        made["Type"],
        made["Scheme"],
        made["VpcId"],
        made["IpAddressType"],
        made["State"]["Code"],
    )


def test_it_is_active_when_it_is_described(place: Any) -> None:
    made = place.load_balancer()
    found = place.elbv2.describe_load_balancers(LoadBalancerArns=[made["LoadBalancerArn"]])["LoadBalancers"][0]
    assert found["State"] == {"Code": "active"}
    assert [
        {"ZoneName": f"us-east-1{zone}", "SubnetId": subnet, "LoadBalancerAddresses": []}
        for zone, subnet in zip("ab", place.subnets, strict=False)
    ] == found["AvailabilityZones"]


def test_other_regions_have_other_hosted_zones(place: Any, account: LocalStackSession) -> None:
    """AWS: eu-west-1 is Z2IFOLAFXWLO4F."""
    there = LocalStackSession(account.endpoint, account.account, "eu-west-1")
    ec2 = there.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone="eu-west-1a")["Subnet"]["SubnetId"]
    made = there.client("elbv2").create_load_balancer(Name="far", Type="network", Scheme="internal", Subnets=[subnet])[
        "LoadBalancers"
    ][0]
    assert made["CanonicalHostedZoneId"] == "Z2IFOLAFXWLO4F"
    assert place.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_creating_it_again_is_idempotent(place: Any, refusal: Refusal) -> None:
    """AWS: the same settings give the same load balancer, others are an error."""
    made = place.load_balancer(Name="twice")
    assert made["LoadBalancerArn"] == place.load_balancer(Name="twice")["LoadBalancerArn"]
    assert refusal(place.load_balancer, Name="twice", Subnets=[place.subnets[2]]) == (
        "DuplicateLoadBalancerName",
        "A load balancer with the same name 'twice' exists, but with different settings",
    )


def test_names_that_are_not_there_are_an_error(place: Any, refusal: Refusal) -> None:
    """The Terraform provider asks by name before it creates."""
    assert refusal(place.elbv2.describe_load_balancers, Names=["nobody"]) == (
        "LoadBalancerNotFound",
        "Load balancers '[nobody]' not found",
    )


def test_pages(place: Any) -> None:
    arns = [place.load_balancer()["LoadBalancerArn"] for _ in range(3)]
    pages = place.elbv2.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 2})
    found = [[each["LoadBalancerArn"] for each in page["LoadBalancers"]] for page in pages]
    assert [arns[:2], arns[2:]] == found


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"Name": "internal-one"}, "ValidationError"),
        ({"Name": "-one"}, "ValidationError"),
        ({"Name": "x" * 33}, "ValidationError"),
        ({"Subnets": ["subnet-00000000"]}, "SubnetNotFound"),
        ({"SecurityGroups": ["sg-00000000"]}, "InvalidSecurityGroup"),
        ({"IpAddressType": "dualstack"}, "InvalidSubnet"),
        ({"Subnets": []}, "ValidationError"),
    ],
)
def test_what_aws_refuses(place: Any, refusal: Refusal, settings: dict[str, Any], code: str) -> None:
    assert code == refusal(place.load_balancer, **settings)[0]
    assert place.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_two_subnets_in_one_zone_are_refused(place: Any, refusal: Refusal) -> None:
    """AWS: one subnet per Availability Zone."""
    second = place.ec2.create_subnet(VpcId=place.vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1a")
    assert refusal(place.load_balancer, Subnets=[place.subnets[0], second["Subnet"]["SubnetId"]]) == (
        "InvalidConfigurationRequest",
        "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    )


def test_internet_facing_needs_an_internet_gateway(place: Any, refusal: Refusal) -> None:
    vpc = place.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = place.ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24", AvailabilityZone="us-east-1a")["Subnet"]
    assert ("InvalidSubnet", f"VPC {vpc} has no internet gateway") == refusal(
        place.load_balancer, Scheme="internet-facing", Subnets=[subnet["SubnetId"]]
    )


def test_deleting_it_takes_its_listeners_and_not_its_target_groups(place: Any, refusal: Refusal) -> None:
    made, group = place.load_balancer(), place.target_group()
    listener = place.listener(made["LoadBalancerArn"], group)["ListenerArn"]
    place.elbv2.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    assert refusal(place.elbv2.describe_listeners, ListenerArns=[listener])[0] == "ListenerNotFound"
    groups = place.elbv2.describe_target_groups(TargetGroupArns=[group])["TargetGroups"]
    assert [each["LoadBalancerArns"] for each in groups] == [[]]


def test_deleting_it_twice_succeeds(place: Any) -> None:
    """AWS: if the load balancer does not exist or has already been deleted, the call succeeds."""
    made = place.load_balancer()
    place.elbv2.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    place.elbv2.delete_load_balancer(LoadBalancerArn=made["LoadBalancerArn"])
    assert place.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_deletion_protection(place: Any, refusal: Refusal) -> None:
    arn = place.load_balancer()["LoadBalancerArn"]

    def protect(value: str) -> None:
        attribute = {"Key": "deletion_protection.enabled", "Value": value}
        place.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[attribute])

    protect("true")
    assert (
        "OperationNotPermitted",
        f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
    ) == refusal(place.elbv2.delete_load_balancer, LoadBalancerArn=arn)
    protect("false")
    place.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    assert place.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_an_endpoint_service_holds_it(place: Any, refusal: Refusal) -> None:
    """AWS: a load balancer can't be deleted while an endpoint service uses it."""
    arn = place.load_balancer()["LoadBalancerArn"]
    service = place.ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[arn])
    assert (
        "ResourceInUse",
        f"Load balancer '{arn}' cannot be deleted because it is currently associated with another service",
    ) == refusal(place.elbv2.delete_load_balancer, LoadBalancerArn=arn)
    place.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service["ServiceConfiguration"]["ServiceId"]])


def test_accounts_do_not_see_each_other(
    place: Any, account: LocalStackSession, make_place: Callable[[Any], Any]
) -> None:
    place.load_balancer(Name="mine")
    with temporary_accounts(account.endpoint) as fresh:
        other = make_place(LocalStackSession(account.endpoint, fresh()))
        assert other.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_what_is_missing_is_refused_at_once(account: LocalStackSession, refusal: Refusal) -> None:
    """Not every client looks before it calls."""
    elbv2 = client(account, parameter_validation=False)
    code, message = refusal(elbv2.create_load_balancer, Type="network")
    assert (code, '"Name"' in message) == ("ValidationError", True)


def test_throttling_on_purpose_is_told_in_the_words_of_this_api(place: Any, account: LocalStackSession) -> None:
    """AWS: Throttling, with a status of 400; EC2's is RequestLimitExceeded."""
    elbv2 = client(account, retries={"total_max_attempts": 1})
    fault = {"operation": "DescribeLoadBalancers", "throttle": True, "account": place.account}
    place.http("POST", "faults", fault)
    with pytest.raises(ClientError, match=r"\(Throttling\).*: Rate exceeded$"):
        elbv2.describe_load_balancers()
    assert elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_what_is_not_emulated_is_refused_at_once(place: Any, refusal: Refusal) -> None:
    """SDKs and the Terraform provider repeat calls that answer 5xx."""
    assert refusal(place.elbv2.describe_trust_stores) == ("UnsupportedOperation", "DescribeTrustStores is not emulated")


def test_twenty_are_described_at_a_time(place: Any, refusal: Refusal) -> None:
    """AWS: you can specify up to 20 load balancers in a single call."""
    made = place.load_balancer()["LoadBalancerArn"]
    assert refusal(place.elbv2.describe_load_balancers, LoadBalancerArns=[made] * 21) == (
        "ValidationError",
        "Up to 20 load balancers can be described at a time, but 21 were specified",
    )


def test_what_is_no_arn_is_refused(place: Any, refusal: Refusal) -> None:
    expected = ("ValidationError", "'blue' is not a valid load balancer ARN")
    assert refusal(place.elbv2.describe_load_balancers, LoadBalancerArns=["blue"]) == expected
    assert refusal(place.elbv2.delete_load_balancer, LoadBalancerArn="blue") == expected


@pytest.mark.parametrize("setting", [{"IpamPools": {"Ipv4IpamPoolId": "ipam-pool-1"}}, {"CustomerOwnedIpv4Pool": "x"}])
def test_settings_that_are_not_emulated_are_refused(place: Any, refusal: Refusal, setting: dict[str, Any]) -> None:
    assert refusal(place.load_balancer, **setting)[0] == "UnsupportedOperation"
