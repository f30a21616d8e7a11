"""A private hosted zone of one account in a VPC of another, by one root module with two aliased providers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks.check import Verdict
from privatelink_harness.pytest_plugin.stacks import Stacks
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack
    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture(scope="module")
def spoke(localstack: Instance) -> Iterator[str]:
    """The VPC's account."""
    with temporary_accounts(localstack.endpoint) as fresh:
        yield fresh()


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path, spoke: str) -> AppliedStack:
    return privatelink.apply(modules / "shared-zone", variables={"spoke_account": spoke})


def test_the_vpcs_account_sees_the_zone_and_its_owner(stack: AppliedStack, spoke: str) -> None:
    zone, vpc = stack.outputs["zone_id"], stack.outputs["spoke_vpc_id"]
    route53 = stack.client("route53", spoke)
    (seen,) = route53.list_hosted_zones_by_vpc(VPCId=vpc, VPCRegion="us-east-1")["HostedZoneSummaries"]
    assert (seen["HostedZoneId"], seen["Owner"]["OwningAccount"]) == (zone, stack.session.accounts["consumer"])
    (association,) = stack.state.of("aws_route53_zone_association")
    assert association.values["owning_account"] == stack.session.accounts["consumer"]


def test_the_zones_account_sees_the_vpc(stack: AppliedStack) -> None:
    route53 = stack.client("route53", "consumer")
    vpcs = route53.get_hosted_zone(Id=stack.outputs["zone_id"])["VPCs"]
    assert stack.outputs["spoke_vpc_id"] in {vpc["VPCId"] for vpc in vpcs}


def test_second_plan_is_empty(stack: AppliedStack) -> None:
    assert stack.plan_again().verdict is Verdict.PASSED
