"""The demo: Lambda, S3 and DynamoDB for two private subnets. Every row is proven."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from privatelink_harness.checks.check import Check
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

GATEWAY = {
    "exists": "passed",
    "type": "passed",
    "service": "passed",
    "VPC": "passed",
    "state": "passed",
    "route tables": "passed",
    "routes": "passed",
    "policy": "passed",
    "tags": "passed",
}
INTERFACE = {
    "exists": "passed",
    "type": "passed",
    "service": "passed",
    "VPC": "passed",
    "state": "passed",
    "IP address type": "passed",
    "subnets": "passed",
    "one interface a subnet": "passed",
    "addresses": "passed",
    "security groups": "passed",
    "groups of interfaces": "passed",
    "who may connect": "passed",
    "private DNS": "passed",
    "private names": "passed",
    "regional name": "passed",
    "zonal names": "passed",
    "policy": "passed",
    "tags": "passed",
}


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, specs: Path) -> AppliedStack:
    return privatelink.apply(specs / "lambda-from-private-subnets.yaml")


@pytest.fixture(scope="module")
def checks(stack: AppliedStack) -> list[Check]:
    return stack.checks()


@pytest.mark.parametrize(
    ("subject", "verdicts"),
    [("lambda", INTERFACE), ("s3", GATEWAY), ("dynamodb", GATEWAY), ("stack", {"other endpoints": "passed"})],
)
def test_every_row_is_proven(checks: list[Check], subject: str, verdicts: dict[str, str]) -> None:
    assert verdicts == {check.property: check.verdict.value for check in checks if check.subject == subject}


def test_rows_follow_the_specs_order(checks: list[Check]) -> None:
    assert list(dict.fromkeys(check.subject for check in checks)) == ["lambda", "s3", "dynamodb", "stack"]


def test_second_plan_is_empty(stack: AppliedStack) -> None:
    second = stack.plan_again()
    assert (second.verdict.value, second.found) == ("passed", "no changes")


def test_outputs_hold_the_endpoints_ids(stack: AppliedStack) -> None:
    ec2 = stack.client("ec2")
    described = ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [stack.outputs["vpc_id"]]}])
    services = {each["ServiceName"].rpartition(".")[2]: each["VpcEndpointId"] for each in described["VpcEndpoints"]}
    assert services == stack.outputs["endpoints"]["endpoint_ids"]


def test_verify_raises_nothing(stack: AppliedStack) -> None:
    stack.verify()
