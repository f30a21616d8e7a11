"""The real AWS provider on VPN and Direct Connect, in two accounts: one apply, changed in place, destroyed in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.checks import leftovers
from privatelink_harness.stacks.directory import write_variables
from tests.support.accounts import temporary_accounts

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks
    from privatelink_localstack.runtime.instance import Instance

CHANGED = {
    "network": "192.168.0.0/15",
    "key": "another.secret",
    "routes": ["172.16.0.0/12"],
    "prefixes": ["10.0.0.0/15"],
    "hub": "center",
}


@pytest.fixture(scope="module")
def variables(localstack: Instance) -> Iterator[dict[str, str]]:
    with temporary_accounts(localstack.endpoint) as fresh:
        yield {"spoke_account": fresh()}


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path, variables: dict[str, str]) -> AppliedStack:
    return privatelink.apply(modules / "vpn", variables=variables)


def propagated(stack: AppliedStack) -> list[str]:
    """Return the destinations that the VPN gateway propagates into the hub's route table."""
    (table,) = stack.client("ec2").describe_route_tables(RouteTableIds=[stack.outputs["route_table_id"]])["RouteTables"]
    return [each["DestinationCidrBlock"] for each in table["Routes"] if each["Origin"] == "EnableVgwRoutePropagation"]


def test_stack_is_read_as_it_was_written(stack: AppliedStack) -> None:
    outputs = stack.outputs
    assert outputs["found"] == {"customer_gateway": "firewall", "vpn_gateway": "64620", "dx_gateway": "64701"}
    assert len(set(outputs["tunnels"].pop("outside"))) == 2
    assert outputs["tunnels"] == {"aws": "169.254.100.1", "device": "169.254.100.2", "asn": "64800"}
    assert {each.startswith("tgw-attach-") for each in outputs["attachments"].values()} == {True}
    assert outputs["prefixes"] == {"hub": ["10.0.0.0/16"], "spoke": ["10.1.0.0/16"]}
    assert propagated(stack) == ["192.168.0.0/16"]
    assert stack.plan_again().verdict.value == "passed"


def test_stack_is_changed_in_place_and_destroyed(stack: AppliedStack, variables: dict[str, str]) -> None:
    write_variables(stack.stack.directory, {**variables, "office": CHANGED})
    plan = stack.stack.plan()
    assert {(each.resource.text, each.action) for each in plan.changes if each.action != "read"} == {
        ("aws_dx_gateway.hub", "update"),
        ("aws_dx_gateway_association.hub", "update"),
        ("aws_vpn_connection.office", "update"),
        ('aws_vpn_connection_route.office["172.16.0.0/12"]', "create"),
        ('aws_vpn_connection_route.office["192.168.0.0/16"]', "delete"),
    }
    stack.stack.apply()
    assert propagated(stack) == ["172.16.0.0/12"]
    assert not stack.stack.plan_again().has_changes
    resources = stack.state.resources
    stack.stack.destroy()
    check = leftovers.check(resources, stack.session)
    assert check.found == "none"
    assert not [kind for kind in ("customer_gateway", "vpn", "dx") if f"aws_{kind}" in check.note]
