"""CreateLoadBalancer, DescribeLoadBalancers, DeleteLoadBalancer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.accounts import temporary_accounts
from tests.support.load_balancing import ElbAccount, new_elb_account
from tests.support.refusal import refusal

if TYPE_CHECKING:
    from mypy_boto3_elbv2.type_defs import LoadBalancerAttributeTypeDef


def client(account: LocalStackSession, **settings: Any) -> Any:
    """Return a client with its own settings."""
    return boto3.client(
        "elbv2",
        endpoint_url=account.endpoint,
        region_name=account.region,
        aws_access_key_id=account.account,
        aws_secret_access_key="any",  # noqa: S106 - LocalStack takes any
        config=Config(**settings),
    )


def test_network_load_balancer_has_names_of_its_type(elb: ElbAccount) -> None:
    """AWS: `loadbalancer/net/<name>/<16 hex>`, `<name>-<hex>.elb.<region>.amazonaws.com`, the Region's hosted zone."""
    load_balancer = elb.load_balancer(Name="payments")
    arn = rf"arn:aws:elasticloadbalancing:us-east-1:{elb.account}:loadbalancer/net/payments/([0-9a-f]{{16}})"
    match = re.fullmatch(arn, load_balancer["LoadBalancerArn"])
    assert match is not None
    assert f"payments-{match[1]}.elb.us-east-1.amazonaws.com" == load_balancer["DNSName"]
    assert ("Z26RNL4JYFTOTI", "network", "internal", elb.vpc, "ipv4", "provisioning") == (
        load_balancer["CanonicalHostedZoneId"],
        load_balancer["Type"],
        load_balancer["Scheme"],
        load_balancer["VpcId"],
        load_balancer["IpAddressType"],
        load_balancer["State"]["Code"],
    )


def test_created_load_balancer_is_active_when_described(elb: ElbAccount) -> None:
    load_balancer = elb.load_balancer()
    described = elb.describe(load_balancer["LoadBalancerArn"])
    assert described["State"] == {"Code": "active"}
    assert [
        {"ZoneName": f"us-east-1{zone}", "SubnetId": subnet, "LoadBalancerAddresses": []}
        for zone, subnet in zip("ab", elb.subnets, strict=False)
    ] == described["AvailabilityZones"]


def test_region_has_its_own_hosted_zone_and_load_balancers(elb: ElbAccount, account: LocalStackSession) -> None:
    """AWS: eu-west-1 is Z2IFOLAFXWLO4F."""
    there = LocalStackSession(account.endpoint, account.account, "eu-west-1")
    ec2 = there.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone="eu-west-1a")["Subnet"]["SubnetId"]
    created = there.client("elbv2").create_load_balancer(
        Name="far", Type="network", Scheme="internal", Subnets=[subnet]
    )
    assert created["LoadBalancers"][0]["CanonicalHostedZoneId"] == "Z2IFOLAFXWLO4F"
    assert elb.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_create_is_idempotent(elb: ElbAccount) -> None:
    """AWS: the same settings give the same load balancer, others are an error."""
    load_balancer = elb.load_balancer(Name="twice")
    assert load_balancer["LoadBalancerArn"] == elb.load_balancer_arn(Name="twice")
    assert refusal(elb.load_balancer, Name="twice", Subnets=[elb.subnets[2]]) == (
        "DuplicateLoadBalancerName",
        "A load balancer with the same name 'twice' exists, but with different settings",
    )


def test_describe_rejects_unknown_names(elb: ElbAccount) -> None:
    """Terraform's AWS provider asks by name before it creates."""
    assert refusal(elb.elbv2.describe_load_balancers, Names=["nobody"]) == (
        "LoadBalancerNotFound",
        "Load balancers '[nobody]' not found",
    )


def test_describe_returns_pages(elb: ElbAccount) -> None:
    arns = [elb.load_balancer_arn() for _ in range(3)]
    pages = elb.elbv2.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 2})
    arns_by_page = [[each["LoadBalancerArn"] for each in page["LoadBalancers"]] for page in pages]
    assert [arns[:2], arns[2:]] == arns_by_page


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
def test_create_rejects_settings(elb: ElbAccount, settings: dict[str, Any], code: str) -> None:
    assert code == refusal(elb.load_balancer, **settings).code
    assert elb.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_create_rejects_two_subnets_in_one_zone(elb: ElbAccount) -> None:
    """AWS: one subnet per Availability Zone."""
    second = elb.subnet(9)
    assert refusal(elb.load_balancer, Subnets=[elb.subnets[0], second]) == (
        "InvalidConfigurationRequest",
        "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    )


def test_internet_facing_load_balancer_needs_an_internet_gateway(elb: ElbAccount) -> None:
    vpc = elb.other_vpc()
    subnet = elb.subnet(0, vpc=vpc)
    assert ("InvalidSubnet", f"VPC {vpc} has no internet gateway") == refusal(
        elb.load_balancer, Scheme="internet-facing", Subnets=[subnet]
    )


def test_delete_removes_listeners_and_keeps_target_groups(elb: ElbAccount) -> None:
    load_balancer, group = elb.load_balancer(), elb.target_group()
    listener = elb.listener(load_balancer["LoadBalancerArn"], group)["ListenerArn"]
    elb.elbv2.delete_load_balancer(LoadBalancerArn=load_balancer["LoadBalancerArn"])
    assert refusal(elb.elbv2.describe_listeners, ListenerArns=[listener]).code == "ListenerNotFound"
    groups = elb.elbv2.describe_target_groups(TargetGroupArns=[group])["TargetGroups"]
    assert [each["LoadBalancerArns"] for each in groups] == [[]]


def test_delete_twice_succeeds(elb: ElbAccount) -> None:
    """AWS: if the load balancer does not exist or has already been deleted, the call succeeds."""
    load_balancer = elb.load_balancer()
    elb.elbv2.delete_load_balancer(LoadBalancerArn=load_balancer["LoadBalancerArn"])
    elb.elbv2.delete_load_balancer(LoadBalancerArn=load_balancer["LoadBalancerArn"])
    assert elb.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_deletion_protection_prevents_delete(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn()

    def protect(value: str) -> None:
        attribute: LoadBalancerAttributeTypeDef = {"Key": "deletion_protection.enabled", "Value": value}
        elb.elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[attribute])

    protect("true")
    assert (
        "OperationNotPermitted",
        f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
    ) == refusal(elb.elbv2.delete_load_balancer, LoadBalancerArn=arn)
    protect("false")
    elb.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    assert elb.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_endpoint_service_prevents_delete(elb: ElbAccount) -> None:
    """AWS: a load balancer can't be deleted while an endpoint service uses it."""
    arn = elb.load_balancer_arn()
    service = elb.ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[arn])
    assert (
        "ResourceInUse",
        f"Load balancer '{arn}' cannot be deleted because it is currently associated with another service",
    ) == refusal(elb.elbv2.delete_load_balancer, LoadBalancerArn=arn)
    elb.ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[service["ServiceConfiguration"]["ServiceId"]])


def test_accounts_have_separate_load_balancers(elb: ElbAccount, account: LocalStackSession) -> None:
    elb.load_balancer(Name="mine")
    with temporary_accounts(account.endpoint) as fresh:
        other = new_elb_account(LocalStackSession(account.endpoint, fresh()))
        assert other.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_missing_member_is_rejected_without_a_retry(account: LocalStackSession) -> None:
    """Not every client looks before it calls."""
    elbv2 = client(account, parameter_validation=False)
    code, message = refusal(elbv2.create_load_balancer, Type="network")
    assert (code, '"Name"' in message) == ("ValidationError", True)


def test_throttling_fault_has_the_words_of_elbv2(elb: ElbAccount, account: LocalStackSession) -> None:
    """AWS: Throttling, with a status of 400; EC2's is RequestLimitExceeded."""
    elbv2 = client(account, retries={"total_max_attempts": 1})
    fault = {"operation": "DescribeLoadBalancers", "throttle": True, "account": elb.account}
    elb.http("POST", "faults", fault)
    with pytest.raises(ClientError, match=r"\(Throttling\).*: Rate exceeded$"):
        elbv2.describe_load_balancers()
    assert elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_unsupported_operation_is_rejected_without_a_retry(elb: ElbAccount) -> None:
    """SDKs and Terraform's AWS provider retry requests that are answered with 5xx."""
    assert refusal(elb.elbv2.describe_trust_stores) == ("UnsupportedOperation", "DescribeTrustStores is not emulated")


def test_describe_accepts_twenty_load_balancers(elb: ElbAccount) -> None:
    """AWS: you can specify up to 20 load balancers in a single call."""
    arn = elb.load_balancer_arn()
    assert refusal(elb.elbv2.describe_load_balancers, LoadBalancerArns=[arn] * 21) == (
        "ValidationError",
        "Up to 20 load balancers can be described at a time, but 21 were specified",
    )


def test_describe_rejects_malformed_arns(elb: ElbAccount) -> None:
    expected = ("ValidationError", "'blue' is not a valid load balancer ARN")
    assert refusal(elb.elbv2.describe_load_balancers, LoadBalancerArns=["blue"]) == expected
    assert refusal(elb.elbv2.delete_load_balancer, LoadBalancerArn="blue") == expected


@pytest.mark.parametrize("setting", [{"IpamPools": {"Ipv4IpamPoolId": "ipam-pool-1"}}, {"CustomerOwnedIpv4Pool": "x"}])
def test_create_rejects_members_that_are_not_emulated(elb: ElbAccount, setting: dict[str, Any]) -> None:
    assert refusal(elb.load_balancer, **setting).code == "UnsupportedOperation"
