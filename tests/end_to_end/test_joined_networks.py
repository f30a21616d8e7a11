"""A hub and two spokes of another account, joined by a transit gateway and by peering, in one apply."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_harness.checks.check import Verdict
from privatelink_harness.pytest_plugin.stacks import Stacks
from tests.support.accounts import temporary_accounts
from tests.support.run_tags import without_run

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack
    from privatelink_localstack.runtime.instance import Instance


@pytest.fixture(scope="module")
def spoke_account(localstack: Instance) -> Iterator[str]:
    with temporary_accounts(localstack.endpoint) as fresh:
        yield fresh()


@pytest.fixture(scope="module")
def stack(pytestconfig: pytest.Config, modules: Path, spoke_account: str) -> Iterator[AppliedStack]:
    stacks = Stacks(pytestconfig.rootpath)
    yield stacks.apply(modules / "joined-networks", variables={"spoke_account": spoke_account})
    # Destroys, and looks for what is left.
    stacks.close()


def test_spokes_see_the_hub(stack: AppliedStack) -> None:
    assert stack.outputs["seen"] == {
        "gateway_owner": stack.account("hub").id,
        "peer_cidr_block": "10.10.0.0/16",
        "peering_status": "active",
    }


def test_second_plan_is_empty(stack: AppliedStack) -> None:
    assert stack.plan_again().verdict is Verdict.PASSED


def test_routes_lead_to_every_spoke(stack: AppliedStack) -> None:
    ec2 = stack.account("hub").client("ec2")
    everything: Any = [{"Name": "state", "Values": ["*"]}]
    found = ec2.search_transit_gateway_routes(
        TransitGatewayRouteTableId=stack.outputs["hub_route_table"], Filters=everything
    )["Routes"]
    assert {each["DestinationCidrBlock"]: (each["Type"], each["State"]) for each in found} == {
        "10.11.0.0/16": ("propagated", "active"),
        "10.12.0.0/16": ("static", "active"),
        "10.99.0.0/16": ("static", "blackhole"),
        "192.0.2.0/24": ("static", "active"),
    }


def test_each_side_has_its_own_tags(stack: AppliedStack) -> None:
    tags = []
    for alias in ("hub", "far"):
        ec2 = stack.account(alias).client("ec2")
        (peering,) = ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
        (attachment,) = ec2.describe_transit_gateway_peering_attachments()["TransitGatewayPeeringAttachments"]
        tags += [without_run(peering["Tags"]), without_run(attachment["Tags"])]
    assert tags == [[{"Key": "side", "Value": side}] for side in ("hub", "hub", "far", "far")]
