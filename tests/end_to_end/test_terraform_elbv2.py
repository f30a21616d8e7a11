"""The real AWS provider on two network load balancers: apply, an empty plan, an update in place, destroy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_harness.stacks.directory import write_variables

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

UPDATED = {
    "aws_lb.blue",
    "aws_lb_listener.tcp",
    "aws_lb_listener.tls",
    "aws_lb_target_group.addresses",
}


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path) -> AppliedStack:
    return privatelink.apply(modules / "elbv2", variables={"changed": False})


def interfaces(stack: AppliedStack) -> dict[str, list[str]]:
    """Return the addresses of the load balancers' interfaces, by their description without its ID."""
    addresses: dict[str, list[str]] = {}
    for interface in stack.client("ec2").describe_network_interfaces()["NetworkInterfaces"]:
        if interface["InterfaceType"] == "network_load_balancer":
            name = interface["Description"].rpartition("/")[0]
            addresses.setdefault(name, []).append(interface["PrivateIpAddress"])
    return {name: sorted(group) for name, group in addresses.items()}


def attributes(stack: AppliedStack, operation: str, **resource: str) -> dict[str, str]:
    response: dict[str, Any] = getattr(stack.client("elbv2"), operation)(**resource)
    return {each["Key"]: each["Value"] for each in response["Attributes"]}


def arn(stack: AppliedStack, kind: str, name: str) -> str:
    return str(next(each.id for each in stack.stack.state().of(kind) if each.name == name))


def test_load_balancers_are_applied_updated_and_destroyed(stack: AppliedStack) -> None:
    assert stack.plan_again().verdict.value == "passed"
    assert interfaces(stack) == {"ELB net/blue": ["10.60.0.4", "10.60.1.4"], "ELB net/green": ["10.60.0.100"]}
    blue, group = arn(stack, "aws_lb", "blue"), arn(stack, "aws_lb_target_group", "addresses")
    health = stack.client("elbv2").describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert sorted((each["Target"]["Port"], each["TargetHealth"]["State"]) for each in health) == [
        (8443, "healthy"),
        (9443, "healthy"),
    ]

    write_variables(stack.stack.directory, {"changed": True})
    plan = stack.stack.plan()
    assert {(address, "update") for address in UPDATED} == {(each.resource.text, each.action) for each in plan.changes}
    stack.stack.apply()
    assert not stack.stack.plan_again().has_changes
    assert interfaces(stack)["ELB net/blue"] == ["10.60.0.4", "10.60.1.4", "10.60.2.4"]
    changed = attributes(stack, "describe_load_balancer_attributes", LoadBalancerArn=blue)
    assert (
        changed["load_balancing.cross_zone.enabled"],
        changed["dns_record.client_routing_policy"],
    ) == ("true", "availability_zone_affinity")
    changed = attributes(stack, "describe_target_group_attributes", TargetGroupArn=group)
    assert (
        changed["proxy_protocol_v2.enabled"],
        changed["preserve_client_ip.enabled"],
        changed["deregistration_delay.timeout_seconds"],
    ) == ("false", "true", "0")

    stack.stack.destroy()
    elbv2 = stack.client("elbv2")
    assert (
        elbv2.describe_load_balancers()["LoadBalancers"],
        elbv2.describe_target_groups()["TargetGroups"],
        interfaces(stack),
    ) == ([], [], {})
