"""The real AWS provider on a route to a Gateway Load Balancer endpoint: changed in place, destroyed in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.stacks.directory import write_variables

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path) -> AppliedStack:
    return privatelink.apply(modules / "inspection", variables={"through": "first"})


def target(stack: AppliedStack) -> str:
    """Return the ID of the endpoint or gateway that the table's default route leads to."""
    (table,) = stack.client("ec2").describe_route_tables(RouteTableIds=[stack.outputs["table"]])["RouteTables"]
    (route,) = [each for each in table["Routes"] if each["DestinationCidrBlock"] == "0.0.0.0/0"]
    return str(route["GatewayId"])


def test_route_is_updated_in_place(stack: AppliedStack) -> None:
    assert stack.plan_again().verdict.value == "passed"
    assert target(stack) == stack.outputs["targets"]["first"]
    for through in ("second", None):
        write_variables(stack.stack.directory, {"through": through})
        plan = stack.stack.plan()
        changes = {(each.resource.text, each.action) for each in plan.changes if each.action != "read"}
        assert changes == {("aws_route.default", "update")}
        stack.stack.apply()
        assert target(stack) == stack.outputs["targets"][through or "none"]
        assert not stack.stack.plan_again().has_changes
    stack.stack.destroy()
    endpoints = stack.client("ec2").describe_vpc_endpoints()["VpcEndpoints"]
    assert {each["State"] for each in endpoints} <= {"deleted"}
