"""A module in each partition: applied, verified, planned again and destroyed on LocalStack."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.support.proven import unproven

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_harness.checks.check import Check
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

VENDORS = {
    "cn-north-1": "cn.com.amazonaws.vpce.cn-north-1.vpce-svc-0c000000000000001",
    "us-gov-west-1": "com.amazonaws.vpce.us-gov-west-1.vpce-svc-0c000000000000002",
    "eusc-de-east-1": "eu.amazonaws.vpce.eusc-de-east-1.vpce-svc-0c000000000000003",
}
"""The name of a vendor's service in each Region."""

SPEC = """
version: 1
pattern: consumer
name: partition
region: {region}
endpoints:
  lambda:
    service: lambda
    policy:
      - principals: [role/app]
        actions: [lambda:InvokeFunction]
        functions: [orders]
  objects: {{service: s3, type: gateway}}
  objects-from-outside:
    service: s3
    private_dns: true
    dns_options: {{private_dns_only_for_inbound_resolver_endpoint: true}}
  table: {{service: dynamodb, type: gateway}}
  vendor: {{service_name: {vendor}}}
security_group:
  ingress:
    - {{from: group/app, ports: [443]}}
    - {{from: vpc, ports: [443]}}
"""


@pytest.fixture(scope="module")
def stacks(privatelink: Stacks, tmp_path_factory: pytest.TempPathFactory) -> dict[str, AppliedStack]:
    """A stack in each Region, applied side by side."""
    directory = tmp_path_factory.mktemp("partitions")

    def apply(region: str) -> AppliedStack:
        path: Path = directory / f"{region}.yaml"
        path.write_text(SPEC.format(region=region, vendor=VENDORS[region]), encoding="utf-8")
        return privatelink.apply(path)

    with ThreadPoolExecutor(len(VENDORS)) as pool:
        return dict(zip(VENDORS, pool.map(apply, VENDORS), strict=True))


@pytest.fixture(scope="module")
def checks(stacks: dict[str, AppliedStack]) -> dict[str, list[Check]]:
    """The checks of every stack: first of `verify`, then of the second plan."""
    with ThreadPoolExecutor(len(stacks)) as pool:
        found = pool.map(lambda stack: [*stack.checks(), stack.plan_again()], stacks.values())
        return dict(zip(stacks, found, strict=True))


@pytest.mark.parametrize("region", VENDORS)
def test_every_row_passes(region: str, checks: dict[str, list[Check]]) -> None:
    assert unproven(checks[region]) == []


@pytest.mark.parametrize(
    ("region", "suffix"),
    [
        ("cn-north-1", "cn-north-1.vpce.amazonaws.com.cn"),
        ("us-gov-west-1", "us-gov-west-1.vpce.amazonaws.com"),
        ("eusc-de-east-1", "eusc-de-east-1.vpce.amazonaws.eu"),
    ],
)
def test_regional_names_have_the_partitions_suffix(region: str, suffix: str, checks: dict[str, list[Check]]) -> None:
    names = [check.api or "" for check in checks[region] if check.property == "regional name"]
    assert len(names) == 3
    assert all(name.endswith(f".{suffix}") for name in names)


@pytest.mark.parametrize(
    ("region", "names"),
    [
        ("cn-north-1", ["com.amazonaws.cn-north-1.s3", "cn.com.amazonaws.cn-north-1.s3"]),
        ("us-gov-west-1", ["com.amazonaws.us-gov-west-1.s3"] * 2),
        ("eusc-de-east-1", ["com.amazonaws.eusc-de-east-1.s3"] * 2),
    ],
)
def test_s3_has_two_service_names_in_china_alone(region: str, names: list[str], checks: dict[str, list[Check]]) -> None:
    """Source: the AWS CDK's InterfaceVpcEndpointAwsService and GatewayVpcEndpointAwsService."""
    found = {check.subject: check.api for check in checks[region] if check.property == "service"}
    assert [found["objects"], found["objects-from-outside"]] == names


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eusc-de-east-1", "aws-eusc")]
)
def test_policy_names_principals_and_resources_of_the_partition(
    region: str, partition: str, stacks: dict[str, AppliedStack]
) -> None:
    ec2 = stacks[region].client("ec2")
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    (policy,) = [each["PolicyDocument"] for each in endpoints if each["ServiceName"].endswith(".lambda")]
    assert policy.count(f"arn:{partition}:") == policy.count("arn:") > 1
